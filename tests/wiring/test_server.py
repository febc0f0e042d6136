"""Serving and stopping."""

import asyncio
import contextlib
import gc
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any, Final

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.wiring.server import (
    GIVES_WAY_AFTER,
    HEAD_WITHIN,
    LONGEST_HEAD,
    Limits,
    Refusals,
    configured,
    most_connections,
    serve,
)
from handlers.http import guarded
from tests.clock import NOW, let_pass
from tests.handlers.site import signed
from tests.logging_state import logged
from tests.patience import PATIENCE
from tests.project.repository import ROOT

__all__ = ["logged"]


@pytest.fixture(autouse=True)
def _signals_as_they_were() -> Iterator[None]:
    """The process's handlers, how often it searches for garbage, and its turns of threads are restored.

    What a server left out of these searches stays out: with it, everything that the plugin left out would come back.
    """
    turns = sys.getswitchinterval()
    thresholds = gc.get_threshold()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(turns)


_TWELVE_THREADS = """
import asyncio, ctypes, os, signal, tempfile, threading
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from bot.wiring.server import serve

libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
libc.fclose.argtypes = [ctypes.c_void_p]


def places():
    with tempfile.NamedTemporaryFile() as file:
        stream = libc.fopen(file.name.encode(), b"w")
        libc.malloc_info(0, stream)
        libc.fclose(stream)
        return file.read().count(b"<heap ")


@asynccontextmanager
async def open_app():
    together = threading.Barrier(12)
    threads = [threading.Thread(target=lambda: (libc.malloc(1000), together.wait())) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(places())
    os.kill(os.getpid(), signal.SIGTERM)
    yield Starlette()


serve(open_app, host="127.0.0.1", port=0)
"""


def test_threads_share_what_memory_they_give_back() -> None:
    command = [sys.executable, "-c", _TWELVE_THREADS]
    served = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 # our own

    assert served.stdout == "2\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_while_it_opens(number: signal.Signals) -> None:
    seen = []

    @asynccontextmanager
    async def open_app() -> AsyncIterator[ASGIApp]:
        os.kill(os.getpid(), number)
        seen.append("opened")
        yield Starlette()
        seen.append("closed")

    serve(open_app, host="127.0.0.1", port=0)

    assert seen == ["opened", "closed"]


def test_a_thread_that_computes_soon_gives_way() -> None:
    """The event loop waits for it several times in an acknowledgement, 5 ms each time unless Python is told."""
    turns = []

    @asynccontextmanager
    async def open_app() -> AsyncIterator[ASGIApp]:
        os.kill(os.getpid(), signal.SIGTERM)
        yield Starlette()
        turns.append(sys.getswitchinterval())

    serve(open_app, host="127.0.0.1", port=0)

    assert turns == [pytest.approx(GIVES_WAY_AFTER)]


LIVE: Final = b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"
SIGNED_AT: Final = NOW.timestamp()
SIGNED: Final = "".join(f"{name}: {value}\r\n" for name, value in signed(at=SIGNED_AT).items())


@contextlib.asynccontextmanager
async def served(limits: Limits, *, read_within: float = PATIENCE) -> AsyncIterator[int]:
    page = PlainTextResponse("ok")

    async def answer(scope: Scope, _body: bytes, receive: Receive, send: Send) -> None:
        await page(scope, receive, send)

    slack = guarded(answer, "secret", now=lambda: SIGNED_AT, read_within=read_within)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await (slack if scope["path"] == "/slack" else page)(scope, receive, send)

    config = configured("127.0.0.1", 0, limits)(app)
    config.lifespan = "off"
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        await server.shutdown()


@contextlib.asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def status(reader: asyncio.StreamReader) -> int:
    async with asyncio.timeout(PATIENCE):
        return int((await reader.readline()).split()[1])


async def exchange(port: int, sent: bytes) -> bytes:
    """All answers on its own connection until the server closes it; may be empty."""
    async with connected(port) as (reader, writer), asyncio.timeout(PATIENCE):
        writer.write(sent)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
            return await reader.read()
        return b""


async def is_live(port: int) -> bool:
    async with connected(port) as (reader, writer):
        writer.write(LIVE)
        return await status(reader) == 200


def counted() -> tuple[Refusals, list[str]]:
    """What counts refusals, and the reasons counted so far."""
    reasons: list[str] = []
    return Refusals(reasons.append), reasons


