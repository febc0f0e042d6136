"""A sweep gives way to people, and ends all the same."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import pytest

from bot.domain.numbers.version import Feed
from bot.domain.sweep import MOST_AT_ONCE, MOST_REST, Pace
from bot.usecases.sweep.quota_guard import ReadingTurns
from tests.fakes.wechat import SHARES, FakeSource
from tests.usecases.sweep_world import NOW, fleet_of
from tests.virtual_time import run

LOOK: Final = 0.02
ANSWER: Final = 0.05
"""Seconds until WeChat answers."""


def seconds() -> float:
    """The event loop's time."""
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
    """Quiet: ten in flight. From second two: one, with rests. Quiet again: ten."""
    source, kept = sweep(1500, lambda now: 0.1 if 2 <= now < 6 else 0.0, lambda _: False)

    assert kept == 1500
    assert source.most(1, 2) == MOST_AT_ONCE
    assert source.most(2.5, 6) == 1
    assert source.most(7.5, 99) == MOST_AT_ONCE
    slow = [when for when, _ in source.at if 3 <= when < 6]
    assert len(slow) == pytest.approx(3 / (ANSWER + MOST_REST), abs=2)


def test_waiting_people_come_first() -> None:
    """While they wait it reads one program at a time, without a rest."""
    source, kept = sweep(800, lambda _: 0.0, lambda now: 2 <= now < 4)

    assert kept == 800
    assert source.most(1, 2) == MOST_AT_ONCE
    assert source.most(2.5, 4) == 1
    assert len([when for when, _ in source.at if 2.5 <= when < 4]) == pytest.approx(1.5 / ANSWER, abs=2)
    assert source.most(5, 99) == MOST_AT_ONCE


def test_it_ends_on_a_machine_that_is_always_late() -> None:
    """Slowly."""
    source, kept = sweep(200, lambda _: 9.0, lambda _: True)

    assert kept == 200
    assert source.most(0, 999) == 1


def test_a_cancelled_rest_returns_its_turn() -> None:
    """A sweep that ends in the middle leaves room for the next."""

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
