"""The HTTP edge: oversized, false, broken-off and senseless bodies."""

import hmac
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl, quote_plus

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message

from bot.logs import current_request
from handlers.http import LARGEST_BODY, SLACK_PATH, SlackRequest, fields, metrics_route
from tests.clock import NOW
from tests.handlers.site import COMMAND, FORM, Site, signed
from tests.handlers.test_junk import UNKNOWN

BODIES = {**UNKNOWN, "command": (FORM, COMMAND), "empty": (FORM, ""), "json form": (FORM, "{}")}
LAZY = [(b"X-Slack-Bolt-Lazy-Only", b"1"), (b"x-slack-bolt-lazy-function-name", b"f")]


@pytest.mark.parametrize("excess", [1, LARGEST_BODY])
async def test_oversized_body(site: Site, excess: int) -> None:
    body = "x" * (LARGEST_BODY + excess)
    answer = await site.post(body, signed(body))

    assert answer.status_code == 413
    assert site.ran == []


async def test_largest_body(site: Site) -> None:
    """A body of exactly the limit is read; that it is no command is another matter."""
    body = COMMAND + "&more=" + "x" * (LARGEST_BODY - len(COMMAND) - 6)
    answer = await site.post(body, signed(body))

    assert answer.status_code == 200
    assert site.ran == ["help"]


async def test_oversized_chunked_body(site: Site) -> None:
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
    chunk = {"type": "http.request", "body": b"x" * LARGEST_BODY, "more_body": True}
    sent = await site.raw([chunk, chunk], {"Content-Length": length})

    assert sent[0]["status"] == 413
    assert site.ran == []


@pytest.mark.parametrize("length", ["-1", "many", "1.5", "9" * 30, "９"])
async def test_content_length_that_is_no_length(site: Site, length: str) -> None:
    sent = await site.raw([], {"Content-Length": length})

    assert sent[0]["status"] == 413
    assert site.ran == []


async def test_sender_hangs_up(site: Site) -> None:
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
    answer = await site.post(body, signed("another body", content_type=content_type))

    assert answer.status_code == 401
    assert site.ran == []


async def test_header_that_is_no_text(site: Site) -> None:
    answer = await site.post(COMMAND, {**signed("another body"), "X-Odd": b"\xff"})

    assert answer.status_code == 401


def parts(request: AsyncBoltRequest) -> dict[str, Any]:
    return {**vars(request), "context": dict(request.context)}


@pytest.mark.parametrize(("content_type", "body"), BODIES.values(), ids=BODIES)
def test_as_bolt_reads_it(content_type: str, body: str) -> None:
    headers = {"Content-Type": f"{content_type}; charset=utf-8", "X-Slack-Signature": "v0=1"}
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    ours, bolts = SlackRequest(body.encode(), encoded), AsyncBoltRequest(body=body, query="", headers=dict(headers))

    assert parts(ours) == parts(bolts)


def test_headers_start_no_lazy_listener() -> None:
    request = SlackRequest(COMMAND.encode(), [(b"content-type", FORM.encode()), *LAZY])

    assert (request.lazy_only, request.lazy_function_name) == (False, None)


@given(st.text(alphabet="ab=&%+2Cé;\x00", max_size=30) | st.text(max_size=30).map(quote_plus))
def test_fields(form: str) -> None:
    assert fields(form) == dict(parse_qsl(form, keep_blank_values=True))


async def test_signed_request(site: Site) -> None:
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
    headers = {name: value for name, value in {**signed(), **changes}.items() if value is not None}
    answer = await site.post(COMMAND, headers)

    assert answer.status_code == 401
    assert site.ran == []


@pytest.mark.parametrize(
    ("age", "ran"), [(-3600, []), (-301, []), (-300, ["help"]), (300, ["help"]), (301, []), (3600, [])]
)
async def test_stale_request(site: Site, age: float, ran: list[str]) -> None:
    answer = await site.post(COMMAND, signed(at=NOW.timestamp() + age))

    assert answer.status_code == (200 if ran else 401)
    assert site.ran == ran


async def test_changed_body(site: Site) -> None:
    answer = await site.post(COMMAND.replace("help", "raise"), signed())

    assert answer.status_code == 401
    assert site.ran == []


async def test_signature_of_another_secret(site: Site) -> None:
    headers = signed()
    other = SignatureVerifier("another").generate_signature(
        timestamp=headers["X-Slack-Request-Timestamp"], body=COMMAND
    )
    answer = await site.post(COMMAND, {**headers, "X-Slack-Signature": other or ""})

    assert answer.status_code == 401
    assert site.ran == []


