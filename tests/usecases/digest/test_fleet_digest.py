"""The fleet's weekly digest: one message, and a thread if needed."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.digest.fleet_digest import NAMED
from bot.domain.digest.subscription import Scope, Subscription
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import NO_PIN, Feed
from bot.domain.programs import AuthStatus, Program
from bot.errors import ChannelUnavailable, SlackRefused, SlackUnclear, WeChatLimited
from bot.ports.slack import Workspace
from bot.ports.sweep import ReadFailure
from bot.usecases.report.read import kept_error, read_failure_of, take_snapshot
from tests.fakes.deliveries import Posted
from tests.fakes.programs import FakePrograms
from tests.fakes.wechat import feed
from tests.usecases.digest_world import (
    CHANNEL,
    DAY,
    DUE,
    FRIDAY,
    HOUR,
    MINUTE,
    MONDAY,
    MONDAY_9,
    SECOND,
    TEAM,
    USER,
    WEEK,
    Killed,
    World,
)

FLEET = Scope(fleet=True)
MANY = [
    Program(Visible(f"wx{number:02}"), f"mall{number:02}", tags=("food",) if number < 3 else ()) for number in range(80)
]
NEXT = DUE + WEEK
CALM = feed({"3.8.1": "99.99", "3.8.0": "0.01"}, minimum="3.0.0")


def losing(percent: int) -> Feed:
    return feed({"3.8.1": 100 - percent, "2.30.0": percent}, minimum="3.0.0")


async def read(world: World, programs: list[Program], payload: Feed, at: datetime) -> None:
    taken = [take_snapshot(each.appid, payload, pin=NO_PIN, remembered=None, now=at) for each in programs]
    await world.snapshots.save(TEAM, taken)


async def subscribed(world: World, *, scope: Scope = FLEET, only_changes: bool = False) -> Subscription:
    await world.workspaces.put(Workspace(TEAM, "Team", "UBOT"))
    status = await world.subscribe(
        TEAM, CHANNEL, MONDAY_9, locale="en", owner_id=USER, now=FRIDAY, scope=scope, only_changes=only_changes
    )
    return status.subscription


@pytest.fixture
async def world() -> World:
    world = World(programs=FakePrograms(*MANY))
    await read(world, MANY, CALM, FRIDAY)
    await subscribed(world)
    await world.tick(DUE)
    assert world.outcomes() == [(MONDAY, "sent", "")]
    return world


def content(posted: Posted) -> str:
    return str((posted.message.text, posted.message.blocks))


def split(world: World) -> tuple[list[Posted], list[Posted]]:
    """What stands in the channel, and what in threads."""
    posted = world.messenger.posted
    return [each for each in posted if not each.thread_ts], [each for each in posted if each.thread_ts]


def details(world: World) -> list[Delivery]:
    return [row for row in world.deliveries.all() if row.kind is DeliveryKind.DETAILS]


async def test_the_first_one(world: World) -> None:
    (first,), thread = split(world)

    assert "80 programs · 80 can be raised today" in first.message.text
    assert "The next digest will list" in content(first)
    assert not thread
    assert not world.source.calls


async def test_a_few_changes_need_no_thread(world: World) -> None:
    await read(world, MANY[:NAMED], losing(2), NEXT - HOUR)
    await world.run(NEXT, NEXT + HOUR)
    (_, second), thread = split(world)

    assert f"5 new cases need attention. {len(MANY)} programs" in second.message.text
    assert "Now cut off more than 1% (5): mall00 (2.00%)" in content(second)
    assert not thread


async def test_many_changes_are_listed_in_the_thread(world: World) -> None:
    await read(world, MANY, losing(2), NEXT - HOUR)
    await world.run(NEXT, NEXT + HOUR)
    (_, second), thread = split(world)

    assert "and 75 more" in content(second)
    assert "All 80 changes are in the thread" in content(second)
    assert [each.thread_ts for each in thread] == [second.ts] * 2
    assert [each.channel_id for each in thread] == [CHANNEL] * 2
    assert all(sum(program.name in content(each) for each in thread) == 1 for program in MANY)
    assert {str(row.state) for row in details(world)} == {"sent"}


async def test_who_cannot_be_read(world: World) -> None:
    refused = ReadFailure(MANY[0].appid, "wechat-refused", {"code": 48001, "errmsg": "", "rid": "r-1"}, NEXT, NEXT)
    await world.read_failures.note(TEAM, [refused])
    world.programs.programs[1] = replace(MANY[1], status=AuthStatus.REVOKED)
    world.programs.programs[2] = replace(MANY[2], status=AuthStatus.NOT_GRANTED)
    world.programs.programs[3] = Program(Visible("wx-new"), "newcomer")
    await world.tick(NEXT)
    text = content(world.messenger.posted[-1])

    assert "Unreadable since then (1): mall00" in text
    assert "48001" in text
    assert "No longer authorised (1): mall01" in text
    assert "Permission set 18 now missing (1): mall02" in text
    assert "Added (1): newcomer" in text
    assert "Removed (1): wx03" in text


async def test_a_tag_and_some_programs() -> None:
    world = World(programs=FakePrograms(*MANY))
    await read(world, MANY, CALM, FRIDAY)
    subscription = await subscribed(world, scope=Scope(fleet=True, tag="food"))
    await world.tick(DUE)
    await world.subscriptions.put(replace(subscription, scope=FLEET, appids=(MANY[5].appid, MANY[6].appid)))
    await world.tick(NEXT)
    await world.subscriptions.put(replace(subscription, scope=FLEET))
    await world.tick(NEXT + WEEK)
    texts = [posted.message.text for posted in world.messenger.posted]

    assert ["3 programs" in texts[0], "2 programs" in texts[1], "80 programs" in texts[2]] == [True] * 3
    assert all("The next digest will list" in content(posted) for posted in world.messenger.posted)


async def test_a_tag_without_programs() -> None:
    world = World(programs=FakePrograms(*MANY))
    await subscribed(world, scope=Scope(fleet=True, tag="food"))
    world.programs.programs = [replace(each, tags=()) for each in MANY]
    await world.tick(DUE)

    assert world.outcomes() == [(MONDAY, "failed", "no-program")]


async def test_only_when_something_changed(world: World) -> None:
    """Unchanged, it is sent only after four weeks; it is compared with the last one sent."""
    await subscribed(world, only_changes=True)
    for week in range(1, 5):
        await world.tick(DUE + week * WEEK)
    await read(world, MANY[:1], losing(2), DUE + 5 * WEEK - HOUR)
    await world.tick(DUE + 5 * WEEK)

    assert [state for _, state, _ in world.outcomes()] == ["sent", "skipped", "skipped", "skipped", "sent", "sent"]
    assert "once a month in any case" in content(world.messenger.posted[1])
    assert "mall00 (2.00%)" in content(world.messenger.posted[2])


async def test_send_now(world: World) -> None:
    await read(world, MANY, losing(2), NEXT - DAY)
    assert await world.send_now(TEAM, CHANNEL, now=NEXT - HOUR)
    await world.run(NEXT, NEXT + HOUR)
    (_, question, second), thread = split(world)

    assert "and 75 more" in content(question)
    assert "in the thread" not in content(question)
    assert "and 75 more" in content(second)
    assert {each.thread_ts for each in thread} == {second.ts}


@pytest.mark.parametrize(
    ("before", "after"),
    [("sending", ""), ("", "sending"), ("finish", ""), ("", "finish"), ("claim", ""), ("", "claim"), ("", "record")],
)
@pytest.mark.parametrize("later", [False, True], ids=["at-the-digest", "at-its-thread"])
async def test_a_death_anywhere(world: World, before: str, after: str, *, later: bool) -> None:
    """If the process dies at digest or thread, each message comes once, under the right one."""
    await read(world, MANY, losing(2), NEXT - HOUR)
    now = NEXT
    if later:
        await world.tick(now)
        now += SECOND
    world.deliveries.die_before, world.deliveries.die_after = before, after
    with suppress(Killed):
        await world.tick(now)
    world.restart()
    await world.run(now, now + 2 * HOUR, every=timedelta(seconds=30))
    (_, second), thread = split(world)

    assert [each.thread_ts for each in thread] == [second.ts] * 2
    assert len({each.delivery_id for each in thread}) == 2
    assert {str(row.state) for row in details(world)} == {"sent"}


async def test_the_thread_of_a_digest_that_was_found(world: World) -> None:
    """Slack's answer got lost, the message is found, and its thread follows; likewise within the thread."""
    await read(world, MANY, losing(2), NEXT - HOUR)
    world.messenger.lose_next_answer(SlackUnclear(method="chat.postMessage"))
    await world.run(NEXT, NEXT + 4 * MINUTE)
    world.messenger.lose_next_answer(SlackUnclear(method="chat.postMessage"))
    await world.run(NEXT + 4 * MINUTE, NEXT + HOUR)
    (_, second), thread = split(world)

    assert [each.thread_ts for each in thread] == [second.ts] * 2
    assert {str(row.state) for row in details(world)} == {"sent"}


