"""Subscriptions and the content of past digests. Every method that names a workspace is scoped by it."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from bot.domain.digest.fleet_digest import FleetDigestMemory
from bot.domain.digest.memory import DigestMemory
from bot.domain.digest.subscription import Subscription


class Subscriptions(Protocol):
    """The subscriptions. Every method but `running` is scoped by workspace."""

    async def put(self, subscription: Subscription, *, over: Subscription | None = None) -> bool:
        """Keep a subscription, in place of the channel's earlier one; the same id keeps its slots.

        Returns whether it is kept: with `over` only in the place of that one, as it is.
        """

    async def of_channel(self, team_id: str, channel_id: str) -> Subscription | None:
        """The channel's subscription."""

    async def get(self, team_id: str, subscription_id: str) -> Subscription | None:
        """One subscription by its id."""

    async def remove(self, team_id: str, subscription_id: str) -> None:
        """End a subscription; its deliveries stay on record."""

    async def of_team(self, team_id: str) -> Sequence[Subscription]:
        """Every subscription of a workspace, paused and ended ones too."""

    async def running(self, *, after: tuple[str, str] | None, limit: int) -> Sequence[Subscription]:
        """A page of the subscriptions that are not paused, of every workspace, by workspace and id.

        Args:
            after: workspace and id of the last subscription of the page before; None for the first page.
            limit: how many at most.
        """


class DigestMemories(Protocol):
    """The content of digests, to compare the next one with."""

    async def keep(
        self, team_id: str, subscription_id: str, slot: date, memory: DigestMemory, *, forget_before: date | None
    ) -> None:
        """Store the content of a slot's digest, and delete those before a day."""

    async def get(self, team_id: str, subscription_id: str, slot: date) -> DigestMemory | None:
        """The content of a slot's digest; None when it was not stored, or was a fleet's."""


class FleetDigestMemories(Protocol):
    """The content of fleets' digests, to compare the next one with."""

    async def keep(
        self, team_id: str, subscription_id: str, slot: date, memory: FleetDigestMemory, *, forget_before: date | None
    ) -> None:
        """Store the content of a slot's digest, and delete those before a day."""

    async def get(self, team_id: str, subscription_id: str, slot: date) -> FleetDigestMemory | None:
        """The content of a slot's digest; None when it was not stored, or was no fleet's."""
