"""Slack's requests reach Bolt as if Bolt had read them."""

from typing import Any
from urllib.parse import parse_qsl, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncBoltRequest

from handlers.slack_request import SlackRequest, fields
from tests.handlers.http.test_junk import UNKNOWN
from tests.handlers.site import COMMAND, FORM

BODIES = {**UNKNOWN, "command": (FORM, COMMAND), "empty": (FORM, ""), "json form": (FORM, "{}")}
LAZY = [(b"X-Slack-Bolt-Lazy-Only", b"1"), (b"x-slack-bolt-lazy-function-name", b"f")]


def parts(request: AsyncBoltRequest) -> dict[str, Any]:
    """Everything that Bolt reads from a request."""
    return {**vars(request), "context": dict(request.context)}


@pytest.mark.parametrize(("content_type", "body"), BODIES.values(), ids=BODIES)
def test_as_bolt_reads_it(content_type: str, body: str) -> None:
    """Every attribute of every kind; one that a Bolt update adds fails here."""
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
