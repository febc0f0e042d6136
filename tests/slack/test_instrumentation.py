"""The metrics of calls to Slack and of its acknowledgements."""

import asyncio
import logging
from collections.abc import MutableMapping
from typing import Any, Final

import pytest
from slack_bolt.async_app import AsyncAck, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from structlog.contextvars import get_contextvars

from bot.blocks.kit.elements import Message
from bot.errors import BotError
from bot.logs import current_request
from bot.slack.clients import MeteredClient
from bot.slack.messenger import SlackMessenger
from bot.slack.timed_app import TimedApp, kind_of
from tests.fakes.recorded_calls import RecordedCalls
from tests.patience import PATIENCE
from tests.slack.server import DROP, TOKEN, Server, answer, refused, session

HELLO: Final = Message("Hello", [])


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (answer({"ok": True, "ts": "1.000100"}), "ok"),
        (answer({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "3"}), "slack-busy"),
        (refused("is_archived"), "channel-unavailable"),
        (refused("token_revoked"), "workspace-unavailable"),
        (refused("invalid_arguments"), "slack-refused"),
        (answer("broken", status=500, kind="text/html"), "slack-unclear"),
        (DROP, "slack-unclear"),
    ],
    ids=["ok", "429", "archived", "revoked", "refused", "500", "dropped"],
)
async def test_each_call_is_counted_by_how_it_ended(slack: Server, reply: bytes, outcome: str) -> None:
    """Web API calls by their client, response_url answers by the messenger: once, by error key."""
    slack.say(reply)
    record = RecordedCalls()
    async with session() as shared:
        client = MeteredClient(
            record, token=TOKEN, base_url=f"{slack.url}/api/", session=shared, retry_handlers=[], timeout=int(PATIENCE)
        )
        messenger = SlackMessenger(lambda _team: client, shared, called=record)
        for log in (
            messenger.post("T1", "C1", HELLO),
            messenger.respond(f"{slack.url}/respond/abc", HELLO),
        ):
            errors = []
            try:
                await log
            except BotError as error:
                errors.append(error.key)
            assert errors == [ended for _, ended in record.calls[-1:] if ended != "ok"]

    assert record.calls[0] == ("chat.postMessage", outcome)
    assert [method for method, _ in record.calls] == ["chat.postMessage", "response_url"]
    assert (record.calls[1][1] == "ok") == (outcome == "ok")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"command": "/baselib"}, "command"),
        ({"type": "block_actions"}, "action"),
        ({"type": "view_submission"}, "view"),
        ({"type": "view_closed"}, "view"),
        ({"type": "block_suggestion"}, "options"),
        ({"type": "event_callback"}, "event"),
        ({"type": "shortcut"}, "shortcut"),
        ({"type": "message_action"}, "shortcut"),
        ({"type": "canary"}, "other"),
        ({}, "other"),
    ],
)
def test_kinds(body: dict[str, Any], kind: str) -> None:
    """Of everything that Slack may ask for."""
    assert kind_of(body) == kind


async def test_an_acknowledgement_is_timed_and_traced(
    logged: list[MutableMapping[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    """Background work keeps the request's id; the next request has another."""
    caplog.set_level(logging.DEBUG, logger="bot.slack.timed_app")
    acknowledged: list[tuple[str, float]] = []
    ids: list[str] = []

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token=TOKEN, bot_id="B1", bot_user_id="U1")

    app = TimedApp(
        lambda kind, seconds: acknowledged.append((kind, seconds)),
        authorize=authorize,
        request_verification_enabled=False,
        process_before_response=True,
    )

    async def later() -> None:
        await asyncio.sleep(0)
        ids.append(current_request())

    tasks: set[asyncio.Task[None]] = set()

    @app.command("/baselib")
    async def on_command(ack: AsyncAck) -> None:
        tasks.add(asyncio.create_task(later()))
        await ack()

    for _ in range(2):
        response = await app.async_dispatch(AsyncBoltRequest(body="command=%2Fbaselib&team_id=T1&user_id=U1"))
        assert response.status == 200
    await asyncio.gather(*tasks)

    assert [kind for kind, _ in acknowledged] == ["command", "command"]
    assert all(0 < seconds < 1 for _, seconds in acknowledged)
    assert len(set(ids)) == 2
    assert [entry["kind"] for entry in logged if entry["event"] == "acknowledged"] == ["command", "command"]
    assert not get_contextvars()
