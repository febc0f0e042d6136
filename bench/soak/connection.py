"""A raw HTTP server's connection whose answers may be slow."""

import asyncio
from collections.abc import Callable
from typing import cast

from bench.upstream import complete

Answer = Callable[[str, bytes], tuple[bytes, float]]
"""From a target and a body to a whole HTTP response, and after how many seconds it goes out."""


class Connection(asyncio.Protocol):
    """One connection with one request at a time, as clients with a pool make them."""

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
            body = self._received[:size].partition(b"\r\n\r\n")[2]
            self._received = self._received[size:]
            response, after = self._answer(target, body)
            asyncio.get_running_loop().call_later(after, self._send, response)

    def _send(self, response: bytes) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(response)
