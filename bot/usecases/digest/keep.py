"""Keep a subscription together with its audit entry, which its history shows."""

from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.access.audit import SYSTEM
from bot.domain.digest.history import audit_of_subscription
from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.ports.access import AuditLog
from bot.ports.digest import Subscriptions


class _Changed(Exception):
    """Ends the transaction without a change."""


@dataclass(frozen=True)
class KeepSubscription:
    """Both in one transaction. Every method raises `StorageUnavailable`, and then nothing is kept."""

    subscriptions: Subscriptions
    audit: AuditLog

    async def __call__(
        self, before: Subscription | None, after: Subscription, *, by: str = SYSTEM, at: datetime
    ) -> None:
        """Put `after` in the place of the channel's earlier subscription; `by` and `at` as in the audit log."""
        async with self._recording(before, after, by, at):
            await self.subscriptions.put(after)

    async def move(self, before: Subscription, after: Subscription, *, at: datetime) -> None:
        """Put `after` in the place of `before`, unless that has changed meanwhile."""
        with suppress(_Changed):
            async with self._recording(before, after, SYSTEM, at):
                if not await self.subscriptions.put(after, over=before):
                    raise _Changed

    async def drop(self, subscription: Subscription, *, at: datetime) -> None:
        """Remove one that the environment no longer asks for."""
        ended = replace(subscription, state=Lifecycle.ENDED)
        async with self._recording(subscription, ended, SYSTEM, at):
            await self.subscriptions.remove(subscription.team_id, subscription.id)

    def _recording(
        self, before: Subscription | None, after: Subscription, by: str, at: datetime
    ) -> AbstractAsyncContextManager[None]:
        entry = audit_of_subscription(before, after, by=by, at=at)
        return self.audit.recording(entry) if entry else nullcontext()
