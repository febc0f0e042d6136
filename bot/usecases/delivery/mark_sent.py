"""Record that a delivery was sent, together with its follow-ups."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState
from bot.ports.delivery import Deliveries

_log = structlog.get_logger(__name__)


class FollowUps(Protocol):
    """Makes the follow-ups of one kind of delivery."""

    async def __call__(self, sent: Delivery, *, now: datetime) -> Sequence[Delivery]:
        """The rows to record.

        Args:
            sent: with the channel and the ts of its message.
            now: UTC.

        Raises:
            StorageUnavailable: the delivery's outcome is not recorded either; it is reconciled again.
        """


async def mark_sent(
    deliveries: Deliveries,
    following: Mapping[DeliveryKind, FollowUps],
    delivery: Delivery,
    message_ts: str,
    *,
    now: datetime,
) -> None:
    """Mark a delivery as sent and record its follow-ups, in one transaction: one never exists without the other.

    Args:
        deliveries: the record.
        following: by kind; most kinds have no follow-ups.
        delivery: the one that was posted.
        message_ts: Slack's name for the message.
        now: UTC.

    Raises:
        StorageUnavailable: the delivery is reconciled again.
    """
    follow = following.get(delivery.kind)
    then = await follow(replace(delivery, message_ts=message_ts), now=now) if follow else ()
    await deliveries.finish(delivery, DeliveryState.SENT, now=now, message_ts=message_ts, then=then)
    _log.info("a delivery was sent", delivery=delivery.id, kind=str(delivery.kind), attempt=delivery.attempt)
