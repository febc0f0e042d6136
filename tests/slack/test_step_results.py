"""functions.completeSuccess and functions.completeError."""

import json
import re
from collections.abc import AsyncIterator, MutableMapping
from typing import Any, Final

import pytest
from slack_bolt.async_app import AsyncAck, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.errors import (
    BotError,
    ChannelUnavailable,
    SlackBusy,
    SlackRefused,
    SlackUnclear,
    SlackUnheard,
    WorkspaceUnavailable,
)
from bot.lib.work import ignore
from bot.ports.slack import Installation
from bot.slack.clients import WorkspaceClient
from bot.slack.messenger import SlackFiles, SlackHomeTabs, SlackStepResults
from bot.slack.timed_app import Serving, TimedApp, authorize_by
from tests.clock import NOW
from tests.logging_state import logged
from tests.slack.server import DROP, TOKEN, Server, answer, client, client_of, refused, session

__all__ = ["logged"]


OWN = "xwfp-of-this-run"


async def complete(slack: Server, *, token: str = OWN) -> bool:
    async with session() as shared:
        outputs = {"loss_low": 1.5, "safe": False}
        return await SlackStepResults(client_of(slack.url, shared)).complete("T1", "Fx1", outputs, token=token)


def tokens(slack: Server) -> list[str]:
    return [call.headers["authorization"].removeprefix("Bearer ") for call in slack.calls]


async def test_a_result(slack: Server) -> None:
    """In the body, with the run's own token: a URL has no room for a hundred options."""
    assert await complete(slack)
    async with session() as shared:
        assert await SlackStepResults(client_of(slack.url, shared)).fail("T1", "Fx2", "No.")

    completed, failed = slack.calls
    assert (completed.path, failed.path) == ("/api/functions.completeSuccess", "/api/functions.completeError")
    assert completed.sent == {"function_execution_id": "Fx1", "outputs": {"loss_low": 1.5, "safe": False}}
    assert failed.sent == {"function_execution_id": "Fx2", "error": "No."}
    assert tokens(slack) == [OWN, TOKEN]


@pytest.mark.parametrize("code", ["token_revoked", "token_expired", "invalid_auth"])
async def test_the_runs_own_token_has_run_out(slack: Server, code: str) -> None:
    slack.say(refused(code), answer({"ok": True}))

    assert await complete(slack)
    assert tokens(slack) == [OWN, TOKEN]


async def test_the_workspaces_token_is_not_renewed_for_it(slack: Server) -> None:
    """Slack refused the run's own token: the workspace's is valid, and renewing spends a refresh token."""
    looked_up = []

    async def token_of(team_id: str, *, refused: str = "") -> str:
        looked_up.append((team_id, refused))
        return TOKEN

    slack.say(refused("token_expired"), answer({"ok": True}))
    async with session() as shared:
        how = {"base_url": f"{slack.url}/api/", "session": shared, "retry_handlers": []}
        client = WorkspaceClient("T1", token_of, how)
        assert await SlackStepResults(lambda _team_id: client).complete("T1", "Fx1", {}, token=OWN)

    assert looked_up == [("T1", "")]
    assert tokens(slack) == [OWN, TOKEN]


@pytest.mark.parametrize("code", ["execution_not_in_running_state", "function_execution_not_found"])
async def test_slack_no_longer_waits(slack: Server, code: str) -> None:
    slack.say(refused(code))

    assert not await complete(slack)
    assert len(slack.calls) == 1


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (refused("parameter_validation_failed"), SlackRefused),
        (refused("access_denied"), SlackRefused),
        (refused("token_revoked"), WorkspaceUnavailable),
        (answer({"ok": False, "error": "ratelimited"}, status=429), SlackBusy),
        (answer("", status=500), SlackUnclear),
    ],
)
async def test_trouble(slack: Server, reply: bytes, error: type[Exception]) -> None:
    slack.say(reply)

    with pytest.raises(error):
        await complete(slack)


TEAM, USER = "T1", "U1"
OPENED = answer({"ok": True, "channel": {"id": "D1"}})
COMPLETED = answer({"ok": True, "files": [{"id": "F1"}]})
TAKEN = answer("OK - 3", kind="text/plain")


def place(slack: Server) -> bytes:
    return answer({"ok": True, "upload_url": f"{slack.url}/upload/abc", "file_id": "F1"})


@pytest.fixture
async def files(slack: Server) -> AsyncIterator[SlackFiles]:
    async with session() as shared:
        yield SlackFiles(lambda _team: client(slack.url, shared), shared)


async def test_send(slack: Server, files: SlackFiles) -> None:
    """The direct message is opened, the bytes go where Slack says, and the file is shared there."""
    slack.answers = [OPENED, place(slack), TAKEN, COMPLETED]
    await files.send(TEAM, USER, "list.csv", b"a,b", comment="Here it is")
    opened, upload, uploaded, completed = slack.calls

    assert opened.sent["users"] == USER
    assert (upload.sent["filename"], int(upload.sent["length"])) == ("list.csv", 3)
    assert "alt_txt" not in upload.sent
    assert uploaded.path == "/upload/abc"
    assert completed.sent["channel_id"] == "D1"
    assert completed.sent["initial_comment"] == "Here it is"
    assert json.loads(completed.sent["files"]) == [{"id": "F1", "title": "list.csv"}]


