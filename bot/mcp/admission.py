"""Where calls arrive."""

from typing import Any, Protocol

from mcp.server.context import ServerRequestContext

from bot.mcp.answering import CallMetrics
from bot.mcp.calls import Call, Tool

Context = ServerRequestContext[Any, Any]


class Admission(Protocol):
    """Knows who asks, and what they may."""

    @property
    def metrics(self) -> CallMetrics:
        """Count the calls."""

    @property
    def locale(self) -> str:
        """The language until the person's is known."""

    def has(self, tool: Tool) -> bool:
        """Whether the tool is offered here."""

    async def admit(self, context: Context) -> Call:
        """The call of the person who asks.

        Raises:
            BotError: they may not ask, or not now.
        """
