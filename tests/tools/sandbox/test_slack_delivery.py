"""Payloads reach the app, or do not; faults; the server as a process."""

import asyncio
import os
import signal
import textwrap
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.lib.transport import local_client
from tests.forked import Forked
from tests.forkserver import Call
from tests.patience import PATIENCE
from tests.tools.sandbox.driving import (
    ALICE,
    MANIFEST,
    MEMBER,
    OUTSIDE,
    Driver,
    behind,
    section,
)
from tools.sandbox.faults import Fault
from tools.sandbox.launch import free_ports
from tools.sandbox.slack import AppManifest
from tools.sandbox.slack.refusals import CATALOGUE


async def _delivery_failures_command(slack: Driver) -> dict[str, object]:
    return await slack.control("command", user=ALICE, channel=MEMBER, text="/baselib report")


async def test_late_acknowledgement() -> None:

    async def hang(request: Request) -> Response:
        await request.body()
        while (await request.receive())["type"] != "http.disconnect":
            pass
        return PlainTextResponse("")

    async with behind(hang, acknowledge=0.1) as slack:
        assert (await _delivery_failures_command(slack))["error"] == "operation_timeout"
        shown = (await slack.messages())[-1]
    assert (shown["username"], shown["ephemeral"]) == ("Slackbot", True)
    assert "operation_timeout" in shown["text"]


async def test_app_that_is_not_there(slack: Driver) -> None:
    unknown = await slack.control("command", user=ALICE, channel=MEMBER, text="/weather")
    assert unknown["error"] == "no_such_command"
    assert (await slack.messages())[-1]["username"] == "Slackbot"
    assert (await _delivery_failures_command(slack))["error"] == "dispatch_failed"
    state = (await slack.http.get("/sandbox/state")).json()
    assert state["bot"]["connected"] is False


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"blocks": [{"type": "chart"}]}, "invalid_blocks"),
        ({"text": "x", "response_type": "public"}, "invalid_arguments"),
    ],
)
async def test_refused_acknowledgement(body: dict[str, object], error: str) -> None:

    async def answer(_: Request) -> Response:
        return JSONResponse(body)

    async with behind(answer) as slack:
        assert (await _delivery_failures_command(slack))["error"] == "dispatch_failed"
        kept = (await slack.http.get("/sandbox/requests", params={"method": "command_acknowledgement"})).json()
    assert [each["error"] for each in kept["requests"]] == [error]


@pytest.mark.parametrize(
    ("headers", "attempts"),
    [
        ({}, [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]),
        ({"x-slack-no-retry": "1"}, [(None, None)]),
    ],
)
async def test_event_retries(headers: dict[str, str], attempts: list[tuple[str | None, str | None]]) -> None:
    """A refused event is sent three times more, unless the app declines; always the same event."""
    seen: list[tuple[str | None, str | None]] = []
    ids: set[str] = set()

    async def fail(request: Request) -> Response:
        seen.append((request.headers.get("x-slack-retry-num"), request.headers.get("x-slack-retry-reason")))
        ids.add((await request.json())["event_id"])
        return PlainTextResponse("", 500, headers=headers)

    async with behind(fail) as slack:
        await slack.control(f"channels/{OUTSIDE}", is_member=True)
        await slack.app.state.parts.events.settled()
    assert seen == attempts
    assert len(ids) == 1


async def test_only_subscribed_events_are_sent() -> None:
    kinds: list[str] = []

    async def note(request: Request) -> Response:
        kinds.append((await request.json())["event"]["type"])
        return PlainTextResponse("")

    async with behind(note) as slack:
        await slack.control(f"users/{ALICE}", locale="zh-CN")
        await slack.control("events", type="app_uninstalled")
        await slack.app.state.parts.events.settled()
    assert kinds == ["app_uninstalled"]


async def arrived(slack: Driver) -> dict[str, int]:
    counts: dict[str, int] = (await slack.http.get("/sandbox/deliveries")).json()["arrived"]
    return counts


async def post(slack: Driver, delivery_id: str) -> dict[str, object]:
    return await slack.call("chat.postMessage", channel=MEMBER, text="x", metadata=_metadata(delivery_id))


async def test_messages_are_counted_by_the_id_in_their_metadata(slack: Driver) -> None:
    """Every accepted message counts, even with a lost answer; refused and plain ones do not."""
    await post(slack, "one")
    await post(slack, "two")
    slack.workspace.faults.arm(Fault("accepted_without_answer", "chat.postMessage", 1))
    await slack.raw("chat.postMessage", channel=MEMBER, text="x", metadata=_metadata("two"))
    slack.workspace.faults.arm(Fault("is_archived", "chat.postMessage", 1))
    await post(slack, "one")
    await slack.call("chat.postMessage", channel=MEMBER, text="x")

    assert await arrived(slack) == {"one": 1, "two": 2}


def _metadata(delivery_id: str) -> dict[str, object]:
    return {"event_type": "baselib_delivery", "event_payload": {"id": delivery_id}}


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


@pytest.mark.parametrize(
    "change",
    [
        {"display_information": {}},
        {"oauth_config": None},
        {"features": {"slash_commands": [{"command": "baselib", "description": "x"}]}},
        {"features": {"slash_commands": [{"command": "/baselib"}]}},
        {"features": {"shortcuts": [{"name": "x" * 25, "type": "global", "callback_id": "a", "description": "d"}]}},
        {"features": {"shortcuts": [{"name": "x", "type": "everywhere", "callback_id": "a", "description": "d"}]}},
        {"features": {"shortcuts": [{"name": "x", "type": "global", "callback_id": "a", "description": "d"}] * 2}},
    ],
)
def test_malformed_manifest(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"malformed|slash command|shortcut"):
        AppManifest.parse({**MANIFEST, **change})


CHART: dict[str, Any] = {
    "type": "data_visualization",
    "title": "Share",
    "chart": {
        "type": "bar",
        "series": [{"name": "Users", "data": [{"label": "3.8.1", "value": 41.2}]}],
        "axis_config": {"categories": ["3.8.1"]},
    },
}


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


async def test_slow(slack: Driver) -> None:
    await slack.arm("slow", params={"seconds": 0.01})
    await slack.arm("internal_error", times=1)
    assert (await slack.call("auth.test"))["error"] == "internal_error"
    assert (await slack.call("auth.test"))["ok"] is True


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
