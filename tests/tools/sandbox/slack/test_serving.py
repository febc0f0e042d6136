"""The server as a process: starting, serving the page, ending on request."""

import asyncio
import json
import os
import signal
import textwrap
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Message

from bot.lib.transport import local_client
from tests.forked import Forked
from tests.forkserver import Call
from tests.patience import PATIENCE
from tests.tools.sandbox.slack.driving import (
    ALICE,
    MANIFEST,
    MEMBER,
    PRIVATE,
    Driver,
    actions,
    button,
    in_process,
    manifest,
    plain,
)
from tests.tools.sandbox.slack.neighbours import HOME, NEIGHBOUR, OAUTH, ORGANISATION, REDIRECT_URL, Installer
from tests.tools.sandbox.slack.stubapp import answering, behind
from tools.sandbox.launch import free_ports
from tools.sandbox.slack import AppManifest
from tools.sandbox.slack.app import page_routes
from tools.sandbox.slack.workspace import DroppedConnection

SERVE = textwrap.dedent(
    """
    import sys
    from tools.sandbox.slack import AppManifest, SlackSandboxConfig, create_app
    from tools.sandbox.slack.app import SandboxServer
    manifest = AppManifest.parse({"display_information": {"name": "B"}, "oauth_config": {"scopes": {"bot": []}}})
    config = SlackSandboxConfig(manifest, "xoxb-1", "xapp-1", "secret", port=int(sys.argv[1]))
    SandboxServer(create_app(config), config.host, config.port, log_level="info").run()
    """
)


async def test_sigterm_ends_idle_connections(tmp_path: Path) -> None:
    """Even with an event stream and a WebSocket open, without an error."""
    (port,), stderr = free_ports((0,)), asyncio.StreamReader()
    ours, its = os.pipe()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stderr), os.fdopen(ours, "rb")
    )
    with os.fdopen(its, "wb") as errors:
        process = await Forked.start(Call(("-c", SERVE, str(port)), str(tmp_path), {}), errors=errors)
    address = f"http://127.0.0.1:{port}"
    async with (
        asyncio.timeout(PATIENCE),
        local_client(address) as http,
        aiohttp.ClientSession() as session,
    ):
        while b"running on" not in (line := await stderr.readline()):
            assert line, "the server did not start"
        opened = await http.post("/api/apps.connections.open", headers={"authorization": "Bearer xapp-1"})
        websocket = await session.ws_connect(opened.json()["url"])
        assert (await websocket.receive_json())["type"] == "hello"
        async with http.stream("GET", "/sandbox/stream") as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == ": connected"
            process.send_signal(signal.SIGTERM)
            assert [line async for line in lines if line] == []
        assert (await websocket.receive()).type is aiohttp.WSMsgType.CLOSE
        printed = await stderr.read()
        await process.wait()
    assert b"Traceback" not in printed
    assert b"Cancel" not in printed


