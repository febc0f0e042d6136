"""The delivery of a program's authorisation event to a channel."""

from datetime import datetime

from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.numbers.snapshot import snapshot_day


def program_delivery(news_id: str, *, team_id: str, channel_id: str, at: datetime) -> Delivery:
    """A delivery that is due at once.

    Args:
        news_id: `id` of the `bot.ports.programs.ProgramNews`.
        team_id: its workspace.
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
