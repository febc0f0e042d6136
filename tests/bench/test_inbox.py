"""Where answers arrive that do not come with the acknowledgement."""

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from bench import inbox as inbox_module
from bench.connection import complete, http_response
from bench.inbox import Inbox
from bench.load import WrongAnswerError, callers
from bot.lib.local_client import local_client

WAIT = 0.02
"""Seconds between the acknowledgement and the answer."""


class Bot(asyncio.Protocol):
    """Acknowledges at once, and answers a moment later where the request says; a second time, too."""

    def __init__(self) -> None:
        self.answering: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """One request at a time."""
        request = complete(data)
        assert request
        if request[0] == "/refused":
            self.transport.write(http_response(b"", "500 Internal Server Error"))
            return
        self.transport.write(http_response(b""))
        self.answering.add(asyncio.create_task(self.answer(request[0])))

    async def answer(self, url: str) -> None:
        """In pieces, as a long answer arrives."""
        await asyncio.sleep(WAIT)
        async with local_client() as client:
            for text in ("first " + "x" * 100_000, "second"):
                assert (await client.post(url, json={"text": text})).json() == {"ok": True}


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A bot's."""
    server = await asyncio.get_running_loop().create_server(Bot, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def request_to(address: str) -> bytes:
    """A request that names where its answer goes."""
    assert urlsplit(address).hostname == "127.0.0.1"
    return f"POST {address} HTTP/1.1\r\nHost: a\r\n\r\n".encode()


async def test_an_answer_is_timed_until_all_of_it_is_there(port: int) -> None:
    """Each request gets the first answer to its own address, not the acknowledgement, and not what came late."""
    async with Inbox().open() as inbox, callers(port, 1) as (caller,):
        for _ in range(2):
            seconds, answer = await inbox.ask(caller, request_to)

            assert seconds >= WAIT
            assert json.loads(answer)["text"] == "first " + "x" * 100_000


async def test_what_comes_too_late_is_left_alone(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends neither the connection that brings it nor the answer to the next request."""
    async with Inbox().open() as inbox, callers(port, 1) as (caller,):
        with monkeypatch.context() as patch:
            patch.setattr(inbox_module, "_ANSWER_WITHIN_S", WAIT / 2)
            with pytest.raises(TimeoutError):
                await inbox.ask(caller, request_to)
        _, answer = await inbox.ask(caller, request_to)

    assert json.loads(answer)["text"].startswith("first ")


async def test_a_refused_request_has_no_answer(port: int) -> None:
    """Nothing is waited for."""
    async with Inbox().open() as inbox, callers(port, 1) as (caller,):
        with pytest.raises(WrongAnswerError):
            await inbox.ask(caller, lambda _address: b"GET /refused HTTP/1.1\r\nHost: a\r\n\r\n")
