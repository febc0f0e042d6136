"""Metrics of the daily sweep: its progress, failures, and the age of the numbers."""

from collections import Counter as Tally
from collections.abc import Iterator
from datetime import date
from typing import Final

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.domain.sweep.pace import Pace
from bot.metrics.families import PREFIX, Families
from bot.usecases.sweep.progress import Sweep

_DELAY_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
"""Seconds."""


class Sweeps(Collector):
    """Sums over the workspaces' newest sweeps, also those under way."""

    def __init__(self, families: Families) -> None:
        self._sweeps: dict[str, Sweep] = {}
        self._gauges: list[GaugeMetricFamily] = []
        families.registry.register(self)
        self._readings = families.counter("sweep_readings", "Programs that sweeps tried to read.", ["result"])
        self._duration = families.gauge(
            "sweep_last_duration_seconds", "Duration of the last sweep that had programs to read."
        )
        self._at_once = families.gauge("sweep_at_once", "Programs that a sweep may read at a time, at most 10.")
        self._delay = families.histogram(
            "event_loop_delay_seconds", "Delay of the event loop during a sweep.", [], _DELAY_BUCKETS
        )
        for result in ("kept", "failed"):
            self._readings.labels(result)

    def follow(self, sweep: Sweep) -> None:
        """Keep a sweep as its workspace's newest (`bot.usecases.sweep.progress.Follow`)."""
        if sweep.elsewhere:
            self._sweeps.pop(sweep.team_id, None)
        else:
            self._sweeps[sweep.team_id] = sweep
        if sweep.seconds is None:
            return
        self._readings.labels("kept").inc(sweep.kept)
        self._readings.labels("failed").inc(len(sweep.failed))
        if sweep.due:
            self._duration.set(sweep.seconds)

    def follow_pace(self, pace: Pace, delay: float) -> None:
        """Keep the pace of a sweep (`bot.usecases.sweep.reading_turns.FollowPace`)."""
        self._at_once.set(pace.at_once)
        self._delay.observe(delay)

    def look(self, today: date) -> None:
        """Compute the sums now: the page is written in a thread, while sweeps go on.

        Args:
            today: the Chinese calendar day, from which ages are counted.
        """
        self._gauges = list(self._added_up(today))

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The families with the last sums."""
        yield from self._gauges

    def _added_up(self, today: date) -> Iterator[GaugeMetricFamily]:
        sweeps = list(self._sweeps.values())
        yield _family("sweep_programs", "Programs that may be read.", sum(sweep.programs for sweep in sweeps))
        kept = sum(sweep.kept_before + sweep.kept for sweep in sweeps)
        yield _family("sweep_kept_today", "Programs with today's data.", kept)
        due = sum(sweep.due - sweep.done for sweep in sweeps)
        yield _family("sweep_due", "Programs that are due and not read yet.", due)
        yield _family("sweep_never_read", "Programs that were never read.", sum(sweep.unread for sweep in sweeps))
        failing = sum((sweep.failed.keys + sweep.resting for sweep in sweeps), Tally[str]())
        by_error = GaugeMetricFamily(f"{PREFIX}_sweep_failing", "Programs that cannot be read.", labels=["error"])
        for key, count in sorted(failing.items()):
            by_error.add_metric([key], count)
        yield by_error
        oldest = min((sweep.oldest for sweep in sweeps if sweep.oldest), default=None)
        if oldest:
            age = (today - oldest).total_seconds()
            yield _family("sweep_oldest_snapshot_age_seconds", "Age of the oldest latest snapshot, in whole days.", age)


def _family(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{PREFIX}_{name}", what, value=value)
