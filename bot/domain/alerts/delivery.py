"""When an alert's crossings are delivered: one message a day, for however many programs."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.domain.alerts.alert import Alert
from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.numbers.snapshot import WECHAT_ZONE

SETTLING = timedelta(minutes=10)
"""How long a fleet alert's message waits for more programs: about as long as a sweep takes."""
_DAY = timedelta(days=1)


def chances(alert: Alert, day: date, *, now: datetime) -> Sequence[Delivery]:
    """The deliveries that may carry a crossing: its own day's, and the next day's if that one is already under way.

    Args:
        alert: the alert whose condition was met.
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
