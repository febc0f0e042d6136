"""Slackbot asks the app's MCP server, in the name of a person.

https://docs.slack.dev/ai/slackbot-mcp-client and
https://docs.slack.dev/ai/slackbot-mcp-client/returning-rich-responses
"""

import itertools
import json
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import httpx

from bot.sandbox.slack.delivery.sender import signed
from bot.sandbox.slack.errors import ControlError
from bot.sandbox.slack.state.elements import with_ids
from bot.sandbox.slack.validation.agent_blocks import refusal_of
from bot.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]
WITHIN: Final = 60.0
"""Seconds that a tool may take."""
_PROTOCOL: Final = "2025-06-18"
_CLIENT: Final[JsonObject] = {
    "protocolVersion": _PROTOCOL,
    "capabilities": {"extensions": {"io.slack/block-kit": {}}},
    "clientInfo": {"name": "Slackbot", "version": "1"},
}


@dataclass(frozen=True)
class Slackbot:
    """A client of the app's MCP server whose requests carry Slack's signature."""

    workspace: Workspace
    http: httpx.AsyncClient
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def tools(self, user: str) -> list[JsonObject]:
        """The tools that the server offers to a person.

        Raises:
            ControlError: 409, the app has no address; 502, the server does not answer as one.
        """
        await self._ask("initialize", _CLIENT, user)
        tools = (await self._ask("tools/list", {}, user)).get("tools")
        if not isinstance(tools, list):
            raise ControlError(502, "tools/list answers without tools")
        return [each for each in tools if isinstance(each, dict)]

    async def call(self, user: str, tool: str, arguments: JsonObject) -> JsonObject:
        """Call a tool; what a person reads then. Blocks that Slackbot does not show are left out, all of them.

        Raises:
            ControlError: as `tools`.
        """
        result = await self._ask("tools/call", {"name": tool, "arguments": arguments}, user)
        content = result.get("content")
        texts = [str(each.get("text", "")) for each in content or () if isinstance(each, dict)]
        blocks = ((result.get("_meta") or {}).get("slack") or {}).get("blocks")
        refusal = "" if blocks is None else refusal_of(blocks)
        shown = with_ids(blocks, self.workspace.short_id) if blocks and not refusal else []
        return {
            "text": "\n".join(filter(None, texts)),
            "blocks": shown,
            "refused": refusal,
            "is_error": bool(result.get("isError")),
        }

    async def _ask(self, method: str, params: JsonObject, user: str) -> JsonObject:
        who = {"user_id": user, "team_id": self.workspace.team.id}
        if self.workspace.enterprise_id:
            who["enterprise_id"] = self.workspace.enterprise_id
        request = {"jsonrpc": "2.0", "id": next(self._ids), "method": method}
        body = json.dumps({**request, "params": {**params, "_meta": {"slack": who}}}, ensure_ascii=False).encode()
        answer = await self._post(body)
        if not isinstance(answer, dict):
            raise ControlError(502, f"{method} does not answer with JSON")
        if error := answer.get("error"):
            raise ControlError(502, f"{method}: {error.get('message') if isinstance(error, dict) else error}")
        result = answer.get("result")
        if not isinstance(result, dict):
            raise ControlError(502, f"{method} answers without a result")
        return result

    async def _post(self, body: bytes) -> object:
        headers = {
            "content-type": "application/json",
            "accept": "application/json, text/event-stream",
            "mcp-protocol-version": _PROTOCOL,
            **signed(self.workspace.config.signing_secret, body),
        }
        try:
            answer = await self.http.post(self._url(), content=body, headers=headers, timeout=WITHIN)
        except httpx.TimeoutException as error:
            raise ControlError(502, f"the bot did not answer within {WITHIN:.0f} seconds") from error
        except httpx.HTTPError as error:
            raise ControlError(502, "the bot cannot be reached") from error
        if not answer.is_success:
            raise ControlError(502, f"the bot refuses: HTTP {answer.status_code}")
        try:
            return answer.json()
        except ValueError:
            return None

    def _url(self) -> str:
        """Beside the address of events: https://docs.slack.dev/reference/app-manifest/ names it in `mcp_servers`."""
        if self.workspace.config.app_url is None:
            raise ControlError(409, "Slackbot needs an address of the bot: start it without Socket Mode")
        parts = urlsplit(self.workspace.config.app_url)
        return urlunsplit((parts.scheme, parts.netloc, "/mcp", "", ""))
