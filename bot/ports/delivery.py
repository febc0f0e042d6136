"""Deliveries. Every method that names a workspace is scoped by it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryReason, DeliveryState


class Deliveries(Protocol):
    """The deliveries. The database, not the process, prevents a second row for a slot.

    Where several processes share them, claims are counted by the database's clock: of `lease_until` only counts how
    long after `now` it is.
    """

    async def record(self, deliveries: Sequence[Delivery]) -> int:
        """Insert rows; slots that have one already are left alone. Returns how many were new."""

    async def claim(
        self,
        *,
        now: datetime,
        lease_until: datetime,
        limit: int,
        kinds: Collection[DeliveryKind] = tuple(DeliveryKind),
        each: int | None = None,
        but: Collection[str] = (),
    ) -> Sequence[Delivery]:
        """Take rows that are due, or whose claim ran out before `sending`, and count the attempt.

        The workspaces take turns: each one's first comes before any one's second.

        Args:
            limit: how many rows at most.
            kinds: only of these.
            each: how many of one workspace at most.
        """

    async def sending(self, delivery: Delivery, *, now: datetime) -> bool:
        """Commit that the post into `delivery.channel_id` starts now, and has a whole `LEASE`.

        False when the claim was lost meanwhile.
        """

    async def finish(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        now: datetime,
        message_ts: str = "",
        reason: DeliveryReason | None = None,
        then: Sequence[Delivery] = (),
    ) -> None:
        """Record the outcome (SENT, SKIPPED, FAILED, UNKNOWN); in the same transaction record what follows."""

    async def postpone(self, delivery: Delivery, *, until: datetime, reason: DeliveryReason | None) -> None:
        """Make it due again, not before `until`; nothing was posted, or it was reconciled and is not there."""

    async def abandoned(self, *, now: datetime) -> Sequence[Delivery]:
        """Rows left in `sending` whose lease has run out."""

    async def doubt(self, delivery: Delivery, *, look_at: datetime, reason: DeliveryReason | None) -> None:
        """Mark it unknown: it may or may not have arrived; reconcile it (again) from `look_at` on."""

    async def claim_looks(self, *, now: datetime, lease_until: datetime, limit: int) -> Sequence[Delivery]:
        """Take unknown rows whose look is due, and count the look; no other process looks while the lease lasts."""

    async def get(self, team_id: str, delivery_id: str) -> Delivery | None:
        """One by its id."""

    async def last(self, team_id: str, subject_id: str, kind: DeliveryKind = DeliveryKind.DIGEST) -> Delivery | None:
        """The newest slot of a subscription (or of an alert)."""

    async def history(self, team_id: str, subject_id: str, *, limit: int) -> Sequence[Delivery]:
        """The newest slots of a subscription, of every kind, newest first."""
