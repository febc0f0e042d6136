"""The server: the SDK's protocol over the tools, resources and prompts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS

import bot.mcp.tools  # noqa: F401  # importing them registers them
from bot.i18n import Texts, texts_for
from bot.mcp.admission import Admission, Context
from bot.mcp.answering import answered
from bot.mcp.calls import TOOLS, Tool
from bot.mcp.served_documents import ServedDocuments

NAME: Final = "baselib"
BLOCK_KIT: Final[Mapping[str, Any]] = {"slack": {"supportsBlockKit": True}}
"""Of every tool: https://docs.slack.dev/ai/slackbot-mcp-client/returning-rich-responses"""


def build_server(admission: Admission, version: str) -> "Server[Any]":
    """The server behind an admission; it holds no state of any client."""
    texts = texts_for(admission.locale)
    served, documents = _Served(admission, texts), ServedDocuments(admission, texts)
    return Server(
        NAME,
        version=version,
        title="Baselib",
        instructions=texts("mcp-instructions"),
        on_list_tools=served.list_tools,
        on_call_tool=served.call_tool,
        on_list_resources=documents.list_resources,
        on_list_resource_templates=documents.list_templates,
        on_read_resource=documents.read_resource,
        on_list_prompts=documents.list_prompts,
        on_get_prompt=documents.get_prompt,
    )


@dataclass(frozen=True)
class _Served:
    """The handlers of the protocol's requests."""

    admission: Admission
    texts: Texts

    async def list_tools(self, context: Context, _params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        """The tools that this way in has."""
        locale = await self.admission.locale_of(context)
        offered = [each for _, each in sorted(TOOLS.items()) if self.admission.has(each)]
        return types.ListToolsResult(tools=[_described(each, locale) for each in offered])

    async def call_tool(self, context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        """Call one.

        Raises:
            MCPError: there is no such tool here.
        """
        tool = TOOLS.get(params.name)
        if tool is None or not self.admission.has(tool):
            raise MCPError(INVALID_PARAMS, f"Unknown tool: {params.name[:60]}")
        outcome = await answered(
            tool, params.arguments or {}, lambda: self.admission.admit(context), self.texts, self.admission.metrics
        )
        return types.CallToolResult(
            content=[types.TextContent(text=text) for text in outcome.texts],
            structured_content=outcome.data,
            is_error=outcome.data is None,
            _meta={"slack": {"blocks": outcome.blocks}} if outcome.blocks else None,
        )


@cache
def _described(tool: Tool, locale: str) -> types.Tool:
    t = texts_for(locale)
    key = f"mcp-tool-{tool.name.replace('_', '-')}"
    return types.Tool(
        name=tool.name,
        title=t(f"{key}.title"),
        description=t(key),
        input_schema=_explained(tool.arguments.model_json_schema(), t),
        output_schema=_explained(tool.result.json_schema(), t),
        annotations=types.ToolAnnotations(
            read_only_hint=not tool.writes,
            destructive_hint=False,
            idempotent_hint=not tool.writes,
            open_world_hint=False,
        ),
        _meta=dict(BLOCK_KIT),
    )


FIELDS: Final = (
    *("program", "on", "version", "versions", "text", "tag", "cursor", "keep_percent", "names", "game", "errcode"),
    *("path", "nickname", "taken_at", "loss_percent", "acknowledge_loss_percent", "stale_because", "suspicions"),
    *("next_cursor", "reason", "acknowledged_loss_percent", "channel"),
)
"""Arguments and fields with a description in the catalogs (`mcp-field-...`)."""


def _explained(schema: dict[str, Any], t: Texts) -> dict[str, Any]:
    """A JSON Schema without pydantic's titles and our docstrings, with a description where there is one."""
    _explain(schema, {name: t(f"mcp-field-{name.replace('_', '-')}") for name in FIELDS})
    return schema


def _explain(node: Any, descriptions: dict[str, str]) -> None:
    if isinstance(node, list):
        for each in node:
            _explain(each, descriptions)
        return
    if not isinstance(node, dict):
        return
    for key in ("title", "description"):
        if isinstance(node.get(key), str):
            del node[key]
    for name, of in node.get("properties", {}).items():
        _explain(of, descriptions)
        if name in descriptions:
            of["description"] = descriptions[name]
    for key, inner in node.items():
        if key != "properties":
            _explain(inner, descriptions)
