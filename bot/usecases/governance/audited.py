"""Repositories that write each change into the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.access.audit import SYSTEM, AuditAction, AuditEntry
from bot.domain.delivery.reason import SlackCode
from bot.domain.digest.audit_entry import audit_of_subscription
from bot.domain.digest.changes import SubscriptionChange
from bot.domain.digest.subscription import Subscription
from bot.ports.access import AuditLog
from bot.ports.clock import Clock
from bot.ports.digest import Subscriptions
from bot.ports.workspaces import Workspace, Workspaces


@dataclass(frozen=True)
class AuditedSubscriptions:
    """Serves `bot.ports.digest.Subscriptions` over another one and logs every change of a subscription."""

    kept: Subscriptions
    audit: AuditLog
    clock: Clock

    async def put(self, subscription: Subscription, *, change: SubscriptionChange | None = None) -> None:
        """Keep a subscription, in place of the channel's earlier one."""
        if change is None:
            await self.kept.put(subscription)
            return
        async with self.audit.recording(audit_of_subscription(change)):
            await self.kept.put(subscription, change=change)

    async def remove(self, team_id: str, subscription_id: str) -> None:
        """End a subscription that the environment no longer asks for."""
        now = await self.clock.now()
        async with self.audit.recording(AuditEntry(team_id, now, SYSTEM, AuditAction.DIGEST_ENDED, subscription_id)):
            await self.kept.remove(team_id, subscription_id)

    async def changes(self, team_id: str, subscription_id: str, *, limit: int) -> Sequence[SubscriptionChange]:
        """The history of a subscription, newest first."""
        return await self.kept.changes(team_id, subscription_id, limit=limit)

    async def of_channel(self, team_id: str, channel_id: str) -> Subscription | None:
        """The channel's subscription."""
        return await self.kept.of_channel(team_id, channel_id)

    async def get(self, team_id: str, subscription_id: str) -> Subscription | None:
        """One subscription by its id."""
        return await self.kept.get(team_id, subscription_id)

    async def of_team(self, team_id: str) -> Sequence[Subscription]:
        """Every subscription of a workspace."""
        return await self.kept.of_team(team_id)

    async def active(self) -> Sequence[Subscription]:
        """Every subscription that is not paused, of every workspace."""
        return await self.kept.active()

    async def running(self, *, after: tuple[str, str] | None, limit: int) -> Sequence[Subscription]:
        """A page of the subscriptions that are not paused, of every workspace."""
        return await self.kept.running(after=after, limit=limit)


@dataclass(frozen=True)
class AuditedWorkspaces:
    """Serves `bot.ports.workspaces.Workspaces` over another one and logs installing and uninstalling."""

    kept: Workspaces
    audit: AuditLog
    clock: Clock

    async def put(self, workspace: Workspace, *, by: str = "") -> None:
        """Keep or replace one; log that it was installed or uninstalled, and by which user if known."""
        before = await self.kept.get(workspace.team_id)
        there = before is not None and not before.ended
        if there is not workspace.ended:  # unchanged: every start keeps it again
            await self.kept.put(workspace)
            return
        deed = AuditAction.UNINSTALLED if workspace.ended else AuditAction.INSTALLED
        entry = AuditEntry(workspace.team_id, await self.clock.now(), by or SYSTEM, deed, workspace.team_id)
        async with self.audit.recording(entry):
            await self.kept.put(workspace)

    async def get(self, team_id: str) -> Workspace | None:
        """One by its id."""
        return await self.kept.get(team_id)

    async def all(self) -> Sequence[Workspace]:
        """Those not ended, oldest first."""
        return await self.kept.all()

    async def suspended(self) -> Sequence[Workspace]:
        """The suspended ones that have not ended, oldest first."""
        return await self.kept.suspended()

    async def suspend(self, team_id: str, code: SlackCode, *, at: datetime) -> bool:
        """Suspend one."""
        return await self.kept.suspend(team_id, code, at=at)

    async def revive(self, team_id: str) -> None:
        """End its suspension."""
        await self.kept.revive(team_id)

    async def first(self) -> Workspace | None:
        """The oldest one, ended or not; None before there is any."""
        return await self.kept.first()
