"""One time limit for many waits."""

import asyncio

import pytest

from bot.lib.work import TimeLimit
from tests.virtual_time import run

LIMIT = 5.0


def test_each_wait_has_the_whole_time() -> None:
    """The timer is reset for those not overdue, however many wait."""
    ended: list[tuple[int, float, bool]] = []

    async def wait(number: int, limited: TimeLimit, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(number)
        try:
            await limited(asyncio.sleep(seconds))
        except TimeoutError:
            ended.append((number, loop.time(), False))
        else:
            ended.append((number, loop.time(), True))

    async def main() -> None:
        limited = TimeLimit(LIMIT)
        await asyncio.gather(*(wait(number, limited, 4.0 if number % 2 else 60.0) for number in range(8)))

    run(main())
    assert sorted(ended) == [(n, n + (4.0 if n % 2 else LIMIT), bool(n % 2)) for n in range(8)]


def test_a_cancelled_wait_is_no_timeout() -> None:
    """An outside cancellation goes on, and leaves nothing for the next wait."""

    async def main() -> None:
        limited = TimeLimit(LIMIT)
        task = asyncio.create_task(limited(asyncio.sleep(60)))
        await asyncio.sleep(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(TimeoutError):
            await limited(asyncio.sleep(60))
        assert asyncio.get_running_loop().time() == 1 + LIMIT

    run(main())


def test_the_result_and_the_error_come_through() -> None:
    """As without a limit."""

    async def three() -> int:
        return 3

    async def fail() -> int:
        raise LookupError

    async def main() -> None:
        limited = TimeLimit(LIMIT)
        assert await limited(three()) == 3
        with pytest.raises(LookupError):
            await limited(fail())

    run(main())
