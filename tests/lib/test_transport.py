"""The transport over aiohttp's connections, on real sockets."""

import asyncio
import threading
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.errors import WeChatUnreachable
from bot.lib.rest import read_date
from bot.lib.transport import OwnTransport, local_client
from bot.wechat.http import IN_FLIGHT, NotConnected, exchange, new_client, right_before
from tests.patience import PATIENCE
from tests.served import served

OK: Final = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
WECHAT: Final = "https://wechat.test/a"

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def aiohttp_transport_served(serve: Serve) -> AsyncIterator[str]:
    """A server; yields its URL, and finally waits for its connections."""
    connections = set[asyncio.Task[None]]()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            connections.add(task)
        with suppress(ConnectionError):
            await serve(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async with await asyncio.start_server(connected, "127.0.0.1") as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    await asyncio.gather(*connections)


class Answering:
    """Answers every request with the same bytes and keeps it."""

    def __init__(self, answer: bytes = OK, *, body: int = 0) -> None:
        self.answer, self.body = answer, body
        self.connections = 0
        self.requests: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.requests.append(head + await reader.readexactly(self.body))
                writer.write(self.answer)


async def get(client: httpx.AsyncClient, url: str) -> tuple[int, bytes]:
    return await exchange(client, client.build_request("GET", url))


async def test_what_is_sent() -> None:
    """What httpx has built: nothing is encoded again, and no header is added."""
    server = Answering(body=2)
    async with aiohttp_transport_served(server) as url, new_client() as client:
        request = client.build_request("POST", f"{url}/a%2Fb?token=x%2By_z", content=b"{}", headers={"x-y": "z"})
        assert await exchange(client, request) == (200, b"ok")

    (sent,) = server.requests
    line, *headers = sent.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    assert line == "POST /a%2Fb?token=x%2By_z HTTP/1.1"
    assert sorted(header.partition(":")[0].lower() for header in headers) == [
        *("accept", "accept-encoding", "connection", "content-length", "host", "user-agent", "x-y")
    ]
    assert sent.endswith(b"\r\n\r\n{}")


async def test_an_address_with_a_user_and_a_password() -> None:
    server = Answering()
    async with aiohttp_transport_served(server) as url, new_client() as client:
        assert await get(client, url.replace("//", "//svc:pa%40ss@") + "/token?a=1") == (200, b"ok")

    (sent,) = server.requests
    assert sent.startswith(b"GET /token?a=1 HTTP/1.1\r\n")
    assert [line for line in sent.split(b"\r\n") if line.lower().startswith(b"authorization")] == [
        b"authorization: Basic " + b64encode(b"svc:pa@ss")
    ]


async def test_a_large_body() -> None:
    body = bytes(range(256)) * (1 << 13)
    server = Answering(body=len(body))
    async with aiohttp_transport_served(server) as url, new_client() as client:
        assert await exchange(client, client.build_request("POST", url, content=body)) == (200, b"ok")

    head, _, sent = server.requests[0].partition(b"\r\n\r\n")
    assert sent == body
    assert b"transfer-encoding" not in head.lower()


async def test_a_connection_serves_again() -> None:
    server = Answering(b"HTTP/1.1 302 Found\r\nlocation: /b\r\ncontent-length: 0\r\n\r\n")
    async with aiohttp_transport_served(server) as url, new_client() as client:
        for _ in range(3):
            assert await get(client, url) == (302, b"")

    assert (server.connections, len(server.requests)) == (1, 3)


async def test_no_more_connections_than_requests_in_flight() -> None:
    busy, all_busy, go_on = 0, asyncio.Event(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal busy
        busy += 1
        if busy == IN_FLIGHT:
            all_busy.set()
        await go_on.wait()
        await Answering()(reader, writer)

    async with aiohttp_transport_served(serve) as url, new_client() as client, asyncio.timeout(PATIENCE):
        tasks = [asyncio.create_task(get(client, url)) for _ in range(IN_FLIGHT + 5)]
        await all_busy.wait()
        go_on.set()
        assert [await task for task in tasks] == [(200, b"ok")] * (IN_FLIGHT + 5)

    assert busy == IN_FLIGHT


async def test_an_unread_answer_is_not_taken_for_the_next() -> None:
    server = Answering(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\nok")
    async with aiohttp_transport_served(server) as url, new_client() as client:
        for _ in range(2):
            async with client.stream("GET", url) as response:
                assert response.status_code == 200

    assert server.connections == 2


async def test_no_connection_means_nothing_was_sent() -> None:
    async with aiohttp_transport_served(Answering()) as url:
        pass
    async with new_client() as client:
        with pytest.raises(NotConnected):
            await get(client, url)


@pytest.mark.parametrize(
    "sent", [b"", b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok", b"junk\r\n\r\n"]
)
async def test_a_lost_answer_is_no_missing_connection(sent: bytes) -> None:

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(sent)

    async with aiohttp_transport_served(serve) as url, new_client() as client:
        with pytest.raises(WeChatUnreachable) as failed:
            await get(client, url)

    assert not isinstance(failed.value, NotConnected)


_LONG: Final = b"x-long: " + b"a" * 100_000
_ZIPPED: Final = b"content-encoding: gzip\r\ncontent-length: 4"


@pytest.mark.parametrize(
    "head", [b"content-length: 9", _LONG, _ZIPPED], ids=["a body cut off", "a header too long", "no gzip"]
)
async def test_a_damaged_answer_is_not_taken_for_silence(head: bytes) -> None:

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\nbody")

    async with aiohttp_transport_served(serve) as url, new_client() as client:
        with pytest.raises(WeChatUnreachable) as failed:
            await get(client, url)

    assert failed.value.reason == "damaged"


async def test_silence_after_the_request_is_a_timeout() -> None:

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with aiohttp_transport_served(serve) as url, new_client() as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.get(url, timeout=httpx.Timeout(PATIENCE, read=0.01))


async def test_other_schemes_are_refused() -> None:
    """With httpx's error."""
    async with new_client() as client:
        with pytest.raises(httpx.UnsupportedProtocol):
            await client.get("ftp://127.0.0.1/a")


@pytest.mark.parametrize(
    ("environment", "ours"), [({}, True), ({"NO_PROXY": "wechat.test"}, True), ({"HTTPS_PROXY": WECHAT}, False)]
)
async def test_a_proxy_is_left_to_httpx(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], *, ours: bool
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    async with new_client() as client:
        transport = client._transport_for_url(httpx.URL(WECHAT))
    assert isinstance(transport, OwnTransport) is ours


@pytest.mark.parametrize("transport", [None, httpx.AsyncHTTPTransport()], ids=["own", "httpx"])
async def test_a_last_look_right_before_a_request_is_written(transport: httpx.AsyncBaseTransport | None) -> None:
    """What it raises is raised, and nothing was sent: on a new connection, and on one that was kept."""
    server, looks = Answering(), 0

    class Late(Exception):
        pass

    def look() -> None:
        nonlocal looks
        looks += 1
        if looks % 2:
            raise Late

    async with aiohttp_transport_served(server) as url, new_client(transport) as client:
        for _ in range(3):
            request = client.build_request("GET", url, extensions=right_before(look))
            with pytest.raises(Late):
                await exchange(client, request)
            assert await exchange(client, request) == (200, b"ok")
            assert await get(client, url) == (200, b"ok")

    assert looks == 6
    assert len(server.requests) == 6


async def test_nothing_comes_between_a_last_look_and_its_request() -> None:
    """Of many at once: a process that is stopped writes none of them hours later."""
    arrived = threading.Semaphore(0)
    looks = 0

    class Arriving(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            arrived.release()
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    def look() -> None:
        nonlocal looks
        if looks:
            assert arrived.acquire(timeout=PATIENCE)
        looks += 1

    with ThreadingHTTPServer(("127.0.0.1", 0), Arriving) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        async with new_client() as client:
            requests = [
                client.build_request("POST", url, content=b"{}", extensions=right_before(look)) for _ in "12345"
            ]
            await asyncio.gather(*(exchange(client, request) for request in requests))
        server.shutdown()

    assert looks == 5


async def test_the_machines_proxy_is_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])
    with served(app) as url:
        async with local_client(url) as client:
            assert (await client.get("/")).text == "here"


def test_a_date() -> None:
    assert read_date("Wed, 25 Nov 2026 01:02:03 GMT") == datetime(2026, 11, 25, 1, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "now", "Wed, 25 Nov 2026 01:02:03", "Wed, 99 Nov 2026 01:02:03 GMT"])
def test_no_date(text: str) -> None:
    assert read_date(text) is None
