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
    """The deliveries that may carry a crossing: its own day's; else, for that may be under way already, a later day's.

    Numbers of a past day may be imported at any time, so the last of them is tomorrow's, which nothing has sent yet.

    Args:
        alert: the alert whose condition was met.
        day: the snapshot's Chinese day.
    """
    tomorrow = now.astimezone(WECHAT_ZONE).date() + _DAY
    own = _due(alert, day, now + SETTLING if alert.fleet else now)
    return (own, *(_later(alert, each, now) for each in sorted({day + _DAY, tomorrow})))


def _later(alert: Alert, day: date, now: datetime) -> Delivery:
    begins = datetime.combine(day, time(), WECHAT_ZONE).astimezone(now.tzinfo)
    return _due(alert, day, max(now, begins) + SETTLING)


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
