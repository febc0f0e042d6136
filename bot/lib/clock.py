"""Clocks: the system's, the one that all replicas share, and the sandbox's."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import structlog

from bot.errors import StorageUnavailable
from bot.lib.machine_time import machine_time

if TYPE_CHECKING:
    import httpx

_log = structlog.get_logger(__name__)
_ASK_EVERY: Final = 10.0
"""Seconds."""


class SystemClock:
    async def now(self) -> datetime:
        """Return the present instant (aware, UTC)."""
        return machine_time()


class SharedClock:
    """The database's clock, the same for all replicas, however wrong their machines' clocks are.

    It is read every few seconds; in between, and while the database does not answer, a monotonic clock advances the
    time.
    """

    def __init__(
        self, ask: Callable[[], Awaitable[datetime]], *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Return a clock that was not read yet.

        Args:
            ask: the database's time (aware); raises StorageUnavailable.
            monotonic: seconds.
        """
        self._ask = ask
        self._monotonic = monotonic
        self._known: tuple[datetime, float] | None = None
        """The database's last answer, and the monotonic seconds at which it came."""
        self._read_at = -_ASK_EVERY

    async def now(self) -> datetime:
        """Return the database's time (aware, UTC); the machine's until the database has answered once."""
        if self._monotonic() - self._read_at >= _ASK_EVERY or self._known is None:
            await self._measure()
        if self._known is None:
            return machine_time()
        instant, at = self._known
        return instant + timedelta(seconds=self._monotonic() - at)

    async def _measure(self) -> None:
        before = self._read_at = self._monotonic()
        try:
            instant = await self._ask()
        except StorageUnavailable as error:
            _log.warning("the database's time could not be read", error=str(error))
            return
        self._known = (instant.astimezone(UTC), (before + self._monotonic()) / 2)


class SandboxClock:
    """The sandbox's clock, which a person can move (`BASELIB_CLOCK_URL`, loopback only)."""

    def __init__(self, client: "httpx.AsyncClient", url: str) -> None:
        self._client = client
        self._url = url
        self._ahead = timedelta(0)
        """How far the sandbox's clock is ahead of the machine's, by the last answer."""

    async def now(self) -> datetime:
        """Return the sandbox's time (aware, UTC).

        While the sandbox does not answer, time goes on from its last answer.
        """
        import httpx  # noqa: PLC0415  # a scan needs the machine's clock, and loads no HTTP client

        try:
            answer = await self._client.get(self._url)
            answer.raise_for_status()
            now = datetime.fromisoformat(answer.json()["now"])
            if now.tzinfo:
                self._ahead = now - machine_time()
        except (httpx.HTTPError, ValueError, KeyError, TypeError):  # no answer, or not a clock's
            pass
        return machine_time() + self._ahead


def machine_seconds() -> float:
    """Return the machine's time in seconds, for how old a signed request is.

    Slack's rule counts only how long it travelled.

    So neither a shared clock nor a sandbox's that was moved is asked.
    """
    return machine_time().timestamp()
