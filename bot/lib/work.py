"""Background work: counted, bounded, and finished before the process ends."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from bot.errors import ShuttingDown, TooBusy

_log = structlog.get_logger(__name__)

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
        """The number of running jobs."""
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
