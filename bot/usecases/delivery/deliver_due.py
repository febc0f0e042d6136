"""The reconciler: bring what is owed in line with what is on record. Safe to call at any time and often."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from bot.domain.delivery.delivery import Delivery
from bot.lib.isolation import Isolation
from bot.logs import new_request, request_scope
from bot.ports.delivery import Deliveries
from bot.usecases.delivery.deliver import LEASE, Deliver
from bot.usecases.delivery.reconcile_unknown import ReconcileUnknown
from bot.usecases.delivery.record_due_slots import RecordDueSlots

_log = structlog.get_logger(__name__)

_AT_ONCE: Final = 25
"""Deliveries in one call; the next call goes on with a new `now`. They take five seconds at the pace of a workspace,
so that the wait for the next tick costs little, and a process that stops midway leaves few claims behind."""


@dataclass(frozen=True)
class DeliverDue:
    """Records due slots, reconciles posts of unknown outcome, then delivers."""

    record_due_slots: RecordDueSlots
    deliver: Deliver
    reconcile: ReconcileUnknown
    deliveries: Deliveries

    async def __call__(self, *, now: datetime) -> int:
        """Do everything due at `now` (UTC); returns how many deliveries were claimed.

        What is on record is delivered even when new slots cannot be recorded, or unclear posts not be reconciled.

        Raises:
            StorageUnavailable: nothing can be read; the next call starts over.
            Exception: the first of the three steps that failed.
        """
        steps = Isolation()
        with steps.item(step="record due slots"):
            await self.record_due_slots(now=now)
        with steps.item(step="reconcile"):
            await self.reconcile(now=now)
        claimed = await self.deliveries.claim(now=now, lease_until=now + LEASE, limit=_AT_ONCE)
        await asyncio.gather(*(self._in_order(channel, now) for channel in _by_channel(claimed)))
        steps.raise_first()
        return len(claimed)

    async def _in_order(self, deliveries: Sequence[Delivery], now: datetime) -> None:
        """Deliver a channel's deliveries one by one. One failure never stops the others: its claim runs out."""
        for delivery in deliveries:
            with request_scope(new_request()):
                try:
                    await self.deliver(delivery, now=now)
                except Exception:  # noqa: BLE001 - the row is tried again, or reconciled
                    _log.exception("a delivery failed", delivery=delivery.id)


def _by_channel(claimed: Iterable[Delivery]) -> Iterable[Sequence[Delivery]]:
    channels: dict[tuple[str, str], list[Delivery]] = {}
    for delivery in claimed:
        channels.setdefault((delivery.team_id, delivery.channel_id), []).append(delivery)
    return channels.values()
