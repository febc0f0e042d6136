"""The last calls of a daily quota are for people; WeChat is asked only when it matters."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import pytest

from bot.domain.digest.subscription import LATE_FROM
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import Feed
from bot.domain.sweep import CHECKED_FROM, MOST_AT_ONCE, MOST_REST, Pace, Quota
from bot.errors import BotError, QuotaSpared, WeChatBusy, WeChatLimited
from bot.lib.work import loop_delay
from bot.usecases.sweep.quota_guard import (
    EVERY,
    CountedSource,
    GuardQuota,
    QuotaReservingSource,
    ReadingTurns,
)
from tests.fakes.machine import FakeClock
from tests.fakes.wechat import SHARES, FakeSource
from tests.usecases.digest_world import DAY, DUE, HOUR, SECOND, TEAM, World
from tests.usecases.sweep_world import NOW, fleet_of
from tests.virtual_time import run

APPID = "wx0000000000000001"
MINUTE_USED_UP = WeChatLimited(until=NOW + timedelta(minutes=1), code=45011, errmsg="too frequent", rid="made-up")
DAY_USED_UP = WeChatLimited(until=NOW + 12 * HOUR, code=45009, errmsg="reach max api daily quota limit", rid="made-up")


class FakeQuotas:
    def __init__(self, remain: int = 100_000) -> None:
        self.remain = remain
        self.calls: list[str] = []
        self.error: BotError | None = None

    async def quota(self, appid: str) -> Quota:
        self.calls.append(appid)
        if self.error:
            raise self.error
        return Quota(100_000, 100_000 - self.remain, self.remain)


class QuotaGuardWorld:
    def __init__(self, remain: int = 100_000) -> None:
        self.quotas = FakeQuotas(remain)
        self.wechat = FakeSource(default=SHARES)
        self.clock = FakeClock(NOW)
        mind = GuardQuota(self.quotas)
        self.people = CountedSource(self.wechat, mind, self.clock)
        self.sweep = QuotaReservingSource(self.wechat, mind, self.clock)

    async def ask(self, times: int) -> None:
        for _ in range(times):
            await self.people.read(APPID)


async def test_a_few_calls_a_day_do_not_matter() -> None:
    """The quota is not asked for: a sweep and a few questions never come near it."""
    world = QuotaGuardWorld(remain=0)
    await world.ask(CHECKED_FROM - 1)

    await world.sweep.read(APPID)

    assert world.quotas.calls == []


async def test_after_many_calls_the_last_ones_are_for_people() -> None:
    world = QuotaGuardWorld(remain=5)
    await world.ask(CHECKED_FROM)

    for _ in range(3):
        with pytest.raises(QuotaSpared) as spared:
            await world.sweep.read(APPID)
        assert spared.value.params == {"remain": 5, "limit": 100_000}
    assert world.quotas.calls == [APPID]
    assert len(world.wechat.calls) == CHECKED_FROM

    await world.ask(1)
    assert len(world.wechat.calls) == CHECKED_FROM + 1


async def test_a_new_day_brings_a_new_quota() -> None:
    world = QuotaGuardWorld(remain=0)
    await world.ask(CHECKED_FROM)
    with pytest.raises(QuotaSpared):
        await world.sweep.read(APPID)

    world.clock.advance(12 * HOUR)

    assert await world.sweep.read(APPID) == SHARES
    assert len(world.quotas.calls) == 1


async def test_a_large_quota_is_not_asked_about_again_and_again() -> None:
    world = QuotaGuardWorld(remain=105)
    await world.ask(CHECKED_FROM)
    for _ in range(50):
        await world.sweep.read(APPID)
    assert len(world.quotas.calls) == 1

    await world.sweep.read(APPID)
    assert len(world.quotas.calls) == 2


async def test_a_quota_that_wechat_does_not_tell_stops_nothing() -> None:
    world = QuotaGuardWorld()
    world.quotas.error = WeChatBusy(code=-1, errmsg="system error", rid="made-up")
    await world.ask(CHECKED_FROM)

    for _ in range(CHECKED_FROM):
        assert await world.sweep.read(APPID) == SHARES

    assert len(world.quotas.calls) == 1


@pytest.mark.parametrize(
    ("error", "remain", "notified", "asked"),
    [
        (MINUTE_USED_UP, 1_000, WeChatLimited, 1),
        (MINUTE_USED_UP, 3, QuotaSpared, 1),
        (DAY_USED_UP, 0, WeChatLimited, 0),
    ],
)
async def test_a_limit_is_looked_into_when_that_can_tell_more(
    error: WeChatLimited, remain: int, notified: type[BotError], asked: int
) -> None:
    world = QuotaGuardWorld(remain)
    world.wechat.fail(APPID, error)

    with pytest.raises(notified):
        await world.sweep.read(APPID)

    assert len(world.quotas.calls) == asked


async def test_the_sweep_waits_for_the_next_quota_day() -> None:
    fleet, world = await fleet_of(2), QuotaGuardWorld(remain=1)
    world.wechat = fleet.source
    for _ in range(CHECKED_FROM):
        world.sweep.mind.count(fleet.appids[0], now=NOW)
    fleet.source = QuotaReservingSource(fleet.source, world.sweep.mind, world.clock)  # type: ignore[assignment]
    fleet.restart()

    await fleet.keep(now=NOW)
    assert await fleet.read_today() == fleet.appids[1:]
    read_failure = (await fleet.read_failures.all(TEAM))[Visible(fleet.appids[0])]
    assert (read_failure.error_key, read_failure.not_before) == ("quota-spared", NOW + 12 * HOUR)

    world.clock.set(NOW + DAY)
    await fleet.keep(now=NOW + DAY)
    assert await fleet.read_failures.all(TEAM) == {}


@pytest.mark.parametrize(("late", "delay"), [(-0.001, 0.0), (0.0, 0.0), (0.25, 0.25)])
async def test_how_late_the_event_loop_is(late: float, delay: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """By as much as a sleep took longer than it should; an idle one is not late."""
    seconds = iter([100.0, 100.0 + EVERY + late])
    monkeypatch.setattr(time, "perf_counter", lambda: next(seconds))

    assert await loop_delay(EVERY) == pytest.approx(delay)


LOOK: Final = 0.02
ANSWER: Final = 0.05


def seconds() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class SlowSource(FakeSource):
    """WeChat answers later; records how many readings ran when."""

    at: list[tuple[float, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(default=SHARES)

    async def read(self, appid: str) -> Feed:
        self.at.append((seconds(), self.in_flight + 1))
        self.in_flight += 1
        await asyncio.sleep(ANSWER)
        self.in_flight -= 1
        return await super().read(appid)

    def most(self, since: float, until: float) -> int:
        return max(count for when, count in self.at if since <= when < until)


def sweep(programs: int, delay: Callable[[float], float], answering: Callable[[float], bool]) -> tuple[SlowSource, int]:
    """Sweep with delays and waiting people by second; source, and number of kept programs."""
    source, followed = SlowSource(), list[Pace]()

    async def look() -> float:
        await asyncio.sleep(LOOK)
        return delay(seconds())

    async def main() -> int:
        fleet = await fleet_of(programs)
        fleet.source = source
        fleet.restart(turns=ReadingTurns(lambda: answering(seconds()), lambda pace, _: followed.append(pace), look))
        await fleet.keep(now=NOW)
        assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        return len(await fleet.read_today())

    kept = run(main())
    assert followed
    return source, kept


def test_a_busy_machine_slows_it_down_until_it_is_quiet() -> None:
    source, kept = sweep(1500, lambda now: 0.1 if 2 <= now < 6 else 0.0, lambda _: False)

    assert kept == 1500
    assert source.most(1, 2) == MOST_AT_ONCE
    assert source.most(2.5, 6) == 1
    assert source.most(7.5, 99) == MOST_AT_ONCE
    slow = [when for when, _ in source.at if 3 <= when < 6]
    assert len(slow) == pytest.approx(3 / (ANSWER + MOST_REST), abs=2)


def test_waiting_people_come_first() -> None:
    source, kept = sweep(800, lambda _: 0.0, lambda now: 2 <= now < 4)

    assert kept == 800
    assert source.most(1, 2) == MOST_AT_ONCE
    assert source.most(2.5, 4) == 1
    assert len([when for when, _ in source.at if 2.5 <= when < 4]) == pytest.approx(1.5 / ANSWER, abs=2)
    assert source.most(5, 99) == MOST_AT_ONCE


def test_it_ends_on_a_machine_that_is_always_late() -> None:
    source, kept = sweep(200, lambda _: 9.0, lambda _: True)

    assert kept == 200
    assert source.most(0, 999) == 1


def test_a_cancelled_rest_returns_its_turn() -> None:

    async def main() -> None:
        turns = ReadingTurns()
        turns.pace = Pace(1, 9.0)
        resting, waiting = (asyncio.create_task(turns.begin()) for _ in range(2))
        await asyncio.sleep(1)
        resting.cancel()
        await asyncio.sleep(1)
        waiting.cancel()
        await asyncio.gather(resting, waiting, return_exceptions=True)
        turns.pace = Pace()
        await asyncio.wait_for(turns.begin(), 1)

    run(main())


CHANNELS = 300


def posted_at(world: World) -> dict[str, datetime | None]:
    return {posted.channel_id: posted.at for posted in world.messenger.posted}


async def test_they_are_spread_and_none_is_called_late() -> None:
    """Three hundred take over three quarters of a minute, one a channel, none marked late."""
    world = World()
    for number in range(CHANNELS):
        await world.add_subscription(f"C{number:03}")
    await world.run(DUE, DUE + LATE_FROM, every=2 * SECOND)

    times = [posted.at for posted in world.messenger.posted if posted.at]
    assert Counter(world.channels()) == Counter(f"C{number:03}" for number in range(CHANNELS))
    assert (max(times) - DUE).total_seconds() > 45
    assert max(Counter(times).values()) <= 25
    assert not any(row.late for row in world.deliveries.all())


async def test_the_spread_is_the_same_after_a_restart() -> None:
    places = []
    for restarts in (False, True):
        world = World()
        for number in range(60):
            await world.add_subscription(f"C{number:03}")
        await world.tick(DUE)
        if restarts:
            world.restart()
        await world.run(DUE, DUE + LATE_FROM, every=2 * SECOND)
        places.append(posted_at(world))

    assert len(set(places[0].values())) > 3
    assert places[0] == places[1]
