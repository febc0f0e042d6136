"""Clients of servers on this machine, such as the sandbox's."""

from collections.abc import Mapping
from typing import Final

import httpx

from bot.lib.tls import verification

_TIMEOUT: Final = 5.0
"""Seconds, as httpx has it."""


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
        params: sent with every request.
        follow_redirects: as a browser does.
        transport: another one than the network.
    """
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=timeout,
        params=params,
        follow_redirects=follow_redirects,
        transport=transport,
        trust_env=False,
        verify=verification(),
    )
