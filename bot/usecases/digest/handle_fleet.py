"""The delivery handler of a fleet's digest at its slot."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.blocks.digest.fleet_digest import fleet_digest_message
from bot.domain.delivery.delivery import Delivery, DeliveryState
from bot.domain.delivery.reason import ReasonKey
from bot.domain.digest.memory import SIGN_OF_LIFE
from bot.domain.digest.subscription import Subscription
from bot.errors import NoProgram, UnknownTag
from bot.i18n.texts import texts_for
from bot.ports.digest import FleetDigestMemories
from bot.usecases.delivery.handler import Composed, Post, Skip
from bot.usecases.digest.compose_fleet import ComposeFleetDigest


@dataclass(frozen=True)
class FleetDigestHandler:
    """What `DigestHandler` uses for a subscription to a fleet."""

    compose: ComposeFleetDigest
    memories: FleetDigestMemories

    async def __call__(self, subscription: Subscription, delivery: Delivery, *, now: datetime) -> Composed:
        """One message, unless nothing changed."""
        slot = delivery.slot
        try:
            digest = await self.compose(subscription, now=now, slot=slot, due_at=delivery.due_at)
        except (NoProgram, UnknownTag):
            return Skip(DeliveryState.FAILED, ReasonKey.NO_PROGRAM)
        if subscription.only_changes and digest.changes is not None and not digest.changes.rows:
            if slot - digest.sent[0] < SIGN_OF_LIFE:
                return Skip(DeliveryState.SKIPPED, ReasonKey.UNCHANGED)
            digest = replace(digest, sign_of_life=True)
        # The one before the last stays, too: the last one's thread may not have been sent yet.
        forget_before = digest.sent[-1] if digest.sent else None
        await self.memories.keep(
            subscription.team_id, subscription.id, slot, digest.memory, forget_before=forget_before
        )
        return Post(
            subscription.channel_id, fleet_digest_message(digest, texts_for(subscription.locale), threaded=True)
        )
