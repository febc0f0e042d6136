"""Counters for tests: refreshes, how many of one ran at once, stale tokens, calls per program."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Counters:
    """Counters since the last reset."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        """Base-library queries by AppID, answered or not."""
        self.answered: Counter[str] = Counter()
        """Queries that were answered with numbers."""
        self.refreshes: Counter[str] = Counter()
        """Tokens issued, by `component` or the authoriser's AppID."""
        self.overtaken = 0
        """Calls with a replaced token that still worked in its five minutes of overlap."""
        self.refused = 0
        """Calls with an invalid token."""
        self._in_flight: Counter[str] = Counter()
        self._most: Counter[str] = Counter()

    @contextmanager
    def in_flight(self, name: str | None) -> Iterator[None]:
        """Count a refresh of one token while it lasts; `name` is None for any other call."""
        if name is None:
            yield
            return
        self._in_flight[name] += 1
        self._most[name] = max(self._most[name], self._in_flight[name])
        try:
            yield
        finally:
            self._in_flight[name] -= 1

    def shown(self) -> dict[str, Any]:
        """For `GET /sandbox/counters`."""
        authorisers = Counter(self.refreshes)
        component = authorisers.pop("component", 0)
        most = Counter(self._most)
        return {
            "component_refreshes": component,
            "component_in_flight_at_most": most.pop("component", 0),
            "authoriser_refreshes": dict(authorisers),
            "authoriser_in_flight_at_most": max(most.values(), default=0),
            "stale_overtaken": self.overtaken,
            "stale_refused": self.refused,
            "asked": dict(self.asked),
            "answered": dict(self.answered),
        }
