"""The HTTP edge: what is refused before anything runs, and what gets through."""

import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.types import Message

from handlers.http import LARGEST_BODY, SLACK_PATH, edge
from tests.handlers.desk import _authorize

SECRET: Final = "a signing secret"
COMMAND: Final = urlencode(
    {"command": "/baselib", "text": "help", "team_id": "T1", "user_id": "U1", "channel_id": "C1"}
)
FORM: Final = "application/x-www-form-urlencoded"


class Site:
    """The whole ASGI application around a bot that only counts."""

    def __init__(self, secret: str = SECRET) -> None:
        self.ran: list[str] = []
        self.parts = {"database": "ok", "slack": "ok"}
        self.lived: list[str] = []
        app = AsyncApp(signing_secret=secret, authorize=_authorize, process_before_response=True, name="test")

        @app.command("/baselib")
        async def on_command(ack: AsyncAck, body: dict[str, Any]) -> None:
            self.ran.append(body["text"])
            await ack("done")

        @asynccontextmanager
        async def lifespan(_pages: Starlette) -> AsyncIterator[None]:
            self.lived.append("started")
            yield
            self.lived.append("stopped")

        async def readiness() -> dict[str, str]:
            return self.parts

        self.app = edge(app, readiness, lifespan, signing_secret=secret)
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://bot.test")

    async def post(self, body: str | bytes, headers: Mapping[str, str | bytes], **more: Any) -> httpx.Response:
        """Send a body to Slack's path."""
        encoded = [(name.encode(), text.encode() if isinstance(text, str) else text) for name, text in headers.items()]
        return await self.client.post(SLACK_PATH, content=body, headers=encoded, **more)

    async def raw(self, messages: list[Message], headers: Mapping[str, str], *, body: str = COMMAND) -> list[Message]:
        """Speak ASGI to it, message by message; what it sends back."""
        sent: list[Message] = []
        pending = iter(messages)

        async def receive() -> Message:
            return next(pending)

        async def send(message: Message) -> None:
            sent.append(message)

        encoded = [(name.lower().encode(), value.encode()) for name, value in {**signed(body), **headers}.items()]
        await self.app(
            {"type": "http", "method": "POST", "path": SLACK_PATH, "query_string": b"", "headers": encoded},
            receive,
            send,
        )
        return sent


def signed(body: str = COMMAND, *, at: float | None = None, content_type: str = FORM) -> dict[str, str]:
    """The headers that Slack sends with a body."""
    timestamp = str(int(time.time() if at is None else at))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=timestamp, body=body)
    assert signature
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature, "Content-Type": content_type}


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A fresh application."""
    made = Site()
    async with made.client:
        yield made


async def test_signed_request(site: Site) -> None:
    """What Slack has signed gets through, and the listener's acknowledgement comes back."""
    answer = await site.post(COMMAND, signed())

    assert (answer.status_code, answer.text) == (200, "done")
    assert site.ran == ["help"]


@pytest.mark.parametrize(
    "changes",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": None},
        {"X-Slack-Signature": "v0=é".encode()},
        {"X-Slack-Signature": b"v0=\xff\xfe"},
        {"X-Slack-Request-Timestamp": None},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "yesterday"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "1e9"},
        {"X-Slack-Request-Timestamp": "１７００００００００".encode()},
        {"X-Slack-Request-Timestamp": "9" * 12},
        {"X-Slack-Request-Timestamp": "9" * 5000},
    ],
    ids=repr,
)
async def test_forged_request(site: Site, changes: dict[str, str | bytes | None]) -> None:
    """A signature or a timestamp that Slack did not make is refused, and nothing runs."""
    headers = {name: value for name, value in {**signed(), **changes}.items() if value is not None}
    answer = await site.post(COMMAND, headers)

    assert answer.status_code == 401
    assert site.ran == []


@pytest.mark.parametrize("age", [-3600, -301, 301, 3600])
async def test_stale_request(site: Site, age: float) -> None:
    """A true signature of another time is a replay."""
    answer = await site.post(COMMAND, signed(at=time.time() + age))

    assert answer.status_code == 401
    assert site.ran == []


async def test_changed_body(site: Site) -> None:
    """A true signature of another body is refused."""
    answer = await site.post(COMMAND.replace("help", "raise"), signed())

    assert answer.status_code == 401
    assert site.ran == []


async def test_signature_of_another_secret(site: Site) -> None:
    """Somebody else's app signs with another secret."""
    headers = signed()
    other = SignatureVerifier("another").generate_signature(
        timestamp=headers["X-Slack-Request-Timestamp"], body=COMMAND
    )
    answer = await site.post(COMMAND, {**headers, "X-Slack-Signature": other or ""})

    assert answer.status_code == 401
    assert site.ran == []


async def test_two_timestamps(site: Site) -> None:
    """A second timestamp cannot slip past the first one's check."""
    headers = [(name.lower().encode(), value.encode()) for name, value in signed().items()]
    for extra in (b"x", b"1"):
        for order in (
            [*headers, (b"x-slack-request-timestamp", extra)],
            [(b"x-slack-request-timestamp", extra), *headers],
        ):
            request = site.client.build_request("POST", SLACK_PATH, content=COMMAND, headers=order)
            assert (await site.client.send(request)).status_code in (200, 401)


@pytest.mark.parametrize("excess", [1, LARGEST_BODY])
async def test_oversized_body(site: Site, excess: int) -> None:
    """A body above the limit is refused by its Content-Length."""
    body = "x" * (LARGEST_BODY + excess)
    answer = await site.post(body, signed(body))

    assert answer.status_code == 413
    assert site.ran == []


