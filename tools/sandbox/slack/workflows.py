"""A workflow reaches a step of the app, and Slackbot asks the app's MCP server in the name of a person.

https://docs.slack.dev/reference/events/function_executed/

https://docs.slack.dev/ai/slackbot-mcp-client and
https://docs.slack.dev/ai/slackbot-mcp-client/returning-rich-responses
"""

import itertools
import json
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import httpx

from tools.sandbox.slack.config import Function, Parameter, problems_of
from tools.sandbox.slack.delivery import Events, signed
from tools.sandbox.slack.messages import Execution, to_ts
from tools.sandbox.slack.people import APP_ID, with_ids
from tools.sandbox.slack.refusals import ControlError, result_refusal
from tools.sandbox.slack.workspace import NotDeliveredError, Workspace

JsonObject = dict[str, Any]


EVENT: Final = "function_executed"


def declared(workspace: Workspace, callback_id: object) -> Function:
    for function in workspace.config.manifest.functions:
        if function.callback_id == callback_id and function.is_step:
            return function
    raise ControlError(404, "no such step")


def reach(workspace: Workspace, events: Events, step: Function, given: object, user: str) -> Execution:
    """Start a run of a step in the background.

    Args:
        user: the person who started the workflow; empty for a schedule.
    """
    values = {name: value for name, value in given.items() if value != ""} if isinstance(given, dict) else {}
    if any(each.is_person and each.name in values for each in step.inputs):
        raise ControlError(400, "only Slack names the person who started the workflow")
    inputs = {**values, **_person(step, user)}
    if problems := [str(each) for each in problems_of(inputs, step.inputs, "/inputs")]:
        raise ControlError(400, "; ".join(problems))
    execution = workspace.executions.start(step, inputs)
    if not events.emit(EVENT, _event(workspace, execution)):
        raise ControlError(409, f"the app does not subscribe to {EVENT}")
    workspace.changes.publish("workflow", id=execution.id)
    return execution


async def search(
    workspace: Workspace, events: Events, step: Function, name: object, *, typed: str, user: str
) -> list[JsonObject]:
    """Return the options of a select, which the app has to return before it acknowledges the event."""
    selects = {each.name: each for each in step.inputs if each.options_of}
    if not isinstance(name, str) or name not in selects:
        raise ControlError(404, "no such select")
    filler = _named(workspace, selects[name].options_of)
    texts = {each.name: typed for each in filler.inputs if each.type == "string"}
    execution = workspace.executions.start(filler, {**texts, **_person(filler, user)})
    try:
        await events.send_now(_event(workspace, execution))
    except NotDeliveredError as error:
        raise ControlError(502, error.reason) from error
    if execution.status != "completed":
        raise ControlError(502, execution.error or "the event was acknowledged without options")
    options: list[JsonObject] = execution.outputs["options"]
    return options


def _named(workspace: Workspace, callback_id: str) -> Function:
    return next(each for each in workspace.config.manifest.functions if each.callback_id == callback_id)


def _person(function: Function, user: str) -> JsonObject:
    return {each.name: {"id": user, "secret": "sandbox"} for each in function.inputs if each.is_person and user}


def _event(workspace: Workspace, execution: Execution) -> JsonObject:
    function, now = execution.function, workspace.clock.now()
    return {
        "type": EVENT,
        "function": {
            "id": f"Fn{function.callback_id.replace('_', '').replace('-', '').upper()[:12]}",
            "callback_id": function.callback_id,
            "title": function.title,
            "description": function.description,
            "type": "app",
            "input_parameters": [_described(each) for each in function.inputs],
            "output_parameters": [_described(each) for each in function.outputs],
            "app_id": APP_ID,
            "date_created": int(now.timestamp()),
            "date_updated": int(now.timestamp()),
            "date_deleted": 0,
            "form_enabled": False,
        },
        "inputs": execution.inputs,
        "function_execution_id": execution.id,
        "workflow_execution_id": workspace.mint("Wx"),
        "event_ts": to_ts(now),
        "bot_access_token": execution.token,
    }


def _described(parameter: Parameter) -> JsonObject:
    return {
        "type": parameter.type,
        "name": parameter.name,
        "title": parameter.title,
        "description": parameter.description,
        "is_required": parameter.required,
    }


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
        await self._ask("initialize", _CLIENT, user)
        tools = (await self._ask("tools/list", {}, user)).get("tools")
        if not isinstance(tools, list):
            raise ControlError(502, "tools/list answers without tools")
        return [each for each in tools if isinstance(each, dict)]

    async def call(self, user: str, tool: str, arguments: JsonObject) -> JsonObject:
        """Call a tool; what a person reads then. Blocks that Slackbot does not show are left out, all of them."""
        result = await self._ask("tools/call", {"name": tool, "arguments": arguments}, user)
        content = result.get("content")
        texts = [str(each.get("text", "")) for each in content or () if isinstance(each, dict)]
        blocks = ((result.get("_meta") or {}).get("slack") or {}).get("blocks")
        refusal = "" if blocks is None else result_refusal(blocks)
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
