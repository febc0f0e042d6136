"""Alerts about all of WeChat, about what needs attention, and in a break."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.assembly.reading import judge_alerts
from bot.domain.access import Viewpoint
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.programs import ALL_OF_WECHAT, AuthStatus, Program
from bot.errors import AllOfWeChatUnset, UnknownTag
from bot.ports.slack import Workspace
from bot.usecases.alerts.change import program_of_alert
from bot.usecases.alerts.judge import JudgePublicNumbers
from bot.usecases.sweep.sync_provided import SyncPublicData
from tests.domain.break_world import SINCE, days, report_at
from tests.domain.build import TODAY, public_snapshot_of
from tests.fakes.programs import FakePrograms
from tests.fakes.public import FakePublicSnapshots, FakePublicSource
from tests.usecases.alert_world import CAFE, CHANNEL, DAY, MINUTE, NEWS, NOW, SHOP, TEAM, USER, WEEK, AlertWorld, losing
from tests.usecases.report.test_breaks import public, public_of


def all_of_wechat_losing(percent: str, weeks: int = 0) -> PublicSnapshot:
    """So many percent of all users are below 3.0.0, so many weeks later."""
    shares = {"2.9.0": percent, "3.0.0": str(60 - float(percent)), "3.8.0": "40"}
    return public_snapshot_of(shares, snapshot_day(NOW + weeks * WEEK))


@pytest.fixture
def published() -> FakePublicSource:
    return FakePublicSource(all_of_wechat_losing("0.5"))


@pytest.fixture
def world(published: FakePublicSource) -> AlertWorld:
    return AlertWorld(public_source=published)


async def day(world: AlertWorld, published: FakePublicSource, percent: str, weeks: int) -> list[str]:
    """The day's public numbers, and deliveries within an hour."""
    published.says = all_of_wechat_losing(percent, weeks)
    judge = JudgePublicNumbers(judge_alerts(world.repositories), world.public_snapshots, world.workspaces)
    sync = SyncPublicData(published, world.public_snapshots, world.syncs, watch=judge)
    now = NOW + weeks * WEEK
    await world.sweep(now)
    await sync(now=now)
    return await world.deliver(now + timedelta(hours=1))


async def test_once_when_crossed(world: AlertWorld, published: FakePublicSource) -> None:
    done = await world.set("loss > 1% at 3.0.0 wechat")
    sent = [await day(world, published, percent, weeks) for weeks, percent in enumerate(["0.9", "1.2", "1.3"], start=1)]

    assert done.program == ALL_OF_WECHAT
    assert [len(each) for each in sent] == [0, 1, 0]
    assert sent[1][0].startswith("wechat: 3.0.0 as the minimum now cuts off 1.20% of users (before: 0.90%)")


async def test_while_there_is_no_program(published: FakePublicSource) -> None:
    """An alert without a name is about it; a condition that holds is in the answer."""
    published.says = all_of_wechat_losing("1.5")
    done = await AlertWorld(programs=FakePrograms(), public_source=published).set("loss > 1% at 3.0.0")

    assert (done.program, done.already) == (ALL_OF_WECHAT, (ALL_OF_WECHAT,))


async def test_no_part_of_the_fleet(world: AlertWorld, published: FakePublicSource) -> None:
    await world.set("loss > 1% at 3.0.0 fleet")

    assert await day(world, published, "1.5", 1) == []


async def test_no_minimum_to_watch(world: AlertWorld) -> None:
    """Such an alert could never fire, so setting it or changing to it is refused."""
    with pytest.raises(AllOfWeChatUnset):
        await world.set("minimum changed wechat")
    done = await world.set("minimum changed shop")
    with pytest.raises(AllOfWeChatUnset):
        await world.revise(
            Viewpoint.of_channel(TEAM, CHANNEL),
            done.alert.id,
            done.alert.condition,
            ALL_OF_WECHAT.appid,
            mark=done.alert.mark,
            by=USER,
            now=NOW,
        )


async def test_changed(world: AlertWorld, published: FakePublicSource) -> None:
    """A program's alert can become one about all of WeChat, and its form shows it."""
    seen, done = Viewpoint.of_channel(TEAM, CHANNEL), await world.set("loss > 1% at 3.0.0 shop")
    published.says = all_of_wechat_losing("1.5")
    changed = await world.revise(
        seen, done.alert.id, done.alert.condition, ALL_OF_WECHAT.appid, mark=done.alert.mark, by=USER, now=NOW
    )

    assert done.program == SHOP
    assert (changed.program, changed.already) == (ALL_OF_WECHAT, (ALL_OF_WECHAT,))
    assert await program_of_alert(world.app, seen, changed.alert) == ALL_OF_WECHAT
    assert [each.program and each.program.name for each in await world.list(TEAM, CHANNEL)] == ["wechat"]


