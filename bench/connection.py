"""A raw HTTP server on this machine: no more parsing than it takes to find where a request ends.

Connections are kept alive and have one request at a time, as clients with a pool make them.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, cast

_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"

Answer = Callable[[str, bytes], tuple[bytes, float]]
"""From a target and a body to a whole HTTP response, and after how many seconds it goes out."""


def http_response(body: bytes, status: str = "200 OK") -> bytes:
    """A response on a connection that is kept alive."""
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def complete(received: bytes) -> tuple[str, int] | None:
    """The target of the first request and how many bytes it takes, once all of it is there."""
    head, end, _ = received.partition(_END)
    if not end:
        return None
    _, found, after = head.lower().partition(_LENGTH)
    size = len(head) + len(end) + (int(after.split(b"\r\n", 1)[0]) if found else 0)
    return (head.split(b" ", 2)[1].decode(), size) if len(received) >= size else None


class Connection(asyncio.Protocol):
    """One connection; answers each request as soon as all of it is there, or a while after."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance

    def data_received(self, data: bytes) -> None:
        """Answer every complete request."""
        self._received += data
        while request := complete(self._received):
            target, size = request
            body = self._received[:size].partition(_END)[2]
            self._received = self._received[size:]
            response, after = self._answer(target, body)
            if after:
                asyncio.get_running_loop().call_later(after, self._send, response)
            else:
                self._send(response)

    def _send(self, response: bytes) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(response)


@asynccontextmanager
async def listening(answer: Answer) -> AsyncIterator[int]:
    """Serve as long as this lasts, on a port of the system's choice: which one that is."""
    loop = asyncio.get_running_loop()
    async with await loop.create_server(lambda: Connection(answer), "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def serve(answer: Answer, port: int) -> None:
    """Answer until the process is ended."""
    server = await asyncio.get_running_loop().create_server(lambda: Connection(answer), "127.0.0.1", port)
    await server.serve_forever()
