"""The load generator: prepared requests, raw sockets, and only as much parsing as counting needs."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final, cast

_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"
_OK: Final = b"HTTP/1.1 200"
_ANSWER_WITHIN_S: Final = 30.0


class WrongAnswerError(Exception):
    """A server closed the connection or answered anything but 200, so there is nothing to measure."""


def response_size(received: bytes) -> int | None:
    """The length of the response at the start, in bytes; None while its head is not complete.

    Raises:
        WrongAnswerError: it is not a 200, or has no length.
    """
    end = received.find(_END)
    if end < 0:
        return None
    head = received[:end].lower()
    at = head.find(_LENGTH)
    if not received.startswith(_OK) or at < 0:
        raise WrongAnswerError(received[:200].decode(errors="replace"))
    return end + len(_END) + int(head[at + len(_LENGTH) :].split(b"\r\n", 1)[0])


class Caller(asyncio.Protocol):
    """One connection with one request at a time."""

    def __init__(self) -> None:
        self._received = b""
        self._answered: Callable[[bytes], None] | None = None
        self._failed: Callable[[WrongAnswerError], None] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance

    def call(
        self, request: bytes, answered: Callable[[bytes], None], failed: Callable[[WrongAnswerError], None]
    ) -> None:
        """Send a request; one of the two callbacks gets the outcome."""
        assert self._transport is not None
        self._answered, self._failed = answered, failed
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Pass on a complete response."""
        self._received += data
        try:
            size = response_size(self._received)
        except WrongAnswerError as error:
            self._give_up(error)
            return
        if size is not None and len(self._received) >= size:
            response, self._received = self._received[:size], self._received[size:]
            if self._answered:
                self._answered(response)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail the request that still waits."""
        self._give_up(WrongAnswerError(f"the connection was closed: {exc}"))

    def close(self) -> None:
        """Close the connection without a callback."""
        self._answered = self._failed = None
        if self._transport:
            self._transport.close()

    def _give_up(self, error: WrongAnswerError) -> None:
        failed, self._failed = self._failed, None
        if failed:
            failed(error)


@asynccontextmanager
async def callers(port: int, count: int) -> AsyncIterator[list[Caller]]:
    """Connections to a server on this machine."""
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        found = []
        for _ in range(count):
            _, caller = await loop.create_connection(Caller, "127.0.0.1", port)
            stack.callback(caller.close)
            found.append(caller)
        yield found


async def call_once(caller: Caller, request: bytes) -> bytes:
    """The whole response.

    Raises:
        WrongAnswerError: it is not a 200.
        TimeoutError: none came within half a minute.
    """
    answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    caller.call(request, answer.set_result, answer.set_exception)
    async with asyncio.timeout(_ANSWER_WITHIN_S):
        return await answer


async def fetch(port: int, path: str) -> bytes:
    """The body of a page of a server on this machine.

    Raises:
        WrongAnswerError: there is no such page.
        TimeoutError: nothing came within half a minute.
    """
    async with callers(port, 1) as (caller,):
        response = await call_once(caller, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return response.partition(_END)[2]


async def throughput(port: int, request: bytes, *, connections: int, seconds: float) -> float:
    """Responses a second while every connection sends its next request as soon as the last one is answered.

    It lasts until the first answer at least: a short round on a busy machine would else have none.

    Raises:
        WrongAnswerError: an answer was not a 200.
    """
    count, first = 0, asyncio.Event()
    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def failed(error: WrongAnswerError) -> None:
        if not over.done():
            over.set_exception(error)
        first.set()

    def keep_calling(caller: Caller) -> None:
        def answered(_response: bytes) -> None:
            nonlocal count
            count += 1
            first.set()
            caller.call(request, answered, failed)

        caller.call(request, answered, failed)

    async with callers(port, connections) as found:
        begun = time.perf_counter()
        for caller in found:
            keep_calling(caller)
        await asyncio.wait([over], timeout=seconds)
        await first.wait()
        spent = time.perf_counter() - begun
    if over.done():
        over.result()
    return count / spent


async def until_due(due: float) -> float:
    """Wait until a request is due; returns when it was (both as `time.perf_counter`).

    Requests come at their own pace, not at the server's, so one that is late already counts from when it was due.
    """
    ahead = due - time.perf_counter()
    if ahead <= 0:
        return due
    await asyncio.sleep(ahead)  # the pace is the load's own: no event sets it
    return time.perf_counter()  # a late timer is our fault, not the server's


async def latencies(
    port: int, request: bytes, *, count: int, every_s: float = 0, going_on: Callable[[], bool] = lambda: True
) -> list[float]:
    """Seconds from when each request was due to its answer, one at a time on one connection.

    Counted from when it was due, not from when it could be sent: so a server that stalls for a second delays all the
    requests of that second, and not just one.

    Args:
        port: of the server.
        request: the same each time.
        count: how many at most.
        every_s: how often one is due; 0 means as soon as the one before is answered.
        going_on: called before each; measuring ends when it is false.
    """
    found: list[float] = []
    async with callers(port, 1) as (caller,):
        begun = time.perf_counter()
        for number in range(count):
            if not going_on():
                break
            due = await until_due(begun + number * every_s) if every_s else time.perf_counter()
            await call_once(caller, request)
            found.append(time.perf_counter() - due)
    return found
