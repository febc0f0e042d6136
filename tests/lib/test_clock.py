"""What time it is: the system's, or the sandbox's."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import time_machine

from bot.lib.clock import SandboxClock, SystemClock

REAL = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MOVED = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
NO_CLOCKS: list[Any] = [[], None, 7, {}, {"now": None}, {"now": 7}, {"now": "later"}, {"now": "2027-03-01T09:30:00"}]


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
    """The machine's time, aware and in UTC."""
    now = await SystemClock().now()

    assert now == REAL
    assert now.tzinfo is UTC


@pytest.mark.parametrize("text", ["2027-03-01T09:30:00+00:00", "2027-03-01T09:30:00Z", "2027-03-01T17:30:00+08:00"])
@time_machine.travel(REAL, tick=False)
async def test_moved_clock(text: str) -> None:
    """The sandbox's time counts, in UTC whatever zone it was written in."""
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
    """The bot stays in the sandbox's time, and that goes on."""
    clock = sandbox(httpx.Response(200, json={"now": MOVED.isoformat()}), httpx.ReadTimeout("late"))
    with time_machine.travel(REAL, tick=False) as machine:
        await clock.now()
        machine.shift(90)

        assert await clock.now() == MOVED + timedelta(seconds=90)
