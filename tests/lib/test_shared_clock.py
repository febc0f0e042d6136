"""The clock that all replicas share."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bot.errors import StorageUnavailable
from bot.lib.clock import SharedClock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class Machine:
    """A replica, and the database that it asks."""

    seconds: float = 500.0
    """Its monotonic clock."""
    database: datetime | None = NOON
    calls: int = 0
    answer_takes: float = 0.0

    async def ask(self) -> datetime:
        self.calls += 1
        self.seconds += self.answer_takes
        if self.database is None:
            raise StorageUnavailable(reason="broken")
        return self.database

    def clock(self) -> SharedClock:
        return SharedClock(self.ask, monotonic=lambda: self.seconds)


@pytest.mark.parametrize("wrong", [timedelta(minutes=-2), timedelta(0), timedelta(hours=2)])
async def test_the_databases_time_counts(wrong: timedelta) -> None:
    """Whatever the machine's own clock says."""
    with time_machine.travel(NOON + wrong, tick=False):
        assert await Machine().clock().now() == NOON


async def test_between_questions_the_time_goes_on() -> None:
    """The database is asked every ten seconds, not at each call."""
    machine = Machine()
    clock = machine.clock()
    await clock.now()
    machine.seconds += 9

    assert await clock.now() == NOON + timedelta(seconds=9)
    assert machine.calls == 1


async def test_it_is_set_right_again() -> None:
    """After ten seconds the database's time counts, as after a sleep."""
    machine = Machine()
    clock = machine.clock()
    await clock.now()
    machine.seconds += 10
    machine.database = NOON + timedelta(days=3)

    assert await clock.now() == NOON + timedelta(days=3)


async def test_a_slow_answer_is_taken_for_its_middle() -> None:
    """Half of the time for the answer is over when it comes."""
    machine = Machine(answer_takes=2.0)

    assert await machine.clock().now() == NOON + timedelta(seconds=1)


async def test_without_the_database_the_time_goes_on() -> None:
    """It is asked again after ten seconds; meanwhile the known offset counts."""
    machine = Machine()
    clock = machine.clock()
    await clock.now()
    machine.database = None
    machine.seconds += 30
    assert await clock.now() == NOON + timedelta(seconds=30)
    machine.seconds += 1
    assert await clock.now() == NOON + timedelta(seconds=31)

    assert machine.calls == 2


async def test_a_database_that_never_answered() -> None:
    """The machine's clock is all there is, until it answers."""
    machine = Machine(database=None)
    clock = machine.clock()
    with time_machine.travel(NOON - timedelta(minutes=2), tick=False):
        assert await clock.now() == NOON - timedelta(minutes=2)
        machine.database = NOON
        assert await clock.now() == NOON
