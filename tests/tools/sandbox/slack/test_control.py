"""The control API that the page and the tests use."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.lib.transport import local_client
from tests.patience import PATIENCE
from tests.tools.sandbox.serving import served
from tests.tools.sandbox.slack.driving import (
    ALICE,
    BOT_TOKEN,
    BOWEN,
    MEMBER,
    OUTSIDE,
    Driver,
    actions,
    button,
    config,
    in_process,
    plain,
    section,
)
from tools.sandbox.slack import create_app
from tools.sandbox.slack.errors import CATALOGUE


async def test_state(slack: Driver) -> None:
    state = (await slack.http.get("/sandbox/state")).json()
    assert state["team"] == {"id": "T0SANDBOX", "name": "Sandbox"}
    assert state["bot"] == {
        "user_id": "U0BASELIB",
        "name": "Baselib",
        "commands": [{"command": "/baselib", "usage_hint": "report", "description": "Base library coverage"}],
        "shortcuts": [],
        "mode": "http",
        "connected": False,
    }
    assert [each["id"] for each in state["users"]] == [ALICE, BOWEN, "U0CARLA"]
    assert {each["name"]: each["is_member"] for each in state["channels"]} == {
        "general": False,
        "mini-programs": True,
        "release": True,
        "leads-only": False,
    }


async def test_clock_starts_where_configured() -> None:
    async with in_process(start=datetime(2026, 11, 23, 1, tzinfo=UTC)) as slack:
        posted = await slack.call("chat.postMessage", channel=MEMBER, text="x")
        now = (await slack.http.get("/sandbox/clock")).json()["now"]
    assert now.startswith("2026-11-23T01:00:0")
    assert datetime.fromtimestamp(float(posted["ts"]), UTC).date().isoformat() == "2026-11-23"


async def test_clock_moves(slack: Driver) -> None:
    moved = await slack.control("clock", set="2026-11-23T09:00:00+08:00")
    assert moved["now"].startswith("2026-11-23T01:00:0")
    assert (await slack.control("clock", advance_seconds=3600))["now"].startswith("2026-11-23T02:00:0")
    for wrong in ({"set": "2026-11-23T01:00:00"}, {"set": "soon"}, {"advance_seconds": "x"}, {}):
        assert (await slack.http.post("/sandbox/clock", json=wrong)).status_code == 400


async def test_backward_clock_keeps_names_unique(slack: Driver) -> None:
    names = set()
    for _ in range(20):
        await slack.control("clock", set="2026-11-23T01:00:00+00:00")
        names.add((await slack.call("chat.postMessage", channel=MEMBER, text="x"))["ts"])
    assert len(names) == 20


def _wechat(asked: list[tuple[str, str, Any]]) -> Starlette:
    async def note(request: Request) -> Response:
        body = await request.body()
        asked.append((request.method, request.url.path, json.loads(body) if body else None))
        if request.url.path.endswith("/earthquake"):
            return JSONResponse({"error": "no such fault"}, 404)
        return JSONResponse({"armed": [{"name": "stale_token"}], "catalogue": {"stale_token": "..."}})

    return Starlette(routes=[Route("/{path:path}", note, methods=["GET", "POST", "PUT", "DELETE"])])


async def test_wechat_follows() -> None:
    calls: list[tuple[str, str, Any]] = []
    async with served(_wechat(calls)) as url, in_process(wechat_url=url) as slack:
        moved = await slack.control("clock", set="2026-11-23T01:00:00+00:00")
        await slack.arm("stale_token", target="wechat", times=1)
        state = (await slack.http.get("/sandbox/state")).json()
        await slack.http.delete("/sandbox/faults/stale_token", params={"target": "wechat"})
        await slack.http.delete("/sandbox/faults")
        unknown = await slack.http.put("/sandbox/faults/earthquake", json={"target": "wechat"})
    assert state["faults"]["wechat"] == [{"name": "stale_token"}]
    assert state["fault_catalogue"]["wechat"] == {"stale_token": "..."}
    assert unknown.status_code == 404
    assert [each[:2] for each in calls] == [
        ("POST", "/sandbox/clock"),
        ("PUT", "/sandbox/faults/stale_token"),
        ("GET", "/sandbox/faults"),
        ("DELETE", "/sandbox/faults/stale_token"),
        ("DELETE", "/sandbox/faults"),
        ("PUT", "/sandbox/faults/earthquake"),
    ]
    assert calls[0][2]["set"][:19] == moved["now"][:19]
    assert calls[1][2] == {"times": 1}


async def test_wechat_that_is_not_there() -> None:
    async with in_process(wechat_url="http://127.0.0.1:9") as slack:
        assert (await slack.http.get("/sandbox/state")).json()["faults"]["wechat"] == []
        refused = await slack.http.post("/sandbox/clock", json={"set": "2020-01-01T00:00:00+00:00"})
        assert refused.status_code == 502
        assert slack.workspace.clock.now().year > 2020
    async with in_process() as alone:
        assert (await alone.http.put("/sandbox/faults/x", json={"target": "wechat"})).status_code == 404


async def test_people_and_channels_change(slack: Driver) -> None:
    changed = await slack.control(f"users/{ALICE}", locale="zh-CN", tz="Asia/Tokyo")
    assert (changed["locale"], changed["tz"]) == ("zh-CN", "Asia/Tokyo")
    assert (await slack.http.post(f"/sandbox/users/{ALICE}", json={"tz": "Mars/Base"})).status_code == 400
    assert (await slack.http.post("/sandbox/users/U0UNKNOWN", json={})).status_code == 404
    await slack.control(f"users/{ALICE}", is_admin=False)
    assert (await slack.read("users.info", user=ALICE))["user"]["is_admin"] is False
    made = await slack.control("channels", name="news", is_private=True)
    assert made["id"].startswith("G")
    assert (await slack.http.post("/sandbox/channels", json={"name": "news"})).status_code == 409
    assert (await slack.http.post("/sandbox/channels", json={})).status_code == 400
    assert (await slack.http.post("/sandbox/channels/C0NOWHERE", json={})).status_code == 404


async def test_people_leave_a_channel(slack: Driver) -> None:
    before = (await slack.read("conversations.members", channel=MEMBER))["members"]
    await slack.control(f"channels/{MEMBER}", user=BOWEN, joined=False)
    after = (await slack.read("conversations.members", channel=MEMBER))["members"]
    typed = {"user": BOWEN, "channel": MEMBER, "text": "/baselib"}
    refused = await slack.http.post("/sandbox/command", json=typed)
    await slack.control(f"channels/{MEMBER}", user=BOWEN, joined=True)

    assert set(before) - set(after) == {BOWEN}
    assert refused.status_code == 409
    assert (await slack.read("conversations.members", channel=MEMBER))["members"] == before


async def test_people_write(slack: Driver) -> None:
    first = await slack.control("messages", user=ALICE, channel=MEMBER, text="Hello")
    await slack.control("messages", user=BOWEN, channel=MEMBER, text="Hi", thread_ts=first["ts"])
    shown = await slack.messages()
    assert [(each["username"], each["reply_count"]) for each in shown] == [("Alice Chen", 1)]
    assert (await slack.control("messages", user=ALICE, channel=MEMBER, text="/baselib"))["error"] == "dispatch_failed"
    lost = {"user": ALICE, "channel": MEMBER, "text": "x", "thread_ts": "1.1"}
    assert (await slack.http.post("/sandbox/messages", json=lost)).status_code == 404
    await slack.control(f"channels/{MEMBER}", is_archived=True)
    late = {"user": ALICE, "channel": MEMBER, "text": "x"}
    assert (await slack.http.post("/sandbox/messages", json=late)).status_code == 409


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("messages", {"user": "U0UNKNOWN", "channel": MEMBER, "text": "x"}, 404),
        ("messages", {"user": ALICE, "channel": "C0NOWHERE", "text": "x"}, 404),
        ("messages", {"user": ALICE, "channel": MEMBER}, 400),
        ("action", {"user": ALICE, "message_ts": "1.1"}, 404),
        ("action", {"user": ALICE, "view_id": "V0"}, 404),
        ("options", {"user": ALICE, "message_ts": "1.1"}, 404),
        ("view/submit", {"user": ALICE, "view_id": "V0"}, 404),
        ("view/close", {"user": ALICE, "view_id": "V0"}, 404),
        ("events", {"type": "earthquake"}, 400),
        ("socket/disconnect", {"reason": "whim"}, 400),
    ],
)
async def test_wrong_requests(slack: Driver, path: str, body: dict[str, Any], status: int) -> None:
    answer = await slack.http.post(f"/sandbox/{path}", json=body)
    assert (answer.status_code, "error" in answer.json()) == (status, True)


async def test_bodies_have_to_be_objects(slack: Driver) -> None:
    for body in ("[]", "{"):
        assert (await slack.http.post("/sandbox/messages", content=body)).status_code == 400


async def test_actions_have_to_fit_the_element(slack: Driver) -> None:
    menu = {"type": "static_select", "action_id": "menu", "options": [{"text": plain("Shop"), "value": "shop"}]}
    field = {"type": "input", "block_id": "name", "label": plain("Name")}
    field["element"] = {"type": "plain_text_input", "action_id": "at"}
    posted = await slack.call("chat.postMessage", channel=MEMBER, text="x", blocks=[actions(button(), menu), field])
    foreign = {"type": "static_select", "selected_option": {"text": plain("Bank"), "value": "bank"}}
    for block_id, action_id, action in (
        ("row", "go", {"type": "static_select"}),
        ("row", "menu", foreign),
        ("name", "at", {"type": "plain_text_input", "value": "x"}),
    ):
        body = {
            "user": ALICE,
            "message_ts": posted["ts"],
            "block_id": block_id,
            "action_id": action_id,
            "action": action,
        }
        assert (await slack.http.post("/sandbox/action", json=body)).status_code == 400
    options = {"user": ALICE, "message_ts": posted["ts"], "block_id": "row", "action_id": "menu", "value": ""}
    assert (await slack.http.post("/sandbox/options", json=options)).status_code == 400


async def test_ephemeral_message_is_out_of_reach_for_others(slack: Driver) -> None:
    shown = await slack.call("chat.postEphemeral", channel=MEMBER, user=ALICE, text="x", blocks=[actions(button())])
    place = {"message_ts": shown["message_ts"], "block_id": "row", "action_id": "go"}
    assert (await slack.http.post("/sandbox/action", json={"user": BOWEN, **place})).status_code == 404
    assert (await slack.control("action", user=ALICE, **place))["error"] == "dispatch_failed"


async def test_stream() -> None:
    app = create_app(config())
    seen: list[dict[str, Any]] = []
    async with served(app) as url, local_client(url) as http:
        slack = Driver(app, http, BOT_TOKEN)
        async with asyncio.timeout(PATIENCE), http.stream("GET", "/sandbox/stream") as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == ": connected"
            await slack.call("chat.postMessage", channel=MEMBER, text="x")
            await slack.call("views.publish", user_id=ALICE, view={"type": "home", "blocks": []})
            await slack.control("clock", set="2026-11-23T01:00:00+00:00")
            await slack.control(f"channels/{OUTSIDE}", is_archived=True)
            app.state.close_streams()
            seen = [json.loads(line.removeprefix("data: ")) async for line in lines if line]
    assert [(each["type"], each.get("channel"), each.get("user")) for each in seen] == [
        ("message", MEMBER, None),
        ("view", None, ALICE),
        ("clock", None, None),
        ("state", None, None),
    ]


CHART: dict[str, Any] = {
    "type": "data_visualization",
    "title": "Share",
    "chart": {"type": "pie", "segments": [{"label": "3.8.1", "value": 41.2}]},
}


@pytest.fixture
async def remote() -> AsyncIterator[Driver]:
    """A workspace behind a real socket, where connections can break."""
    app = create_app(config())
    async with served(app) as url, local_client(url) as http:
        yield Driver(app, http, BOT_TOKEN)


async def test_ratelimited(slack: Driver) -> None:
    await slack.arm("ratelimited", where="chat.postMessage", times=1, params={"retry_after": 7})
    limited = await slack.raw("chat.postMessage", channel=MEMBER, text="x")
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "7")
    assert (await slack.call("auth.test"))["ok"] is True
    assert (await slack.call("chat.postMessage", channel=MEMBER, text="x"))["ok"] is True


@pytest.mark.parametrize(
    ("fault", "status", "error"), [("internal_error", 200, "internal_error"), ("server_error", 503, None)]
)
async def test_server_trouble(slack: Driver, fault: str, status: int, error: str | None) -> None:
    """Slack's own errors come as ok: false or as a status without JSON; nothing is posted."""
    await slack.arm(fault, params={"status": 503})
    answer = await slack.raw("chat.postMessage", channel=MEMBER, text="x")
    assert answer.status_code == status
    assert (answer.json()["error"] if answer.text else None) == error
    assert await slack.messages() == []


