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

    async def locale_of(self, context: Context) -> str:
        """The language of the person who asks, as far as they are known, for what is offered to them."""

    def has(self, tool: Tool) -> bool:
        """Whether the tool is offered here."""

    async def admit(self, context: Context) -> Call:
        """The call of the person who asks.

        Raises:
            BotError: they may not ask, or not now.
        """
