"""Metrics of the scheduler's routines."""

from typing import Final

from bot.metrics.families import Families

_BUCKETS: Final = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 60.0, 300.0, 1800.0)
"""Seconds: an idle call takes milliseconds, a sweep of thousands of programs minutes."""


class Ticking:
    """Counts calls of the scheduler's routines."""

    def __init__(self, families: Families) -> None:
        self._seconds = families.histogram(
            "tick_seconds", "Duration of each call of a scheduler routine.", ["routine"], _BUCKETS
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
