"""The reconciler: brings what is owed and what is on record together. Safe to call at any time and often."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.domain.due import DeliveryReason
from bot.domain.subscription import Delivery, DeliveryState
from bot.ports import Deliveries
from bot.usecases.deliver_digest import DeliverDigest
from bot.usecases.record_due_slots import RecordDueSlots

_log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=10)
"""How long a claim lasts: longer than the slowest readings and post together."""
_AT_ONCE = 8
"""Slots in one call; the next call, seconds later, goes on with a new `now`."""


@dataclass(frozen=True)
class DeliverDigests:
    """Records due slots, settles interrupted posts, and delivers."""

    record_due_slots: RecordDueSlots
    deliver_digest: DeliverDigest
    deliveries: Deliveries

    async def __call__(self, *, now: datetime) -> int:
        """Do all that is owed at `now` (UTC); returns how many slots were taken in hand.

        Raises:
            StorageUnavailable: nothing can be looked up; the next call starts over.
        """
        await self.record_due_slots(now=now)
        await self._settle_abandoned(now)
        claimed = await self.deliveries.claim(now=now, lease_until=now + LEASE, limit=_AT_ONCE)
        outcomes = await asyncio.gather(
            *(self.deliver_digest(delivery, now=now) for delivery in claimed), return_exceptions=True
        )
        for delivery, outcome in zip(claimed, outcomes, strict=True):
            _report(delivery, outcome)
        return len(claimed)

    async def _settle_abandoned(self, now: datetime) -> None:
        """A post that was started and of which nobody heard again may have arrived: it is not repeated."""
        for delivery in await self.deliveries.abandoned(now=now):
            await self.deliveries.finish(delivery, DeliveryState.UNKNOWN, now=now, reason=DeliveryReason.INTERRUPTED)
            _log.warning("a digest may or may not have been sent", delivery=delivery.id)


def _report(delivery: Delivery, outcome: BaseException | None) -> None:
    """One order's failure never stops another's: its claim runs out, and it is tried again or settled."""
    if outcome is not None:
        _log.error("a digest could not be delivered", delivery=delivery.id, exc_info=outcome)
