"""Slackbot asks the app's MCP server: signed, for a person, strict about blocks."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.lib.transport import local_client
from tests.tools.sandbox.serving import served
from tests.tools.sandbox.slack.driving import ALICE, BOT_TOKEN, SIGNING_SECRET, Driver, actions, button, config, section
from tools.sandbox.slack import create_app

TOOLS = [{"name": "cost_of_minimum", "inputSchema": {"type": "object", "properties": {}}}]


@dataclass
class Server:
    """An MCP server that answers what the test says."""

    driver: Driver | None = None
    seen: list[dict[str, Any]] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=lambda: {"tools": TOOLS})
    response: Response | None = None
    """In place of the result."""

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
    """A server beside the app's address of events."""
    made = Server()
    async with served(Starlette(routes=[Route("/mcp", made.answer, methods=["POST"])])) as url:
        app = create_app(config(app_url=f"{url}/slack/events"))
        async with served(app) as sandbox, local_client(sandbox) as http:
            made.driver = Driver(app, http, BOT_TOKEN)
            yield made


async def test_tools(server: Server) -> None:
    """Each request says who asks; the client says that it shows blocks."""
    assert await server.tools() == {"tools": TOOLS}
    first, second = server.seen
    who = {"user_id": ALICE, "team_id": "T0SANDBOX"}

    assert [first["method"], second["method"]] == ["initialize", "tools/list"]
    assert first["params"]["capabilities"]["extensions"] == {"io.slack/block-kit": {}}
    assert [each["params"]["_meta"] for each in server.seen] == [{"slack": who}, {"slack": who}]


async def test_a_call_and_its_blocks(server: Server) -> None:
    """The blocks come back with ids; without any there is the text."""
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
    """None is shown, as at Slack; the page says why."""
    shown = await server.call(blocks)

    assert shown["blocks"] == []
    assert shown["refused"]
    assert shown["text"] == "0.5 % are lost."


async def test_an_error_of_a_tool(server: Server) -> None:
    """It is a sentence for the person."""
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
    """Whatever the server answers, the page has a sentence."""
    server.response = response

    assert await server.tools() == {"error": words}


async def test_socket_mode(server: Server) -> None:
    """Slackbot cannot reach a bot without an address."""
    app = create_app(config(app_url=None))
    async with served(app) as url, local_client(url) as http:
        answer = await http.get("/sandbox/slackbot", params={"user": ALICE})

    assert answer.status_code == 409
    assert "without Socket Mode" in answer.json()["error"]
    assert server.seen == []
