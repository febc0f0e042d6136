"""The quotas of a program's calls, per day and per minute, and counters for tests.

https://developers.weixin.qq.com/doc/oplatform/openApi/openapi/api_getapiquota.html. WeChat documents no number for the
base-library query; the sandbox's are settings.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tools.sandbox.wechat.answers import RefusalError, day_of


@dataclass(frozen=True, slots=True)
class Limit:
    """One program's quota on one path."""

    daily: int
    per_minute: int


@dataclass(slots=True)
class _Count:
    """Calls so far, on the day and in the minute of the last one."""

    day: date
    minute: datetime
    today: int = 0
    this_minute: int = 0


class Meter:
    """Counts calls per program and path on the platform's day."""

    def __init__(self, limits: dict[str, Limit]) -> None:
        self.limits = limits
        """The limit of each path that has one."""
        self._counts: dict[tuple[str, str], _Count] = {}

    def charge(self, appid: str, path: str, now: datetime) -> None:
        """Count one call.

        Raises:
            RefusalError: 45009 the day's calls are used up, 45011 too many in this minute.
        """
        limit = self.limits[path]
        count = self._count(appid, path, now)
        if count.today >= limit.daily:
            raise RefusalError(45009)
        if count.this_minute >= limit.per_minute:
            raise RefusalError(45011)
        count.today += 1
        count.this_minute += 1

    def used(self, appid: str, path: str, now: datetime) -> int:
        """Calls of a program on a path today."""
        return self._count(appid, path, now).today

    def _count(self, appid: str, path: str, now: datetime) -> _Count:
        """The counter as of now: a new day or minute starts from nothing."""
        day, minute = day_of(now), now.replace(second=0, microsecond=0)
        count = self._counts.get((appid, path))
        if count is None or count.day != day:
            count = self._counts[appid, path] = _Count(day, minute)
        elif count.minute != minute:
            count.minute, count.this_minute = minute, 0
        return count


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
