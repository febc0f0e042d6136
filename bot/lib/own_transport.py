"""Our transport for httpx, loaded with its first request."""

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from bot.lib.aiohttp_transport import AiohttpTransport


class OwnTransport(httpx.AsyncBaseTransport):
    """`AiohttpTransport`, which is a tenth of what the command line loads: an answer from kept numbers does without.

    Args:
        connections: how many at most; further requests wait.
        idle: seconds that an unused one stays open.
    """

    def __init__(self, *, connections: int, idle: float) -> None:
        self._connections = connections
        self._idle = idle
        self._loaded: AiohttpTransport | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; its connection is occupied until the response is closed."""
        if self._loaded is None:
            from bot.lib.aiohttp_transport import AiohttpTransport  # noqa: PLC0415  # only for a request

            self._loaded = AiohttpTransport(connections=self._connections, idle=self._idle)
        return await self._loaded.handle_async_request(request)

    async def aclose(self) -> None:
        """Close every connection."""
        if self._loaded is not None:
            await self._loaded.aclose()
