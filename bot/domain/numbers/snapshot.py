"""Snapshots: one day's stored distribution of one program, and how long they are kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import Final, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.numbers.distribution import SAFE, Distribution, Losses, distribute
from bot.domain.numbers.either_way import either_way
from bot.domain.numbers.feed import Feed
from bot.domain.numbers.percentage_meaning import Reading
from bot.domain.numbers.users import Users
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible

WECHAT_ZONE = ZoneInfo("Asia/Shanghai")
"""WeChat's days are Chinese ones, wherever the team sits."""
FARTHEST_AHEAD: Final = timedelta(hours=6)
"""A reading that is further ahead of the day's next one was taken by a wrong clock."""
_NEAR = timedelta(days=3)


def snapshot_day(moment: datetime) -> date:
    """The day that a reading taken at this instant belongs to."""
    return moment.astimezone(WECHAT_ZONE).date()


@dataclass(frozen=True)
class Snapshot:
    """One program's feed of one day, and its meaning."""

    appid: Visible
    day: date
    """The Chinese calendar day; there is one snapshot a day, the newest reading of that day."""
    taken_at: datetime
    """UTC; when WeChat was read, or when a person imported the numbers."""
    feed: Feed
    reading: Reading
    imported_by: str = ""
    """Who imported the numbers, as in the audit log; empty when they were read from WeChat."""
    users: Users | None = None
    """How many people the shares are shares of; None where that is not known."""

    @cached_property
    def distribution(self) -> Distribution | None:
        """Shares per version; None when the feed's meaning is not proved."""
        return distribute(self.feed, self.reading)

    @cached_property
    def losses(self) -> Losses | None:
        """What each minimum costs, by the meaning or under each that fits; None if none does."""
        return self.distribution or either_way(self.feed, self.reading)

    @cached_property
    def minimum(self) -> Version | None:
        """The minimum on that day; None when WeChat named none."""
        return Version.read(self.feed.minimum)

    @property
    def safe_minimum(self) -> Version | None:
        """The highest minimum that keeps 99 % of users on that day; None when no listed version does."""
        return self.losses.highest_keeping(SAFE) if self.losses else None


class Dated(Protocol):
    """An object with a Chinese calendar day."""

    @property
    def day(self) -> date:
        """That day."""


D = TypeVar("D", bound=Dated)


def first_of_weeks(days: Iterable[date]) -> list[date]:
    """The first day of each calendar week, oldest first."""
    return [next(those) for _, those in groupby(sorted(days), key=lambda day: day.isocalendar()[:2])]


def near(snapshots: Iterable[D], day: date) -> D | None:
    """The snapshot closest to a day, at most three days away; the earlier of two equally close ones."""
    within = [snapshot for snapshot in snapshots if abs(snapshot.day - day) <= _NEAR]
    return min(within, key=lambda snapshot: (abs(snapshot.day - day), snapshot.day), default=None)
