"""Metrics of calls to Slack and WeChat: number, outcome and duration."""

from typing import Final

from bot.metrics.families import Families, Values

_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds; longer calls time out."""


class Calls:
    """Counts the calls to one of the two."""

    def __init__(self, families: Families, prefix: str, what: str, call: str, ended: str) -> None:
        """Make the metrics.

        Args:
            families: where the families are made.
            prefix: part of their names.
            what: of a call, in their descriptions.
            call: the label of the call's name.
            ended: the label of its outcome.
        """
        self._requests = families.counter(f"{prefix}_requests", f"{what}, by outcome.", [call, ended])
        self._seconds = families.histogram(f"{prefix}_request_seconds", f"{what}: duration.", [call], _BUCKETS)
        self._calls, self._ends = Values(), Values()

    def __call__(self, call: str, ended: str, seconds: float) -> None:
        """Count a finished call."""
        call = self._calls(call)
        self._requests.labels(call, self._ends(ended)).inc()
        self._seconds.labels(call).observe(seconds)
