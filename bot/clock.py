"""What time it is: the system's, or the sandbox's."""

from datetime import UTC, datetime

import httpx


class SystemClock:
    """The machine's clock."""

    async def now(self) -> datetime:
        """The present instant (aware, UTC)."""
        return datetime.now(UTC)


class SandboxClock:
    """Asks the sandbox, whose clock a person can move (`BASELIB_CLOCK_URL`, loopback only)."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self._client = client
        self._url = url

    async def now(self) -> datetime:
        """The sandbox's instant (aware, UTC); the machine's while the sandbox does not answer."""
        try:
            answer = await self._client.get(self._url)
            answer.raise_for_status()
            now = datetime.fromisoformat(answer.json()["now"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError):  # no answer, or not one of a clock
            return datetime.now(UTC)
        return now.astimezone(UTC) if now.tzinfo else datetime.now(UTC)
