"""The server as a process: starting, serving the page, ending on request."""

import asyncio
import os
import signal
import textwrap
from pathlib import Path

import aiohttp
import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message

from bot.lib.transport import local_client
from tests.forked import Forked
from tests.forkserver import Call
from tests.patience import PATIENCE
from tests.tools.sandbox.slack.driving import MANIFEST
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
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    await DroppedConnection()({"type": "http"}, receive, send)
    assert [each["type"] for each in sent] == ["http.response.start"]


async def test_page(tmp_path: Path) -> None:
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
    with pytest.raises(ValueError, match=r"malformed|slash command"):
        AppManifest.parse({**MANIFEST, **change})
