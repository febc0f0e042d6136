"""Ports of people: their rights, their keys for agents, and what they prefer."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol

from bot.blocks.kit.elements import View
from bot.domain.access import AuditAction, AuditEntry, Grant, QuorumRule, Role, Roles
from bot.domain.agents import PersonalToken
from bot.domain.alerts.alert import Alert
from bot.domain.digest.subscription import Subscription
from bot.domain.home import Outcomes, Preferences


class AccessRules(Protocol):
    """The roles and restrictions. Every method is scoped by workspace."""

    async def roles(self, team_id: str) -> Roles:
        """Return the default role and the granted ones."""

    async def set_default(self, team_id: str, role: Role) -> None:
        """Set the role of everyone without a role of their own."""

    async def grant(self, team_id: str, grant: Grant) -> None:
        """Give a user a role, in place of an earlier one."""

    async def revoke(self, team_id: str, user_id: str) -> None:
        """Remove a user's own role; they have the default one again."""

    async def quorum(self, team_id: str) -> QuorumRule:
        """How many votes a decision needs."""

    async def set_quorum(self, team_id: str, rule: QuorumRule) -> None:
        """Set how many votes a decision needs; open ones keep theirs."""

    async def restrictions(self, team_id: str) -> Mapping[str, Collection[str]]:
        """By AppID the channels that a program is restricted to; unrestricted ones are missing."""

    async def restrict(self, team_id: str, appid: str, channels: Collection[str]) -> None:
        """Restrict a program to these channels, in place of earlier ones; without any it is seen everywhere."""


class AuditLog(Protocol):
    """Who changed what. Entries never change."""

    def recording(self, entry: AuditEntry) -> AbstractAsyncContextManager[None]:
        """Keep the changes made inside, in any repository of the same database, together with the entry.

        After an exception neither is kept.

        Raises:
            StorageUnavailable: nothing was kept.
        """

    async def newest(self, team_id: str, *, limit: int, subject: str = "") -> Sequence[AuditEntry]:
        """Return a workspace's newest entries, newest first; with a `subject` those about it alone."""

    async def since(
        self, since: datetime, *, team_id: str = "", actions: Collection[AuditAction] = ()
    ) -> Sequence[AuditEntry]:
        """Entries from an instant on, oldest first; of every workspace and of every action when none is named."""


class PersonalTokens(Protocol):
    """Their hashes, with the owner. Every method raises StorageUnavailable."""

    async def add(self, token: PersonalToken, digest: str, *, since: datetime) -> bool:
        """Keep one by its hash; False if the person has `MOST_TOKENS` made after `since`, however many ask at once."""

    async def find(self, digest: str) -> PersonalToken | None:
        """Return the one of a hash, of any age."""

    async def of_person(self, team_id: str, user_id: str) -> Sequence[PersonalToken]:
        """Return a person's, oldest first, of any age."""

    async def remove(self, team_id: str, user_id: str, token_id: str) -> bool:
        """Delete one; False if the person has no such one."""


class PeoplesChoices(Protocol):
    """People's preferences, and the channels in which they use the bot."""

    async def get(self, team_id: str, user_id: str) -> Preferences:
        """Return a person's preferences; empty when there are none."""

    async def put(self, team_id: str, user_id: str, preferences: Preferences) -> None:
        """Replace a person's preferences."""

    async def used(self, team_id: str, user_id: str, channel_id: str, day: date) -> None:
        """Record that a person used the bot in a channel on a day."""

    async def channels(self, team_id: str, user_id: str, *, since: date, limit: int) -> Sequence[str]:
        """Return the channels in which a person used the bot on a day or later, the latest first."""


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
        """Return the alerts that the person owns or in one of these channels, by channel and number.

        And how many in all.
        """


class HomeTabs(Protocol):
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
    async def since(self, team_id: str, moment: datetime) -> Outcomes:
        """Return the outcomes of deliveries finished since a moment (UTC)."""
