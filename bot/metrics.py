"""What Prometheus may know: numbers only. No secret, no AppID and no workspace is in a name or a label.

https://prometheus.io/docs/practices/naming/
"""

from collections import Counter as Tally
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.domain.snapshot import snapshot_day
from bot.errors import StorageUnavailable
from bot.ports import Clock, Tickets
from bot.usecases.sweep_progress import Sweep

_PREFIX: Final = "baselib"


class TokenKind(StrEnum):
    """Whose access token it is."""

    PROGRAM = "program"
    COMPONENT = "component"


class Metrics:
    """Counts what goes on in this process.

    A replica that does not sweep a workspace says nothing of its programs, so sums over replicas are right.
    """

    def __init__(self, clock: Clock, tickets: Tickets | None = None) -> None:
        """Nothing has happened yet.

        Args:
            clock: ages are counted on it.
            tickets: the third-party platform's, where Baselib is one.
        """
        self._clock = clock
        self._tickets = tickets
        self._registry = CollectorRegistry()
        self._fleet = _Fleet()
        self._registry.register(self._fleet)
        self._readings = self._counter("sweep_readings", "Programs that sweeps have tried to read.", ["result"])
        self._duration = self._gauge("sweep_last_duration_seconds", "How long the last sweep with anything due took.")
        self._refreshed = self._counter("tokens_refreshed", "Access tokens that were fetched.", ["kind"])
        for result in ("kept", "failed"):
            self._readings.labels(result)
        for kind in TokenKind:
            self._refreshed.labels(kind.value)
        if tickets:
            self._ticket_age = self._gauge("ticket_age_seconds", "Since WeChat's last verify ticket; NaN before it.")

    def follow(self, sweep: Sweep) -> None:
        """A sweep has come further (`bot.usecases.sweep_progress.Follow`)."""
        self._fleet.follow(sweep)
        if sweep.seconds is None:
            return
        self._readings.labels("kept").inc(sweep.kept)
        self._readings.labels("failed").inc(len(sweep.failed))
        if sweep.due:
            self._duration.set(sweep.seconds)

    def refreshed(self, kind: TokenKind) -> Callable[[], None]:
        """What is called for each token of a kind that was fetched."""
        return self._refreshed.labels(kind.value).inc

    async def page(self) -> bytes:
        """All of it, in Prometheus's text format."""
        now = await self._clock.now()
        self._fleet.today = snapshot_day(now)
        if self._tickets:
            self._ticket_age.set(await self._age_of_ticket(self._tickets, now))
        return generate_latest(self._registry)

    async def _age_of_ticket(self, tickets: Tickets, now: datetime) -> float:
        with suppress(StorageUnavailable):  # /readyz says that
            if ticket := await tickets.latest():
                return (now - ticket.created_at).total_seconds()
        return float("nan")

    def _counter(self, name: str, what: str, labels: list[str]) -> Counter:
        return Counter(f"{_PREFIX}_{name}", what, labels, registry=self._registry)

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(f"{_PREFIX}_{name}", what, registry=self._registry)


class _Fleet(Collector):
    """Sums over the workspaces, each as its newest sweep found it; a sweep under way is seen as far as it has come."""

    def __init__(self) -> None:
        self._sweeps: dict[str, Sweep] = {}
        self.today: date | None = None
        """The Chinese calendar day, from which ages are counted."""

    def follow(self, sweep: Sweep) -> None:
        """The newest of its workspace."""
        if sweep.elsewhere:
            self._sweeps.pop(sweep.team_id, None)
        else:
            self._sweeps[sweep.team_id] = sweep

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The families of this moment."""
        sweeps = list(self._sweeps.values())
        yield _family("sweep_programs", "Programs that may be read.", sum(sweep.programs for sweep in sweeps))
        kept = sum(sweep.kept_before + sweep.kept for sweep in sweeps)
        yield _family("sweep_kept_today", "Programs that have today's numbers.", kept)
        due = sum(sweep.due - sweep.done for sweep in sweeps)
        yield _family("sweep_due", "Programs whose turn it is and that have not been read yet.", due)
        yield _family("sweep_never_read", "Programs without any numbers.", sum(sweep.unread for sweep in sweeps))
        failing = sum((sweep.failed.keys + sweep.resting for sweep in sweeps), Tally[str]())
        by_error = GaugeMetricFamily(f"{_PREFIX}_sweep_failing", "Programs that cannot be read.", labels=["error"])
        for key, count in sorted(failing.items()):
            by_error.add_metric([key], count)
        yield by_error
        oldest = min((sweep.oldest for sweep in sweeps if sweep.oldest), default=None)
        if oldest and self.today:
            age = (self.today - oldest).total_seconds()
            yield _family(
                "sweep_oldest_snapshot_age_seconds", "Of the program whose numbers are the oldest; in whole days.", age
            )


def _family(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{_PREFIX}_{name}", what, value=value)
