"""`baselib mcp`: for a coding agent on the developer's own machine. Needs no credential, and uses none."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from mcp.server.stdio import stdio_server

from bot.domain.access.roles import Role
from bot.domain.agents import Through
from bot.i18n import texts_for
from bot.logs import new_request, request_scope
from bot.mcp.admission import Context
from bot.mcp.answering import NoMetrics
from bot.mcp.calls import Call, Tool
from bot.mcp.server import build_server
from bot.ports.clock import Clock
from bot.usecases.reading import ReadingUseCases


@dataclass
class TerminalAdmission:
    """All of WeChat, and the numbers of a file; everything else is refused by there being nothing else."""

    open: Callable[[], Awaitable[tuple[ReadingUseCases, Clock]]]
    """Opens the use cases at the first call that needs them."""
    team_id: str
    locale: str
    metrics: NoMetrics = field(default_factory=NoMetrics)

    async def locale_of(self, _context: Context) -> str:
        """The developer's own."""
        return self.locale

    def has(self, tool: Tool) -> bool:
        """Whether the tool is offered here."""
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
