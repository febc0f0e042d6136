"""A registry whose families have our prefix, and label values that cannot grow without end."""

import re
from collections.abc import Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

PREFIX: Final = "baselib"
OTHER: Final = "other"
"""Replaces every value that a label must not have."""
PATIENCE: Final = 5.0
"""Seconds that the database may take for a page: Prometheus waits for ten, and would take a process
that still answers for dead."""
_MOST: Final = 100
"""Different values of one label: no more than some forty buttons exist."""
_VALUE: Final = re.compile(r"[a-z0-9][a-z0-9 _./-]{0,59}", re.IGNORECASE)


class Families:
    """Makes families of one registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()

    def counter(self, name: str, what: str, labels: Sequence[str] = ()) -> Counter:
        """A number that only grows; `_total` is added to its name."""
        return Counter(f"{PREFIX}_{name}", what, labels, registry=self.registry)

    def gauge(self, name: str, what: str, labels: Sequence[str] = ()) -> Gauge:
        """A number that goes up and down."""
        return Gauge(f"{PREFIX}_{name}", what, labels, registry=self.registry)

    def histogram(self, name: str, what: str, labels: Sequence[str], buckets: Sequence[float]) -> Histogram:
        """A distribution over buckets."""
        return Histogram(f"{PREFIX}_{name}", what, labels, buckets=buckets, registry=self.registry)


class Values:
    """The values of one label: few, and our own words. All others count as `other`."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def __call__(self, value: str) -> str:
        """The value itself, or `other`."""
        if value in self._known:
            return value
        if len(self._known) >= _MOST or not _VALUE.fullmatch(value):
            return OTHER
        self._known.add(value)
        return value
