"""Work that runs beside other work: in turn, once, apart, and for a limited time."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from typing import Any, Generic, TypeVar

import structlog

from bot.errors import BotError, ShuttingDown, StorageUnavailable, TooBusy


def ignore(*_args: object, **_more: object) -> None:
    """Do nothing, with any arguments."""


async def loop_delay(every: float) -> float:
    """Sleep so many seconds; returns by how many more it took: what anything else waited, too."""
    due = time.perf_counter() + every
    await asyncio.sleep(every)  # its own lateness is what is measured
    return max(time.perf_counter() - due, 0.0)


Exclusive = Callable[[str], AbstractAsyncContextManager[None]]
"""A lock that one replica at a time holds for each name; the others wait."""
OnlyOne = Callable[[str], AbstractAsyncContextManager[bool]]
"""Like `Exclusive`, but yields at once whether this replica holds the lock."""


def unlocked(_name: str) -> AbstractAsyncContextManager[None]:
    """`Exclusive` for a single process."""
    return nullcontext()


@asynccontextmanager
async def uncontended(_name: str) -> AsyncIterator[bool]:
    """`OnlyOne` for a single process."""
    yield True


K = TypeVar("K")
V = TypeVar("V")


class SingleFlight(Generic[K, V]):
    """Shares running work between callers. Cancelling one caller does not cancel the others' work."""

    def __init__(self) -> None:
        self._running: dict[K, asyncio.Task[V]] = {}

    async def __call__(self, key: K, start: Callable[[], Coroutine[Any, Any, V]]) -> V:
        task = self._running.get(key)
        if task is None:
            task = asyncio.create_task(start())
            self._running[key] = task
            task.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(task)

    async def insist(self, key: K, start: Callable[[], Coroutine[Any, Any, V]], refused: Callable[[V], bool]) -> V:
        """Like a call, but do not accept a refused result of a run that others began.

        They may not have known what this caller knows, so one more run is started, or joined.
        """
        joined = key in self._running
        result = await self(key, start)
        return await self(key, start) if joined and refused(result) else result

    def _landed(self, key: K, task: asyncio.Task[V]) -> None:
        del self._running[key]
        if not task.cancelled():
            task.exception()  # retrieved, even when every caller is gone


class Once(Generic[V]):
    """Makes a value at the first call and keeps it; after an error the next call makes it again."""

    def __init__(self, make: Callable[[], Coroutine[Any, Any, V]]) -> None:
        self._make = make
        self._made: tuple[V] | None = None
        self._flight: SingleFlight[None, V] = SingleFlight()

    async def __call__(self) -> V:
        """Return the value; all who call while it is made wait for the same one."""
        if self._made is None:
            self._made = (await self._flight(None, self._make),)
        return self._made[0]


_log = structlog.get_logger(__name__)


def log_failure(what: str, error: Exception, **labels: str) -> None:
    """Log a failure: an error of ours, which says what it is, in a line; a bug with its traceback."""
    if isinstance(error, BotError) and error.key != BotError.key:
        _log.warning(what, error=str(error), **labels)
    else:
        _log.error(what, exc_info=error, **labels)


@contextmanager
def where_writable() -> Iterator[None]:
    """Leave out what an answer does not need while the database can only be read."""
    try:
        yield
    except StorageUnavailable as error:
        if not error.readable:
            raise


@contextmanager
def first_error() -> Iterator[None]:
    """Let a task group raise its first error as it is: callers know errors by their kind."""
    try:
        yield
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors


class Isolation:
    """Lets a routine go on with the next item when one fails.

    Routines run repeatedly over the same items in the same order: without this, one row that cannot be read would
    block everything behind it for ever.
    """

    def __init__(self) -> None:
        self._first: Exception | None = None

    @contextmanager
    def item(self, **labels: str) -> Iterator[None]:
        """Log the failure of one item under these labels, and go on."""
        try:
            yield
        except Exception as error:
            if (task := asyncio.current_task()) and task.cancelling():
                raise  # it came of the clean-up, in the place of the cancellation
            log_failure("an item of a routine failed", error, **labels)
            self._first = self._first or error

    def raise_first(self) -> None:
        """Raise the first failure after all items had their turn, so that the routine's failures are counted."""
        if self._first is not None:
            raise self._first


T = TypeVar("T")


class TimeLimit:
    """Limits waits to the same time with one timer for all. `asyncio.timeout` makes one for each: 10 µs with uvloop."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._deadlines: dict[asyncio.Task[Any], float] = {}
        """By the task that waits, the earliest first."""
        self._timer: asyncio.TimerHandle | None = None

    async def __call__(self, waiting: Awaitable[T]) -> T:
        """Wait for something; a task waits for one thing at a time.

        Raises:
            TimeoutError: it took too long, and was cancelled.
        """
        if (task := asyncio.current_task()) is None:
            raise RuntimeError("only tasks wait")
        loop, cancelling = task.get_loop(), task.cancelling()
        self._deadlines[task] = loop.time() + self._seconds
        if self._timer is None:
            self._timer = loop.call_later(self._seconds, self._end_overdue, loop)
        try:
            return await waiting
        except asyncio.CancelledError as error:
            if task not in self._deadlines and task.uncancel() <= cancelling:
                raise TimeoutError from error
            raise
        finally:
            self._deadlines.pop(task, None)

    def _end_overdue(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        for task, deadline in list(self._deadlines.items()):
            if deadline > loop.time():
                self._timer = loop.call_at(deadline, self._end_overdue, loop)
                return
            del self._deadlines[task]
            task.cancel()


Job = Callable[[], Coroutine[Any, Any, None]]


class Work:
    """Runs jobs in the background. Bolt's own lazy listeners are lost on shutdown; these are not."""

    def __init__(self, *, at_once: int = 50, waiting: int = 2000) -> None:
        self._at_once = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._tasks: set[asyncio.Task[None]] = set()
        self._running = 0
        self._closed = False

    def __len__(self) -> int:
        return len(self._tasks)

    @property
    def running(self) -> int:
        return self._running

    @property
    def waiting(self) -> int:
        """The number of jobs that wait for a running one to end."""
        return len(self._tasks) - self._running

    def start(self, job: Job) -> None:
        """Schedule a job; it handles its own errors.

        Raises:
            ShuttingDown: the process is ending.
            TooBusy: the queue of waiting jobs is full.
        """
        if self._closed:
            raise ShuttingDown
        if len(self._tasks) >= self._most:
            raise TooBusy
        task = asyncio.create_task(self._run(job))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def _run(self, job: Job) -> None:
        async with self._at_once:
            self._running += 1
            try:
                await job()
            finally:
                self._running -= 1

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("a background job failed", exc_info=error)

    async def drain(self, *, within: float) -> int:
        """Refuse new jobs and wait for running ones; after `within` seconds the rest is cancelled and counted."""
        self._closed = True
        if not self._tasks:
            return 0
        _, unfinished = await asyncio.wait(self._tasks, timeout=within)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        return len(unfinished)