@pytest.fixture
def attention_world() -> AlertWorld:
    """Three programs that lose half a percent at 3.0.0; shop and cafe have a tag."""
    world = AlertWorld()
    world.programs.programs[:] = [replace(SHOP, tags=("food",)), replace(CAFE, tags=("food",)), NEWS]
    return world


async def attention(world: AlertWorld, minutes: int = 0) -> list[str]:
    now = NOW + minutes * MINUTE
    await world.judge_attention(now=now)
    return await world.deliver(now + 15 * MINUTE)


async def test_an_authorisation_that_ends(attention_world: AlertWorld) -> None:
    await attention_world.day(NOW)
    await attention_world.set("needs attention fleet")
    before = await attention(attention_world)
    attention_world.programs.programs[0] = replace(SHOP, status=AuthStatus.REVOKED)
    messages, again = await attention(attention_world, 1), await attention(attention_world, 30)

    assert before == again == []
    assert messages == ["shop: no longer authorised."]
    assert "programs add" in str(attention_world.messenger.posted[-1].message.blocks)


async def test_a_workspace_that_has_ended(attention_world: AlertWorld) -> None:
    await attention_world.day(NOW)
    await attention_world.set("needs attention fleet")
    await attention_world.workspaces.put(Workspace(TEAM, "Gone", "UBOT", ended=True))
    attention_world.alerts.calls.clear()

    assert await attention(attention_world) == []
    assert "states" not in attention_world.alerts.calls


async def test_what_needs_attention_already_is_in_the_answer(attention_world: AlertWorld) -> None:
    attention_world.programs.programs[0] = replace(SHOP, tags=("food",), status=AuthStatus.NOT_GRANTED)
    done = await attention_world.set("needs attention #food")

    assert [program.appid for program in done.already] == [SHOP.appid]
    assert await attention(attention_world) == []


async def test_a_tag_narrows_an_alert(attention_world: AlertWorld) -> None:
    done = await attention_world.set("loss > 1% at 3.0.0 #food")
    for program in (SHOP, CAFE, NEWS):
        attention_world.source.set(program.appid, losing("1.5"))
    messages = await attention_world.day(NOW + DAY)
    attention_world.programs.programs[2] = replace(NEWS, tags=("food",))
    later = await attention_world.day(NOW + 2 * DAY)

    assert (done.alert.appid, done.alert.tag, done.program) == ("", "food", None)
    assert ["news" in text for text in (*messages, *later)] == [False, True]
    with pytest.raises(UnknownTag):
        await attention_world.set("rollback #tea")


async def test_the_safe_minimum_rises(attention_world: AlertWorld) -> None:
    """The first is known; a higher one is sent with its loss, and the list shows the present one."""
    attention_world.source.set(SHOP.appid, losing("1.5"))
    done = await attention_world.set("safe minimum rises shop")
    attention_world.source.set(SHOP.appid, losing("0.9"))
    messages = await attention_world.day(NOW + WEEK)
    (listed,) = await attention_world.list(TEAM, "C1")

    assert done.already == ()
    assert messages == ["shop: 3.0.0 is safe now, up from 2.9.0: 0.90% are cut off."]
    assert listed.present
    assert str(listed.present.value) == "3.0.0"
    assert await attention_world.day(NOW + 2 * WEEK) == []


async def test_a_day_that_is_off_raises_no_safe_minimum(attention_world: AlertWorld) -> None:
    attention_world.source.set(SHOP.appid, losing("1.3"))
    await attention_world.set("safe minimum rises shop")
    sent = []
    for number, percent in enumerate(["1.3", "0.8", "0.8", "1.3", "0.95", "0.95"], start=1):
        attention_world.source.set(SHOP.appid, losing(percent))
        sent.append(len(await attention_world.day(NOW + number * DAY)))

    assert sent == [0, 0, 0, 0, 0, 1]


VERSION = report_at(days()).safe_minimum
MINIMUM = VERSION.text if VERSION else ""
BEGINS = (TODAY - SINCE).days


async def begin(kept: list[Snapshot], *, ago: int, numbers: FakePublicSnapshots | None = None) -> AlertWorld:
    """A world that has read the program up to some days ago, with an alert on a loss."""
    world = AlertWorld(public_snapshots=numbers or FakePublicSnapshots())
    await world.snapshots.save(TEAM, [each for each in kept if each.day <= TODAY - ago * DAY])
    world.source.set(SHOP.appid, next(each.feed for each in kept if each.day == TODAY - ago * DAY))
    done = await world.set(f"loss > 1.5% at {VERSION} shop", now=NOW - ago * DAY)
    assert done.already == ()
    return world


def of_shop(kept: list[Snapshot]) -> list[Snapshot]:
    return [replace(each, appid=SHOP.appid, taken_at=NOW - (TODAY - each.day)) for each in kept]


