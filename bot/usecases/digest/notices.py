"""Notices to a subscription's owner that a digest cannot be delivered: each is recorded once, and delivered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from bot.blocks.digest.notices import paused_notice, unknown_notice
from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.delivery.reason import ReasonKey, SlackCode
from bot.domain.digest.subscription import Paused, Subscription
from bot.i18n.texts import supported_locale, texts_for
from bot.ports.delivery import Deliveries
from bot.ports.digest import Subscriptions
from bot.ports.slack import People, Person
from bot.usecases.delivery.handler import Composed, Post, Skip

_log = structlog.get_logger(__name__)
_SUFFIX: Final = "-notice"
_RECENT: Final = 50


@dataclass(frozen=True)
class NotifyOwner:
    """A notice is a delivery of its own: one is sent, however often and by however many processes it is recorded."""

    deliveries: Deliveries

    async def __call__(self, subscription: Subscription, delivery: Delivery, *, now: datetime) -> None:
        """Record the notice; the reconciler delivers it as a direct message.

        Args:
            subscription: the owner's subscription.
            delivery: the digest in question.
            now: UTC.
        """
        notice = Delivery(
            f"{delivery.id}{_SUFFIX}",
            subscription.team_id,
            subscription.id,
            delivery.slot,
            now,
            DeliveryState.DUE,
            channel_id=subscription.owner_id,
            kind=DeliveryKind.NOTICE,
        )
        await self.deliveries.record([notice])


def digest_of(notice: Delivery) -> str:
    """The id of the delivery that a notice is about."""
    return notice.id.removesuffix(_SUFFIX)


@dataclass(frozen=True)
class NoticeHandler:
    """Serves `DeliveryKind.NOTICE`."""

    subscriptions: Subscriptions
    deliveries: Deliveries
    people: People

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """Why the digest did not come and what can be done, for its owner, or else for an admin of the workspace.

        The installing user would come first, but one bot token does not say who that was.
        """
        del now
        subscription = await self.subscriptions.get(delivery.team_id, delivery.subscription_id)
        if subscription is None or subscription.ended:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        digest = await self._digest(delivery)
        doubtful = digest is not None and digest.state is DeliveryState.UNKNOWN
        state = subscription.state
        if not (doubtful or isinstance(state, Paused)):
            return Skip(DeliveryState.SKIPPED, ReasonKey.RESOLVED)
        person = await self._recipient(delivery.team_id, subscription.owner_id)
        if person is None:
            return Skip(DeliveryState.FAILED, ReasonKey.NO_RECIPIENT)
        texts = texts_for(supported_locale(person.locale, subscription.locale))
        if isinstance(state, Paused):
            return Post(person.user_id, paused_notice(subscription, state.code, texts))
        return Post(person.user_id, unknown_notice(subscription, delivery.slot, texts))

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Forget the cached user, so that the next notice asks Slack again who is there."""
        del now
        _log.warning("a notice could not be sent", subscription=delivery.subscription_id, code=str(code))
        self.people.forget(delivery.team_id, delivery.channel_id)

    async def unknown(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Do nothing: the notice is on record, and so is the digest that it was about."""

    async def _digest(self, notice: Delivery) -> Delivery | None:
        recent = await self.deliveries.history(notice.team_id, notice.subscription_id, limit=_RECENT)
        return next((kept for kept in recent if kept.id == digest_of(notice)), None)

    async def _recipient(self, team_id: str, owner_id: str) -> Person | None:
        if owner_id:
            owner = await self.people.get(team_id, owner_id)
            if not owner.gone:
                return owner
        admin_id = await self.people.admin(team_id)
        return await self.people.get(team_id, admin_id) if admin_id else None
