"""What time it is: the system's, the sandbox's, or the database's that replicas share."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import time_machine

from bot.errors import StorageUnavailable
from bot.lib.clock import SandboxClock, SharedClock, SystemClock

REAL = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MOVED = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
NO_CLOCKS: list[Any] = [[], None, 7, {}, {"now": None}, {"now": 7}, {"now": "later"}, {"now": "2027-03-01T09:30:00"}]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def sandbox(*answers: httpx.Response | Exception) -> SandboxClock:
    """A clock whose sandbox answers so, one after the other."""
    coming = iter(answers)

    def handle(_request: httpx.Request) -> httpx.Response:
        answer = next(coming)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return SandboxClock(httpx.AsyncClient(transport=httpx.MockTransport(handle)), "http://127.0.0.1:3001/sandbox/clock")


@time_machine.travel(REAL, tick=False)
async def test_system_clock() -> None:
    now = await SystemClock().now()

    assert now == REAL
    assert now.tzinfo is UTC


@pytest.mark.parametrize("text", ["2027-03-01T09:30:00+00:00", "2027-03-01T09:30:00Z", "2027-03-01T17:30:00+08:00"])
@time_machine.travel(REAL, tick=False)
async def test_moved_clock(text: str) -> None:
    now = await sandbox(httpx.Response(200, json={"now": text})).now()

    assert now == MOVED
    assert now.tzinfo is UTC


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("late"),
        httpx.Response(500, json={"now": "2027-03-01T09:30:00Z"}),
        httpx.Response(404),
        httpx.Response(200, text="hello"),
        *(httpx.Response(200, json=body) for body in NO_CLOCKS),
    ],
    ids=repr,
)
@time_machine.travel(REAL, tick=False)
async def test_sandbox_that_does_not_tell(answer: Any) -> None:
    """Without an instant, or one with a zone, from the sandbox the machine's time counts."""
    now = await sandbox(answer).now()

    assert now == REAL
    assert now.tzinfo is UTC


async def test_sandbox_that_tells_no_longer() -> None:
    clock = sandbox(httpx.Response(200, json={"now": MOVED.isoformat()}), httpx.ReadTimeout("late"))
    with time_machine.travel(REAL, tick=False) as machine:
        await clock.now()
        machine.shift(90)

        assert await clock.now() == MOVED + timedelta(seconds=90)


@dataclass
class Machine:
    seconds: float = 500.0
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
    with time_machine.travel(NOON + wrong, tick=False):
        assert await Machine().clock().now() == NOON


async def test_between_questions_the_time_goes_on() -> None:
    machine = Machine()
    clock = machine.clock()
    await clock.now()
    machine.seconds += 9

    assert await clock.now() == NOON + timedelta(seconds=9)
    assert machine.calls == 1


async def test_it_is_set_right_again() -> None:
    machine = Machine()
    clock = machine.clock()
    await clock.now()
    machine.seconds += 10
    machine.database = NOON + timedelta(days=3)

    assert await clock.now() == NOON + timedelta(days=3)


async def test_a_slow_answer_is_taken_for_its_middle() -> None:
    machine = Machine(answer_takes=2.0)

    assert await machine.clock().now() == NOON + timedelta(seconds=1)


async def test_without_the_database_the_time_goes_on() -> None:
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
    machine = Machine(database=None)
    clock = machine.clock()
    with time_machine.travel(NOON - timedelta(minutes=2), tick=False):
        assert await clock.now() == NOON - timedelta(minutes=2)
        machine.database = NOON
        assert await clock.now() == NOON
