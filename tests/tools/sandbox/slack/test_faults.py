"""Each of the workspace's faults."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.lib.transport import local_client
from tests.tools.sandbox.serving import served
from tests.tools.sandbox.slack.driving import ALICE, BOT_TOKEN, MEMBER, Driver, config, section
from tools.sandbox.slack import create_app
from tools.sandbox.slack.errors import CATALOGUE

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
    """429 with Retry-After, as often as armed."""
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
    """A refusal on command carries Slack's error."""
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
    """Charts or data tables are refused; the Home tab refuses in its own way."""
    block = CHART if kind == "data_visualization" else table
    await slack.arm(f"invalid_blocks_{kind}")
    refused = await slack.call("chat.postMessage", channel=MEMBER, text="x", blocks=[section(), block])
    assert refused["error"] == "invalid_blocks"
    assert f"unsupported type: {kind} [json-pointer:/blocks/1/type]" in refused["errors"]
    assert (await slack.call("chat.postMessage", channel=MEMBER, blocks=[section()]))["ok"] is True
    home = {"type": "home", "blocks": [block]}
    assert (await slack.call("views.publish", user_id=ALICE, view=home))["error"] == "invalid_arguments"


async def test_accepted_without_answer(slack: Driver) -> None:
    """The message is there although the answer is a 500."""
    await slack.arm("accepted_without_answer", times=1)
    assert (await slack.call("auth.test"))["ok"] is True
    assert (await slack.raw("chat.postMessage", channel=MEMBER, text="x")).status_code == 500
    assert [each["text"] for each in await slack.messages()] == ["x"]


async def test_answer_lost(remote: Driver) -> None:
    """The message is there although the connection broke before any answer."""
    await remote.arm("answer_lost", where="chat.postMessage", times=1)
    with pytest.raises(httpx.ReadError, match="Server disconnected"):
        await remote.raw("chat.postMessage", channel=MEMBER, text="x")
    assert [each["text"] for each in await remote.messages()] == ["x"]


async def test_lost_answer_makes_the_official_client_post_twice(remote: Driver) -> None:
    """slack_sdk itself retries a broken connection: this fault shows that trap."""
    await remote.arm("answer_lost", where="chat.postMessage", times=1)
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{remote.http.base_url}/api/")
    await client.chat_postMessage(channel=MEMBER, text="x")
    assert [each["text"] for each in await remote.messages()] == ["x", "x"]


async def test_timeout(remote: Driver) -> None:
    """The request hangs, then the connection breaks; nothing was done."""
    await remote.arm("timeout", where="chat.postMessage", params={"seconds": 0.05})
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{remote.http.base_url}/api/", retry_handlers=[])
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel=MEMBER, text="x")
    assert await remote.messages() == []


async def test_slow(slack: Driver) -> None:
    """A slow answer is right, only late; other faults still strike."""
    await slack.arm("slow", params={"seconds": 0.01})
    await slack.arm("internal_error", times=1)
    assert (await slack.call("auth.test"))["error"] == "internal_error"
    assert (await slack.call("auth.test"))["ok"] is True


async def test_history_lag(slack: Driver) -> None:
    """The history lacks fresh messages until the lag has passed on the sandbox's clock."""
    await slack.call("chat.postMessage", channel=MEMBER, text="x")
    await slack.arm("history_lag", params={"seconds": 60})
    assert (await slack.read("conversations.history", channel=MEMBER))["messages"] == []
    await slack.control("clock", advance_seconds=61)
    assert len((await slack.read("conversations.history", channel=MEMBER))["messages"]) == 1


async def test_enforce_rate(slack: Driver) -> None:
    """One message per second and channel."""
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
    """Faults are listed, refused when unknown, and cleared one by one or together."""
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
