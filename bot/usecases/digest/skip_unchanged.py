"""Skip a digest that would say nothing new."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.digest.digest import Digest
from bot.domain.digest.memory import SIGN_OF_LIFE, changed, memory_of
from bot.ports.delivery import Deliveries
from bot.ports.digest import DigestMemories
from bot.usecases.digest.slots_sent import slots_sent


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
