"""What time it is: the system's, the one that all replicas share, or the sandbox's."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx
import structlog

from bot.errors import StorageUnavailable

_log = structlog.get_logger(__name__)
_ASK_EVERY: Final = 10.0
"""Seconds."""


class SystemClock:
    """The machine's clock."""

    async def now(self) -> datetime:
        """The present instant (aware, UTC)."""
        return _machine_time()


class SharedClock:
    """The database's clock, which is one for all replicas, however wrong their machines' clocks are.

    It is asked now and then; in between, and while the database does not answer, the time goes on by a clock that
    nobody can set.
    """

    def __init__(
        self, ask: Callable[[], Awaitable[datetime]], *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Nothing is asked yet.

        Args:
            ask: what time the database has (aware); raises StorageUnavailable.
            monotonic: seconds.
        """
        self._ask = ask
        self._monotonic = monotonic
        self._known: tuple[datetime, float] | None = None
        """An instant of the database's, and the seconds at which it was."""
        self._asked_at = -_ASK_EVERY

    async def now(self) -> datetime:
        """The database's instant (aware, UTC); the machine's as long as the database has never answered."""
        if self._monotonic() - self._asked_at >= _ASK_EVERY or self._known is None:
            await self._measure()
        if self._known is None:
            return _machine_time()
        instant, at = self._known
        return instant + timedelta(seconds=self._monotonic() - at)

    async def _measure(self) -> None:
        before = self._asked_at = self._monotonic()
        try:
            instant = await self._ask()
        except StorageUnavailable as error:
            _log.warning("the database does not say what time it is", error=str(error))
            return
        self._known = (instant.astimezone(UTC), (before + self._monotonic()) / 2)


class SandboxClock:
    """Asks the sandbox, whose clock a person can move (`BASELIB_CLOCK_URL`, loopback only)."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self._client = client
        self._url = url
        self._ahead = timedelta(0)
        """Of the machine's clock, by the last answer."""

    async def now(self) -> datetime:
        """The sandbox's instant (aware, UTC). While the sandbox does not answer, time goes on from its last answer."""
        try:
            answer = await self._client.get(self._url)
            answer.raise_for_status()
            now = datetime.fromisoformat(answer.json()["now"])
            if now.tzinfo:
                self._ahead = now - _machine_time()
        except (httpx.HTTPError, ValueError, KeyError, TypeError):  # no answer, or not one of a clock
            pass
        return _machine_time() + self._ahead


def _machine_time() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # everything else asks a `Clock`
