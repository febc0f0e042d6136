"""When what an alert found is told: one message a day, however many programs it is about."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.domain.alerts.alert import Alert
from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.numbers.snapshot import WECHAT_ZONE

SETTLING = timedelta(minutes=10)
"""How long the message of a fleet's alert waits for more programs: about as long as a sweep takes."""
_DAY = timedelta(days=1)


def chances(alert: Alert, day: date, *, now: datetime) -> Sequence[Delivery]:
    """The rows with which a crossing may be told: that of its own day, and the next day's when that one is under way.

    Args:
        alert: whose condition came true.
        day: the snapshot's Chinese day.
        now: UTC.
    """
    tomorrow = datetime.combine(day + _DAY, time(), WECHAT_ZONE).astimezone(now.tzinfo)
    return (
        _due(alert, day, now + SETTLING if alert.fleet else now),
        _due(alert, day + _DAY, max(now, tomorrow) + SETTLING),
    )


def _due(alert: Alert, day: date, due_at: datetime) -> Delivery:
    return Delivery(
        f"{alert.id}-{day.isoformat()}",
        alert.team_id,
        alert.id,
        day,
        due_at,
        DeliveryState.DUE,
        channel_id=alert.channel_id,
        kind=DeliveryKind.ALERT,
    )
