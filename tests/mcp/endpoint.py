"""What every result must be, whichever tool made it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx
import jsonschema
from mcp_types import CallToolResult, Tool

from bot.blocks.kit import limits
from bot.domain.agents import AGENTS_PATH
from bot.lib.work import ignore
from bot.mcp.http import Agents, CallTurns
from bot.mcp.http_admission import HttpAdmission
from handlers.agents import OwnerOf, agents_endpoint
from tests.clock import NOW
from tests.handlers.context import ALICE, TEAM, Office
from tools.sandbox.slack import delivery

FOR_SLACKBOT: Final = frozenset(
    {"context", "divider", "header", "markdown", "rich_text", "section", "image", "actions", "table", "data_table"}
    | {"data_visualization", "file", "video", "carousel", "input", "card", "container"}
)
"""Slackbot drops all of a result's blocks if one has another type."""


def assert_valid(tool: Tool, result: CallToolResult, tools: frozenset[str]) -> dict[str, Any]:
    """The result fits its schema and Slackbot's blocks; returns its data."""
    assert not result.is_error, result.content
    assert tool.output_schema is not None
    jsonschema.validate(result.structured_content, tool.output_schema, jsonschema.Draft202012Validator)
    data: dict[str, Any] = result.structured_content
    assert json.loads(result.content[1].text) == data  # type: ignore[union-attr]  # clients that know no schemas
    assert_blocks(((result.meta or {}).get("slack") or {}).get("blocks", []), tools)
    return data


def assert_blocks(blocks: list[dict[str, Any]], tools: frozenset[str]) -> None:
    """Slackbot takes them, and every button calls an existing tool."""
    assert {block["type"] for block in blocks} <= FOR_SLACKBOT
    assert blocks
    assert len(blocks) <= limits.BLOCKS
    assert sum(block["type"] == "data_visualization" for block in blocks) <= 2
    assert limits.characters(blocks) <= limits.CHARACTERS
    assert all(len(block["rows"]) <= 21 for block in blocks if block["type"] in ("table", "data_table"))
    for block in blocks:
        assert "accessory" not in block
        for element in block["elements"] if block["type"] == "actions" else ():
            kind, _, name = element["action_id"].partition(":")
            assert kind == "tool"
            assert name in tools
            assert len(element["value"]) <= 2_000
            assert isinstance(json.loads(element["value"]), dict)


SECRET: Final = "canary-signing-secret"
OLD: Final = "2025-06-18"
"""A version of the protocol that begins with a handshake."""
NEW: Final = "2026-07-28"
INSTALL: Final = "https://baselib.test/slack/install"
QUESTIONS: Final[dict[str, dict[str, Any]]] = {
    "can_use": {"names": ["wx.getPrivacySetting", "wx.getSystemInfoSync"], "program": "shop"},
    "cost_of_minimum": {"program": "shop", "version": "3.7.0"},
    "explain_error": {"errcode": 61003},
    "find_programs": {},
    "fleet_cost": {"version": "3.7.0"},
    "get_breakdown": {"program": "shop"},
    "get_trend": {"program": "shop", "versions": ["3.7.0"]},
    "highest_minimum": {"program": "shop", "keep_percent": 97.5},
    "what_changed": {},
    "what_waits": {},
}


def signed(body: bytes, *, secret: str = SECRET, age: int = 0) -> dict[str, str]:
    """Headers with Slack's signature of a body; `age` in seconds."""
    return delivery.signed(secret, body, at=int(NOW.timestamp()) - age)


def body_of(method: str, params: dict[str, Any] | None = None) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}).encode()


class Endpoint:
    def __init__(self, office: Office, agents: Agents, client: httpx.AsyncClient) -> None:
        self.office = office
        self.agents = agents
        self.client = client

    async def post(self, body: bytes, headers: dict[str, str]) -> httpx.Response:
        usual = {
            "content-type": "application/json",
            "accept": "application/json, text/event-stream",
            "mcp-protocol-version": OLD,
        }
        return await self.client.post(AGENTS_PATH, content=body, headers=usual | headers)

    async def slackbot(
        self, method: str, params: dict[str, Any] | None = None, *, user: str = ALICE, team: str = TEAM
    ) -> dict[str, Any]:
        who = {"user_id": user, "team_id": team, "enterprise_id": None}
        body = body_of(method, {**(params or {}), "_meta": {"slack": who}})
        response = await self.post(body, signed(body))
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def call(
        self, name: str, arguments: dict[str, Any] | None = None, *, user: str = ALICE, team: str = TEAM
    ) -> dict[str, Any]:
        params = {"name": name, "arguments": arguments or {}}
        result: dict[str, Any] = (await self.slackbot("tools/call", params, user=user, team=team))["result"]
        return result


@asynccontextmanager
async def open_endpoint(
    office: Office,
    *,
    owner_of: OwnerOf | None = None,
    locale: str = "en",
    public_url: str = "",
    turns: CallTurns | None = None,
    **more: Any,
) -> AsyncIterator[Endpoint]:
    """Open it; it loads the SDK at the first request."""
    await office.install(TEAM)
    office.source.gate.set()

    async def is_served(team_id: str, _enterprise_id: str) -> bool:
        workspace = await office.workspaces.get(team_id)
        return workspace is not None and not workspace.ended

    admission = HttpAdmission(
        office.assemble(), office.speaking, office.clock, locale, office.metrics, is_served, INSTALL, **more
    )
    agents = Agents(lambda: admission, "0.1.0", turns or CallTurns(lambda: False, ignore))
    app = agents_endpoint(
        agents, agents.turns, SECRET, owner_of, now=NOW.timestamp, public_url=public_url, locale=locale
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot.test") as client:
        yield Endpoint(office, agents, client)
    await agents.close()