async def test_dropping_under_another_server() -> None:
    """Without our protocol a dropped connection is an answer that never gets complete."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    await DroppedConnection()({"type": "http"}, receive, send)
    assert [each["type"] for each in sent] == ["http.response.start"]


async def test_page(tmp_path: Path) -> None:
    """The built page is served; without it a text points to the API."""
    app = Starlette(routes=page_routes(tmp_path))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sandbox.test") as http:
        assert "/sandbox/state" in (await http.get("/")).text
        (tmp_path / "assets").mkdir()
        (tmp_path / "assets" / "index.js").write_text("1")
        (tmp_path / "index.html").write_text("<h1>Sandbox</h1>")
        assert (await http.get("/")).text == "<h1>Sandbox</h1>"
        assert (await http.get("/assets/index.js")).text == "1"


@pytest.mark.parametrize(
    "change",
    [
        {"display_information": {}},
        {"oauth_config": None},
        {"features": {"slash_commands": [{"command": "baselib", "description": "x"}]}},
        {"features": {"slash_commands": [{"command": "/baselib"}]}},
    ],
)
def test_malformed_manifest(change: dict[str, object]) -> None:
    """A manifest that Slack would not take is refused at the start."""
    with pytest.raises(ValueError, match=r"malformed|slash command"):
        AppManifest.parse({**MANIFEST, **change})


@pytest.fixture
async def slack() -> AsyncIterator[Driver]:
    """The app is not installed; tokens expire."""
    async with in_process(**OAUTH, rotating=True) as driver:
        yield driver


@pytest.fixture
def installer(slack: Driver) -> Installer:
    """A person who installs it."""
    return Installer(slack.http)


async def test_a_code_is_good_once(installer: Installer) -> None:
    """It comes back with the state, and buys a token of the chosen workspace."""
    back = await installer.press("allow", place=NEIGHBOUR, state="my state")
    first = await installer.access(code=back["code"], redirect_uri=REDIRECT_URL)
    again = await installer.access(code=back["code"], redirect_uri=REDIRECT_URL)

    assert back["state"] == "my state"
    assert first["team"] == {"id": NEIGHBOUR, "name": "Neighbour"}
    assert (first["token_type"], first["is_enterprise_install"], first["expires_in"]) == ("bot", False, 43200)
    assert again["error"] == "code_already_used"
    assert (await installer.call("auth.test", first["access_token"]))["team_id"] == NEIGHBOUR


async def test_what_slack_refuses(installer: Installer, slack: Driver) -> None:
    """Unknown app, other address, scopes beyond the manifest, false or old code, false secret."""
    for wrong, error in (
        ({"client_id": "9.9"}, "invalid_client_id"),
        ({"redirect_uri": "https://evil.example/"}, "bad_redirect_uri"),
        ({"scope": "admin"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
    ):
        assert (await installer.ask(**wrong)).text == error
    assert await installer.press("cancel") == {"state": "s", "error": "access_denied"}
    code = (await installer.press("allow", place=HOME))["code"]
    assert (await installer.access(code="x", redirect_uri=REDIRECT_URL))["error"] == "invalid_code"
    assert (await installer.access(code=code, redirect_uri="https://x.test"))["error"] == "bad_redirect_uri"
    assert (await installer.access(secret="x", code=code))["error"] == "bad_client_secret"
    assert (await installer.access(grant_type="password"))["error"] == "invalid_grant_type"
    slack.workspace.clock.advance(timedelta(minutes=11))
    assert (await installer.access(code=code, redirect_uri=REDIRECT_URL))["error"] == "invalid_code"


async def test_a_token_works_in_its_own_workspace(installer: Installer, slack: Driver) -> None:
    """Others' channels and people are unknown to it, and its posts appear at home only."""
    home = (await installer.install(HOME))["access_token"]
    neighbour = (await installer.install(NEIGHBOUR))["access_token"]

    assert (await installer.call("chat.postMessage", home, channel="C0MINIAPP", text="Hi"))["ok"]
    for channel in ("C1MINIAPP", "U1DAVID"):
        refused = await installer.call("chat.postMessage", home, channel=channel, text="Hi")
        assert refused["error"] == "channel_not_found"
    assert (await installer.call("users.info", neighbour, user="U0ALICE"))["error"] == "user_not_found"
    assert (await installer.call("users.info", neighbour, user="U1DAVID"))["user"]["team_id"] == NEIGHBOUR
    assert len(await slack.messages()) == 1
    elsewhere = await slack.http.get(
        "/sandbox/messages", params={"team": NEIGHBOUR, "channel": "C1MINIAPP", "user": "U1DAVID"}
    )
    assert elsewhere.json() == {"messages": []}


