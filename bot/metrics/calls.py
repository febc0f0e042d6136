"""Calls to Slack and WeChat: how many of each, how they ended, and how long they took."""

from typing import Final

from bot.metrics.families import Families, Values

_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds; whoever takes longer is given up."""


class Calls:
    """Counts the calls to one of them."""

    def __init__(self, families: Families, whom: str, what: str, call: str, ended: str) -> None:
        """Nothing was called yet.

        Args:
            families: where the families are made.
            whom: part of their names.
            what: of a call, in their descriptions.
            call: the label that says which it is.
            ended: the label that says how it ended.
        """
        self._requests = families.counter(f"{whom}_requests", f"{what}, by outcome.", [call, ended])
        self._seconds = families.histogram(f"{whom}_request_seconds", f"{what}: duration.", [call], _BUCKETS)
        self._calls, self._ends = Values(), Values()

    def __call__(self, call: str, ended: str, seconds: float) -> None:
        """One call is over."""
        call = self._calls(call)
        self._requests.labels(call, self._ends(ended)).inc()
        self._seconds.labels(call).observe(seconds)
