"""The reconciler: every slot once, whatever fails, and nothing lost silently."""

from collections.abc import MutableMapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks.message import Message
from bot.domain.subscription import DeliveryState
from bot.errors import (
    BotError,
    ChannelUnavailable,
    SlackBusy,
    SlackRefused,
    SlackUnclear,
    WeChatBusy,
    WeChatRefused,
    WorkspaceUnavailable,
)
from bot.usecases.end_workspace import EndWorkspace
from tests.fakes.messenger import FakeMessenger
from tests.usecases.digest_world import (
    CAFE,
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

POST = "chat.postMessage"
BUSY = WeChatBusy(code=-1, errmsg="system error", rid="made-up")


class Unforeseen(BotError):
    """Something that the reconciler does not know."""


async def die(world: World) -> None:
    """One call of the reconciler at the moment of the digest, in a process that is killed during it."""
    with suppress(Killed):
        await world.tick(DUE)


@pytest.fixture
async def world() -> World:
    """One channel with a digest every Monday at nine."""
    world = World()
    await world.order()
    return world


async def test_a_digest_comes_at_its_moment_and_once(world: World) -> None:
    """Nothing before the moment, one message at it, nothing more however often somebody looks."""
    await world.run(DUE - HOUR, DUE - SECOND)
    assert world.channels() == []

    await world.run(DUE, DUE + HOUR)

    assert world.channels() == [CHANNEL]
    (row,) = world.deliveries.all()
    assert (row.slot, row.state, row.late) == (MONDAY, DeliveryState.SENT, False)
    assert row.message_ts == world.messenger.posted[0].ts
    assert row.id == world.messenger.posted[0].delivery_id


async def test_four_weeks_four_digests(world: World) -> None:
    """Week after week there is one."""
    await world.run(FRIDAY, FRIDAY + 4 * WEEK, every=7 * MINUTE)

    assert world.outcomes() == [(MONDAY + week * WEEK, "sent", "") for week in range(4)]
    assert len({posted.delivery_id for posted in world.messenger.posted}) == 4


async def test_a_slot_missed_within_a_day_is_sent_late(world: World) -> None:
    """After a night's down-time the digest comes, and says that it is late."""
    await world.tick(DUE + 23 * HOUR)

    assert world.channels() == [CHANNEL]
    assert [(row.state, row.late) for row in world.deliveries.all()] == [(DeliveryState.SENT, True)]


async def test_a_slot_missed_by_minutes_is_not_called_late(world: World) -> None:
    """A restart of two minutes is nobody's business."""
    await world.tick(DUE + 2 * MINUTE)

    assert [(row.state, row.late) for row in world.deliveries.all()] == [(DeliveryState.SENT, False)]


async def test_a_slot_missed_by_more_than_a_day_is_skipped(world: World) -> None:
    """On Wednesday nobody wants Monday's digest; it stays on record why it never came."""
    await world.tick(DUE + 25 * HOUR)

    assert world.channels() == []
    assert world.outcomes() == [(MONDAY, "skipped", "missed")]


async def test_after_a_long_down_time_only_the_newest_is_sent(world: World) -> None:
    """Three weeks away: the two older slots are on record as missed and the newest is sent once."""
    await world.run(DUE + 2 * WEEK + HOUR, DUE + 2 * WEEK + 2 * HOUR)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [
        (MONDAY, "skipped", "missed"),
        (MONDAY + WEEK, "skipped", "missed"),
        (MONDAY + 2 * WEEK, "sent", ""),
    ]


async def test_a_workspace_that_ended_gets_nothing(world: World) -> None:
    """After the app was removed its orders rest."""
    await EndWorkspace(world.workspaces)(TEAM)

    await world.tick(DUE)

    assert (world.channels(), world.outcomes()) == ([], [])


@pytest.mark.parametrize(
    ("change", "reason"), [("end", "ended"), ("pause", "paused"), ("uninstall", "workspace-ended")]
)
async def test_an_order_withdrawn_while_its_slot_waits(world: World, change: str, reason: str) -> None:
    """A slot that waits for a second attempt is not sent to a channel that no longer wants it; the reason is kept."""
    world.messenger.fail_next(SlackBusy(retry_after=60, method=POST))
    await world.tick(DUE)
    order = await world.subscriptions.of_channel(TEAM, CHANNEL)
    assert order is not None

    if change == "end":
        await world.end(TEAM, CHANNEL)
    elif change == "pause":
        await world.subscriptions.put(order.paused("is_archived"))
    else:
        await EndWorkspace(world.workspaces)(TEAM)
    await world.tick(DUE + 2 * MINUTE)

    assert world.channels() == []
    assert world.outcomes() == [(MONDAY, "skipped", reason)]


async def test_slack_asks_to_wait(world: World) -> None:
    """Nothing was posted, so it is tried again when Slack allows, not before."""
    world.messenger.fail_next(SlackBusy(retry_after=90, method=POST))

    await world.tick(DUE)
    await world.tick(DUE + 80 * SECOND)
    assert world.channels() == []

    await world.tick(DUE + 90 * SECOND)
    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_slack_asks_to_wait_for_too_long(world: World) -> None:
    """When the next attempt would come more than a day late the slot has failed, and says why."""
    world.messenger.fail_next(SlackBusy(retry_after=25 * 3600, method=POST))

    await world.run(DUE, DUE + 2 * DAY, every=HOUR)

    assert world.channels() == []
    assert world.outcomes() == [(MONDAY, "failed", "slack-busy")]


async def test_a_channel_that_cannot_be_posted_to(world: World) -> None:
    """The slot has failed with Slack's code, and the order rests until somebody changes it."""
    world.messenger.fail_channel(CHANNEL, ChannelUnavailable(code="is_archived", method=POST))

    await world.tick(DUE)
    world.messenger.fail_channel(CHANNEL, None)
    await world.run(DUE, DUE + WEEK, every=HOUR)

    order = await world.subscriptions.of_channel(TEAM, CHANNEL)
    assert order is not None
    assert order.paused_because == "is_archived"
    assert world.outcomes() == [(MONDAY, "failed", "channel-unavailable is_archived")]
    assert world.channels() == []


class RefusesWhileSomebodySaves(FakeMessenger):
    """Somebody saves the order anew while Slack refuses the digest."""

    world: World

    async def post(self, team_id: str, channel_id: str, message: Message, *, delivery_id: str = "") -> str:
        """Save, then refuse."""
        del message, delivery_id
        await self.world.subscribe(team_id, channel_id, MONDAY_9, locale="zh-CN", owner_id=USER, now=DUE)
        raise ChannelUnavailable(code="not_in_channel", method=POST)


async def test_a_change_made_meanwhile_is_not_overwritten_by_a_pause() -> None:
    """The order that somebody has just saved gets its chance, though the old one could not be delivered."""
    messenger = RefusesWhileSomebodySaves()
    messenger.world = world = World(messenger=messenger)
    await world.order()

    await world.tick(DUE)

    order = await world.subscriptions.of_channel(TEAM, CHANNEL)
    assert order is not None
    assert (order.locale, order.paused_because) == ("zh-CN", "")


async def test_a_dead_workspace_stops_all_its_digests(world: World) -> None:
    """A dead token ends the workspace: its other channels are not tried, other workspaces go on."""
    await world.order("C2", schedule=MONDAY_9)
    await world.order("C9", team_id="T2")
    dead = WorkspaceUnavailable(code="token_revoked", method=POST)
    world.messenger.fail_channel(CHANNEL, dead)
    world.messenger.fail_channel("C2", dead)

    await world.run(DUE, DUE + WEEK, every=HOUR)

    assert set(world.channels()) == {"C9"}
    workspace = await world.workspaces.get(TEAM)
    assert workspace is not None
    assert workspace.ended
    assert [row.reason for row in world.deliveries.all() if row.team_id == TEAM] == [
        "workspace-ended token_revoked"
    ] * 2


async def test_a_refusal_of_another_kind(world: World) -> None:
    """What is neither the channel's nor the workspace's fault fails this slot only; next week is tried again."""
    world.messenger.fail_next(SlackRefused(code="invalid_blocks", method=POST))

    await world.run(DUE, DUE + HOUR)
    await world.tick(DUE + WEEK)

    assert world.outcomes() == [(MONDAY, "failed", "slack-refused invalid_blocks"), (MONDAY + WEEK, "sent", "")]


@pytest.mark.parametrize("arrived", [True, False])
async def test_an_answer_of_slack_that_got_lost(world: World, *, arrived: bool) -> None:
    """Whether it arrived or not cannot be known here: it is never sent a second time, and stands as unknown."""
    unclear = SlackUnclear(method=POST)
    if arrived:
        world.messenger.lose_next_answer(unclear)
    else:
        world.messenger.fail_next(unclear)

    await world.run(DUE, DUE + DAY, every=10 * MINUTE)

    assert len(world.channels()) == int(arrived)
    assert world.outcomes() == [(MONDAY, "unknown", "unclear")]


async def test_one_channels_failure_never_stops_another(world: World, logged: list[MutableMapping[str, Any]]) -> None:
    """Refused, unclear or broken in a way that nobody foresaw: the other channels get theirs."""
    for channel in ("C2", "C3", "C4"):
        await world.order(channel)
    world.messenger.fail_channel(CHANNEL, ChannelUnavailable(code="is_archived", method=POST))
    world.messenger.fail_channel("C2", SlackUnclear(method=POST))
    world.messenger.fail_channel("C3", Unforeseen())

    await world.tick(DUE)

    assert world.channels() == ["C4"]
    (unforeseen,) = [entry for entry in logged if entry["log_level"] == "error"]
    assert unforeseen["delivery"].startswith("T1-C3-")


async def test_more_digests_than_one_call_takes(world: World) -> None:
    """A hundred channels at one moment all get theirs within a minute of calls."""
    for number in range(100):
        await world.order(f"C{number}")

    await world.run(DUE, DUE + MINUTE, every=2 * SECOND)

    assert sorted(world.channels()) == sorted({f"C{number}" for number in range(100)})


async def test_wechat_down_with_something_kept(world: World) -> None:
    """What is known is posted on time, though WeChat does not answer."""
    await world.compose((await world.order()), now=FRIDAY)
    world.source.fail_all(BUSY)

    await world.tick(DUE)

    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_wechat_down_with_nothing_kept(world: World) -> None:
    """With nothing to say the digest waits, comes as soon as WeChat answers, and is late then."""
    world.source.fail_all(BUSY)
    await world.run(DUE, DUE + 3 * HOUR)
    assert world.channels() == []
    assert world.outcomes() == [(MONDAY, "due", "wechat")]

    world.source.fail_all(None)
    await world.run(DUE + 3 * HOUR, DUE + 4 * HOUR)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_wechat_down_for_a_whole_day(world: World) -> None:
    """After a day it has failed, on record with the reason, and next week starts afresh."""
    world.source.fail_all(BUSY)
    await world.run(DUE, DUE + 2 * DAY, every=5 * MINUTE)
    assert world.outcomes() == [(MONDAY, "failed", "wechat")]

    world.source.fail_all(None)
    await world.tick(DUE + WEEK)

    assert world.outcomes()[1] == (MONDAY + WEEK, "sent", "")


async def test_a_refusal_of_wechat_is_told_to_the_channel(world: World) -> None:
    """What a person must mend does not wait: the digest says it."""
    world.source.fail_all(WeChatRefused(code=61007, errmsg="api is unauthorized", rid="made-up"))

    await world.tick(DUE)

    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_one_program_of_two_cannot_be_read(world: World) -> None:
    """The digest comes with what is known."""
    world.programs.programs.append(CAFE)
    world.source.fail(CAFE.appid, BUSY)

    await world.tick(DUE)

    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_no_program_is_configured(world: World) -> None:
    """There is nothing to report on: failed, with the reason."""
    world.programs.programs.clear()

    await world.tick(DUE)

    assert world.outcomes() == [(MONDAY, "failed", "no-program")]


@pytest.mark.parametrize(
    ("before", "after"),
    [("record", ""), ("", "record"), ("claim", ""), ("", "claim"), ("sending", "")],
    ids=["before-recording", "recorded", "before-claiming", "claimed", "composed"],
)
async def test_a_death_before_the_post_loses_nothing(world: World, before: str, after: str) -> None:
    """Killed anywhere before it commits to post, the next process sends the digest, once."""
    world.deliveries.die_before, world.deliveries.die_after = before, after
    await die(world)
    assert world.channels() == []

    world.restart()
    now = await world.outlast_the_lease(DUE)
    await world.run(now, now + HOUR)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


@pytest.mark.parametrize(
    ("before", "after", "posted"),
    [("", "sending", 0), ("finish", "", 1)],
    ids=["committed", "posted"],
)
async def test_a_death_around_the_post_is_on_record(world: World, before: str, after: str, posted: int) -> None:
    """Killed between committing and hearing of the outcome, nothing is sent twice and the slot stands as unknown."""
    world.deliveries.die_before, world.deliveries.die_after = before, after
    await die(world)

    world.restart()
    await world.run(DUE, DUE + DAY, every=5 * MINUTE)

    assert len(world.channels()) == posted
    assert world.outcomes() == [(MONDAY, "unknown", "interrupted")]


async def test_a_death_after_the_outcome_changes_nothing(world: World) -> None:
    """Once the outcome is on record the slot is done."""
    world.deliveries.die_after = "finish"
    await die(world)

    world.restart()
    await world.run(DUE, DUE + DAY, every=5 * MINUTE)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_a_process_that_keeps_dying_gives_up_after_a_day(world: World) -> None:
    """A digest that kills whoever composes it is tried for a day, then it has failed and is on record."""
    await world.tick(DUE - MINUTE)
    world.deliveries.die_before = "sending"

    await world.run(DUE, DUE + 2 * DAY, every=20 * MINUTE)

    assert world.channels() == []
    assert world.outcomes() == [(MONDAY, "failed", "gave-up")]


@pytest.mark.parametrize("jump", [2 * HOUR, -2 * HOUR], ids=["forth", "back"])
@pytest.mark.parametrize("minutes", [-121, -119, -1, 0, 1, 119, 121])
async def test_a_clock_that_jumps(world: World, jump: timedelta, minutes: int) -> None:
    """Two hours forth or back, before, at or after the moment: one digest, not two and not none."""
    turn = DUE + minutes * MINUTE

    await world.run(DUE - 4 * HOUR, turn)
    await world.run(turn + jump, turn + jump + 5 * HOUR)

    assert world.channels() == [CHANNEL]


async def test_a_clock_that_was_weeks_ahead(world: World) -> None:
    """A clock put forth by three weeks and back again repeats no date."""
    await world.tick(DUE + 3 * WEEK)
    await world.run(DUE - HOUR, DUE + 4 * WEEK, every=HOUR)

    sent = [row.slot for row in world.deliveries.all() if row.state is DeliveryState.SENT]
    assert len(world.channels()) == len(set(sent)) == 2
    assert sent == [MONDAY + 3 * WEEK, MONDAY + 4 * WEEK]


async def test_two_processes_at_once(world: World) -> None:
    """Two processes over one database send one digest between them."""
    other = World(
        messenger=world.messenger,
        subscriptions=world.subscriptions,
        deliveries=world.deliveries,
        workspaces=world.workspaces,
    )

    for minute in range(5):
        await world.tick(DUE + minute * MINUTE)
        await other.tick(DUE + minute * MINUTE)

    assert world.channels() == [CHANNEL]
