"""Uploading a picture and using it in a message."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.lib.transport import local_client
from tests.tools.sandbox.serving import served
from tests.tools.sandbox.slack.driving import BOT_TOKEN, MEMBER, OUTSIDE, Driver, config, in_process
from tools.sandbox.slack import Timing, create_app

PNG = b"\x89PNG not really"


@pytest.fixture
async def remote() -> AsyncIterator[Driver]:
    """A workspace behind a real socket."""
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
    """A file in processing has no type, and blocks that use it are refused."""
    async with in_process(timing=Timing(file_ready=3600.0)) as slack:
        file_id = await _uploaded(slack)
        assert (await slack.read("files.info", file=file_id))["error"] == "file_not_found"
        await slack.call("files.completeUploadExternal", files=[{"id": file_id}])
        assert (await slack.read("files.info", file=file_id))["file"]["mimetype"] == ""
        image = {"type": "image", "alt_text": "chart", "slack_file": {"id": file_id}}
        answer = await slack.call("chat.postMessage", channel=MEMBER, text="x", blocks=[image])
    assert answer["errors"] == ["invalid slack file [json-pointer:/blocks/0/slack_file]"]


async def test_file_in_a_block(slack: Driver) -> None:
    """A file that is ready can be used, by id or by URL."""
    file_id = await _uploaded(slack)
    completed = await slack.call("files.completeUploadExternal", files=[{"id": file_id}])
    for reference in ({"id": file_id}, {"url": completed["files"][0]["url_private"]}):
        image = {"type": "image", "alt_text": "chart", "slack_file": reference}
        assert (await slack.call("chat.postMessage", channel=MEMBER, text="x", blocks=[image]))["ok"] is True


async def test_refusals(slack: Driver) -> None:
    """Wrong sizes, unknown files and channels without the bot are refused."""
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
    """It stays with its picture, within Slack's limit."""
    for length, error in ((1_000, None), (1_001, "alt_txt_too_large")):
        begun = await slack.read("files.getUploadURLExternal", filename="a.png", length="3", alt_txt="x" * length)
        assert begun.get("error") == error

    begun = await slack.read("files.getUploadURLExternal", filename="a.png", length="3", alt_txt="a line that rises")
    await slack.http.post(begun["upload_url"].removeprefix("http://sandbox.test"), content=b"PNG")
    await slack.call("files.completeUploadExternal", files=[{"id": begun["file_id"]}], channel_id=MEMBER)
    assert (await slack.messages())[0]["files"][0]["alt_text"] == "a line that rises"
    assert (await slack.read("files.info", file=begun["file_id"]))["file"]["alt_txt"] == "a line that rises"


async def test_upload_can_fail(slack: Driver) -> None:
    """A fault makes the upload itself fail."""
    begun = await slack.read("files.getUploadURLExternal", filename="chart.png", length=str(len(PNG)))
    await slack.arm("server_error", where="upload", times=1)
    path = begun["upload_url"].removeprefix("http://sandbox.test")
    assert (await slack.http.post(path, content=PNG)).status_code == 500
    assert (await slack.http.post(path, files={"file": ("chart.png", PNG)})).status_code == 200
