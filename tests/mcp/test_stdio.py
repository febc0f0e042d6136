"""`baselib mcp` as a coding agent starts it: its own process, without credentials."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from bot.domain.access import AuditAction, Grant, Role
from bot.domain.agents import MOST_TOKENS, TOKEN_LASTS, PersonalToken, digest_of
from bot.export.report_json import report_json
from bot.ports.slack import Person
from bot.redaction import Redactor
from bot.usecases.agents import owner_of_token
from tests.domain.build import report_of
from tests.fakes.machine import FakeClock
from tests.forkserver import running
from tests.handlers.context import ALICE, BOWEN, CHANNEL, NOW, SHOP, TEAM, Office
from tests.lib.test_work import next_of, pipe_in
from tests.mcp.endpoint import Endpoint, body_of, open_endpoint
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


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    office = Office()
    owner_of = partial(owner_of_token, office.assemble())
    async with open_endpoint(office, owner_of=owner_of) as opened:
        yield opened
    await office.close()


async def make(endpoint: Endpoint, user: str = ALICE) -> str:
    message = await endpoint.office.ask("token", user=user)
    assert "bl_" not in message.text
    block = next(each for each in message.blocks if "bl_" in json.dumps(each))
    return str(block["text"]["text"].strip("`\n"))


async def status(endpoint: Endpoint, token: str, program: str = "shop") -> int | bool:
    """The status of a call with a token; True for an answer, False for an error."""
    body = body_of("tools/call", {"name": "get_breakdown", "arguments": {"program": program}})
    response = await endpoint.post(body, {"authorization": f"Bearer {token}"})
    return response.status_code if response.status_code != 200 else not response.json()["result"]["isError"]


def deeds(endpoint: Endpoint) -> list[tuple[str, AuditAction]]:
    return [(entry.by, entry.action) for entry in endpoint.office.audit.entries]


async def test_made_and_used(endpoint: Endpoint) -> None:
    token = await make(endpoint)

    assert await status(endpoint, token) is True
    assert list(endpoint.office.personal_tokens.kept) == [digest_of(token)]
    assert token not in repr(endpoint.office.personal_tokens.kept)
    assert deeds(endpoint) == [(ALICE, AuditAction.TOKEN_MADE)]
    assert token not in repr(endpoint.office.audit.entries)
    assert token not in Redactor()(f"made {token} now")


async def test_revoked(endpoint: Endpoint) -> None:
    token = await make(endpoint)
    (made,) = endpoint.office.personal_tokens.kept.values()

    refused = await endpoint.office.ask(f"token revoke {made.id}", user=BOWEN)
    assert made.id in refused.text
    assert deeds(endpoint) == [(ALICE, AuditAction.TOKEN_MADE)]
    assert await status(endpoint, token) is True

    await endpoint.office.ask(f"token revoke {made.id}")
    assert await status(endpoint, token) == 401
    assert deeds(endpoint)[-1] == (ALICE, AuditAction.TOKEN_REVOKED)


async def test_listed(endpoint: Endpoint) -> None:
    token = await make(endpoint)
    await make(endpoint, BOWEN)
    own = await endpoint.office.ask("token list")

    names = {each.user_id: each.id for each in endpoint.office.personal_tokens.kept.values()}
    assert names[ALICE] in json.dumps(own.blocks)
    assert names[BOWEN] not in json.dumps(own.blocks)
    assert token not in json.dumps(own.blocks)


async def test_ends(endpoint: Endpoint) -> None:
    tokens = [await make(endpoint) for _ in range(MOST_TOKENS)]
    refused = await endpoint.office.ask("token")
    assert str(MOST_TOKENS) in refused.text
    assert len(endpoint.office.personal_tokens.kept) == MOST_TOKENS

    assert isinstance(endpoint.office.clock, FakeClock)
    endpoint.office.clock.set(NOW + TOKEN_LASTS)
    assert await status(endpoint, tokens[0]) == 401
    await make(endpoint)
    assert (await endpoint.office.ask("token list")).text == "You have one token."


async def test_agents_are_off() -> None:
    office, made = Office(agents=False), PersonalToken("abc123", TEAM, ALICE, NOW)
    await office.install(TEAM)
    await office.personal_tokens.add(made, digest_of("bl_before"), since=NOW)

    assert "BASELIB_AGENTS=off" in (await office.ask("token")).text
    assert len(office.personal_tokens.kept) == 1
    assert made.id in json.dumps((await office.ask("token list")).blocks)
    await office.ask(f"token revoke {made.id}")
    assert office.personal_tokens.kept == {}
    await office.close()


async def test_role_at_the_time_of_use(endpoint: Endpoint) -> None:
    """Its owner was an admin when it was made; restricted programs go with the role."""
    await endpoint.office.rules.restrict(TEAM, SHOP.appid, [CHANNEL])
    await endpoint.office.rules.grant(TEAM, Grant(ALICE, Role.ADMIN, "U0", NOW))
    token = await make(endpoint)
    assert await status(endpoint, token) is True

    await endpoint.office.rules.revoke(TEAM, ALICE)
    assert await status(endpoint, token) is False


async def test_deactivated_person(endpoint: Endpoint) -> None:
    token, other = await make(endpoint), await make(endpoint, BOWEN)
    await endpoint.office.happen({"type": "user_change", "user": {"id": ALICE, "deleted": True}})
    await endpoint.office.settle()
    assert await status(endpoint, token) == 401

    endpoint.office.people.change(Person(BOWEN, "", "", gone=True))
    endpoint.office.people.forget(TEAM, BOWEN)
    assert await status(endpoint, other) == 401
    assert endpoint.office.personal_tokens.kept == {}
    assert deeds(endpoint)[-2:] == [("system", AuditAction.TOKEN_REVOKED)] * 2


async def test_uninstalled(endpoint: Endpoint) -> None:
    token = await make(endpoint)
    await endpoint.office.happen({"type": "app_uninstalled"})
    await endpoint.office.settle()
    assert await status(endpoint, token) == 401

    workspace = await endpoint.office.workspaces.get(TEAM)
    assert workspace
    await endpoint.office.workspaces.put(replace(workspace, ended=False))
    assert await status(endpoint, token) == 401
    assert timedelta(days=90) == TOKEN_LASTS