async def test_two_timestamps(site: Site) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in signed().items()]
    for extra in (b"x", b"1"):
        for order in (
            [*headers, (b"x-slack-request-timestamp", extra)],
            [(b"x-slack-request-timestamp", extra), *headers],
        ):
            request = site.client.build_request("POST", SLACK_PATH, content=COMMAND, headers=order)
            assert (await site.client.send(request)).status_code in (200, 401)


async def test_no_secret() -> None:
    site = Site(secret="")
    async with site.client:
        headers = signed()
        text = f"v0:{headers['X-Slack-Request-Timestamp']}:{COMMAND}"
        signature = "v0=" + hmac.new(b"", text.encode(), "sha256").hexdigest()
        answer = await site.post(COMMAND, {**headers, "X-Slack-Signature": signature})

    assert answer.status_code == 404
    assert site.ran == []


async def test_url_verification(site: Site) -> None:
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZbrw1aBm2rZgRN"})
    answer = await site.post(body, signed(body, content_type="application/json"))

    assert answer.status_code == 200
    assert answer.json() == {"challenge": "3eZbrw1aBm2rZgRN"}


async def test_ssl_check(site: Site) -> None:
    body = "ssl_check=1&token=abc"
    answer = await site.post(body, signed(body))

    assert answer.status_code == 200
    assert site.ran == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_other_methods(site: Site, method: str) -> None:
    unsigned = await site.client.request(method, SLACK_PATH)
    answer = await site.client.request(method, SLACK_PATH, headers=signed(""))

    assert unsigned.status_code == 401
    assert answer.status_code == 404
    assert site.ran == []


@pytest.mark.parametrize("path", ["/", "/slack", "/slack/events/", "/slack/install", "/metrics/..", "/SLACK/EVENTS"])
async def test_unknown_paths(site: Site, path: str) -> None:
    for method in ("GET", "POST"):
        answer = await site.client.request(method, path, headers=signed(""))
        assert answer.status_code == 404
    assert site.ran == []


async def test_alive(site: Site) -> None:
    site.parts = {"database": "storage-unavailable"}
    answer = await site.client.get("/livez")

    assert (answer.status_code, answer.text) == (200, "ok")


async def test_ready(site: Site) -> None:
    ready = await site.client.get("/readyz")
    site.parts = {"database": "ok", "slack": "workspace-unavailable"}
    unready = await site.client.get("/readyz")

    assert (ready.status_code, ready.json()) == (200, {"database": "ok", "slack": "ok"})
    assert (unready.status_code, unready.json()) == (503, {"database": "ok", "slack": "workspace-unavailable"})
    assert (await site.client.post("/readyz")).status_code == 405


async def test_each_visit_to_a_page_has_an_id_of_its_own() -> None:
    """An installation's calls to Slack share it in the log: no request of Slack's gave one."""
    carried = []

    async def page(_request: Request) -> PlainTextResponse:
        carried.append(current_request())
        return PlainTextResponse("")

    async with Site(pages=[Route("/page", page)]).client as visitor:
        await visitor.get("/page")
        await visitor.get("/page")

    assert all(carried)
    assert len(set(carried)) == 2
    assert current_request() == ""


async def test_more_pages() -> None:

    async def page(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("a page")

    site = Site(pages=[Route("/page", page, methods=["GET"]), Route(SLACK_PATH, page, methods=["POST"])])
    async with site.client:
        answer = await site.client.get("/page")
        slack = await site.post(COMMAND, signed())

    assert (answer.status_code, answer.text) == (200, "a page")
    assert (slack.status_code, slack.text) == (200, "done")


async def test_lifespan(site: Site) -> None:
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent: list[Message] = []

    async def receive() -> Message:
        return next(messages)

    async def send(message: Message) -> None:
        sent.append(message)

    await site.app({"type": "lifespan", "state": {}}, receive, send)

    assert site.lived == ["started", "stopped"]
    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_the_page_is_served_in_prometheus_format() -> None:

    async def page() -> bytes:
        return b"baselib_sweep_programs 3.0\n"

    app = Starlette(routes=[metrics_route(page)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot.test") as client:
        answer = await client.get("/metrics")
        refused = await client.post("/metrics")

    assert (answer.status_code, answer.text) == (200, "baselib_sweep_programs 3.0\n")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert refused.status_code == 405
