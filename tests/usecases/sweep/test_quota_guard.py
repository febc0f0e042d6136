"""The last calls of a daily quota are for people; WeChat is asked only when it matters."""

import time
from datetime import timedelta

import pytest

from bot.domain.numbers.snapshot import Visible
from bot.domain.sweep import CHECKED_FROM, Quota
from bot.errors import BotError, QuotaSpared, WeChatBusy, WeChatLimited
from bot.usecases.sweep.quota_guard import EVERY, CountedSource, GuardQuota, QuotaReservingSource, loop_delay
from tests.fakes.clock import FakeClock
from tests.fakes.wechat import SHARES, FakeSource
from tests.usecases.digest_world import DAY, HOUR, TEAM
from tests.usecases.sweep_world import NOW, fleet_of

APPID = "wx0000000000000001"
MINUTE_USED_UP = WeChatLimited(until=NOW + timedelta(minutes=1), code=45011, errmsg="too frequent", rid="made-up")
DAY_USED_UP = WeChatLimited(until=NOW + 12 * HOUR, code=45009, errmsg="reach max api daily quota limit", rid="made-up")


class FakeQuotas:
    """Serves `bot.ports.wechat.Quotas`."""

    def __init__(self, remain: int = 100_000) -> None:
        self.remain = remain
        self.calls: list[str] = []
        self.error: BotError | None = None

    async def quota(self, appid: str) -> Quota:
        self.calls.append(appid)
        if self.error:
            raise self.error
        return Quota(100_000, 100_000 - self.remain, self.remain)


class World:
    """People and the sweep, over one WeChat."""

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
    world = World(remain=0)
    await world.ask(CHECKED_FROM - 1)

    await world.sweep.read(APPID)

    assert world.quotas.calls == []


async def test_after_many_calls_the_last_ones_are_for_people() -> None:
    """The sweep skips the program with a reason; people still get answers."""
    world = World(remain=5)
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
    """At midnight in China what was counted and learnt is forgotten."""
    world = World(remain=0)
    await world.ask(CHECKED_FROM)
    with pytest.raises(QuotaSpared):
        await world.sweep.read(APPID)

    world.clock.advance(12 * HOUR)

    assert await world.sweep.read(APPID) == SHARES
    assert len(world.quotas.calls) == 1


async def test_a_large_quota_is_not_asked_about_again_and_again() -> None:
    """Half of what is left may go before the next look."""
    world = World(remain=105)
    await world.ask(CHECKED_FROM)
    for _ in range(50):
        await world.sweep.read(APPID)
    assert len(world.quotas.calls) == 1

    await world.sweep.read(APPID)
    assert len(world.quotas.calls) == 2


async def test_a_quota_that_wechat_does_not_tell_stops_nothing() -> None:
    """The sweep reads on, and asks again only after as many calls."""
    world = World()
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
    """A minute's limit may hide a nearly spent day; the day's own says all."""
    world = World(remain)
    world.wechat.fail(APPID, error)

    with pytest.raises(notified):
        await world.sweep.read(APPID)

    assert len(world.quotas.calls) == asked


async def test_the_sweep_waits_for_the_next_quota_day() -> None:
    """A spared program rests until midnight in China, and is read after it."""
    fleet, world = await fleet_of(2), World(remain=1)
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

    assert await loop_delay() == pytest.approx(delay)
