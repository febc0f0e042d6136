"""Transports for httpx: to addresses of one's own, and through proxies."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

if TYPE_CHECKING:
    from bot.lib.aiohttp_transport import AiohttpTransport


def behind_proxy() -> bool:
    """Whether the environment names one (`HTTPS_PROXY`): a library that looks by itself does so for each request."""
    return bool(getproxies().keys() - {"no"})


def bypasses_proxy(url: str) -> bool:
    """Whether the environment leaves an address out (`NO_PROXY`)."""
    return bool(proxy_bypass(urlsplit(url).hostname or ""))


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


_TIMEOUT: Final = 5.0
"""Seconds, as httpx has it."""
_CONNECTIONS: Final = 100
_IDLE: Final = 5.0
"""Seconds that an unused connection stays open."""


def local_client(
    base_url: str = "",
    *,
    timeout: float = _TIMEOUT,
    params: Mapping[str, str] | None = None,
    follow_redirects: bool = False,
    transport: httpx.AsyncBaseTransport | None = None,
) -> httpx.AsyncClient:
    """Return a client that passes by the machine's proxy, and takes no time to make.

    Args:
        base_url: of the server; empty when each request names it.
        timeout: seconds.
    """
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=timeout,
        params=params,
        follow_redirects=follow_redirects,
        transport=transport or OwnTransport(connections=_CONNECTIONS, idle=_IDLE),
        trust_env=False,
    )
