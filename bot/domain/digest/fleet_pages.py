"""Deliveries of the pages in a fleet digest's thread."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState


def details_of(digest: Delivery, pages: int, *, now: datetime) -> Sequence[Delivery]:
    """The deliveries for the pages of a sent digest, due at once.

    Args:
        digest: the digest's delivery, with the ts of its message.
        pages: number of messages, at most 99.
        now: UTC.
    """
    return [
        Delivery(
            f"{digest.id}-details-{page:02}",
            digest.team_id,
            f"{digest.subject_id}-{page:02}",
            digest.slot,
            now,
            DeliveryState.DUE,
            channel_id=digest.channel_id,
            kind=DeliveryKind.DETAILS,
            thread_ts=digest.message_ts,
        )
        for page in range(1, pages + 1)
    ]


def page_of(details: Delivery) -> tuple[str, int]:
    """The subscription id and the page number of such a delivery."""
    subscription_id, _, page = details.subject_id.rpartition("-")
    return subscription_id, int(page)