async def test_a_page_that_did_not_arrive_is_posted_again(world: World) -> None:
    await read(world, MANY, losing(2), NEXT - HOUR)
    await world.tick(NEXT)
    world.messenger.fail_next(SlackUnclear(method="chat.postMessage"))
    await world.run(NEXT + SECOND, NEXT + HOUR)
    (_, second), thread = split(world)

    assert [each.thread_ts for each in thread] == [second.ts] * 2
    assert {str(row.state) for row in details(world)} == {"sent"}


@pytest.mark.parametrize(
    "error",
    [
        SlackRefused(code="msg_too_long", method="chat.postMessage"),
        ChannelUnavailable(code="is_archived", method="chat.postMessage"),
    ],
)
async def test_no_thread_without_a_digest(world: World, error: SlackRefused) -> None:
    await read(world, MANY, losing(2), NEXT - HOUR)
    world.messenger.fail_channel(CHANNEL, error)
    await world.tick(NEXT)
    world.messenger.fail_channel(CHANNEL, None)
    await world.run(NEXT + MINUTE, NEXT + DAY, every=HOUR)

    assert details(world) == []
    assert split(world)[1] == []


async def test_a_digest_that_was_ended_meanwhile(world: World) -> None:
    await read(world, MANY, losing(2), NEXT - HOUR)
    await world.tick(NEXT)
    await world.end(TEAM, CHANNEL)
    await world.run(NEXT + SECOND, NEXT + HOUR)

    assert {(str(row.state), str(row.reason)) for row in details(world)} == {("skipped", "ended")}


