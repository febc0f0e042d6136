"""Access tokens of WeChat's: how many were fetched, and how old the ticket is that they hang on."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from enum import StrEnum

from bot.errors import StorageUnavailable
from bot.metrics.families import PATIENCE, Families
from bot.ports.platform import Tickets


class TokenKind(StrEnum):
    """Whose access token it is."""

    PROGRAM = "program"
    COMPONENT = "component"


class Tokens:
    """Counts what was fetched, and what was refused."""

    def __init__(self, families: Families, tickets: Tickets | None, patience: float = PATIENCE) -> None:
        self._tickets = tickets
        self._patience = patience
        self._fetched = families.counter("tokens_refreshed", "Access tokens fetched.", ["kind"])
        self._failed = families.counter("token_failures", "Access tokens that could not be fetched.", ["kind"])
        for kind in TokenKind:
            self._fetched.labels(kind.value)
            self._failed.labels(kind.value)
        if tickets:
            self._age = families.gauge(
                "ticket_age_seconds", "Age of WeChat's last verify ticket; NaN before the first."
            )

    def refreshed(self, kind: TokenKind) -> Callable[[bool], None]:
        """What is called for each token of a kind that was asked for: whether it was handed out."""
        fetched, failed = self._fetched.labels(kind.value), self._failed.labels(kind.value)
        return lambda handed_out: (fetched if handed_out else failed).inc()

    async def look(self, now: datetime) -> None:
        """Work the ticket's age out."""
        if self._tickets:
            self._age.set(float("nan"))
            with suppress(StorageUnavailable, TimeoutError):  # /readyz says that
                async with asyncio.timeout(self._patience):
                    ticket = await self._tickets.latest()
                if ticket:
                    self._age.set((now - ticket.created_at).total_seconds())
