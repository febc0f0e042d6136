"""What is signed, and yet malformed or unknown."""

import json
import logging
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette

from handlers.http import SLACK_PATH, edge
from tests.clock import NOW
from tests.handlers.context import TEAM, Office
from tests.handlers.site import FORM, SECRET, signed
from tests.logging_state import logged

__all__ = ["logged"]


JSON = "application/json"


def event(**event: object) -> str:
    return json.dumps({"type": "event_callback", "team_id": TEAM, "event": event or None})


def payload(**payload: object) -> str:
    return urlencode({"payload": json.dumps({"team": {"id": TEAM}, "user": {"id": "U1"}, **payload})})


MALFORMED = {
    "no JSON": (JSON, "{"),
    "null": (JSON, "null"),
    "list": (JSON, "[]"),
    "text": (JSON, '"a"'),
    "number": (JSON, "1"),
    "deep": (JSON, "[" * 100_000),
    "payload null": (FORM, "payload=null"),
    "payload list": (FORM, "payload=[]"),
    "payload broken": (FORM, "payload=%7B"),
    "payload empty": (FORM, "payload="),
    "event null": (JSON, event()),
    "event list": (JSON, json.dumps({"type": "event_callback", "team_id": TEAM, "event": []})),
    "event without type": (JSON, event(user="U1")),
    "user that is a text": (JSON, event(type="user_change", user="U1")),
    "authorizations": (JSON, json.dumps({"type": "event_callback", "event": {"type": "a"}, "authorizations": [1]})),
    "no actions": (FORM, payload(type="block_actions", actions=[])),
    "actions null": (FORM, payload(type="block_actions", actions=None)),
    "actions of numbers": (FORM, payload(type="block_actions", actions=[1])),
    "team that is a text": (FORM, payload(type="block_actions", team="T1", actions=[{"action_id": "a"}])),
    "view null": (FORM, payload(type="view_submission", view=None)),
    "workflow step without step": (FORM, payload(type="workflow_step_edit", callback_id="a")),
    "view list": (FORM, payload(type="view_submission", view=[])),
    "view without type": (FORM, payload(type="view_submission", view={"callback_id": "digest.pause"})),
    "action without id": (FORM, payload(type="block_actions", actions=[{"type": "button"}])),
    "id that is a list": (FORM, payload(type="shortcut", callback_id="ask", channel={"id": ["C1"]})),
    "team that is no id": (FORM, urlencode({"command": "/baselib", "text": "digest mon 09:00", "team_id": "T 1"})),
    "channel that is no id": (FORM, urlencode({"command": "/baselib", "text": "digest", "channel_id": "{'id': 'C1'}"})),
}
UNKNOWN = {
    "event": (JSON, event(type="reaction_added", user="U1")),
    "type": (FORM, payload(type="dialog_cancellation", callback_id="a")),
    "view closed": (FORM, payload(type="view_closed", view={"id": "V1", "callback_id": "a"})),
    "shortcut": (FORM, payload(type="shortcut", callback_id="unknown", trigger_id="1")),
    "view": (FORM, payload(type="view_submission", view={"id": "V1", "callback_id": "unknown", "type": "modal"})),
    "nothing": (JSON, "{}"),
    "form": (FORM, "a=b"),
}


async def post(office: Office, body: str, content_type: str) -> httpx.Response:
    """Send it, signed, to the whole application with the production listeners."""

    @asynccontextmanager
    async def lifespan(_pages: Starlette) -> AsyncIterator[None]:
        yield

    async def readiness() -> dict[str, str]:
        return {}

    app = edge(office.app, readiness, lifespan, signing_secret=SECRET, now=NOW.timestamp)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot.test") as client:
        return await client.post(SLACK_PATH, content=body, headers=signed(body, content_type=content_type))


@pytest.mark.parametrize(("content_type", "body"), MALFORMED.values(), ids=MALFORMED)
async def test_malformed(
    office: Office,
    content_type: str,
    body: str,
    logged: list[MutableMapping[str, Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = await post(office, body, content_type)
    await office.settle()

    assert answer.status_code in (200, 400)
    assert [line["event"] for line in logged if line["log_level"] in ("warning", "error")] in (
        ["a malformed request from Slack"],
        ["a request from Slack that nothing answers"],
    )
    assert not [record for record in caplog.records if record.exc_info or record.levelno >= logging.WARNING]
    assert not office.messenger.posted
    assert not office.messenger.answers


@pytest.mark.parametrize(("content_type", "body"), UNKNOWN.values(), ids=UNKNOWN)
async def test_unknown(
    office: Office,
    content_type: str,
    body: str,
    logged: list[MutableMapping[str, Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is acknowledged, or Slack would repeat it and at last stop all events; one log line at most."""
    answer = await post(office, body, content_type)
    await office.settle()

    assert answer.status_code == 200
    assert len([line for line in logged if line["log_level"] in ("warning", "error")]) <= 1
    assert not [record for record in caplog.records if record.exc_info or record.levelno >= logging.WARNING]
