"""One run at a time per key, and a value that is made once."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.errors import StorageUnavailable
from bot.lib.cache import RECENT, RecentCache
from bot.lib.work import Isolation, Once, SingleFlight, TimeLimit
from tests.virtual_time import run


class Engine:
    """Work that waits for a gate and is counted."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.runs = 0
        self.error: Exception | None = None
        self.cancelled = 0

    async def __call__(self) -> int:
        self.runs += 1
        number = self.runs
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.error:
            raise self.error
        return number


@pytest.fixture
async def engine() -> Engine:
    return Engine()


async def joined(*calls: Coroutine[Any, Any, Any]) -> list[asyncio.Task[Any]]:
    tasks = [asyncio.create_task(call) for call in calls]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_shared_result(engine: Engine) -> None:
    flights: SingleFlight[str, int] = SingleFlight()
    callers = await joined(*(flights("a", engine) for _ in range(10)))
    engine.gate.set()

    assert await asyncio.gather(*callers) == [1] * 10


async def test_shared_error(engine: Engine) -> None:
    flights: SingleFlight[str, int] = SingleFlight()
    engine.error = RuntimeError("boom")
    callers = await joined(*(flights("a", engine) for _ in range(3)))
    engine.gate.set()
    results = await asyncio.gather(*callers, return_exceptions=True)

    assert results == [engine.error] * 3
    assert engine.runs == 1


async def test_the_next_one_runs_again(engine: Engine) -> None:
    flights: SingleFlight[str, int] = SingleFlight()
    engine.gate.set()
    first = await flights("a", engine)
    engine.error = RuntimeError("boom")
    with pytest.raises(RuntimeError):
        await flights("a", engine)
    engine.error = None

    assert (first, await flights("a", engine)) == (1, 3)


async def test_who_insists(engine: Engine) -> None:
    flights: SingleFlight[str, int] = SingleFlight()
    callers = await joined(*(flights.insist("a", engine, lambda run: run == 1) for _ in range(2)))
    engine.gate.set()

    assert await asyncio.gather(*callers) == [1, 2]


async def test_keys_are_apart(engine: Engine) -> None:
    flights: SingleFlight[str, int] = SingleFlight()
    callers = await joined(flights("a", engine), flights("b", engine))
    engine.gate.set()

    assert sorted(await asyncio.gather(*callers)) == [1, 2]


async def test_one_caller_goes(engine: Engine) -> None:
    flights: SingleFlight[str, int] = SingleFlight()
    first, second = await joined(flights("a", engine), flights("a", engine))
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    engine.gate.set()

    assert first.cancelled()
    assert await second == 1
    assert engine.cancelled == 0


async def test_every_caller_goes(engine: Engine) -> None:
    flights: SingleFlight[str, int] = SingleFlight()
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
    engine.error = RuntimeError("boom")
    (only,) = await joined(flights("a", engine))
    only.cancel()
    await asyncio.gather(only, return_exceptions=True)
    engine.gate.set()
    for _ in range(5):
        await asyncio.sleep(0)
    engine.error = None
    again = await flights("a", engine)
    del only  # its traceback keeps the work alive
    gc.collect()

    assert again == 2
    assert complaints == []


async def test_work_that_is_cancelled_itself() -> None:
    flights: SingleFlight[str, int] = SingleFlight()

    async def cancelled() -> int:
        raise asyncio.CancelledError

    async def fine() -> int:
        return 1

    start: Callable[[], Coroutine[Any, Any, int]] = cancelled
    pending: Awaitable[int] = flights("a", start)
    with pytest.raises(asyncio.CancelledError):
        await pending
    assert await flights("a", fine) == 1


async def test_made_at_the_first_call() -> None:
    made: list[object] = []

    async def make() -> object:
        await asyncio.sleep(0)
        made.append(object())
        return made[-1]

    once = Once(make)
    assert made == []
    first = await asyncio.gather(once(), once(), once())
    assert [*first, await once()] == made * 4


async def test_made_again_after_an_error() -> None:
    errors = iter([RuntimeError("first")])

    async def make() -> int | None:
        for error in errors:
            raise error
        return None

    once = Once(make)
    with pytest.raises(RuntimeError, match="first"):
        await once()
    assert [await once(), await once()] == [None, None]


@pytest.mark.parametrize("error", [StorageUnavailable(reason="full"), ValueError("a bug")])
async def test_one_item_fails(error: Exception) -> None:
    """The others have their turn; what was expected is a line, and only a bug has a traceback."""
    isolation, done = Isolation(), []
    with capture_logs() as lines:
        for name in ("a", "b", "c"):
            with isolation.item(name=name):
                if name == "b":
                    raise error
                done.append(name)
    with pytest.raises(type(error)):
        isolation.raise_first()
    (line,) = lines

    assert done == ["a", "c"]
    assert line["name"] == "b"
    assert ("exc_info" in line) == isinstance(error, ValueError)
    assert ("reason='full'" in line.get("error", "")) == isinstance(error, StorageUnavailable)


async def test_an_error_of_the_clean_up() -> None:
    """Where a routine is cancelled, an error in the cancellation's place ends it: no next item begins."""
    begun = []

    async def routine() -> None:
        for name in ("a", "b"):
            with Isolation().item(name=name):
                begun.append(name)
                try:
                    await asyncio.Event().wait()
                finally:
                    raise StorageUnavailable(reason="closed")

    task = asyncio.create_task(routine())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(StorageUnavailable):
        await task

    assert begun == ["a"]


LIMIT = 5.0


def test_each_wait_has_the_whole_time() -> None:
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


NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Source:
    """Answers None or a failure, and counts its calls."""

    def __init__(self) -> None:
        self.calls = 0
        self.failure: Exception | None = None

    async def __call__(self) -> None:
        self.calls += 1
        if self.failure:
            raise self.failure


async def test_a_minute() -> None:
    """None is cached like any value, per key, even when a clock is set back a little."""
    cache, source = RecentCache[str, None](9), Source()
    calls = []
    for key, now in (("a", NOW), ("a", NOW + RECENT - SECOND), ("a", NOW - SECOND), ("b", NOW), ("a", NOW + RECENT)):
        await cache.get(key, source, now=now)
        calls.append(source.calls)

    assert calls == [1, 1, 1, 2, 3]


async def test_a_failure() -> None:
    cache, source = RecentCache[str, None](9), Source()
    source.failure = OSError("full")
    with pytest.raises(OSError, match="full"):
        await cache.get("a", source, now=NOW)
    source.failure = None
    await cache.get("a", source, now=NOW)

    assert source.calls == 2
