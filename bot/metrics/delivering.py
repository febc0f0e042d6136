"""Metrics of deliveries: outcome and lateness."""

from datetime import datetime
from typing import Final

from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState
from bot.metrics.families import Families

_LATENESS: Final = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14_400, 86_400)
"""Seconds. Many due at one moment are spread over minutes; after a day none is sent."""
_LATE: Final = "late"
_OUTCOMES: Final = ("sent", _LATE, "skipped", "failed", "unknown")


class Delivering:
    """Counts finished deliveries."""

    def __init__(self, families: Families) -> None:
        self._ended = families.counter("deliveries", "Digests, alerts and notices by outcome.", ["kind", "outcome"])
        self._lateness = families.histogram(
            "delivery_lateness_seconds",
            "Time from when a delivery was due until Slack accepted it.",
            ["kind"],
            _LATENESS,
        )
        for kind in DeliveryKind:
            for outcome in _OUTCOMES:
                self._ended.labels(kind.value, outcome)

    def __call__(self, delivery: Delivery, state: DeliveryState, now: datetime) -> None:
        """Count a delivery that finished at `now` (UTC)."""
        sent = state is DeliveryState.SENT
        self._ended.labels(delivery.kind.value, _LATE if sent and delivery.late else state.value).inc()
        if sent:
            self._lateness.labels(delivery.kind.value).observe(max(0.0, (now - delivery.due_at).total_seconds()))