async def test_tokens_expire_and_are_renewed(installer: Installer, slack: Driver) -> None:
    """A refresh token works once; the former token works to its end, at most two at a time."""
    first = await installer.install(HOME)
    second = await installer.access(grant_type="refresh_token", refresh_token=first["refresh_token"])
    used = await installer.access(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert used["error"] == "invalid_refresh_token"
    assert (await installer.call("auth.test", first["access_token"]))["ok"]
    third = await installer.access(grant_type="refresh_token", refresh_token=second["refresh_token"])

    assert (await installer.call("auth.test", first["access_token"]))["error"] == "token_revoked"
    slack.workspace.clock.advance(timedelta(hours=12))
    assert (await installer.call("auth.test", third["access_token"]))["error"] == "token_expired"


async def test_taken_away_from_one(installer: Installer, slack: Driver) -> None:
    """Its tokens work no more, neither kind; the other workspace notices nothing."""
    home, neighbour = await installer.install(HOME), await installer.install(NEIGHBOUR)
    await slack.http.post("/sandbox/events", params={"team": NEIGHBOUR}, json={"type": "app_uninstalled"})

    assert (await installer.call("auth.test", neighbour["access_token"]))["error"] == "account_inactive"
    refreshed = await installer.access(grant_type="refresh_token", refresh_token=neighbour["refresh_token"])
    assert refreshed["error"] == "invalid_refresh_token"
    assert (await installer.call("auth.test", home["access_token"]))["ok"]


async def test_an_organisation(installer: Installer, slack: Driver) -> None:
    """One token works in all its workspaces except one."""
    org = await installer.install(ORGANISATION)
    token = org["access_token"]
    assert (org["team"], org["is_enterprise_install"], org["enterprise"]["id"]) == (None, True, ORGANISATION)
    teams = await installer.call("auth.teams.list", token)
    assert [team["id"] for team in teams["teams"]] == [HOME, NEIGHBOUR]
    for channel in ("C0MINIAPP", "C1MINIAPP"):
        assert (await installer.call("chat.postMessage", token, channel=channel, text="Hi"))["ok"]
    await slack.http.post("/sandbox/events", params={"team": NEIGHBOUR}, json={"type": "team_access_revoked"})

    refused = await installer.call("chat.postMessage", token, channel="C1MINIAPP", text="Hi")
    assert refused["error"] == "team_access_not_granted"
    assert (await installer.call("chat.postMessage", token, channel="C0MINIAPP", text="Hi"))["ok"]


async def test_an_event_that_is_lost(installer: Installer, slack: Driver) -> None:
    """The organisation has taken the workspace out, and the app does not hear of it."""
    token, place = (await installer.install(ORGANISATION))["access_token"], {"team": NEIGHBOUR}
    out = await slack.http.post("/sandbox/events", params=place, json={"type": "team_access_revoked", "lost": True})

    assert out.json()["sent"] is False
    assert [team["id"] for team in (await installer.call("auth.teams.list", token))["teams"]] == [HOME]


async def test_the_page_of_another_workspace(slack: Driver) -> None:
    """A request names its workspace; an unknown one is refused."""
    named = await slack.http.get("/sandbox/state", params={"team": NEIGHBOUR})
    first = await slack.http.get("/sandbox/state")

    assert named.json()["team"] == {"id": NEIGHBOUR, "name": "Neighbour"}
    assert first.json()["team"]["id"] == HOME
    assert (await slack.http.get("/sandbox/state", params={"team": "T9"})).status_code == 404


async def test_no_secret_is_kept_in_the_record(installer: Installer, slack: Driver) -> None:
    """What the app asked for is shown to tests and on the page."""
    tokens = await installer.install(HOME)
    await installer.access(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    record = str((await slack.http.get("/sandbox/requests")).json())

    assert "oauth.v2.access" in record
    assert tokens["refresh_token"] not in record


SEARCH = {"type": "external_select", "action_id": "search", "min_query_length": 0}
EVERYTHING = frozenset(
    {
        "app_mention",
        "channel_archive",
        "channel_left",
        "message.channels",
        "message.groups",
        "message.im",
        "user_change",
    }
)
OPTION = {"text": plain("Shop"), "value": "shop"}


async def _posted(slack: Driver, *elements: dict[str, Any], **more: Any) -> str:
    posted = await slack.call("chat.postMessage", channel=MEMBER, text="x", blocks=[actions(*elements)], **more)
    ts: str = posted["ts"]
    return ts


def _place(ts: str, action_id: str) -> dict[str, Any]:
    return {"user": ALICE, "channel": MEMBER, "message_ts": ts, "block_id": "row", "action_id": action_id}


async def test_public_message_comes_along() -> None:
    """An action carries its public message, and in a thread its thread."""
    seen: list[dict[str, Any]] = []
    async with behind(answering({}, seen)) as slack:
        first = await _posted(slack, button())
        reply = await _posted(slack, button(value="2"), thread_ts=first)
        for ts in (first, reply):
            assert (await slack.control("action", **_place(ts, "go")))["ok"]
    assert [each["message"]["ts"] for each in seen] == [first, reply]
    assert [each["container"].get("thread_ts") for each in seen] == [None, first]
    assert seen[0]["message"]["reply_count"] == 1
    assert seen[1]["message"]["thread_ts"] == first


async def test_action_in_a_view() -> None:
    """In a Home tab it carries view and trigger, neither channel nor response_url."""
    seen: list[dict[str, Any]] = []
    async with behind(answering({}, seen)) as slack:
        home = {"type": "home", "blocks": [actions({"type": "datepicker", "action_id": "day"})]}
        view = (await slack.call("views.publish", user_id=ALICE, view=home))["view"]
        chosen = {"type": "datepicker", "selected_date": "2026-11-24"}
        place = {"user": ALICE, "view_id": view["id"], "block_id": "row", "action_id": "day"}
        assert (await slack.control("action", **place, action=chosen))["ok"]
        others = {**place, "user": "U0BOWEN"}
        assert (await slack.http.post("/sandbox/action", json=others)).status_code == 404
    assert seen[0]["view"]["state"]["values"]["row"]["day"]["selected_date"] == "2026-11-24"
    assert "response_url" not in seen[0]
    assert seen[0]["container"] == {"type": "view", "view_id": view["id"]}


async def test_overflow() -> None:
    """An overflow menu sends the option."""
    seen: list[dict[str, Any]] = []
    more = {"type": "overflow", "action_id": "more", "options": [OPTION]}
    async with behind(answering({}, seen)) as slack:
        ts = await _posted(slack, more)
        await slack.control("action", **_place(ts, "more"), action={"selected_option": OPTION})
    assert [each["actions"][0]["selected_option"] for each in seen] == [OPTION]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"options": [OPTION]}, 200),
        ({"option_groups": [{"label": plain("All"), "options": [OPTION]}]}, 200),
        ({"options": [{"text": "Shop", "value": "shop"}]}, 502),
        ({}, 502),
    ],
)
async def test_suggestions(answer: dict[str, Any], status: int) -> None:
    """The app's options are validated; groups are fine too."""
    async with behind(answering(answer, [])) as slack:
        ts = await _posted(slack, SEARCH)
        got = await slack.http.post("/sandbox/options", json={**_place(ts, "search"), "value": "s"})
    assert got.status_code == status
    if status == 200:
        assert {name: value for name, value in got.json().items() if value} == answer


