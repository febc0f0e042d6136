"""The quotas of a program's calls, per day and per minute.

https://developers.weixin.qq.com/doc/oplatform/openApi/openapi/api_getapiquota.html. WeChat documents no number for the
base-library query; the sandbox's are settings.
"""

from dataclasses import dataclass
from datetime import date, datetime

from bot.sandbox.wechat.answers import day_of
from bot.sandbox.wechat.refusals import RefusalError


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