async def test_picture(slack: Server, files: SlackFiles) -> None:
    slack.answers = [OPENED, place(slack), TAKEN, COMPLETED]
    await files.send(TEAM, USER, "trend.png", b"PNG", comment="Here it is", alt_text="A line that rises")
    upload = slack.calls[1]

    assert upload.sent["alt_txt"] == "A line that rises"


@pytest.mark.parametrize(
    ("at", "bad", "error"),
    [
        (0, refused("missing_scope", needed="im:write"), SlackRefused),
        (0, refused("user_not_found"), ChannelUnavailable),
        (0, refused("some_new_code"), SlackRefused),
        (0, answer({"ok": True}), SlackUnheard),
        (1, answer({"ok": True}), SlackUnheard),
        (1, refused("missing_scope", needed="files:write"), SlackRefused),
        (2, answer("gone", status=404, kind="text/plain"), SlackUnheard),
        (2, DROP, SlackUnheard),
        (3, refused("file_not_found"), SlackRefused),
        (3, DROP, SlackUnclear),
    ],
)
async def test_refused(slack: Server, files: SlackFiles, at: int, bad: bytes, error: type[BotError]) -> None:
    slack.answers = [*[OPENED, place(slack), TAKEN][:at], bad]
    with pytest.raises(error) as refusal:
        await files.send(TEAM, USER, "list.csv", b"a,b", comment="Here it is")

    assert type(refusal.value) is error
    assert len(slack.calls) == at + 1


COMMAND: Final = "command=%2Fbaselib&text=help&team_id=T1&enterprise_id=E1&user_id=U1"
COMMANDS_TOKEN: Final = "xoxb-1"


def app_of(serving: Serving | None = None) -> TimedApp:

    async def authorize(team_id: str | None) -> AuthorizeResult | None:
        if team_id != "T1":
            return None
        return AuthorizeResult(
            enterprise_id=None, team_id="T1", bot_token=COMMANDS_TOKEN, bot_id="B1", bot_user_id="U2"
        )

    return TimedApp(
        ignore, serving, authorize=authorize, request_verification_enabled=False, process_before_response=True
    )


async def answered(app: TimedApp, body: str = COMMAND) -> tuple[int, str]:
    response = await app.async_dispatch(AsyncBoltRequest(body=body))
    return response.status, response.body


async def test_a_command_needs_nothing_of_bolts(monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_of()

    @app.command("/baselib")
    async def on_command(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(f"{body['text']} of {body['team_id']}")

    monkeypatch.setattr(app, "_init_context", None)

    assert await answered(app) == (200, "help of T1")


async def test_a_listener_that_takes_more_gets_it() -> None:
    app = app_of()

    @app.command("/baselib")
    async def on_command(ack: AsyncAck, command: dict[str, Any]) -> None:
        await ack(command["text"])

    assert await answered(app) == (200, "help")


async def test_only_workspaces_with_an_installation_are_served() -> None:
    searched, ran = [], []

    async def serving(team_id: str, enterprise_id: str) -> Installation | None:
        searched.append((team_id, enterprise_id))
        return Installation(team_id, "Shop", "U2", COMMANDS_TOKEN, NOW) if team_id == "T1" else None

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
        return None if team_id else Installation(enterprise_id, "Holding", "U2", COMMANDS_TOKEN, NOW, org_wide=True)

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


VIEW = {"type": "home", "blocks": []}


async def publish(slack: Server, *, only_if: str = "") -> str | None:
    async with session() as shared:
        tabs = SlackHomeTabs(client_of(slack.url, shared))
        return await tabs.publish("T1", "U1", VIEW, only_if=only_if)


async def test_publish(slack: Server) -> None:
    slack.say(answer({"ok": True, "view": {"hash": "2.def"}}))

    assert await publish(slack, only_if="1.abc") == "2.def"
    assert await publish(slack) == "2.def"
    first, second = slack.calls
    assert (first.method, first.sent["user_id"], first.sent["view"]) == ("views.publish", "U1", VIEW)
    assert first.sent["hash"] == "1.abc"
    assert "hash" not in second.sent


async def test_another_tab_was_put_up_meanwhile(slack: Server) -> None:
    slack.say(refused("hash_conflict"))

    assert await publish(slack, only_if="1.abc") is None


@pytest.mark.parametrize(
    ("code", "error"),
    [("not_enabled", SlackRefused), ("invalid_arguments", SlackRefused), ("token_revoked", WorkspaceUnavailable)],
)
async def test_home_tabs_refused(slack: Server, code: str, error: type[Exception]) -> None:
    slack.say(refused(code))

    with pytest.raises(error):
        await publish(slack)
