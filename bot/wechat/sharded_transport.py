"""A transport over many single-connection pools: httpx's pool checks every one of its connections for every request.

With ten requests in flight, ten pools of one connection take 0.6 of the processor time of one pool of ten
(docs/develop/performance.md).
"""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import cast

import httpx


class ShardedTransport(httpx.AsyncBaseTransport):
    """A transport over others. Each request takes a least busy one: one that knows the host, else an unused one.

    Args:
        lanes: at least one; closed with this transport.
    """

    def __init__(self, lanes: Sequence[httpx.AsyncBaseTransport]) -> None:
        self._lanes = [_Lane(lane) for lane in lanes]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; its lane is occupied until the response is closed."""
        host = request.url.netloc
        lane = min(self._lanes, key=lambda lane: (lane.taken, lane.host != host, lane.host is not None))
        lane.taken += 1
        lane.host = host
        try:
            response = await lane.transport.handle_async_request(request)
        except BaseException:
            lane.taken -= 1
            raise
        body = cast("httpx.AsyncByteStream", response.stream)  # asynchronous transports return no other kind
        stream = _Stream(body, lane.leave)
        return httpx.Response(
            response.status_code, headers=response.headers, stream=stream, extensions=response.extensions
        )

    async def aclose(self) -> None:
        """Close every lane."""
        for lane in self._lanes:
            await lane.transport.aclose()


class _Lane:
    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self.transport = transport
        self.taken = 0
        self.host: bytes | None = None
        """The last host: a connection to it may still be open."""

    def leave(self) -> None:
        self.taken -= 1


class _Stream(httpx.AsyncByteStream):
    """A response's body, which frees its lane when closed."""

    def __init__(self, body: httpx.AsyncByteStream, closed: Callable[[], None]) -> None:
        self._body = body
        self._closed: Callable[[], None] | None = closed

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._body:
            yield chunk

    async def aclose(self) -> None:
        """Close the body and free the lane."""
        closed, self._closed = self._closed, None
        try:
            await self._body.aclose()
        finally:
            if closed:
                closed()
