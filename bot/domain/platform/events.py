"""Events of a program, such as its authorisation, and their delivery to a channel."""

from datetime import datetime
from enum import StrEnum

from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.numbers.snapshot import snapshot_day


class ProgramEvent(StrEnum):
    """What channels are notified of."""

    AUTHORISED = "authorised"
    """Its admin authorised the platform with permission set 18."""
    NOT_GRANTED = "not-granted"
    """Its admin authorised the platform, or changed that, without permission set 18."""
    REVOKED = "revoked"
    """Its admin revoked the authorisation."""
    FAILED = "failed"
    """An authorisation failed."""
    OUTDATED = "outdated"
    """Its imported numbers are old."""


def program_delivery(news_id: str, *, team_id: str, channel_id: str, at: datetime) -> Delivery:
    """A delivery that is due at once.

    Args:
        news_id: `id` of the `bot.ports.programs.ProgramNews`.
        channel_id: a channel, or a user for a direct message.
        at: when it happened (UTC); its Chinese day names the slot.
    """
    return Delivery(
        f"program-{news_id}",
        team_id,
        news_id,
        snapshot_day(at),
        at,
        DeliveryState.DUE,
        channel_id=channel_id,
        kind=DeliveryKind.PROGRAM,
    )
