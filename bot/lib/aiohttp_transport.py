"""httpx over aiohttp's connections, which parse in C: a sweep takes half of the processor time.

httpx's own transport checks every connection for every request, and looks for packages that are not installed. The
package httpx-aiohttp (0.2.0) is as fast, but reports an answer that was lost as a connection that never was, so that a
call might be made twice, and lets aiohttp's error for a broken answer through, with the whole URL.
"""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import Final

import aiohttp
import httpx
from aiohttp.abc import AbstractStreamWriter
from multidict import CIMultiDict
from yarl import URL

_OURS: Final = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""Headers that aiohttp would add; httpx has set those that are wanted."""
_Trace = Callable[[str, Mapping[str, object]], Awaitable[None]]
_AT_ONCE: Final = 1 << 20
"""Bytes; aiohttp warns of larger ones, which would hold up the event loop."""


class AiohttpTransport(httpx.AsyncBaseTransport):
    """A transport of its own connections. Proxies and cookies are not its business.

    Args:
        connections: how many at most; further requests wait.
        idle: seconds that an unused one stays open.
    """

    def __init__(self, *, connections: int, idle: float) -> None:
        self._verify = verification()
        self._connections = connections
        self._idle = idle
        self._session: aiohttp.ClientSession | None = None
        """Made in the event loop of the first request."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; its connection is occupied until the response is closed."""
        wait, trace = request.extensions.get("timeout", {}), request.extensions.get("trace")
        body = await request.aread()
        look = _LastLook(body, trace) if trace else None
        try:
            with _httpx_errors(request):
                answer = await self._opened().request(
                    request.method,
                    # A user and a password are in the header already, and aiohttp refuses both at once.
                    URL(str(request.url.copy_with(userinfo=b"")), encoded=True),
                    headers=CIMultiDict(request.headers.multi_items()),
                    data=look or _payload(body),
                    allow_redirects=False,
                    skip_auto_headers=_OURS,
                    timeout=aiohttp.ClientTimeout(
                        connect=wait.get("pool"), sock_connect=wait.get("connect"), sock_read=wait.get("read")
                    ),
                )
        except httpx.TransportError:
            if look is None or look.error is None:
                raise
        else:
            return httpx.Response(answer.status, headers=list(answer.raw_headers), stream=_Body(answer, request))
        raise look.error  # outside: its context would be an error about the connection

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(ssl=self._verify, limit=self._connections, keepalive_timeout=self._idle)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
            )
        return self._session


class _LastLook(aiohttp.BytesPayload):
    """A body that calls httpx's extension `trace` right before it is written, with the head; its error ends that.

    aiohttp's own event comes before its turn to write, behind those of other requests: a process that is stopped in
    between would write when it goes on.
    """

    def __init__(self, body: bytes, trace: _Trace) -> None:
        super().__init__(body)
        self._trace = trace
        self.error: Exception | None = None

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        try:
            await self._trace("aiohttp.send_request_headers.started", {})
        except Exception as error:  # whatever it is, aiohttp would tell of a broken connection
            self.error = error
            raise
        await super().write_with_length(writer, content_length)


class _Body(httpx.AsyncByteStream):
    """A response's body, as it comes."""

    def __init__(self, answer: aiohttp.ClientResponse, request: httpx.Request) -> None:
        self._answer = answer
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _httpx_errors(self._request):
            async for chunk in self._answer.content.iter_any():
                yield chunk

    async def aclose(self) -> None:
        """Keep the connection for the next request, unless something is still to come on it."""
        self._answer.release()


def _payload(body: bytes) -> bytes | BytesIO | None:
    if not body:
        return None
    return body if len(body) <= _AT_ONCE else BytesIO(body)


@contextmanager
def _httpx_errors(request: httpx.Request) -> Iterator[None]:
    """Translate errors. Only what proves that nothing was sent may be a connection's: a call might be made twice."""
    try:
        yield
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
        raise httpx.UnsupportedProtocol(str(error), request=request) from error
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx.ConnectTimeout(str(error), request=request) from error
    except aiohttp.ClientConnectorError as error:
        raise httpx.ConnectError(str(error), request=request) from error
    except TimeoutError as error:
        raise httpx.ReadTimeout(str(error), request=request) from error
    except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError) as error:
        raise httpx.RemoteProtocolError(str(error), request=request) from error
    except aiohttp.ClientError as error:
        raise httpx.ReadError(str(error), request=request) from error


@cache
def verification() -> ssl.SSLContext:
    """Return the same for all clients of this process: reading the authorities takes 20 ms and megabytes."""
    return httpx.create_ssl_context()