@pytest.mark.parametrize(
    "fault",
    ["is_archived", "channel_not_found", "not_in_channel", "account_inactive", "token_revoked", "missing_scope"],
)
async def test_refusals(slack: Driver, fault: str) -> None:
    await slack.arm(fault)
    answer = await slack.call("chat.postMessage", channel=MEMBER, text="x")
    assert answer["error"] == fault
    assert ("needed" in answer) == (fault == "missing_scope")


async def test_channel_faults_leave_other_methods_alone(slack: Driver) -> None:
    """Armed for all places, it neither strikes nor is used up by a method without a channel."""
    await slack.arm("is_archived", times=1)
    assert (await slack.call("auth.test"))["ok"] is True
    assert (await slack.call("chat.postMessage", channel=MEMBER, text="x"))["error"] == "is_archived"


@pytest.mark.parametrize("kind", ["data_visualization", "data_table"])
async def test_block_types_that_a_workspace_lacks(slack: Driver, table: dict[str, Any], kind: str) -> None:
    block = CHART if kind == "data_visualization" else table
    await slack.arm(f"invalid_blocks_{kind}")
    refused = await slack.call("chat.postMessage", channel=MEMBER, text="x", blocks=[section(), block])
    assert refused["error"] == "invalid_blocks"
    assert f"unsupported type: {kind} [json-pointer:/blocks/1/type]" in refused["errors"]
    assert (await slack.call("chat.postMessage", channel=MEMBER, blocks=[section()]))["ok"] is True
    home = {"type": "home", "blocks": [block]}
    assert (await slack.call("views.publish", user_id=ALICE, view=home))["error"] == "invalid_arguments"


