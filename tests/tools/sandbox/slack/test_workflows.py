"""Workflows reach the app's steps, which give each run one result."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response

from bot.export.manifest import with_workflow_steps
from bot.lib.transport import local_client
from tests.tools.sandbox.serving import served
from tests.tools.sandbox.slack.driving import (
    ALICE,
    BOT_TOKEN,
    BOWEN,
    MANIFEST,
    MEMBER,
    OUTSIDE,
    Driver,
    config,
    in_process,
)
from tests.tools.sandbox.slack.stubapp import behind
from tools.sandbox.slack import Timing, create_app
from tools.sandbox.slack.config import AppManifest

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


async def test_a_step_and_its_result(app: App) -> None:
    run = await app.run()
    (event,) = app.seen

    assert event["inputs"] == {"program": "wx1", "version": "3.8.0", "person": {"id": ALICE, "secret": "sandbox"}}
    assert (event["type"], event["function"]["callback_id"]) == ("function_executed", "loss_at_version")
    assert event["function_execution_id"] == run["id"]
    answer = await app.driver.raw(
        "functions.completeSuccess", event["bot_access_token"], function_execution_id=run["id"], outputs=LOSS
    )
    assert answer.json() == {"ok": True}
    assert (await app.complete(run["id"], LOSS))["error"] == "execution_not_in_running_state"
    (shown,) = await app.runs()
    assert (shown["status"], shown["outputs"]) == ("completed", LOSS)
    assert "person" not in shown["inputs"]
    assert event["bot_access_token"] not in str(shown)


async def test_a_failure(app: App) -> None:
    run = await app.run()
    failed = await app.driver.call("functions.completeError", function_execution_id=run["id"], error="No.")
    unknown = await app.driver.call("functions.completeError", function_execution_id="Fx0", error="No.")

    assert failed == {"ok": True}
    assert unknown["error"] == "function_execution_not_found"
    assert [(each["status"], each["error"]) for each in await app.runs()] == [("failed", "No.")]


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


async def test_a_select(app: App) -> None:
    app.offers = OPTIONS

    assert await search(app) == {"options": OPTIONS}
    assert app.seen[0]["inputs"] == {"query": "sh", "builder": {"id": BOWEN, "secret": "sandbox"}}
    assert await app.runs() == [], "a select is no step of a workflow"


@pytest.mark.parametrize("offers", [None, [{"value": "wx1"}], OPTIONS * 2])
async def test_a_select_without_options(app: App, offers: list[dict[str, Any]] | None) -> None:
    app.offers = offers

    assert await search(app) == {"error": "the event was acknowledged without options"}


async def test_faults(app: App) -> None:
    run = await app.run()
    await app.driver.arm("answer_lost", where="functions.completeSuccess", times=1)
    with pytest.raises(Exception, match="disconnected"):
        await app.complete(run["id"], LOSS)

    assert (await app.complete(run["id"], LOSS))["error"] == "execution_not_in_running_state"


def test_a_manifest_with_a_select_of_nothing() -> None:
    manifest = with_workflow_steps(MANIFEST)
    functions = {name: each for name, each in manifest["functions"].items() if name != "get-programs"}

    with pytest.raises(ValueError, match="no function returns options"):
        AppManifest.parse({**manifest, "functions": functions})


PNG = b"\x89PNG not really"


@pytest.fixture
async def remote() -> AsyncIterator[Driver]:
    app = create_app(config())
    async with served(app) as url, local_client(url) as http:
        yield Driver(app, http, BOT_TOKEN)


async def test_real_client_uploads(remote: Driver) -> None:
    """slack_sdk uploads in its three steps; the file can be fetched and shows in the channel."""
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{remote.http.base_url}/api/")
    uploaded = await client.files_upload_v2(channel=MEMBER, filename="chart.png", content=PNG, title="Chart")
    file = uploaded["files"][0]
    shown = (await remote.messages())[0]["files"][0]
    assert (shown["id"], shown["mimetype"], shown["title"]) == (file["id"], "image/png", "Chart")
    assert (await remote.http.get(shown["url"])).content == PNG
    info = await client.files_info(file=file["id"])
    assert info["file"]["mimetype"] == "image/png"


async def _uploaded(slack: Driver) -> str:
    begun = await slack.read("files.getUploadURLExternal", filename="chart.png", length=str(len(PNG)))
    path = begun["upload_url"].removeprefix("http://sandbox.test")
    assert (await slack.http.post(path, content=PNG)).status_code == 200
    file_id: str = begun["file_id"]
    return file_id


async def test_file_is_not_ready_at_once() -> None:
    async with in_process(timing=Timing(file_ready=3600.0)) as slack:
        file_id = await _uploaded(slack)
        assert (await slack.read("files.info", file=file_id))["error"] == "file_not_found"
        await slack.call("files.completeUploadExternal", files=[{"id": file_id}])
        assert (await slack.read("files.info", file=file_id))["file"]["mimetype"] == ""
        image = {"type": "image", "alt_text": "chart", "slack_file": {"id": file_id}}
        answer = await slack.call("chat.postMessage", channel=MEMBER, text="x", blocks=[image])
    assert answer["errors"] == ["invalid slack file [json-pointer:/blocks/0/slack_file]"]


async def test_file_in_a_block(slack: Driver) -> None:
    file_id = await _uploaded(slack)
    completed = await slack.call("files.completeUploadExternal", files=[{"id": file_id}])
    for reference in ({"id": file_id}, {"url": completed["files"][0]["url_private"]}):
        image = {"type": "image", "alt_text": "chart", "slack_file": reference}
        assert (await slack.call("chat.postMessage", channel=MEMBER, text="x", blocks=[image]))["ok"] is True


async def test_refusals(slack: Driver) -> None:
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

    begun = await slack.read("files.getUploadURLExternal", filename="a.png", length="3", alt_txt="a line that rises")
    await slack.http.post(begun["upload_url"].removeprefix("http://sandbox.test"), content=b"PNG")
    await slack.call("files.completeUploadExternal", files=[{"id": begun["file_id"]}], channel_id=MEMBER)
    assert (await slack.messages())[0]["files"][0]["alt_text"] == "a line that rises"
    assert (await slack.read("files.info", file=begun["file_id"]))["file"]["alt_txt"] == "a line that rises"


async def test_upload_can_fail(slack: Driver) -> None:
    begun = await slack.read("files.getUploadURLExternal", filename="chart.png", length=str(len(PNG)))
    await slack.arm("server_error", where="upload", times=1)
    path = begun["upload_url"].removeprefix("http://sandbox.test")
    assert (await slack.http.post(path, content=PNG)).status_code == 500
    assert (await slack.http.post(path, files={"file": ("chart.png", PNG)})).status_code == 200