@pytest.mark.parametrize("first", [250, BEGINS + 6])
async def test_one_message_and_then_none(first: int) -> None:
    """The first day says what was before; neither the following days nor the end say anything.

    With few days of its own, what all of WeChat counts is what counts.
    """
    until = TODAY - 3 * DAY
    kept = of_shop(days(until=until, ago=first))
    world = await begin(kept, ago=BEGINS + 2, numbers=public(2.4, until=until))
    received = {}
    for ago in range(BEGINS + 1, -1, -1):
        world.source.set(SHOP.appid, next(each.feed for each in kept if each.day == TODAY - timedelta(days=ago)))
        received[ago] = await world.day(NOW - ago * DAY)

    assert [ago for ago, texts in received.items() if texts] == [BEGINS]
    (text,) = received[BEGINS]
    assert text == (
        f"shop: {VERSION} would be above your limit only because of how WeChat counts. "
        "Since 4 Nov WeChat counts old versions about 2.4 times as high (0.90% before, 2.07% since)."
    )


@pytest.mark.parametrize("watched", ["shop", "fleet"])
@pytest.mark.parametrize("ago", [250, BEGINS + 6])
async def test_an_alert_that_is_set_in_a_break(watched: str, ago: int) -> None:
    """What is counted then does not count as met already: it cannot be judged yet."""
    world = AlertWorld(programs=FakePrograms(SHOP), public_snapshots=public(2.4))
    await world.snapshots.save(TEAM, of_shop(days(ago=ago)))
    done = await world.set(f"loss > 1.5% at {VERSION} {watched}")

    assert (done.already, done.unjudged) == ((), 1)


@pytest.mark.parametrize("watched", ["shop", "fleet"])
async def test_an_alert_that_no_break_concerns(watched: str) -> None:
    world = AlertWorld(programs=FakePrograms(SHOP))
    await world.snapshots.save(TEAM, of_shop(days()))
    done = await world.set(f"loss > 15% at {VERSION} {watched}")

    assert (done.already, done.unjudged) == ((), 0)


@pytest.mark.parametrize(("before", "needs"), [(MINIMUM, False), ("3.166.0", True)])
async def test_a_break_alone_makes_no_program_need_attention(before: str, *, needs: bool) -> None:
    """It has it alone, and the fleet knows; what more than one percent were below before is true."""
    world = AlertWorld(programs=FakePrograms(SHOP))
    await world.install()
    await world.set("needs attention shop")
    await world.snapshots.save(TEAM, of_shop(days(minimum=before)))
    await world.judge_attention(now=NOW)

    assert bool(await world.deliver(NOW + DAY)) is needs
    done = await world.set("needs attention fleet")
    assert (bool(done.already), done.unjudged) == (needs, 0)


async def test_attention_reads_no_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a break is, is kept with the judgements: a pass every few minutes decodes nothing (T14)."""
    world = AlertWorld(programs=FakePrograms(SHOP))
    await world.install()
    await world.set("needs attention shop")
    await world.snapshots.save(TEAM, of_shop(days(minimum=MINIMUM)))
    read = list[str]()

    def counted(name: str) -> Callable[..., Awaitable[object]]:
        method = getattr(world.snapshots, name)

        async def call(*args: Any, **named: Any) -> object:
            read.append(name)
            return await method(*args, **named)

        return call

    for name in ("latest", "since", "those", "on", "newest", "recent", "taken", "judgements"):
        monkeypatch.setattr(world.snapshots, name, counted(name))
    await world.judge_attention(now=NOW)

    assert set(read) == {"judgements"}


async def test_a_break_that_is_known_when_half_are_judged() -> None:
    """All of WeChat's list of that day came in between: each program has one message, and no more while it lasts."""
    every, of_all = days(ago=BEGINS + 6), {each.day: each for each in days()}
    numbers = public_of([each for day, each in of_all.items() if day < SINCE])
    world = AlertWorld(programs=FakePrograms(SHOP, CAFE), public_snapshots=numbers)
    await world.install()
    watch, course = judge_alerts(world.repositories), {each.day: each for each in every}

    async def read(day: date, *programs: Program) -> None:
        now = NOW - (TODAY - day)
        await world.snapshots.save(TEAM, [replace(course[day], appid=each.appid, taken_at=now) for each in programs])
        await watch(TEAM, now=now)

    for day in sorted(each for each in course if each < SINCE):
        await read(day, SHOP, CAFE)
    for program in (SHOP, CAFE):
        await world.set(f"loss > 1.5% at {VERSION} {program.alias}", now=NOW - (BEGINS + 1) * DAY)
    received = list[str]()
    for day in sorted(each for each in course if each >= SINCE):
        await read(day, SHOP)
        now, list_of_all = NOW - (TODAY - day), of_all[day]
        assert list_of_all.distribution
        await numbers.save(PublicSnapshot(day, now, now, list_of_all.distribution))
        await read(day, CAFE)
        received += await world.deliver(now + timedelta(hours=2))

    assert sorted(text.partition(":")[0] for text in received) == ["cafe", "shop"]
    assert all("only because of how WeChat counts" in text for text in received if text.startswith("cafe"))
