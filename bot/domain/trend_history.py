"""A program's stored snapshots, sorted into sound ones and others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, partial
from itertools import pairwise, takewhile

from bot.domain.numbers.comparison import WEEK, Day, counting, day_up_to, sound_ones, weeks_before
from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.judgement import Break, Numbers, Withdrawal, spoils
from bot.domain.numbers.loss_table import released
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version

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
    compared: Mapping[date, Day] = field(default_factory=dict)
    """By the day that is asked about, the one that the newest is compared with."""

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
        """Return the snapshot nearest to that many weeks before the newest; None without a sound one."""
        return weeks_before(self.sound, self.newest.day, weeks) if self.newest else None

    def weeks_ago(self, weeks: int) -> Day | None:
        """Return the day that many weeks before the newest, where it was `COMPARED`; None without one."""
        return self.compared.get(self.newest.day - weeks * WEEK) if self.newest else None


def history_of(snapshots: Sequence[Snapshot], breaks: Sequence[Break] = (), *, around: date | None = None) -> History:
    """Separate the sound snapshots from the others. A hundred long ones take tens of milliseconds.

    Args:
        snapshots: one program's, judged, oldest first.
        breaks: those known on the newest one's day.
        around: a day that is asked about besides those of `COMPARED`.
    """
    sound = sound_ones(snapshots)
    days = {kept.day for kept in sound}
    left_out = tuple(LeftOut(kept.day, _why(kept)) for kept in snapshots if kept.day not in days)
    compared: dict[date, Day] = {}
    if sound:
        asked = [*(sound[-1].day - weeks * WEEK for weeks in COMPARED), *([around] if around else ())]
        found = {day: day_up_to(sound[:-1], sound[-1], day) for day in asked}
        compared = {day: each for day, each in found.items() if each}
    fallen, appeared = _fallen(sound, breaks), _appeared(sound)
    thin = _thinned_out(History(tuple(sound), (), (), breaks=tuple(breaks)), {each.day for each in compared.values()})
    return History(thin, left_out, fallen, appeared, tuple(breaks), compared)


def _thinned_out(history: History, compared: Collection[date]) -> tuple[Snapshot, ...]:
    sound, drawn = history.sound, {kept.day for kept in history.weekly}
    return tuple(kept for kept in sound if kept.day in {*drawn, *compared} or sound[-1].day - kept.day < WEEK)


def _fallen(sound: Sequence[Snapshot], breaks: Sequence[Break]) -> tuple[Withdrawal, ...]:
    """Return every withdrawal, oldest first; one over several days counts once, with its deepest fall."""
    found: list[Withdrawal] = []
    for each in sound:
        fall = each.judgement.fall
        if fall is None or counting(breaks, fall.since) != counting(breaks, fall.day):
            continue
        if not found or fall.since >= found[-1].day:
            found.append(fall)
        elif fall.fall > found[-1].fall:
            found[-1] = fall
    return tuple(found)


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


def _why(snapshot: Snapshot) -> tuple[Why, ...]:
    numbers = snapshot.judgement.numbers
    if numbers is not Numbers.PROVED:
        return (Why(numbers.value),)
    return tuple(Why(each) for each in snapshot.judgement.suspicions if spoils([each])) or (Why.READ_OTHERWISE,)
