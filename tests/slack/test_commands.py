"""Slash commands go straight to their listener, under Bolt's own rules."""

import re
from collections.abc import MutableMapping
from typing import Any, Final

import pytest
from slack_bolt.async_app import AsyncAck, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.lib.work import ignore
from bot.ports.slack import Installation
from bot.slack.timed_app import Serving, TimedApp, authorize_by
from tests.clock import NOW
from tests.logging_state import logged

__all__ = ["logged"]

COMMAND: Final = "command=%2Fbaselib&text=help&team_id=T1&enterprise_id=E1&user_id=U1"
TOKEN: Final = "xoxb-1"


def app_of(serving: Serving | None = None) -> TimedApp:
    """An app that authorises workspace T1."""

    async def authorize(team_id: str | None) -> AuthorizeResult | None:
        if team_id != "T1":
            return None
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token=TOKEN, bot_id="B1", bot_user_id="U2")

    return TimedApp(
        ignore, serving, authorize=authorize, request_verification_enabled=False, process_before_response=True
    )


async def answered(app: TimedApp, body: str = COMMAND) -> tuple[int, str]:
    """Status and body of the acknowledgement."""
    response = await app.async_dispatch(AsyncBoltRequest(body=body))
    return response.status, response.body


async def test_a_command_needs_nothing_of_bolts(monkeypatch: pytest.MonkeyPatch) -> None:
    """No context, Web API client or superfluous argument is made."""
    app = app_of()

    @app.command("/baselib")
    async def on_command(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(f"{body['text']} of {body['team_id']}")

    monkeypatch.setattr(app, "_init_context", None)

    assert await answered(app) == (200, "help of T1")


async def test_a_listener_that_takes_more_gets_it() -> None:
    """From Bolt, as for any other kind."""
    app = app_of()

    @app.command("/baselib")
    async def on_command(ack: AsyncAck, command: dict[str, Any]) -> None:
        await ack(command["text"])

    assert await answered(app) == (200, "help")


async def test_only_workspaces_with_an_installation_are_served() -> None:
    """The others get Bolt's sentence, and nothing runs."""
    searched, ran = [], []

    async def serving(team_id: str, enterprise_id: str) -> Installation | None:
        searched.append((team_id, enterprise_id))
        return Installation(team_id, "Shop", "U2", TOKEN, NOW) if team_id == "T1" else None

    app = app_of(serving)

    @app.command("/baselib")
    async def on_command(ack: AsyncAck) -> None:
        ran.append("/baselib")
        await ack("here")

    assert await answered(app) == (200, "here")
    status, body = await answered(app, COMMAND.replace("T1", "T2"))
    assert status == 200
    assert "here" not in body
    assert searched == [("T1", "E1"), ("T2", "E1")]
    assert ran == ["/baselib"]


async def test_a_listener_that_fails(logged: list[MutableMapping[str, Any]]) -> None:
    """Slack reports the failure to the person, and the log has it once."""
    app = app_of()

    @app.command("/baselib")
    async def on_command(ack: AsyncAck) -> None:
        del ack
        raise LookupError("a mistake")

    status, _ = await answered(app)

    assert status == 500
    assert [line["log_level"] for line in logged if line["log_level"] not in ("debug", "info")] == ["error"]


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("team_access_granted", [("", "E1")]), ("team_access_revoked", []), ("app_home_opened", [("T2", "E1")])],
)
async def test_whose_event_it_is(kind: str, asked: list[tuple[str, str]]) -> None:
    """The organisation lets workspaces in and out: the one that such an event names need not be served."""
    searched, ran = [], []

    async def serving(team_id: str, enterprise_id: str) -> Installation | None:
        searched.append((team_id, enterprise_id))
        return None if team_id else Installation(enterprise_id, "Holding", "U2", TOKEN, NOW, org_wide=True)

    app = TimedApp(
        ignore, authorize=authorize_by(serving), request_verification_enabled=False, process_before_response=True
    )

    @app.event(re.compile(".*"))
    async def on_event(event: dict[str, Any]) -> None:
        ran.append(event["type"])

    body = {"type": "event_callback", "team_id": "T2", "enterprise_id": "E1", "event": {"type": kind}}
    assert (await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))).status == 200

    assert searched == asked
    assert ran == ([] if asked == [("T2", "E1")] else [kind])
