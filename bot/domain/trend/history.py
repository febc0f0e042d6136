"""A program's stored snapshots, sorted into sound ones and others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, partial
from itertools import pairwise, takewhile

from bot.domain.numbers.breaks import Break, outside
from bot.domain.numbers.comparison import sound_among, weeks_before
from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.earlier import released
from bot.domain.numbers.level import WEEK, Level, level_around, level_weeks_before
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import Suspicion, spoils, suspicions_by_day
from bot.domain.numbers.version import Version
from bot.domain.numbers.withdrawal import Withdrawal, withdrawals
from bot.domain.report.broken import spoiling

POINTS = 20
"""Weeks drawn at most: Slack's limit for charts."""
POINTS_FOR_TREND = 3
HISTORY = timedelta(weeks=POINTS)
"""How far back a trend looks."""
COMPARED = (1, 4)
"""How many weeks ago the numbers are compared with."""
_NEW_FOR = timedelta(days=28)


class Why(StrEnum):
    """Why a stored snapshot is not drawn: a sentence each in the catalogs (`left-out-...`)."""

    SINGLE_VERSION = "single-version"
    LOW_TOTAL = "low-total"
    NEWEST_MISSING = "newest-missing"
    """These three as the suspicions of the same names."""
    NO_DATA = "no-data"
    """All zero, or an empty list."""
    UNDETERMINED = "undetermined"
    """The meaning of its numbers is not proved."""
    READ_OTHERWISE = "read-otherwise"
    """Its meaning differs from the newest sound day's, so the two cannot be compared."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stored snapshot that is not drawn."""

    day: date
    reasons: tuple[Why, ...]
    """One at least."""


@dataclass(frozen=True)
class History:
    """A program's stored snapshots, sorted into sound ones and others."""

    sound: tuple[Snapshot, ...]
    """Comparable snapshots, oldest first: one a week, and all of the last week, of a week and of four weeks ago.

    Histories are cached, and each snapshot means hundreds of objects for Python's garbage collector.
    """
    left_out: tuple[LeftOut, ...]
    """All others, oldest first."""
    withdrawals: tuple[Withdrawal, ...]
    """Oldest first."""
    appeared: tuple[tuple[Version, date], ...] = ()
    """The versions that appeared above all others within the last four weeks, each with its first day."""
    breaks: tuple[Break, ...] = ()
    """Oldest first. What they spoil is drawn as it is, and is no basis for a comparison."""

    @property
    def newest(self) -> Snapshot | None:
        """The newest sound one."""
        return self.sound[-1] if self.sound else None

    @cached_property
    def weekly(self) -> tuple[Snapshot, ...]:
        """One a week back from the newest, at most three days off, oldest first; empty weeks are missing."""
        found = (self.weeks_before(weeks) for weeks in reversed(range(POINTS)))
        return tuple({snapshot.day: snapshot for snapshot in found if snapshot}.values())

    def weeks_before(self, weeks: int) -> Snapshot | None:
        """The snapshot nearest to that many weeks before the newest; None without a sound one."""
        return weeks_before(self.sound, self.newest.day, weeks) if self.newest else None

    def level_weeks_before(self, weeks: int) -> Level | None:
        """The level around the day that many weeks before the newest, where it was `COMPARED`; None without one."""
        return level_weeks_before(self.unspoilt, self.newest.day, weeks) if self.newest else None

    @property
    def unspoilt(self) -> Sequence[Snapshot]:
        """The sound ones outside all breaks."""
        return outside(self.sound, self.breaks) if self.breaks else self.sound

    @cached_property
    def spoilt(self) -> Sequence[date]:
        """The days of `weekly` that a break spoils."""
        return [each.day for each in self.weekly if spoiling(self.breaks, each.day)]


def history_of(snapshots: Sequence[Snapshot], breaks: Sequence[Break] = (), *, around: date | None = None) -> History:
    """Separate the sound snapshots from the others. A hundred long ones take tens of milliseconds.

    Args:
        snapshots: one program's, oldest first.
        breaks: those known on the newest one's day.
        around: a day whose level is asked for besides those of `COMPARED`.
    """
    found = suspicions_by_day(snapshots)
    sound = sound_among(snapshots, found)
    days = {kept.day for kept in sound}
    left_out = (LeftOut(kept.day, _why(kept, found[kept.day])) for kept in snapshots if kept.day not in days)
    fallen = tuple(each for each in withdrawals(sound) if spoiling(breaks, each.since) == spoiling(breaks, each.day))
    thin = _thinned_out(History(tuple(sound), (), (), breaks=tuple(breaks)), around)
    return History(thin, tuple(left_out), fallen, _appeared(sound), tuple(breaks))


def _thinned_out(history: History, around: date | None) -> tuple[Snapshot, ...]:
    sound, drawn = history.sound, {kept.day for kept in history.weekly}
    levels = [history.level_weeks_before(weeks) for weeks in COMPARED]
    levels += [level_around(history.unspoilt, around)] if around else []
    compared = {day for level in levels if level for day in level.days}
    return tuple(kept for kept in sound if kept.day in drawn | compared or sound[-1].day - kept.day < WEEK)


def _appeared(sound: Sequence[Snapshot]) -> tuple[tuple[Version, date], ...]:
    lately = [kept for kept in sound if sound[-1].day - kept.day <= _NEW_FOR]
    found = {
        version: kept.day
        for before, kept in pairwise(lately)
        if before.distribution and kept.distribution
        for version in takewhile(partial(_unreleased, before.distribution), kept.distribution.versions)
    }
    return tuple(found.items())


def _unreleased(before: Distribution, version: Version) -> bool:
    return not released(version, before)


def _why(snapshot: Snapshot, found: Sequence[Suspicion]) -> tuple[Why, ...]:
    if snapshot.distribution is None:
        no_data = snapshot.reading.meaning is Meaning.NO_DATA
        return (Why.NO_DATA if no_data else Why.UNDETERMINED,)
    return tuple(Why(each) for each in found if spoils([each])) or (Why.READ_OTHERWISE,)