async def test_largest_body(site: Site) -> None:
    """A body of just the limit is read; that it is no command of ours is another matter."""
    body = COMMAND + "&more=" + "x" * (LARGEST_BODY - len(COMMAND) - 6)
    answer = await site.post(body, signed(body))

    assert answer.status_code == 200
    assert site.ran == ["help"]


async def test_oversized_chunked_body(site: Site) -> None:
    """A body without a length is cut off as soon as it outgrows the limit."""
    pulled = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal pulled
        for _ in range(100):
            pulled += 1
            yield b"x" * (LARGEST_BODY // 10)

    request = site.client.build_request("POST", SLACK_PATH, content=chunks(), headers=signed())
    answer = await site.client.send(request)

    assert answer.status_code == 413
    assert pulled < 20
    assert site.ran == []


@pytest.mark.parametrize("length", ["0", "1", str(len(COMMAND))])
async def test_content_length_that_lies(site: Site, length: str) -> None:
    """More bytes than announced are cut off at the limit all the same."""
    chunk = {"type": "http.request", "body": b"x" * LARGEST_BODY, "more_body": True}
    sent = await site.raw([chunk, chunk], {"Content-Length": length})

    assert sent[0]["status"] == 413
    assert site.ran == []


@pytest.mark.parametrize("length", ["-1", "many", "1.5", "9" * 30, "９"])
async def test_content_length_that_is_no_length(site: Site, length: str) -> None:
    """A length that nobody could send is refused before the body is read."""
    sent = await site.raw([], {"Content-Length": length})

    assert sent[0]["status"] == 413
    assert site.ran == []


async def test_sender_hangs_up(site: Site) -> None:
    """A request that breaks off runs nothing and is answered by nothing."""
    begun = {"type": "http.request", "body": COMMAND[:10].encode(), "more_body": True}
    sent = await site.raw([begun, {"type": "http.disconnect"}], {})

    assert sent == []
    assert site.ran == []


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b"1",
        b'{"team":1}',
        b'{"authorizations":[1]}',
        b'{"event":{"channel":1,"user":[]}}',
        b"payload=%7B",
        b"[" * 100_000,
    ],
)
@pytest.mark.parametrize("content_type", [FORM, "application/json", ""])
async def test_unsigned_nonsense(site: Site, body: bytes, content_type: str) -> None:
    """What nobody has signed is not even parsed, so it cannot make Bolt fall over."""
    answer = await site.post(body, signed("another body", content_type=content_type))

    assert answer.status_code == 401
    assert site.ran == []


async def test_header_that_is_no_text(site: Site) -> None:
    """Nor are the headers of what nobody has signed."""
    answer = await site.post(COMMAND, {**signed("another body"), "X-Odd": b"\xff"})

    assert answer.status_code == 401


async def test_no_secret() -> None:
    """In Socket Mode there is no secret, and an empty one opens nothing."""
    site = Site(secret="")
    async with site.client:
        headers = signed()
        text = f"v0:{headers['X-Slack-Request-Timestamp']}:{COMMAND}"
        signature = "v0=" + hmac.new(b"", text.encode(), "sha256").hexdigest()
        answer = await site.post(COMMAND, {**headers, "X-Slack-Signature": signature})

    assert answer.status_code == 404
    assert site.ran == []


async def test_url_verification(site: Site) -> None:
    """Slack's challenge comes back when the request URL is set."""
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZbrw1aBm2rZgRN"})
    answer = await site.post(body, signed(body, content_type="application/json"))

    assert answer.status_code == 200
    assert answer.json() == {"challenge": "3eZbrw1aBm2rZgRN"}


async def test_ssl_check(site: Site) -> None:
    """Slack's check of the certificate is answered."""
    body = "ssl_check=1&token=abc"
    answer = await site.post(body, signed(body))

    assert answer.status_code == 200
    assert site.ran == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_other_methods(site: Site, method: str) -> None:
    """Only POST leads anywhere, signed or not."""
    unsigned = await site.client.request(method, SLACK_PATH)
    answer = await site.client.request(method, SLACK_PATH, headers=signed(""))

    assert unsigned.status_code == 401
    assert answer.status_code == 404
    assert site.ran == []


@pytest.mark.parametrize("path", ["/", "/slack", "/slack/events/", "/slack/install", "/metrics/..", "/SLACK/EVENTS"])
async def test_unknown_paths(site: Site, path: str) -> None:
    """Everything else is not there."""
    for method in ("GET", "POST"):
        answer = await site.client.request(method, path, headers=signed(""))
        assert answer.status_code == 404
    assert site.ran == []


async def test_alive(site: Site) -> None:
    """`/livez` says ok whatever else is wrong."""
    site.parts = {"database": "storage-unavailable"}
    answer = await site.client.get("/livez")

    assert (answer.status_code, answer.text) == (200, "ok")


async def test_ready(site: Site) -> None:
    """`/readyz` is 200 when every part is there, else 503, and names each part's state."""
    ready = await site.client.get("/readyz")
    site.parts = {"database": "ok", "slack": "workspace-unavailable"}
    unready = await site.client.get("/readyz")

    assert (ready.status_code, ready.json()) == (200, {"database": "ok", "slack": "ok"})
    assert (unready.status_code, unready.json()) == (503, {"database": "ok", "slack": "workspace-unavailable"})
    assert (await site.client.post("/readyz")).status_code == 405


async def test_lifespan(site: Site) -> None:
    """Starting and stopping the server starts and stops what runs beside the requests."""
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent: list[Message] = []

    async def receive() -> Message:
        return next(messages)

    async def send(message: Message) -> None:
        sent.append(message)

    await site.app({"type": "lifespan", "state": {}}, receive, send)

    assert site.lived == ["started", "stopped"]
    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
