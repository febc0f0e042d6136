"""Slackbot asks the app's MCP server: signed, for a person, strict about blocks."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import httpx
import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.lib.transport import local_client
from tests.patience import PATIENCE
from tests.tools.sandbox.serving import served
from tests.tools.sandbox.slack.boltapp import Bolt, over_socket_mode
from tests.tools.sandbox.slack.driving import (
    ALICE,
    APP_TOKEN,
    BOT_TOKEN,
    BOWEN,
    MEMBER,
    SIGNING_SECRET,
    Driver,
    actions,
    button,
    config,
    section,
)
from tools.sandbox.slack import Timing, create_app

TOOLS = [{"name": "cost_of_minimum", "inputSchema": {"type": "object", "properties": {}}}]


@dataclass
class Server:
    """An MCP server that answers what the test says."""

    driver: Driver | None = None
    seen: list[dict[str, Any]] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=lambda: {"tools": TOOLS})
    response: Response | None = None

    async def answer(self, request: Request) -> Response:
        body = await request.body()
        assert SignatureVerifier(SIGNING_SECRET).is_valid_request(body, dict(request.headers))
        data = json.loads(body)
        self.seen.append(data)
        return self.response or JSONResponse({"jsonrpc": "2.0", "id": data["id"], "result": self.result})

    async def tools(self) -> Any:
        assert self.driver
        return (await self.driver.http.get("/sandbox/slackbot", params={"user": ALICE})).json()

    async def call(self, blocks: object = None, **more: Any) -> Any:
        """Alice has a tool called, whose result has these blocks."""
        assert self.driver
        self.result = {"content": [{"type": "text", "text": "0.5 % are lost."}], **more}
        if blocks is not None:
            self.result["_meta"] = {"slack": {"blocks": blocks}}
        arguments = {"user": ALICE, "tool": "cost_of_minimum", "arguments": {"version": "3.8.5"}}
        return (await self.driver.http.post("/sandbox/slackbot", json=arguments)).json()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    async with served(Starlette(routes=[Route("/mcp", made.answer, methods=["POST"])])) as url:
        app = create_app(config(app_url=f"{url}/slack/events"))
        async with served(app) as sandbox, local_client(sandbox) as http:
            made.driver = Driver(app, http, BOT_TOKEN)
            yield made


async def test_tools(server: Server) -> None:
    assert await server.tools() == {"tools": TOOLS}
    first, second = server.seen
    who = {"user_id": ALICE, "team_id": "T0SANDBOX"}

    assert [first["method"], second["method"]] == ["initialize", "tools/list"]
    assert first["params"]["capabilities"]["extensions"] == {"io.slack/block-kit": {}}
    assert [each["params"]["_meta"] for each in server.seen] == [{"slack": who}, {"slack": who}]


async def test_a_call_and_its_blocks(server: Server) -> None:
    row = actions(button("tool:cost_of_minimum", value='{"version":"3.8.4"}'))
    with_blocks, without = await server.call([section(), row]), await server.call()

    assert [block["type"] for block in with_blocks["blocks"]] == ["section", "actions"]
    assert all(block["block_id"] for block in with_blocks["blocks"])
    assert without == {"text": "0.5 % are lost.", "blocks": [], "refused": "", "is_error": False}
    assert server.seen[0]["params"]["arguments"] == {"version": "3.8.5"}


@pytest.mark.parametrize(
    "blocks",
    [
        [section(), {"type": "context_actions", "elements": []}],
        [section(), {"type": "plan", "title": "x", "tasks": []}],
        [section(), {"type": "unheard_of"}],
        [section("x" * 3001)],
        [section()] * 51,
        "none",
    ],
)
async def test_one_foreign_block(server: Server, blocks: object) -> None:
    shown = await server.call(blocks)

    assert shown["blocks"] == []
    assert shown["refused"]
    assert shown["text"] == "0.5 % are lost."


async def test_an_error_of_a_tool(server: Server) -> None:
    assert (await server.call(isError=True))["is_error"] is True


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (Response(status_code=401), "the bot refuses: HTTP 401"),
        (Response("no"), "initialize does not answer with JSON"),
        (JSONResponse({"error": {"code": -32600, "message": "odd"}}), "initialize: odd"),
        (JSONResponse({"result": []}), "initialize answers without a result"),
    ],
)
async def test_trouble_in_words(server: Server, response: Response, words: str) -> None:
    server.response = response

    assert await server.tools() == {"error": words}


async def test_socket_mode(server: Server) -> None:
    app = create_app(config(app_url=None))
    async with served(app) as url, local_client(url) as http:
        answer = await http.get("/sandbox/slackbot", params={"user": ALICE})

    assert answer.status_code == 409
    assert "without Socket Mode" in answer.json()["error"]
    assert server.seen == []


async def respond(slack: Driver, token: str, **answer: Any) -> httpx.Response:
    return await slack.http.post(f"/respond/{token}", json=answer)


@pytest.fixture
def token(slack: Driver) -> str:
    return slack.workspace.responses.issue(ALICE, MEMBER, interaction="I1").token


async def test_five_uses(slack: Driver, token: str) -> None:
    for number in range(5):
        assert (await respond(slack, token, text=str(number))).status_code == 200
    sixth = await respond(slack, token, text="6")
    assert (sixth.status_code, sixth.json()["error"]) == (404, "used_url")
    assert len(await slack.messages()) == 5


async def test_thirty_minutes_on_the_sandbox_clock(slack: Driver, token: str) -> None:
    await slack.control("clock", advance_seconds=29 * 60)
    assert (await respond(slack, token, text="in time")).status_code == 200
    await slack.control("clock", advance_seconds=60)
    late = await respond(slack, token, text="late")
    assert (late.status_code, late.json()["error"]) == (404, "expired_url")


async def test_who_sees_it(slack: Driver, token: str) -> None:
    await respond(slack, token, text="to me")
    await respond(slack, token, text="to all", response_type="in_channel")
    assert [each["text"] for each in await slack.messages(user=BOWEN)] == ["to all"]
    assert [each["text"] for each in await slack.messages()] == ["to me", "to all"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"blocks": [{"type": "chart"}]}, "invalid_blocks"),
        ({}, "no_text"),
        ({"text": "x", "response_type": "public"}, "invalid_arguments"),
        ({"delete_original": True}, "message_not_found"),
    ],
)
async def test_refusals(slack: Driver, token: str, answer: dict[str, Any], error: str) -> None:
    refused = await respond(slack, token, **answer)
    assert (refused.status_code, refused.json()["error"]) == (400, error)


async def test_replace_and_delete(slack: Driver) -> None:
    posted = await slack.call("chat.postMessage", channel=MEMBER, text="first", blocks=[section()])
    token = slack.workspace.responses.issue(ALICE, MEMBER, interaction="I1", message_ts=posted["ts"]).token
    await respond(slack, token, text="second", replace_original=True)
    shown = await slack.messages(user=BOWEN)
    assert [(each["ts"], each["text"], each["blocks"], each["edited"]) for each in shown] == [
        (posted["ts"], "second", [], True)
    ]
    await respond(slack, token, text="third")
    assert len(await slack.messages()) == 2
    await respond(slack, token, delete_original=True)
    assert [each["text"] for each in await slack.messages()] == ["third"]


async def test_what_answers_what(slack: Driver) -> None:
    posted = await slack.call("chat.postMessage", channel=MEMBER, text="first")
    command = slack.workspace.responses.issue(ALICE, MEMBER, interaction="I1")
    press = slack.workspace.responses.issue(ALICE, MEMBER, interaction="I2", message_ts=posted["ts"])
    before = [each["answers"] for each in await slack.messages()]
    await respond(slack, command.token, text="second")
    await respond(slack, press.token, text="third", replace_original=True)

    assert before == [None]
    assert {each["text"]: each["answers"] for each in await slack.messages()} == {"second": "I1", "third": "I2"}


async def test_thread(slack: Driver, token: str) -> None:
    posted = await slack.call("chat.postMessage", channel=MEMBER, text="first")
    await respond(slack, token, text="below", thread_ts=posted["ts"], response_type="in_channel")
    thread = await slack.messages(thread_ts=posted["ts"])
    assert [each["text"] for each in thread] == ["first", "below"]


async def test_unknown_url(slack: Driver) -> None:
    assert (await respond(slack, "nothing", text="x")).status_code == 404


async def test_not_json(slack: Driver, token: str) -> None:
    answer = await slack.http.post(f"/respond/{token}", content="x")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_payload")


async def _ticket(session: aiohttp.ClientSession, url: str) -> str:
    headers = {"authorization": f"Bearer {APP_TOKEN}"}
    async with session.post(f"{url}/api/apps.connections.open", headers=headers) as answer:
        address: str = (await answer.json())["url"]
        return address


async def _control(session: aiohttp.ClientSession, url: str, path: str, **body: Any) -> dict[str, Any]:
    async with session.post(f"{url}/sandbox/{path}", json=body) as answer:
        parsed: dict[str, Any] = await answer.json()
        return parsed


COMMAND = {"user": ALICE, "channel": MEMBER, "text": "/baselib"}


async def test_ticket_is_good_once() -> None:
    async with served(create_app(config(app_url=None))) as url, aiohttp.ClientSession() as session:
        address = await _ticket(session, url)
        async with session.ws_connect(address) as socket:
            hello = await socket.receive_json(timeout=PATIENCE)
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            for refused in (address, address.rsplit("/", 1)[0] + "/nothing"):
                with pytest.raises(aiohttp.WSServerHandshakeError):
                    await session.ws_connect(refused)


async def test_payloads_alternate_between_connections() -> None:
    async with served(create_app(config(app_url=None))) as url, aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await _ticket(session, url)) for _ in range(10)]
        for socket in sockets:
            assert (await socket.receive_json(timeout=PATIENCE))["type"] == "hello"
        eleventh = await session.ws_connect(await _ticket(session, url))
        assert (await eleventh.receive_json(timeout=PATIENCE))["reason"] == "too_many_websockets"
        for socket in sockets[2:]:
            await socket.close()
        reached = []
        for _ in range(2):
            typed = asyncio.create_task(_control(session, url, "command", **COMMAND))
            waiting = {asyncio.create_task(socket.receive_json(timeout=PATIENCE)): socket for socket in sockets[:2]}
            done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
            (task,) = done
            envelope = task.result()
            assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
            await waiting[task].send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "Hi"}})
            assert (await typed)["ok"]
            reached.append(waiting[task])
        assert reached[0] is not reached[1]


async def test_no_connection_and_too_late() -> None:
    app = create_app(config(app_url=None, timing=Timing(acknowledge=0.1)))
    async with served(app) as url, aiohttp.ClientSession() as session:
        assert (await _control(session, url, "command", **COMMAND))["error"] == "dispatch_failed"
        async with session.ws_connect(await _ticket(session, url)) as socket:
            await socket.receive_json(timeout=PATIENCE)
            await socket.send_str("not json")
            assert (await _control(session, url, "command", **COMMAND))["error"] == "operation_timeout"


async def test_http_apps_get_no_socket() -> None:
    async with served(create_app(config())) as url, aiohttp.ClientSession() as session:
        headers = {"authorization": f"Bearer {APP_TOKEN}"}
        async with session.post(f"{url}/api/apps.connections.open", headers=headers) as answer:
            assert (await answer.json())["error"] == "socket_mode_not_enabled"


async def _reconnected(bolt: Bolt) -> None:
    async with asyncio.timeout(PATIENCE):
        async with bolt.slack.http.stream("GET", "/sandbox/stream") as changes:
            await bolt.slack.control("socket/disconnect", reason="refresh_requested")
            async for _ in changes.aiter_lines():
                if bolt.slack.workspace.sockets.connected:
                    return


async def test_bolt_reconnects_when_asked() -> None:
    async with over_socket_mode() as bolt:
        await _reconnected(bolt)
        assert (await bolt.slack.control("command", **COMMAND))["ok"]
        assert (await bolt.next("command"))["command"] == "/baselib"