async def test_accepted_without_answer(slack: Driver) -> None:
    await slack.arm("accepted_without_answer", times=1)
    assert (await slack.call("auth.test"))["ok"] is True
    assert (await slack.raw("chat.postMessage", channel=MEMBER, text="x")).status_code == 500
    assert [each["text"] for each in await slack.messages()] == ["x"]


async def test_answer_lost(remote: Driver) -> None:
    await remote.arm("answer_lost", where="chat.postMessage", times=1)
    with pytest.raises(httpx.ReadError, match="Server disconnected"):
        await remote.raw("chat.postMessage", channel=MEMBER, text="x")
    assert [each["text"] for each in await remote.messages()] == ["x"]


async def test_lost_answer_makes_the_official_client_post_twice(remote: Driver) -> None:
    await remote.arm("answer_lost", where="chat.postMessage", times=1)
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{remote.http.base_url}/api/")
    await client.chat_postMessage(channel=MEMBER, text="x")
    assert [each["text"] for each in await remote.messages()] == ["x", "x"]


async def test_timeout(remote: Driver) -> None:
    await remote.arm("timeout", where="chat.postMessage", params={"seconds": 0.05})
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{remote.http.base_url}/api/", retry_handlers=[])
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel=MEMBER, text="x")
    assert await remote.messages() == []


