"""People's choices, Home tabs and greetings. Every method is scoped by workspace."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.blocks.kit.elements import View
from bot.domain.alerts.alert import Alert
from bot.domain.digest.subscription import Subscription
from bot.domain.home.preferences import Outcomes, Preferences


class PeoplesChoices(Protocol):
    """People's preferences, and the channels in which they use the bot."""

    async def get(self, team_id: str, user_id: str) -> Preferences:
        """A person's preferences; empty when there are none."""

    async def put(self, team_id: str, user_id: str, preferences: Preferences) -> None:
        """Replace a person's preferences."""

    async def used(self, team_id: str, user_id: str, channel_id: str, day: date) -> None:
        """Record that a person used the bot in a channel on a day."""

    async def channels(self, team_id: str, user_id: str, *, since: date, limit: int) -> Sequence[str]:
        """The channels in which a person used the bot on a day or later, the latest first."""


class HomeQueries(Protocol):
    """The digests and alerts that concern a person."""

    async def digests(
        self, team_id: str, user_id: str, channel_ids: Collection[str], *, limit: int
    ) -> tuple[Sequence[Subscription], int]:
        """Channels' digests not ended, of these channels or the person's, by channel; and how many in all.

        Args:
            channel_ids: the channels in which the person uses the bot.
            limit: how many at most.
        """

    async def alerts(
        self, team_id: str, user_id: str, channel_ids: Collection[str], *, limit: int
    ) -> tuple[Sequence[Alert], int]:
        """The alerts that the person owns or in one of these channels, by channel and number; and how many in all."""


class HomeTabs(Protocol):
    """Publishes Home tabs."""

    async def publish(self, team_id: str, user_id: str, view: View, *, only_if: str = "") -> str | None:
        """Publish a person's tab; returns the new view's hash.

        Args:
            only_if: the hash of the tab that this one replaces; empty to replace whatever is there.

        Returns:
            None when another view was published since then.

        Raises:
            WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear.
        """


class Greetings(Protocol):
    """The workspaces and channels greeted."""

    async def first(self, team_id: str, place: str = "", *, now: datetime) -> bool:
        """Record that a place is greeted now; False when it was greeted before, and no greeting is due.

        Args:
            place: a channel's id; empty for the workspace itself.
        """

    async def take_back(self, team_id: str, place: str = "") -> None:
        """Forget a greeting that was not sent: it may be tried again."""


class DeliveryOutcomes(Protocol):
    """The outcomes of deliveries."""

    async def since(self, team_id: str, moment: datetime) -> Outcomes:
        """The outcomes of deliveries finished since a moment (UTC)."""
