"""Slackbot asks the app's MCP server; response_urls, sockets and files; workflows reach the app's steps."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import httpx
import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.export.workflow_steps import with_workflow_steps
from bot.lib.transport import local_client
from tests.patience import PATIENCE
from tests.tools.sandbox.driving import (
    ALICE,
    APP_TOKEN,
    BOT_TOKEN,
    BOWEN,
    MANIFEST,
    MEMBER,
    OUTSIDE,
    SIGNING_SECRET,
    Driver,
    behind,
    config,
    section,
)
from tests.tools.sandbox.serving import served
from tools.sandbox.slack import Timing, create_app
from tools.sandbox.slack.config import AppManifest


@dataclass
class Server:
    """An MCP server that answers what the test says."""

    driver: Driver | None = None
    seen: list[dict[str, Any]] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)
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

    async def call(self, blocks: object) -> Any:
        """Alice has a tool called, whose result has these blocks."""
        assert self.driver
        self.result = {
            "content": [{"type": "text", "text": "0.5 % are lost."}],
            "_meta": {"slack": {"blocks": blocks}},
        }
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


@pytest.mark.parametrize(
    "blocks",
    [
        [section(), {"type": "unheard_of"}],
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 10_001}]]}],
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


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"blocks": [{"type": "chart"}]}, "invalid_blocks"),
        ({}, "no_text"),
        ({"text": "x", "response_type": "public"}, "invalid_arguments"),
    ],
)
async def test_refusals(slack: Driver, token: str, answer: dict[str, Any], error: str) -> None:
    refused = await respond(slack, token, **answer)
    assert (refused.status_code, refused.json()["error"]) == (400, error)
    assert (await respond(slack, "nothing", text="x")).status_code == 404
    assert (await slack.http.post(f"/respond/{token}", content="x")).json()["error"] == "invalid_payload"


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
        sockets = [await session.ws_connect(await _ticket(session, url)) for _ in range(2)]
        for socket in sockets:
            assert (await socket.receive_json(timeout=PATIENCE))["type"] == "hello"
        reached = []
        for _ in range(2):
            typed = asyncio.create_task(_control(session, url, "command", **COMMAND))
            waiting = {asyncio.create_task(socket.receive_json(timeout=PATIENCE)): socket for socket in sockets}
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


LOSS = {"loss_low": 0.5, "loss_high": 1, "safe": True, "safe_from": "2026-12-08", "sentence": "Safe."}


OPTIONS = [{"text": {"type": "plain_text", "text": "shop"}, "value": "wx1"}]


@dataclass
class App:
    driver: Driver
    seen: list[dict[str, Any]] = field(default_factory=list)
    offers: list[dict[str, Any]] | None = None
    """The options of a select; None: it acknowledges without."""

    async def run(self, step: str = "loss_at_version", **more: Any) -> Any:
        """A workflow reaches a step, and the event arrives; the control API's answer."""
        sent = {"step": step, "inputs": {"program": "wx1", "version": "3.8.0"}, "user": ALICE, **more}
        answer = await self.driver.http.post("/sandbox/workflows", json=sent)
        await self.driver.app.state.parts.events.settled()
        return answer.json() if answer.status_code == 200 else (answer.status_code, answer.json()["error"])

    async def complete(self, run: str, outputs: Any, **more: Any) -> dict[str, Any]:
        answer = await self.driver.raw("functions.completeSuccess", function_execution_id=run, outputs=outputs, **more)
        body: dict[str, Any] = answer.json()
        return body

    async def runs(self) -> list[dict[str, Any]]:
        runs: list[dict[str, Any]] = (await self.driver.http.get("/sandbox/workflows")).json()["runs"]
        return runs


@pytest.fixture
async def app() -> AsyncIterator[App]:
    """The app, with the steps that Baselib's manifest declares."""
    made: list[App] = []

    async def answer(request: Request) -> Response:
        event = (await request.json())["event"]
        made[0].seen.append(event)
        if event["function"]["callback_id"] == "get-programs" and made[0].offers is not None:
            await made[0].complete(event["function_execution_id"], {"options": made[0].offers})
        return Response()

    manifest = AppManifest.parse(with_workflow_steps(MANIFEST))
    async with behind(answer, manifest=manifest) as driver:
        made.append(App(driver))
        yield made[0]


