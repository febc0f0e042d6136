"""Skip a digest that would say nothing new: compare it with the last one that was sent."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.domain.delivery.delivery import DeliveryKind, DeliveryState
from bot.domain.digest.digest import Digest
from bot.domain.digest.memory import SIGN_OF_LIFE, changed, memory_of
from bot.domain.digest.subscription import Subscription
from bot.ports.delivery import Deliveries
from bot.ports.digest import DigestMemories

_LOOK_BACK: Final = 64
"""Deliveries searched: a daily digest has at most 31 slots between two signs of life."""


async def slots_sent(deliveries: Deliveries, subscription: Subscription, *, before: date) -> Sequence[date]:
    """The slots before a day whose digest was sent, the newest first.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    history = await deliveries.history(subscription.team_id, subscription.id, limit=_LOOK_BACK)
    sent = (
        kept.slot
        for kept in history
        if kept.kind is DeliveryKind.DIGEST and kept.state is DeliveryState.SENT and kept.slot < before
    )
    return sorted(sent, reverse=True)


@dataclass(frozen=True)
class SkipUnchanged:
    """For subscriptions that want a digest only when something changed."""

    deliveries: Deliveries
    memories: DigestMemories

    async def __call__(self, digest: Digest, slot: date) -> Digest | None:
        """The digest to send in a slot; None when nothing changed since the last one that was sent.

        Its content is kept either way, so that a subscription may begin to want only changes at any time. After a month
        without a digest one is sent all the same, as a sign of life that says so.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        subscription = digest.subscription
        memory = await asyncio.to_thread(memory_of, digest)
        last = next(iter(await slots_sent(self.deliveries, subscription, before=slot)), None)
        await self.memories.keep(subscription.team_id, subscription.id, slot, memory, forget_before=last)
        if last is None or not subscription.only_changes:
            return digest
        before = await self.memories.get(subscription.team_id, subscription.id, last)
        if before is None or changed(before, memory):
            return digest
        return replace(digest, unchanged_since=last) if slot - last >= SIGN_OF_LIFE else None
