"""From a break of WeChat's count to the one message about it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.assembly.reading import judge_alerts
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.programs import Program
from tests.domain.break_world import SINCE, days, report_at
from tests.domain.build import TODAY
from tests.fakes.programs import FakePrograms
from tests.fakes.public import FakePublicSnapshots
from tests.usecases.alert_world import CAFE, DAY, NOW, SHOP, TEAM, AlertWorld
from tests.usecases.report.test_breaks import public, public_of

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
    """As the world's program."""
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
    """Its share is below the limit, whatever is counted."""
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
