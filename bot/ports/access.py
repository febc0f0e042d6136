"""Roles, restrictions and the audit log."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.domain.access.audit import AuditAction, AuditEntry
from bot.domain.access.quorum import QuorumRule
from bot.domain.access.roles import Grant, Role, Roles


class AccessRules(Protocol):
    """The roles and restrictions. Every method is scoped by workspace."""

    async def roles(self, team_id: str) -> Roles:
        """The default role and the granted ones."""

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
        """A workspace's newest entries, newest first; with a `subject` those about it alone."""

    async def since(
        self, since: datetime, *, team_id: str = "", actions: Collection[AuditAction] = ()
    ) -> Sequence[AuditEntry]:
        """Entries from an instant on, oldest first; of every workspace and of every action when none is named."""
