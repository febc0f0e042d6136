"""Raw HTTP on this machine: no more parsing than it takes to find where a message ends.

Connections are kept alive and have one request at a time, as clients with a pool make them.
"""

import asyncio
import json
import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import Final, cast

import uvloop

from bot.logs import configure_logging

if __name__ == "__main__":
    module, function, arguments = sys.argv[1:]
    configure_logging(level="WARNING", log_format="console", secrets=())
    print(json.dumps(uvloop.run(getattr(import_module(module), function)(*json.loads(arguments)))))


_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"
_OK: Final = b"HTTP/1.1 200"
_ANSWER_WITHIN_S: Final = 30.0

Answer = Callable[[str, bytes], tuple[bytes, float]]
"""From a target and a body to a whole HTTP response, and after how many seconds it goes out."""


class WrongAnswerError(Exception):
    """A server closed the connection or answered anything but 200, so there is nothing to measure."""


def http_response(body: bytes, status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def first_message(received: bytes) -> tuple[bytes, bytes] | None:
    """Head (with its end) and body of the first message, once all of it is there; without a length it has no body."""
    head, end, rest = received.partition(_END)
    if not end:
        return None
    _, found, after = head.lower().partition(_LENGTH)
    size = int(after.split(b"\r\n", 1)[0]) if found else 0
    return (head + end, rest[:size]) if len(rest) >= size else None


class _Connection(asyncio.Protocol, ABC):
    """One end of a connection; each message is taken as soon as all of it is there."""

    def __init__(self) -> None:
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance

    def data_received(self, data: bytes) -> None:
        self._received += data
        while message := first_message(self._received):
            head, body = message
            self._received = self._received[len(head) + len(body) :]
            self.take(head, body)

    def send(self, message: bytes) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(message)

    @abstractmethod
    def take(self, head: bytes, body: bytes) -> None:
        """Note that a whole message has come."""


class _Answering(_Connection):
    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._answer = answer

    def take(self, head: bytes, body: bytes) -> None:
        response, after = self._answer(head.split(b" ", 2)[1].decode(), body)
        if after:
            asyncio.get_running_loop().call_later(after, self.send, response)
        else:
            self.send(response)


class Caller(_Connection):
    _done: Callable[[bytes | WrongAnswerError], None] | None = None

    def call(self, request: bytes, done: Callable[[bytes | WrongAnswerError], None]) -> None:
        """Send a request; the callback gets the body of its answer, or what went wrong."""
        self._done = done
        self.send(request)

    async def ask(self, request: bytes) -> bytes:
        arrival: asyncio.Future[bytes | WrongAnswerError] = asyncio.get_running_loop().create_future()
        self.call(request, arrival.set_result)
        try:
            async with asyncio.timeout(_ANSWER_WITHIN_S):
                answer = await arrival
        finally:
            self._done = None  # it may still come, when nothing waits for it
        if isinstance(answer, WrongAnswerError):
            raise answer
        return answer

    def take(self, head: bytes, body: bytes) -> None:
        """Pass on a complete answer: a server that refuses quickly must not look fast."""
        good = head.startswith(_OK) and _LENGTH in head.lower()
        self._pass_on(body if good else WrongAnswerError((head + body)[:200].decode(errors="replace")))

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail the request that still waits."""
        self._pass_on(WrongAnswerError(f"the connection was closed: {exc}"))

    def close(self) -> None:
        """Close the connection without a callback."""
        self._done = None
        if self._transport:
            self._transport.close()

    def _pass_on(self, answer: bytes | WrongAnswerError) -> None:
        done, self._done = self._done, None
        if done:
            done(answer)


@asynccontextmanager
async def callers(port: int, count: int) -> AsyncIterator[list[Caller]]:
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        found = []
        for _ in range(count):
            _, caller = await loop.create_connection(Caller, "127.0.0.1", port)
            stack.callback(caller.close)
            found.append(caller)
        yield found


async def fetch(port: int, path: str) -> bytes:
    """Return the body of a page of a server on this machine."""
    async with callers(port, 1) as (caller,):
        return await caller.ask(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())


async def answer_all(port: int) -> None:
    """Answer whatever comes until the process is ended: what a load generator can ask at most."""
    async with listening(lambda _target, _body: (http_response(b"{}"), 0), port):
        await asyncio.Event().wait()


@asynccontextmanager
async def listening(answer: Answer, port: int = 0) -> AsyncIterator[int]:
    """Serve as long as this lasts, on this port or one of the system's choice: which one that is."""
    loop = asyncio.get_running_loop()
    async with await loop.create_server(lambda: _Answering(answer), "127.0.0.1", port) as server:
        yield server.sockets[0].getsockname()[1]
