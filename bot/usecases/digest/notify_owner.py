"""Notify a subscription's owner, once, that a digest cannot be delivered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.digest.subscription import Subscription
from bot.ports.delivery import Deliveries

_SUFFIX: Final = "-notice"


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
