"""Slow a sweep down while it would keep people waiting."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from bot.domain.sweep.pace import Pace
from bot.lib.ignoring import ignore

EVERY: Final = 0.02
"""Seconds between two looks: often enough to slow a sweep down before people notice."""


async def loop_delay() -> float:
    """Sleep a moment; returns by how many seconds more it took: what anything else waited, too."""
    due = time.perf_counter() + EVERY
    await asyncio.sleep(EVERY)  # its own lateness is what is measured
    return max(time.perf_counter() - due, 0.0)


def never() -> bool:
    """For a process without people who wait: the command line, the bench."""
    return False


FollowPace = Callable[[Pace, float], None]
"""Called after each look with the pace, and by how many seconds the event loop was late; must be quick."""


@dataclass
class ReadingTurns:
    """Lets as many readings run at a time as the event loop has room for; one for all sweeps of a process."""

    answering: Callable[[], bool] = never
    """Whether people wait for answers."""
    follow: FollowPace = ignore
    delay: Callable[[], Awaitable[float]] = loop_delay
    """Waits a moment; returns by how many seconds the event loop was late."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    pace: Pace = field(default_factory=Pace, init=False)
    _reading: int = field(default=0, init=False)
    _waiting: deque[asyncio.Future[None]] = field(default_factory=deque, init=False)

    @asynccontextmanager
    async def adapting(self) -> AsyncIterator[None]:
        """Adapt the pace as long as this lasts, slowly at first."""
        self.pace = Pace()
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    async def begin(self) -> None:
        """Wait for a turn to read; `end` returns it."""
        while self._reading >= self.pace.at_once:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            await turn
        self._reading += 1
        if self.pace.rest:
            try:
                await self.sleep(self.pace.rest)
            except BaseException:
                self.end()
                raise

    def end(self) -> None:
        """Return a turn."""
        self._reading -= 1
        self._wake()

    async def _watch(self) -> None:
        while True:
            delay = await self.delay()
            self.pace = self.pace.after(delay, answering=self.answering())
            self.follow(self.pace, delay)
            self._wake()

    def _wake(self) -> None:
        free = self.pace.at_once - self._reading
        while free > 0 and self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # its worker was cancelled
                turn.set_result(None)
                free -= 1
