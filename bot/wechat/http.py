"""One request and its answer over httpx: bounded in time and size, with our errors, leaking no secrets.

httpx's exceptions hold the request, with the token in its URL. They must not be attached to our errors as cause or
context, where a log or an error reporter would find them: hence the `raise` after the `except`, not inside.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

import httpx
from pydantic import SecretStr

from bot.errors import WeChatUnreachable, WeChatUnreadable
from bot.lib.own_transport import OwnTransport
from bot.lib.proxy import behind_proxy
from bot.wechat.protocol.response import MAX_BYTES, too_large

IN_FLIGHT: Final = 10
"""Requests at a time per client: enough, while leaving the event loop time for everything else."""
ATTEMPT_SECONDS: Final = 8.0
"""Limit for one request, from first to last byte."""
_SILENCE_SECONDS = 5.0
"""Longest wait for a connection, a free place in the pool, or the next bytes."""
_IDLE_SECONDS: Final = 30.0
"""How long an unused connection stays open."""
_LIMITS: Final = httpx.Limits(
    max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT, keepalive_expiry=_IDLE_SECONDS
)

_ENDED: Final = httpx.ByteStream(b"")
"""In place of a stream that was read."""


class NotConnected(WeChatUnreachable):
    """There was no connection, so nothing was sent: the same call can be made again."""


def new_client(transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """A client for WeChat or a token service; the caller closes it.

    Proxies come from the environment (HTTPS_PROXY): WeChat only answers IP addresses on its allowlist.
    """
    return httpx.AsyncClient(
        transport=transport or _own_transport(),
        headers={"accept": "application/json", "accept-encoding": "identity", "user-agent": "baselib"},
        limits=_LIMITS,
        timeout=httpx.Timeout(_SILENCE_SECONDS),
        follow_redirects=False,
    )


def service_request(client: httpx.AsyncClient, url: str, bearer: SecretStr | None) -> httpx.Request:
    """Build a GET for the provider's own service: the bearer counts, not a password that the address has, too."""
    if bearer is None:
        return client.build_request("GET", url)
    headers = {"authorization": f"Bearer {bearer.get_secret_value()}"}
    return client.build_request("GET", httpx.URL(url).copy_with(userinfo=b""), headers=headers)


def right_before(check: Callable[[], None]) -> dict[str, object]:
    """The extensions of a request that is only written if this raises nothing right before."""

    async def trace(event: str, _: Mapping[str, object]) -> None:
        if event.endswith("send_request_headers.started"):
            check()

    return {"trace": trace}


def _own_transport() -> OwnTransport | None:
    """Our transport; None where a proxy is set: httpx then manages the pool, and the hosts that bypass the proxy."""
    if behind_proxy():
        return None
    return OwnTransport(connections=IN_FLIGHT, idle=_IDLE_SECONDS)


async def exchange(client: httpx.AsyncClient, request: httpx.Request, *, most: int = MAX_BYTES) -> tuple[int, bytes]:
    """Like `exchange_with_head`, but returns only the status and the body."""
    response, body = await exchange_with_head(client, request, most=most)
    return response.status_code, body


async def exchange_with_head(
    client: httpx.AsyncClient, request: httpx.Request, *, most: int = MAX_BYTES
) -> tuple[httpx.Response, bytes]:
    """Send a request; returns the head and the whole body of its answer. Redirects are not followed.

    Raises:
        NotConnected: no connection.
        WeChatUnreachable: no answer in time, or an incomplete one.
        WeChatUnreadable: the body is too large; the rest of it is not read.
    """
    kind: type[WeChatUnreachable]
    try:
        async with asyncio.timeout(ATTEMPT_SECONDS):
            response = await client.send(request, stream=True, follow_redirects=False)
            try:
                return response, await _body(response, most)
            finally:
                await response.aclose()
                response.stream = _ENDED  # they hold each other, and a sweep's would wait for the search for garbage
    except (httpx.ConnectTimeout, httpx.PoolTimeout):
        kind, reason = NotConnected, "timeout"
    except httpx.ConnectError:
        kind, reason = NotConnected, "connection"
    except (TimeoutError, httpx.TimeoutException):
        kind, reason = WeChatUnreachable, "timeout"
    except (httpx.DecodingError, httpx.RemoteProtocolError):
        kind, reason = WeChatUnreachable, "damaged"
    except httpx.HTTPError:
        kind, reason = WeChatUnreachable, "connection"
    raise kind(host=request.url.host, reason=reason)


async def _body(response: httpx.Response, most: int) -> bytes:
    declared = response.headers.get("content-length", "0")
    if len(declared) > len(str(most)) or not declared.isdecimal() or int(declared) > most:
        raise _over(most)
    chunks, size = [], 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > most:
            raise _over(most)
        chunks.append(chunk)
    return b"".join(chunks)


def _over(most: int) -> WeChatUnreadable:
    return too_large(f"more than {most} bytes")
