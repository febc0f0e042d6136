"""Metrics of WeChat's access tokens, and the age of the verify ticket."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from enum import StrEnum

from bot.errors import StorageUnavailable
from bot.metrics.families import PATIENCE, Families
from bot.ports.platform import Tickets


class TokenKind(StrEnum):
    """The owner of an access token."""

    PROGRAM = "program"
    COMPONENT = "component"


class AccessTokens:
    """Counts fetched and refused tokens."""

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
        """A counter of requested tokens of a kind, called with whether one was handed out."""
        fetched, failed = self._fetched.labels(kind.value), self._failed.labels(kind.value)
        return lambda handed_out: (fetched if handed_out else failed).inc()

    async def look(self, now: datetime) -> None:
        """Compute the ticket's age."""
        if self._tickets:
            self._age.set(float("nan"))
            with suppress(StorageUnavailable, TimeoutError):  # /readyz reports that
                async with asyncio.timeout(self._patience):
                    ticket = await self._tickets.latest()
                if ticket:
                    self._age.set((now - ticket.created_at).total_seconds())