@pytest.mark.parametrize(
    "head",
    [
        b"GET /livez HTTP/1.1\r\nX: " + b"x" * 2_000_000,
        b"GET /" + b"x" * 2_000_000,
        b"GET /livez HTTP/1.1\r\n" + b"X: x\r\n" * 400_000,
        b"POST /slack HTTP/1.1\r\n"
        + SIGNED.encode()
        + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: "
        + b"x" * 2_000_000,
    ],
    ids=["header", "path", "headers", "trailer"],
)
async def test_a_head_without_end_is_refused(head: bytes) -> None:
    refusals, reasons = counted()
    async with served(Limits(refusals, 100, PATIENCE)) as port:
        answer = await exchange(port, head)

        assert answer == b"" or b" 431 " in answer.splitlines()[0] + b" "
        assert reasons == ["head"]
        assert await is_live(port)


async def test_a_head_of_ordinary_size_is_read() -> None:
    async with served(Limits(Refusals(), 100, PATIENCE)) as port, connected(port) as (reader, writer):
        for _ in range(3):
            head = LIVE.replace(b"Host: a", b"Host: a\r\nX: " + b"x" * (LONGEST_HEAD // 2))
            writer.write(head[:1000])
            await writer.drain()
            writer.write(head[1000:])

            assert await status(reader) == 200
            await reader.readuntil(b"ok")


@pytest.mark.parametrize("sent", [b"GET /livez HTTP/1.1\r\nX:", LIVE + b"GET /l"], ids=["first", "later"])
async def test_a_head_that_takes_too_long_is_refused(
    sent: bytes, logged: list[MutableMapping[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals, reasons = counted()
    async with served(Limits(refusals, 100, HEAD_WITHIN)) as port, connected(port) as (reader, writer):
        writer.write(sent)
        assert await is_live(port)  # this request came later, so the other was read
        let_pass(HEAD_WITHIN, monkeypatch)
        async with asyncio.timeout(PATIENCE):
            assert b"HTTP/1.1 408" in await reader.read()

    assert reasons == ["slow"]
    assert [(line["event"], line["reason"]) for line in logged] == [("connections refused", "slow")]


async def test_a_connection_without_a_request_is_closed() -> None:
    refusals, reasons = counted()
    async with served(Limits(refusals, 100, 0.05)) as port:
        assert await exchange(port, b"") == b""

    assert reasons == []


async def test_a_body_that_takes_too_long_is_refused() -> None:
    head = f"POST /slack HTTP/1.1\r\n{SIGNED}Content-Length: 10\r\n\r\n".encode()
    async with served(Limits(Refusals(), 100, PATIENCE), read_within=0.05) as port:
        assert (await exchange(port, head + b"x")).startswith(b"HTTP/1.1 408")


async def test_what_follows_a_refused_request_is_not_read() -> None:
    head = b"POST /slack HTTP/1.1\r\nContent-Length: 100\r\n\r\n"
    async with served(Limits(Refusals(), 100, PATIENCE)) as port:
        assert (await exchange(port, head)).startswith(b"HTTP/1.1 401")


async def test_a_body_after_the_answer_is_cut_off() -> None:
    refusals, reasons = counted()
    head = b"GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n"
    async with served(Limits(refusals, 100, PATIENCE)) as port, connected(port) as (reader, writer):
        writer.write(head)
        assert await status(reader) == 200
        writer.write(b"x" * 2_000_000)
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(PATIENCE):
                await reader.read()

    assert reasons == ["head"]


async def test_too_many_connections(logged: list[MutableMapping[str, Any]]) -> None:
    """Above the limit 503, with one log line for many; a freed place is reused."""
    refusals, reasons = counted()
    async with served(Limits(refusals, 3, PATIENCE)) as port:
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(3):
                reader, writer = await stack.enter_async_context(connected(port))
                writer.write(LIVE)
                assert await status(reader) == 200

            for _ in range(5):
                assert (await exchange(port, LIVE)).startswith(b"HTTP/1.1 503")
            writer.write(LIVE)
            await reader.readuntil(b"ok")
            assert await status(reader) == 200

        assert reasons == ["limit"] * 5
        assert [(line["event"], line["reason"]) for line in logged] == [("connections refused", "limit")]


async def test_far_too_many_connections_are_closed_at_once() -> None:
    refusals, reasons = counted()
    async with served(Limits(refusals, 1, PATIENCE)) as port, contextlib.AsyncExitStack() as stack:
        for _ in range(1 + 64):
            await stack.enter_async_context(connected(port))

        assert await exchange(port, b"") == b""
        assert reasons == ["limit"]


def test_the_limit_leaves_descriptors() -> None:
    assert 1 <= most_connections() <= 2000


def test_refusals_are_logged_once_a_minute(logged: list[MutableMapping[str, Any]]) -> None:
    refusals = Refusals()
    for now in (1.0, 2.0, 30.0, 61.0, 62.0):
        refusals.note("limit", now)

    assert [line["count"] for line in logged] == [1, 3]
