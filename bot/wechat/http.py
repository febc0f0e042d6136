"""One request and its answer over httpx: bounded in time and size, its errors ours, its secrets kept.

httpx's exceptions hold the request, and with it the URL and the token in it. They must not hang on to our errors as
cause or context, where a log or an error reporter would find them: hence the `raise` after the `except`, not inside.
"""

import asyncio
from typing import Final

import httpx

from bot.errors import WeChatUnreachable, WeChatUnreadable
from bot.wechat.envelope import MAX_BYTES, too_large

IN_FLIGHT: Final = 10
"""Requests at a time per client: beyond that httpx's pool burns the processor (238 instead of 1189 calls a second)."""
ATTEMPT_SECONDS: Final = 8.0
"""One request from first to last byte."""
_SILENCE_SECONDS = 5.0
"""Longest wait for a connection, for a free place in the pool, or for the next bytes."""


def new_client(transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """A client for WeChat or a token service; the caller closes it.

    Proxies come from the environment (HTTPS_PROXY): WeChat only answers addresses on its list of allowed ones.
    """
    return httpx.AsyncClient(
        transport=transport,
        headers={"accept": "application/json", "accept-encoding": "identity", "user-agent": "baselib"},
        limits=httpx.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT, keepalive_expiry=30),
        timeout=httpx.Timeout(_SILENCE_SECONDS),
        follow_redirects=False,
    )


async def exchange(client: httpx.AsyncClient, request: httpx.Request) -> tuple[int, bytes]:
    """Send a request; the HTTP status and the whole body of its answer. Redirects are answers, not followed.

    Raises:
        WeChatUnreachable: no connection, no answer in time, or one that breaks off.
        WeChatUnreadable: the body is too large; the rest of it is not read.
    """
    try:
        async with asyncio.timeout(ATTEMPT_SECONDS):
            response = await client.send(request, stream=True, follow_redirects=False)
            try:
                return response.status_code, await _body(response)
            finally:
                await response.aclose()
    except (TimeoutError, httpx.TimeoutException):
        reason = "timeout"
    except httpx.HTTPError:
        reason = "connection"
    raise WeChatUnreachable(host=request.url.host, reason=reason)


async def _body(response: httpx.Response) -> bytes:
    declared = response.headers.get("content-length", "0")
    if len(declared) > len(str(MAX_BYTES)) or not declared.isdecimal() or int(declared) > MAX_BYTES:
        raise _over()
    chunks, size = [], 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > MAX_BYTES:
            raise _over()
        chunks.append(chunk)
    return b"".join(chunks)


def _over() -> WeChatUnreadable:
    return too_large(f"more than {MAX_BYTES} bytes")
