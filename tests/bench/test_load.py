"""The load generator, against the benchmark's own stand-in for Slack and WeChat."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest

from bench.connection import listening
from bench.load import WrongAnswerError, call_once, callers, latencies, response_size, throughput
from bench.upstream import responder, upstream

GOOD = b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"
MISSING = b"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A server that answers what the benchmark's does."""
    async with listening(upstream(responder(date(2026, 11, 24)))) as found:
        yield found


@pytest.mark.parametrize(
    ("received", "size"),
    [
        (b"", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", 40),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1", 40),
        (b"HTTP/1.1 200 OK\r\ncontent-length:0\r\nserver: b\r\n\r\n", 48),
    ],
)
def test_a_response_says_how_long_it_is(received: bytes, size: int | None) -> None:
    """Head and body together, once the head is complete."""
    assert response_size(received) == size


@pytest.mark.parametrize(
    "received",
    [
        b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
    ],
)
def test_a_refusal_is_not_counted_as_an_answer(received: bytes) -> None:
    """A server that refuses quickly must not look fast."""
    with pytest.raises(WrongAnswerError):
        response_size(received)


async def test_every_connection_keeps_asking(port: int) -> None:
    """Each of them is answered many times within a round."""
    assert await throughput(port, GOOD, connections=8, seconds=0.5) * 0.5 > 8


async def test_a_round_lasts_until_the_first_answer(port: int) -> None:
    """However short it is."""
    assert await throughput(port, GOOD, connections=1, seconds=0) > 0


async def test_a_refusal_ends_the_round(port: int) -> None:
    """Nothing is measured on a server that answers 404."""
    with pytest.raises(WrongAnswerError, match="404"):
        await throughput(port, MISSING, connections=2, seconds=5)


async def test_as_many_latencies_as_asked_for(port: int) -> None:
    """One after the other, none negative."""
    found = await latencies(port, GOOD, count=20)
    assert len(found) == 20
    assert min(found) > 0


async def test_measuring_ends_when_it_should(port: int) -> None:
    """Whoever watches is asked before each request."""
    answers = iter([True, True, True, False])
    assert len(await latencies(port, GOOD, count=20, going_on=lambda: next(answers))) == 3


async def test_a_server_that_hangs_up_is_an_error() -> None:
    """Also when it does so in the middle of an answer."""

    class Rude(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf")
            transport.close()

    server = await asyncio.get_running_loop().create_server(Rude, "127.0.0.1", 0)
    async with server, callers(server.sockets[0].getsockname()[1], 1) as (caller,):
        with pytest.raises(WrongAnswerError, match="closed"):
            await call_once(caller, GOOD)


async def test_a_late_answer_delays_those_that_were_due_meanwhile() -> None:
    """A server that stands still holds up every request of that time, not just the one it is busy with."""
    loop = asyncio.get_running_loop()

    class Slow(asyncio.Protocol):
        requests = 0

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            assert data == GOOD
            self.requests += 1
            answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
            loop.call_later(0.05 if self.requests == 1 else 0, self.transport.write, answer)

    server = await loop.create_server(Slow, "127.0.0.1", 0)
    async with server:
        found = await latencies(server.sockets[0].getsockname()[1], GOOD, count=4, every_s=0.01)
    assert found[0] >= 0.05
    assert found[1] >= 0.04
    assert found[2] >= 0.03
