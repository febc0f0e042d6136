"""Clients of servers on this machine, such as the sandbox's."""

from collections.abc import Mapping
from typing import Final

import httpx

from bot.lib.own_transport import OwnTransport

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
    """A client that passes by the machine's proxy, and takes no time to make.

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
