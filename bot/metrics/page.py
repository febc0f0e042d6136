"""All metrics of this process, on one page."""

import asyncio
from datetime import datetime
from typing import Final

from prometheus_client import generate_latest

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.numbers.snapshot import snapshot_day
from bot.metrics.state import PATIENCE, AccessTokens, Answering, Families, State, Sweeps, Values
from bot.ports.machine import Clock
from bot.ports.platform import Tickets

_CALL_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds; longer calls time out."""
_LATENESS: Final = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14_400, 86_400)
"""Seconds. Many due at one moment are spread over minutes; after a day none is sent."""
_LATE: Final = "late"
_OUTCOMES: Final = ("sent", _LATE, "skipped", "failed", "unknown")
_TICK_BUCKETS: Final = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 60.0, 300.0, 1800.0)
"""Seconds: an idle call takes milliseconds, a sweep of thousands of programs minutes."""


class Metrics:
    """The metrics of this process.

    A replica that does not sweep a workspace has no numbers of its programs, so sums over replicas are right.
    """

    def __init__(self, clock: Clock, tickets: Tickets | None = None, *, patience: float = PATIENCE) -> None:
        """Make the metrics.

        Args:
            tickets: the third-party platform's, where Baselib is one.
            patience: seconds that the database may take for a page.
        """
        self._clock = clock
        self._families = Families()
        self.answering = Answering(self._families)
        self.slack = Calls(self._families, "slack", "Calls to Slack's methods and response_urls", "method", "outcome")
        self.wechat = Calls(self._families, "wechat", "Calls to WeChat", "call", "errcode")
        self.tokens = AccessTokens(self._families, tickets, patience)
        self.sweeps = Sweeps(self._families)
        self.deliveries = Delivering(self._families)
        self.ticks = Ticking(self._families)
        self._refused = self._families.counter(
            "connections_refused", "Connections refused before their request was read.", ["reason"]
        )
        for reason in ("limit", "head", "slow"):
            self._refused.labels(reason)
        self.calls_refused = self._families.counter(
            "agent_calls_refused", "Agents' calls refused because too many waited, or this one for too long."
        )
        self.forecasts = self._families.counter("forecasts", "Forecasts computed and stored.")
        self.state = State(self._families, patience)

    def refused(self, reason: str) -> None:
        """Count a refused connection; the reasons are those of `bot.wiring.server`."""
        self._refused.labels(reason).inc()

    async def page(self) -> bytes:
        """All metrics, in Prometheus's text format."""
        now = await self._clock.now()
        await asyncio.gather(self.tokens.look(now), self.state.look(now))
        self.sweeps.look(snapshot_day(now))
        return await asyncio.to_thread(generate_latest, self._families.registry)  # two thousand lines take 10 ms


class Calls:
    """Counts the calls to one of the two."""

    def __init__(self, families: Families, prefix: str, what: str, call: str, ended: str) -> None:
        """Make the metrics.

        Args:
            what: of a call, in their descriptions.
            call: the label of the call's name.
        """
        self._requests = families.counter(f"{prefix}_requests", f"{what}, by outcome.", [call, ended])
        self._seconds = families.histogram(f"{prefix}_request_seconds", f"{what}: duration.", [call], _CALL_BUCKETS)
        self._calls, self._ends = Values(), Values()

    def __call__(self, call: str, ended: str, seconds: float) -> None:
        call = self._calls(call)
        self._requests.labels(call, self._ends(ended)).inc()
        self._seconds.labels(call).observe(seconds)


class Delivering:
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


class Ticking:
    """Counts calls of the scheduler's routines."""

    def __init__(self, families: Families) -> None:
        self._seconds = families.histogram(
            "tick_seconds", "Duration of each call of a scheduler routine.", ["routine"], _TICK_BUCKETS
        )
        self._failures = families.counter("tick_failures", "Failed calls of a scheduler routine.", ["routine"])

    def __call__(self, routine: str, seconds: float, *, failed: bool) -> None:
        """Count a finished call. Only the composition root names routines."""
        self._seconds.labels(routine).observe(seconds)
        failures = self._failures.labels(
            routine
        )  # there from the first call on, so that a first failure is an increase
        if failed:
            failures.inc()
