"""Retries: a pure decision with attempts, backoff, jitter and a total limit, and the loop that carries it out."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import SystemRandom
from typing import Final, TypeVar

from bot.errors import BotError, TemporaryError, WeChatBusy, WeChatUnreachable, WeChatUnreadable

T = TypeVar("T")
ROLL: Final[Callable[[], float]] = SystemRandom().random
"""Returns a number from 0 up to 1, for jitter."""
_TOO_MANY_REQUESTS = 429
_SERVER_ERRORS = range(500, 600)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long the same request is tried.

    After the n-th attempt the wait is `first_wait * 2**(n-1)`, at most `longest_wait`; its second half is random, so
    that many programs do not retry in step.
    """

    attempts: int = 4
    first_wait: float = 0.5
    longest_wait: float = 4.0
    total: float = 20.0
    """Seconds within which the last attempt must begin."""

    def wait_after(self, error: BotError, *, attempt: int, spent: float, roll: float) -> float | None:
        """Seconds to wait before the next attempt, or None to give up.

        Args:
            attempt: its number, from 1.
            spent: seconds since the first one began.
            roll: a random number from 0 to 1.
        """
        if attempt >= self.attempts or not worth_another_try(error):
            return None
        wait = min(self.longest_wait, self.first_wait * 2 ** (attempt - 1)) * (1 + roll) / 2
        return wait if spent + wait <= self.total else None


def worth_another_try(error: BotError) -> bool:
    """Whether the same request may work a moment later. All requests here only read, so a retry is safe."""
    match error:
        case WeChatBusy() | WeChatUnreachable():
            return True
        case WeChatUnreadable():
            status = error.status
            return status == _TOO_MANY_REQUESTS or status in _SERVER_ERRORS
        case _:
            return False


class Retrier:
    """Makes attempts as `Patience` decides.

    Args:
        sleep: waits; tests pass one that does not.
        roll: returns a random number from 0 to 1.
    """

    def __init__(
        self,
        patience: Patience | None = None,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        roll: Callable[[], float] = ROLL,
    ) -> None:
        self._patience = patience or Patience()
        self._sleep = sleep
        self._roll = roll

    async def __call__(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """The result of the first attempt that succeeds.

        Raises:
            BotError: of the last attempt.
        """
        clock = asyncio.get_running_loop().time
        spent, number = 0.0, 0
        while True:
            number += 1
            begun = clock()
            try:
                return await attempt()
            except TemporaryError as error:
                spent += clock() - begun
                wait = self._patience.wait_after(error, attempt=number, spent=spent, roll=self._roll())
                if wait is None:
                    raise
            await self._sleep(wait)
            spent += wait