async def test_slow(slack: Driver) -> None:
    await slack.arm("slow", params={"seconds": 0.01})
    await slack.arm("internal_error", times=1)
    assert (await slack.call("auth.test"))["error"] == "internal_error"
    assert (await slack.call("auth.test"))["ok"] is True


async def test_history_lag(slack: Driver) -> None:
    await slack.call("chat.postMessage", channel=MEMBER, text="x")
    await slack.arm("history_lag", params={"seconds": 60})
    assert (await slack.read("conversations.history", channel=MEMBER))["messages"] == []
    await slack.control("clock", advance_seconds=61)
    assert len((await slack.read("conversations.history", channel=MEMBER))["messages"]) == 1


async def test_enforce_rate(slack: Driver) -> None:
    await slack.arm("enforce_rate")
    assert (await slack.call("chat.postMessage", channel=MEMBER, text="1"))["ok"] is True
    second = await slack.raw("chat.postMessage", channel=MEMBER, text="2")
    assert (second.status_code, second.headers["retry-after"]) == (429, "1")
    assert (await slack.call("chat.postMessage", channel="C0RELEASE", text="3"))["ok"] is True


async def test_response_url_can_fail(slack: Driver) -> None:
    """Faults strike it too; a call that failed unread does not count as a use."""
    token = slack.workspace.responses.issue(ALICE, MEMBER, interaction="I1").token
    await slack.arm("server_error", where="response_url", times=1)
    assert (await slack.http.post(f"/respond/{token}", json={"text": "x"})).status_code == 500
    await slack.arm("is_archived", where="response_url", times=1)
    assert (await slack.http.post(f"/respond/{token}", json={"text": "x"})).json()["error"] == "is_archived"
    assert (await slack.http.post(f"/respond/{token}", json={"text": "x"})).status_code == 200


async def test_board(slack: Driver) -> None:
    await slack.arm("slow", params={"seconds": 0.5}, times=2)
    await slack.arm("ratelimited", where="auth.test")
    body = (await slack.http.get("/sandbox/faults")).json()
    assert body["faults"]["slack"] == [
        {"name": "slow", "where": "*", "times": 2, "params": {"seconds": 0.5}},
        {"name": "ratelimited", "where": "auth.test", "times": None, "params": {}},
    ]
    assert body["fault_catalogue"]["slack"] == dict(CATALOGUE)
    assert (await slack.http.put("/sandbox/faults/earthquake", json={})).status_code == 404
    refused: list[dict[str, Any]] = [
        {"where": "chat.post"},
        {"times": 0},
        {"params": []},
        {"params": {"seconds": "5"}},
    ]
    for wrong in refused:
        assert (await slack.http.put("/sandbox/faults/slow", json=wrong)).status_code == 400
    assert (await slack.http.delete("/sandbox/faults/slow")).status_code == 200
    assert [fault.name for fault in slack.workspace.faults.armed()] == ["ratelimited"]
    assert (await slack.http.delete("/sandbox/faults/earthquake")).status_code == 404
    await slack.http.delete("/sandbox/faults")
    assert slack.workspace.faults.armed() == []
