"""People's choices, Home tabs and first meetings. Every method is scoped by workspace."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.blocks.kit.message import View
from bot.domain.alerts.alert import Alert
from bot.domain.digest.subscription import Subscription
from bot.domain.home.preferences import Outcomes, Preferences


class PeoplesChoices(Protocol):
    """People's preferences, and the channels in which they use the bot."""

    async def get(self, team_id: str, user_id: str) -> Preferences:
        """Somebody's; those of a stranger are empty."""

    async def put(self, team_id: str, user_id: str, preferences: Preferences) -> None:
        """Keep them in place of those before."""

    async def used(self, team_id: str, user_id: str, channel_id: str, day: date) -> None:
        """Note that somebody asked for something in a channel on a day."""

    async def channels(self, team_id: str, user_id: str, *, since: date, limit: int) -> Sequence[str]:
        """The channels in which somebody asked for something on a day or later, the latest first."""


class HomeQueries(Protocol):
    """The digests and alerts that concern a person."""

    async def digests(
        self, team_id: str, user_id: str, channel_ids: Collection[str], *, without: str, limit: int
    ) -> tuple[Sequence[Subscription], int]:
        """Those that the person owns or that stand in one of these channels, by channel; and how many in all.

        Args:
            team_id: the workspace.
            user_id: the person.
            channel_ids: those in which the person uses the bot.
            without: orders with this `paused_because` are left out.
            limit: how many at most.
        """

    async def alerts(
        self, team_id: str, user_id: str, channel_ids: Collection[str], *, limit: int
    ) -> tuple[Sequence[Alert], int]:
        """The same of alerts, by channel and number."""


class HomeTabs(Protocol):
    """Puts up Home tabs."""

    async def publish(self, team_id: str, user_id: str, view: View, *, only_if: str = "") -> str | None:
        """Show a person their tab; returns the new view's hash.

        Args:
            team_id: the workspace.
            user_id: the person.
            view: the whole tab.
            only_if: the hash of the tab that this one replaces; empty to replace whatever is there.

        Returns:
            None when another tab has been put up since then.

        Raises:
            WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear.
        """


class Greetings(Protocol):
    """Who was greeted: a workspace, a channel."""

    async def first(self, team_id: str, place: str = "", *, now: datetime) -> bool:
        """Note that a place is greeted now; False when it was greeted before, and nothing more is to be said.

        Args:
            team_id: the workspace.
            place: a channel's id; empty for the workspace itself.
            now: UTC.
        """

    async def take_back(self, team_id: str, place: str = "") -> None:
        """The greeting could not be said: it may be tried again."""


class DeliveryOutcomes(Protocol):
    """How delivering goes."""

    async def since(self, team_id: str, moment: datetime) -> Outcomes:
        """What became of those finished since an instant (UTC)."""
