"""The delivery handler of a digest at its slot."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.blocks.digest.digest import digest_message
from bot.domain.delivery.delivery import Delivery, DeliveryState
from bot.domain.delivery.reason import ReasonKey, SlackCode
from bot.domain.digest.changes import subscription_change
from bot.domain.digest.digest import Digest
from bot.domain.digest.subscription import Subscription
from bot.errors import NoProgram, TemporaryError
from bot.i18n.texts import texts_for
from bot.ports.digest import Subscriptions
from bot.usecases.delivery.handler import Composed, Post, Retry, Skip
from bot.usecases.digest.compose import ComposeDigest
from bot.usecases.digest.handle_fleet import FleetDigestHandler
from bot.usecases.digest.notify_owner import NotifyOwner
from bot.usecases.digest.skip_unchanged import SkipUnchanged

_WECHAT_RETRY: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class DigestHandler:
    """Serves `DeliveryKind.DIGEST`."""

    subscriptions: Subscriptions
    compose: ComposeDigest
    notify_owner: NotifyOwner
    skip_unchanged: SkipUnchanged
    fleet: FleetDigestHandler

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """The digest of the present subscription, unless it is no longer wanted or nothing is known at all."""
        subscription = await self.subscriptions.get(delivery.team_id, delivery.subscription_id)
        if subscription is None or subscription.ended:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        if not subscription.active or subscription.rests_on(delivery.slot):
            return Skip(DeliveryState.SKIPPED, ReasonKey.PAUSED)
        if subscription.scope.fleet:
            return await self.fleet(subscription, delivery, now=now)
        return await self._one_by_one(subscription, delivery, now)

    async def _one_by_one(self, subscription: Subscription, delivery: Delivery, now: datetime) -> Composed:
        try:
            digest = await self.compose(subscription, now=now, due_at=delivery.due_at)
        except NoProgram:
            return Skip(DeliveryState.FAILED, ReasonKey.NO_PROGRAM)
        if _worth_waiting(digest):
            return Retry(_WECHAT_RETRY, ReasonKey.WECHAT)
        reported = await self.skip_unchanged(digest, delivery.slot)
        if reported is None:
            return Skip(DeliveryState.SKIPPED, ReasonKey.UNCHANGED)
        return Post(subscription.channel_id, digest_message(reported, texts_for(subscription.locale)))

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Pause the subscription until it is changed, and notify its owner.

        One that was moved to another channel meanwhile is not paused: the new channel gets its chance.
        """
        subscription = await self._still_there(delivery)
        if subscription is not None:
            paused = subscription.paused(code)
            await self.subscriptions.put(paused, change=subscription_change(subscription, paused, by="", at=now))
            await self.notify_owner(subscription, delivery, now=now)

    async def unknown(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Keep the subscription; notify its owner that this digest may be missing."""
        del code  # on record with the delivery
        subscription = await self.subscriptions.get(delivery.team_id, delivery.subscription_id)
        if subscription is not None:
            await self.notify_owner(subscription, delivery, now=now)

    async def _still_there(self, delivery: Delivery) -> Subscription | None:
        subscription = await self.subscriptions.get(delivery.team_id, delivery.subscription_id)
        runs = subscription is not None and subscription.active and subscription.channel_id == delivery.channel_id
        return subscription if runs else None


def _worth_waiting(digest: Digest) -> bool:
    """Whether nothing is known, and a failure is temporary; one that needs a person is better reported at once."""
    return not digest.sections and any(isinstance(entry.error, TemporaryError) for entry in digest.unread)