async def test_a_channel_that_closed_behind_the_digest(world: World) -> None:
    """The thread fails, its owner learns which pages are missing, and the order is left to its own next slot."""
    await read(world, MANY, losing(2), NEXT - HOUR)
    await world.tick(NEXT)
    world.messenger.fail_channel(CHANNEL, ChannelUnavailable(code="is_archived", method="chat.postMessage"))
    await world.run(NEXT + SECOND, NEXT + HOUR)
    subscription = await world.subscriptions.of_channel(TEAM, CHANNEL)

    assert {str(row.state) for row in details(world)} == {"failed"}
    assert subscription is not None
    assert subscription.active
    assert len([each for each in world.messenger.posted if each.channel_id == USER]) == 1


async def test_older_pictures_go(world: World) -> None:
    for week in range(1, 4):
        await world.tick(DUE + week * WEEK)
    subscription = await world.subscriptions.of_channel(TEAM, CHANNEL)
    assert subscription is not None
    slots = [MONDAY + week * WEEK for week in range(4)]
    kept = [await world.fleet_memories.get(TEAM, subscription.id, slot) for slot in slots]

    assert [memory is not None for memory in kept] == [False, True, True, True]


@pytest.mark.parametrize(
    "error",
    [
        WeChatLimited(until=NEXT + DAY, code=45009, errmsg="", rid="r"),
        SlackRefused(code="x", method="y"),
    ],
)
def test_a_kept_trouble_is_the_error_again(error: WeChatLimited | SlackRefused) -> None:
    again = kept_error(read_failure_of("wx1", error, now=NEXT))

    assert type(again) is type(error)
    assert again.params == error.params
    assert getattr(again, "until", None) == getattr(error, "until", None)


def test_a_trouble_from_another_version() -> None:
    assert kept_error(ReadFailure("wx1", "long-gone", {"code": 1}, NEXT, NEXT)).key == "unexpected"
