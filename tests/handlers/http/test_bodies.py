"""The HTTP edge: oversized, false, broken-off and senseless bodies."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncBoltRequest

from handlers.http import LARGEST_BODY, SLACK_PATH, SlackRequest, fields
from tests.handlers.http.test_junk import UNKNOWN
from tests.handlers.site import COMMAND, FORM, Site, signed

BODIES = {**UNKNOWN, "command": (FORM, COMMAND), "empty": (FORM, ""), "json form": (FORM, "{}")}
LAZY = [(b"X-Slack-Bolt-Lazy-Only", b"1"), (b"x-slack-bolt-lazy-function-name", b"f")]


@pytest.mark.parametrize("excess", [1, LARGEST_BODY])
async def test_oversized_body(site: Site, excess: int) -> None:
    """A body above the limit is refused by its Content-Length."""
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
    """A body without a length is cut off beyond the limit."""
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
    """An impossible length is refused before the body is read."""
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
    """Unsigned bodies are not parsed, so they cannot break Bolt."""
    answer = await site.post(body, signed("another body", content_type=content_type))

    assert answer.status_code == 401
    assert site.ran == []


async def test_header_that_is_no_text(site: Site) -> None:
    """Nor are the headers of unsigned requests."""
    answer = await site.post(COMMAND, {**signed("another body"), "X-Odd": b"\xff"})

    assert answer.status_code == 401


def parts(request: AsyncBoltRequest) -> dict[str, Any]:
    """Everything that Bolt reads from a request."""
    return {**vars(request), "context": dict(request.context)}


@pytest.mark.parametrize(("content_type", "body"), BODIES.values(), ids=BODIES)
def test_as_bolt_reads_it(content_type: str, body: str) -> None:
    """Every attribute, whatever the kind; an update of Bolt that adds one fails here."""
    headers = {"Content-Type": f"{content_type}; charset=utf-8", "X-Slack-Signature": "v0=1"}
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    ours, bolts = SlackRequest(body.encode(), encoded), AsyncBoltRequest(body=body, query="", headers=dict(headers))

    assert parts(ours) == parts(bolts)


def test_headers_start_no_lazy_listener() -> None:
    """Slack does not sign headers."""
    request = SlackRequest(COMMAND.encode(), [(b"content-type", FORM.encode()), *LAZY])

    assert (request.lazy_only, request.lazy_function_name) == (False, None)


@given(st.text(alphabet="ab=&%+2Cé;\x00", max_size=30) | st.text(max_size=30).map(quote_plus))
def test_fields(form: str) -> None:
    """Whatever is in a form."""
    assert fields(form) == dict(parse_qsl(form, keep_blank_values=True))