@pytest.mark.parametrize(
    "outputs",
    [
        {name: value for name, value in LOSS.items() if name != "safe"},
        {**LOSS, "safe": "yes"},
        {**LOSS, "loss_low": "0.5"},
        {**LOSS, "loss_low": True},
        {**LOSS, "more": 1},
        [],
    ],
)
async def test_outputs_that_were_not_declared(app: App, outputs: object) -> None:
    run = await app.run()
    refused = await app.complete(run["id"], outputs)

    assert refused["error"] == "parameter_validation_failed"
    assert refused["response_metadata"]["messages"]
    assert (await app.complete(run["id"], LOSS))["ok"]
    assert (await app.complete(run["id"], LOSS))["error"] == "execution_not_in_running_state"
    assert (await app.complete("Fx0", LOSS))["error"] == "function_execution_not_found"


async def test_the_runs_token(app: App) -> None:
    first, second = [await app.run() for _ in range(2)]
    tokens = [event["bot_access_token"] for event in app.seen]
    await app.complete(first["id"], LOSS)
    app.driver.workspace.clock.advance(timedelta(minutes=15))

    for run, token in zip((first, second), tokens, strict=True):
        answer = await app.driver.raw("functions.completeSuccess", token, function_execution_id=run["id"], outputs=LOSS)
        assert answer.json()["error"] == "token_revoked"
    assert (await app.complete(second["id"], LOSS))["ok"], "the bot's own token works"


async def test_a_schedule(app: App) -> None:
    await app.run(user=None)

    assert "person" not in app.seen[0]["inputs"]


async def test_inputs_that_workflow_builder_would_not_take(app: App) -> None:
    assert (await app.run(inputs={"program": "wx1"}))[0] == 400
    assert (await app.run(inputs={"program": "wx1", "version": 3}))[0] == 400
    assert (await app.run(inputs={"program": "wx1", "version": "3", "person": {"id": BOWEN}}))[0] == 400
    assert (await app.run(step="get-programs"))[0] == 404
    assert app.seen == []


async def search(app: App, query: str = "sh") -> Any:
    """A person searches the select of a step's program."""
    sent = {"step": "loss_at_version", "input": "program", "query": query, "user": BOWEN}
    return (await app.driver.http.post("/sandbox/workflows/options", json=sent)).json()


@pytest.mark.parametrize("offers", [None, [{"value": "wx1"}], OPTIONS * 2])
async def test_a_select_without_options(app: App, offers: list[dict[str, Any]] | None) -> None:
    app.offers = offers

    assert await search(app) == {"error": "the event was acknowledged without options"}


def test_a_manifest_with_a_select_of_nothing() -> None:
    manifest = with_workflow_steps(MANIFEST)
    functions = {name: each for name, each in manifest["functions"].items() if name != "get-programs"}

    with pytest.raises(ValueError, match="no function returns options"):
        AppManifest.parse({**manifest, "functions": functions})


PNG = b"\x89PNG not really"


async def _uploaded(slack: Driver) -> str:
    begun = await slack.read("files.getUploadURLExternal", filename="chart.png", length=str(len(PNG)))
    path = begun["upload_url"].removeprefix("http://sandbox.test")
    assert (await slack.http.post(path, content=PNG)).status_code == 200
    file_id: str = begun["file_id"]
    return file_id


async def test_refused_files(slack: Driver) -> None:
    begun = await slack.read("files.getUploadURLExternal", filename="chart.png", length="3")
    path = begun["upload_url"].removeprefix("http://sandbox.test")
    assert (await slack.http.post(path, content=PNG)).status_code == 400
    assert (await slack.http.post("/upload/nothing", content=PNG)).status_code == 404
    assert (await slack.http.get("/files/F0/chart.png")).status_code == 404
    for files in ([{"id": begun["file_id"]}], [{"id": "F0"}]):
        assert (await slack.call("files.completeUploadExternal", files=files))["error"] == "file_not_found"
    assert (await slack.call("files.completeUploadExternal"))["error"] == "invalid_arguments"
    assert (await slack.read("files.getUploadURLExternal", filename="x"))["error"] == "invalid_arguments"
    ready = [{"id": await _uploaded(slack)}]
    answer = await slack.call("files.completeUploadExternal", files=ready, channel_id=OUTSIDE)
    assert answer["error"] == "not_in_channel"


async def test_description(slack: Driver) -> None:
    for length, error in ((1_000, None), (1_001, "alt_txt_too_large")):
        begun = await slack.read("files.getUploadURLExternal", filename="a.png", length="3", alt_txt="x" * length)
        assert begun.get("error") == error


async def test_upload_can_fail(slack: Driver) -> None:
    begun = await slack.read("files.getUploadURLExternal", filename="chart.png", length=str(len(PNG)))
    await slack.arm("server_error", where="upload", times=1)
    path = begun["upload_url"].removeprefix("http://sandbox.test")
    assert (await slack.http.post(path, content=PNG)).status_code == 500
    assert (await slack.http.post(path, content=PNG)).status_code == 200
