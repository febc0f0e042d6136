"""The server: the SDK's protocol over the tools, resources and prompts."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Final

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS

import bot.mcp.tools  # noqa: F401  # importing them registers them
from bot.domain.access import Role
from bot.domain.agents import Through
from bot.i18n import Texts, texts_for
from bot.logs import new_request, request_scope
from bot.mcp.answering import Admission, Context, NoMetrics, answered, answered_to
from bot.mcp.calls import TOOLS, Call, Tool
from bot.mcp.documents import MARKDOWN, PAGES, PROMPTS, SCHEME, TEMPLATES, prompt_text, read_document
from bot.ports.machine import Clock
from bot.usecases.app import ReadingApp

# importing them registers them


NAME: Final = "baselib"
BLOCK_KIT: Final[Mapping[str, Any]] = {"slack": {"supportsBlockKit": True}}
"""Of every tool: https://docs.slack.dev/ai/slackbot-mcp-client/returning-rich-responses"""


def build_server(admission: Admission, version: str) -> "Server[Any]":
    """Return the server behind an admission; it holds no state of any client."""
    texts = texts_for(admission.locale)
    served, documents = _Served(admission, texts), _ServedDocuments(admission, texts)
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
        locale = await self.admission.locale_of(context)
        offered = [each for _, each in sorted(TOOLS.items()) if self.admission.has(each)]
        return types.ListToolsResult(tools=[_described(each, locale) for each in offered])

    async def call_tool(self, context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
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
    *("break", "public_turn", "users", "users_below"),
    *("next_cursor", "reason", "acknowledged_loss_percent", "channel", "compared_with"),
)
"""Arguments and fields with a description in the catalogs (`mcp-field-...`)."""


def _explained(schema: dict[str, Any], t: Texts) -> dict[str, Any]:
    """Return a JSON Schema without pydantic's titles and our docstrings, with a description where there is one."""
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


@dataclass(frozen=True)
class _ServedDocuments:
    """For those that the admission lets in."""

    admission: Admission
    texts: Texts

    async def list_resources(
        self, context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        """Return the pages of the documentation; the other resources are too many to list."""
        title = (await self._texts_for(context))("mcp-resource-docs")
        pages = [
            types.Resource(uri=f"{SCHEME}docs/{page}", name=page, description=title, mime_type=MARKDOWN)
            for page in PAGES
        ]
        return types.ListResourcesResult(resources=pages)

    async def list_templates(
        self, context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        t = await self._texts_for(context)
        found = [
            types.ResourceTemplate(uri_template=uri, name=name, description=t(f"mcp-resource-{name}"), mime_type=kind)
            for name, (uri, kind) in TEMPLATES.items()
        ]
        return types.ListResourceTemplatesResult(resource_templates=found)

    async def read_resource(
        self, context: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        uri, admit = str(params.uri), partial(self.admission.admit, context)
        read = partial(read_document, uri=uri)
        found, refusal = await answered_to(admit, read, "resource", self.texts, self.admission.metrics)
        if found is None:
            raise MCPError(INVALID_PARAMS, refusal)
        contents = types.TextResourceContents(uri=uri, mime_type=found.kind, text=found.text)
        return types.ReadResourceResult(contents=[contents])

    async def list_prompts(
        self, context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListPromptsResult:
        """Those for decisions and for reviews."""
        t = await self._texts_for(context)
        found = [
            types.Prompt(
                name=name,
                description=t(f"mcp-prompt-{name.replace('_', '-')}"),
                arguments=[types.PromptArgument(name=each, required=False) for each in arguments],
            )
            for name, arguments in PROMPTS.items()
        ]
        return types.ListPromptsResult(prompts=found)

    async def get_prompt(self, context: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        if params.name not in PROMPTS:
            raise MCPError(INVALID_PARAMS, f"Unknown prompt: {params.name[:60]}")
        text = prompt_text(params.name, params.arguments or {}, await self._texts_for(context))
        return types.GetPromptResult(messages=[types.PromptMessage(role="user", content=types.TextContent(text=text))])

    async def _texts_for(self, context: Context) -> Texts:
        return texts_for(await self.admission.locale_of(context))


def session_of(admission: Admission, version: str) -> StreamableHTTPSessionManager:
    """Return the SDK's handler. Hosts are not compared: every request has proved who sends it before it gets here."""
    return StreamableHTTPSessionManager(
        build_server(admission, version),
        json_response=True,
        stateless=True,
        security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )


@dataclass
class TerminalAdmission:
    """All of WeChat, and the numbers of a file; everything else is refused by there being nothing else."""

    open: Callable[[], Awaitable[tuple[ReadingApp, Clock]]]
    """Opens the use cases at the first call that needs them."""
    team_id: str
    locale: str
    metrics: NoMetrics = field(default_factory=NoMetrics)

    async def locale_of(self, _context: Context) -> str:
        """Return the developer's own."""
        return self.locale

    def has(self, tool: Tool) -> bool:
        return tool.only in (None, Through.TERMINAL) and not (tool.writes or tool.kept)

    async def admit(self, _context: Context) -> Call:
        """Everything is the developer's own."""
        usecases, clock = await self.open()
        texts = texts_for(self.locale).for_agents()
        return Call(usecases, texts, await clock.now(), Through.TERMINAL, self.team_id, role=Role.ADMIN)


async def serve_stdio(admission: TerminalAdmission, version: str) -> None:
    """Serve until the client closes standard input."""
    server = build_server(admission, version)
    async with stdio_server() as (reading, writing):
        with request_scope(new_request()):
            await server.run(reading, writing, server.create_initialization_options())
