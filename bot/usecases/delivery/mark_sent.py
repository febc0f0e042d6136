"""Write down that a delivery was sent, together with what is to follow it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState
from bot.ports.delivery import Deliveries

_log = structlog.get_logger(__name__)


class FollowUps(Protocol):
    """What is sent after a delivery of one kind."""

    async def __call__(self, sent: Delivery, *, now: datetime) -> Sequence[Delivery]:
        """The rows to record.

        Args:
            sent: with the channel and the ts of its message.
            now: UTC.

        Raises:
            StorageUnavailable: the delivery's outcome is not written down either, and is looked for again.
        """


async def mark_sent(
    deliveries: Deliveries,
    following: Mapping[DeliveryKind, FollowUps],
    delivery: Delivery,
    message_ts: str,
    *,
    now: datetime,
) -> None:
    """In one transaction, so that nothing follows what was not sent, and nothing is forgotten.

    Args:
        deliveries: the record.
        following: by kind; most kinds have nothing that follows.
        delivery: that was posted.
        message_ts: Slack's name for the message.
        now: UTC.

    Raises:
        StorageUnavailable: it is looked for again.
    """
    follow = following.get(delivery.kind)
    then = await follow(replace(delivery, message_ts=message_ts), now=now) if follow else ()
    await deliveries.finish(delivery, DeliveryState.SENT, now=now, message_ts=message_ts, then=then)
    _log.info("a delivery was sent", delivery=delivery.id, kind=str(delivery.kind), attempt=delivery.attempt)
