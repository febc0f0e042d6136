"""`baselib mcp` as a coding agent starts it: its own process, without credentials."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from bot.export.report_json import report_json
from tests.domain.build import report_of
from tests.forkserver import running
from tests.lib.test_processes import next_of, pipe_in
from tests.mcp.results import assert_valid
from tests.once_per_run import shared
from tests.patience import PATIENCE
from tests.project.repository import ROOT
from tests.served import served
from tools.sandbox.wechat.app import create_app
from tools.sandbox.wechat.config import WeChatSandboxConfig

RELAY: Final = ROOT / "tests" / "relay.py"
PROJECT: Final = str(ROOT / "tests" / "scan" / "project")
SECRETS: Final = {
    "WECHAT_ACCESS_TOKEN": "canary-token",
    "WECHAT_PROGRAMS": "shop=wx1234567890abcdef",
    "SLACK_BOT_TOKEN": "xoxb-canary",
}
"""The environment of a developer who also runs Baselib."""
ENDLESS: Final = """
import sys
if any("spawn_main" in argument for argument in sys.orig_argv):
    from tests.lib.endless import never
    never({pipe!r})
"""
"""What Python runs at each start: a process for a scan comes to no end."""


@asynccontextmanager
async def agent(folder: Path, *options: str, public: str = "off", mode: str = "auto") -> AsyncIterator[Client]:
    """A coding agent in a folder with a foreign `.env`."""
    (folder / ".env").write_text("PORT=not-a-port\n", "utf-8")
    env = {**SECRETS, "WECHAT_PUBLIC_URL": public}
    relay = ["-I", "-S", str(RELAY), await asyncio.to_thread(shared, "forkserver", running)]
    started = StdioServerParameters(
        command=sys.executable, args=[*relay, "-m", "bot", "mcp", *options], cwd=str(folder), env=env
    )
    async with Client(stdio_client(started), mode=mode) as client:
        yield client


def names_in(folder: Path) -> list[str]:
    """The names of the files in a folder."""
    return sorted(each.name for each in folder.iterdir())


async def test_questions_about_a_file(tmp_path: Path) -> None:
    """All about the program of `--shares`, a scan that counts its users, and nothing else."""
    file = tmp_path / "shares.json"
    numbers = report_json(report_of({"3.0.0": "90", "2.32.3": "8", "2.31.0": "1.5", "2.10.0": "0.5"}, minimum="2.10.0"))
    file.write_text(json.dumps(numbers), "utf-8")
    appid = numbers["program"]["appid"]

    async with agent(tmp_path, "--shares", str(file)) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        names = frozenset(tools)

        async def ask(name: str, **arguments: Any) -> dict[str, Any]:
            return assert_valid(tools[name], await client.call_tool(name, arguments), names)

        assert "propose_minimum" not in names
        cost = await ask("cost_of_minimum", version="2.32.3")
        assert (cost["program"]["appid"], cost["loss_percent"]) == (appid, {"low": 2.0, "high": 2.0})
        assert cost["taken_at"] == numbers["taken_at"]
        assert (await ask("fleet_cost", version="2.32.3"))["verdicts"]["keeps-95"] == 1
        assert (await ask("highest_minimum", keep_percent=97.5))["version"] == "2.32.3"
        assert (await ask("get_breakdown", program=appid))["minimum"] == "2.10.0"
        assert [line["version"] for line in (await ask("get_trend", versions=["3.0.0"]))["lines"]] == ["3.0.0"]
        assert (await ask("can_use", names=["wx.getPrivacySetting"]))["apis"][0]["coverage_percent"] is not None
        assert (await ask("find_programs"))["count"] == 1
        assert (await ask("explain_error", errcode=40013))["known"]
        scanned = await ask("scan_requirements", path=PROJECT)
        assert scanned["to_run"]["minimum"] == "2.32.3"
        assert scanned["loss_percent"] == {"low": 2.0, "high": 2.0}
        refused = await client.call_tool("cost_of_minimum", {"program": "wx1234567890abcdef", "version": "3.0.0"})
        assert refused.is_error
    assert names_in(tmp_path) == [".env", "shares.json"]


@pytest.mark.usefixtures("at_now")
async def test_all_of_wechat(tmp_path: Path) -> None:
    """The public numbers need no file; an older client works, too."""
    with served(create_app(WeChatSandboxConfig())) as url:
        public = f"{url}/debug/getpublibpercentage"
        async with agent(tmp_path, public=public, mode="legacy") as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            result = await client.call_tool("cost_of_minimum", {"program": "wechat", "version": "2.32.3"})
            data = assert_valid(tools["cost_of_minimum"], result, frozenset(tools))
            lost = await client.call_tool("scan_requirements", {"path": str(tmp_path / "nowhere")})

    assert data["program"]["appid"] == "wechat"
    assert lost.is_error
    assert "nowhere" in lost.content[0].text  # type: ignore[union-attr]
    assert "Traceback" not in lost.content[0].text  # type: ignore[union-attr]


def test_a_scan_ends_with_the_input(tmp_path: Path) -> None:
    """However far it is, when the client has closed the input."""
    asked: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": {
            "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"},
        }},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "scan_requirements", "arguments": {"path": PROJECT}}},
    ]  # fmt: skip
    with pipe_in(tmp_path) as (path, reading):
        (tmp_path / "sitecustomize.py").write_text(ENDLESS.format(pipe=path), "utf-8")
        env = {**os.environ, "WECHAT_PUBLIC_URL": "off", "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
        command = [sys.executable, "-m", "bot", "mcp"]
        with subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:  # noqa: S603  # ourselves
            assert process.stdin
            for each in asked:
                process.stdin.write(json.dumps({"jsonrpc": "2.0", **each}).encode() + b"\n")
            process.stdin.flush()
            assert next_of(reading) == b"begun\n"
            process.stdin.close()

            assert process.wait(PATIENCE) == 0
        assert next_of(reading) == b""