async def test_suggestions_when_the_app_is_gone(slack: Driver) -> None:
    """There are no options, and the page shows why."""
    ts = await _posted(slack, SEARCH)
    got = await slack.http.post("/sandbox/options", json={**_place(ts, "search"), "value": "s"})
    assert (got.status_code, got.json()) == (502, {"error": "dispatch_failed"})


async def test_what_people_cause() -> None:
    """Messages, mentions, removal, archiving, another language: sent if subscribed."""
    seen: list[dict[str, Any]] = []

    async def note(request: Request) -> Response:
        seen.append(json.loads(await request.body())["event"])
        return JSONResponse({})

    async with behind(note, manifest=manifest(events=EVERYTHING)) as slack:
        await slack.control(f"users/{ALICE}", locale="zh-CN")
        await slack.control(f"channels/{PRIVATE}", is_member=True)
        direct = (await slack.call("conversations.open", users=ALICE))["channel"]["id"]
        for channel in (MEMBER, PRIVATE, direct, "C0GENERAL"):
            await slack.control("messages", user=ALICE, channel=channel, text="Hello")
        await slack.control("messages", user=ALICE, channel=MEMBER, text="Hello <@U0BASELIB>")
        await slack.control(f"channels/{MEMBER}", is_archived=True, is_member=False)
        await slack.app.state.parts.events.settled()
    assert sorted((each["type"], each.get("channel_type", "")) for each in seen) == [
        ("app_mention", "channel"),
        ("channel_archive", ""),
        ("channel_left", ""),
        ("message", "channel"),
        ("message", "channel"),
        ("message", "group"),
        ("message", "im"),
        ("user_change", ""),
    ]


async def test_no_commands_in_threads(slack: Driver) -> None:
    """Slack takes no custom slash command in a thread."""
    ts = await _posted(slack, button())
    answer = await slack.control("messages", user=ALICE, channel=MEMBER, text="/baselib", thread_ts=ts)
    assert answer == {"ok": False, "error": "not_supported_in_threads"}


async def test_direct_message_has_no_channel_name() -> None:
    """A command in a direct message says `directmessage` where the channel's name stands."""
    seen: list[str] = []

    async def note(request: Request) -> Response:
        async with request.form() as form:
            seen.append(str(form["channel_name"]))
        return Response()

    async with behind(note) as slack:
        direct = (await slack.call("conversations.open", users=ALICE, return_im=True))["channel"]["id"]
        await slack.control("command", user=ALICE, channel=direct, text="/baselib")
        await slack.control("command", user=ALICE, channel=MEMBER, text="/baselib")
    assert seen == ["directmessage", "mini-programs"]
