"""`/mcp` over fakes: signed as Slack signs, and read as a client reads it."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx

from bot.domain.agents import AGENTS_PATH
from bot.mcp.http import Agents
from bot.mcp.http_admission import HttpAdmission
from handlers.agents import OwnerOf, agents_endpoint
from tests.handlers.context import ALICE, TEAM, Office

SECRET: Final = "canary-signing-secret"
OLD: Final = "2025-06-18"
"""A version of the protocol that begins with a handshake."""
NEW: Final = "2026-07-28"
INSTALL: Final = "https://baselib.test/slack/install"


def signed(body: bytes, now: int, *, secret: str = SECRET, at: int | None = None) -> dict[str, str]:
    """Slack's headers for a body."""
    stamp = now if at is None else at
    digest = hmac.new(secret.encode(), b"v0:%d:%b" % (stamp, body), hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": str(stamp), "x-slack-signature": f"v0={digest}"}


def body_of(method: str, params: dict[str, Any] | None = None) -> bytes:
    """A request of JSON-RPC."""
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}).encode()


class Endpoint:
    """The endpoint, and Slackbot before it."""

    def __init__(self, office: Office, agents: Agents, client: httpx.AsyncClient, now: int) -> None:
        self.office = office
        self.agents = agents
        self.client = client
        self.now = now

    async def post(self, body: bytes, headers: dict[str, str]) -> httpx.Response:
        """Post a body with these headers beside the usual ones."""
        usual = {
            "content-type": "application/json",
            "accept": "application/json, text/event-stream",
            "mcp-protocol-version": OLD,
        }
        return await self.client.post(AGENTS_PATH, content=body, headers=usual | headers)

    async def slackbot(
        self, method: str, params: dict[str, Any] | None = None, *, user: str = ALICE, team: str = TEAM
    ) -> dict[str, Any]:
        """What Slackbot gets for a request of a person."""
        who = {"user_id": user, "team_id": team, "enterprise_id": None}
        body = body_of(method, {**(params or {}), "_meta": {"slack": who}})
        response = await self.post(body, signed(body, self.now))
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def call(
        self, name: str, arguments: dict[str, Any] | None = None, *, user: str = ALICE, team: str = TEAM
    ) -> dict[str, Any]:
        """The result of a tool."""
        params = {"name": name, "arguments": arguments or {}}
        result: dict[str, Any] = (await self.slackbot("tools/call", params, user=user, team=team))["result"]
        return result


@asynccontextmanager
async def open_endpoint(
    office: Office, now: int, *, owner_of: OwnerOf | None = None, locale: str = "en", **admission: Any
) -> AsyncIterator[Endpoint]:
    """Open it; it loads the SDK at the first request."""
    await office.install(TEAM)
    office.source.gate.set()

    async def is_served(team_id: str, _enterprise_id: str) -> bool:
        workspace = await office.workspaces.get(team_id)
        return workspace is not None and not workspace.ended

    counter = HttpAdmission(
        office.assemble(), office.speaking, office.clock, locale, office.metrics, is_served, INSTALL, **admission
    )
    agents = Agents(counter, "0.1.0")
    app = agents_endpoint(agents, SECRET, owner_of)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot.test") as client:
        yield Endpoint(office, agents, client, now)
    await agents.close()
