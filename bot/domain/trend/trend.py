"""How coverage moved over the stored weeks: movement, roll-backs, and the gap to all of WeChat's users."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from bot.domain.forecast.forecast import Forecast
from bot.domain.numbers.comparison import sound_among, weeks_before
from bot.domain.numbers.distribution import SAFE, Bounds, Distribution
from bot.domain.numbers.level import WEEK, Level, level_weeks_before
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.roll_back import RollBack, roll_backs
from bot.domain.numbers.snapshot import Snapshot, near
from bot.domain.numbers.suspicion import Suspicion, spoils, suspicions_by_day
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report

POINTS = 20
"""Weeks drawn at most: Slack's limit for charts."""
POINTS_FOR_TREND = 3
MOST_VERSIONS = 6
"""Lines at most: allowed under every interpretation of Slack's chart limit."""
HISTORY = timedelta(weeks=POINTS)
"""How far back a trend looks."""
COMPARED = (1, 4)
"""How many weeks ago the numbers are compared with."""
_FORESEEN = 2
_MATTERS_FROM = Decimal("0.01")
_BEFORE_TAIL = Decimal("0.95")
"""The coverage above the tail: a smaller tail would leave nothing to compare."""


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
    roll_backs: tuple[RollBack, ...]
    """Oldest first."""

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
        return level_weeks_before(self.sound, self.newest.day, weeks) if self.newest else None


@dataclass(frozen=True, slots=True)
class Line:
    """Coverage of one version. Fractions."""

    version: Version
    coverage: tuple[Decimal, ...]
    """The certain part (`Bounds.low`), one for each day drawn."""
    now: Bounds
    since_week: Decimal | None
    """A difference of fractions; None without a comparable snapshot."""
    since_four_weeks: Decimal | None


@dataclass(frozen=True, slots=True)
class Companion:
    """Public coverage of one version, beside this program's. Fractions."""

    version: Version
    coverage: tuple[Decimal | None, ...]
    """One for each of `TrendAnswer.days`; None without public numbers near that day."""


@dataclass(frozen=True, slots=True)
class Tail:
    """The share of users below a version: this program's beside WeChat's."""

    version: Version
    ours: Decimal
    """The certain loss at it: on the newest sound day if that is at most three days from the day published, so that the
    answer is consistent; else on the nearest sound day."""
    public: Decimal

    @property
    def older_by(self) -> Decimal:
        """A difference of fractions; negative when this program's users are newer than WeChat's."""
        return self.ours - self.public


@dataclass(frozen=True)
class TrendAnswer:
    """The answer of `trend`."""

    report: Report
    """From the newest snapshot; not drawn when it is not sound."""
    days: tuple[date, ...]
    """At most twenty, one a week, oldest first; the last is the newest sound one."""
    lines: tuple[Line, ...]
    """At most six, newest version first."""
    left_out: tuple[LeftOut, ...]
    """Oldest first."""
    roll_backs: tuple[RollBack, ...]
    """Oldest first."""
    companion: Companion | None
    """For the version of `tail`; None when public numbers are missing or switched off."""
    public: PublicSnapshot | None
    """The newest sound public snapshot; dated in the answer."""
    tail: Tail | None
    """None without public numbers, or without a sound snapshot of this program near their day."""
    asked: tuple[Version, ...] = ()
    """The requested versions, in that order; empty when `versions_that_matter` chose them."""
    forecasts: tuple[Forecast, ...] = ()
    """When the versions in `awaited` reach 99 % coverage."""

    @property
    def drawable(self) -> bool:
        """Whether there are enough points for a trend."""
        return len(self.days) >= POINTS_FOR_TREND and bool(self.lines)

    @property
    def awaited(self) -> tuple[Version, ...]:
        """The first two requested versions not certain to keep 99 % yet; without a request, the nearest to it."""
        unsafe = {line.version for line in self.lines if line.now.low < SAFE}
        nearest_first = [line.version for line in reversed(self.lines)]
        return tuple(
            [version for version in dict.fromkeys(self.asked or nearest_first) if version in unsafe][:_FORESEEN]
        )

    @property
    def headline(self) -> Line | None:
        """The first requested version, else the one that moved most. None without a line."""
        if self.asked:
            return next((line for line in self.lines if line.version == self.asked[0]), None)
        return max(self.lines, key=_moved, default=None)


def history_of(snapshots: Sequence[Snapshot]) -> History:
    """Separate the sound snapshots from the others. A hundred long ones take tens of milliseconds.

    Args:
        snapshots: one program's, oldest first.
    """
    found = suspicions_by_day(snapshots)
    sound = sound_among(snapshots, found)
    days = {kept.day for kept in sound}
    left_out = (LeftOut(kept.day, _why(kept, found[kept.day])) for kept in snapshots if kept.day not in days)
    return History(_thinned_out(sound), tuple(left_out), roll_backs(sound))


def _thinned_out(sound: Sequence[Snapshot]) -> tuple[Snapshot, ...]:
    drawn = {kept.day for kept in History(tuple(sound), (), ()).weekly}
    levels = (level_weeks_before(sound, sound[-1].day, weeks) for weeks in COMPARED if sound)
    compared = {day for level in levels if level for day in level.days}
    return tuple(kept for kept in sound if kept.day in drawn | compared or sound[-1].day - kept.day < WEEK)


def trend_answer(
    report: Report, history: History, versions: Sequence[Version], published: Sequence[PublicSnapshot]
) -> TrendAnswer:
    """Answer `trend`.

    The tail and the companion line are about the first requested version with users; without a request, about the
    highest version that keeps 95 %.

    Args:
        report: from the newest snapshot.
        history: of that snapshot and those before it.
        versions: the requested ones, in that order; empty for `versions_that_matter`.
        published: WeChat's public snapshots, sound ones, oldest first.
    """
    newest = history.newest
    if newest is None or newest.distribution is None:
        return TrendAnswer(report, (), (), history.left_out, history.roll_backs, None, None, None, tuple(versions))
    sound = replace(report, snapshot=newest)
    matter = versions_that_matter(sound)
    had = (version for version in versions if newest.distribution.coverage(version).low)
    before_tail = newest.distribution.highest_keeping(_BEFORE_TAIL)
    about = next((version for version in (*had, before_tail, *matter) if version), None)
    days = tuple(snapshot.day for snapshot in history.weekly)
    companion = _companion(about, days, published) if about else None
    if companion and None not in companion.coverage:  # which is worth more than a sixth version that was not requested
        matter = versions_that_matter(sound, most=MOST_VERSIONS - 1)
    shown = sorted(set(versions), reverse=True) or matter
    return TrendAnswer(
        report,
        days,
        tuple(line_of(version, newest.distribution, history) for version in shown[:MOST_VERSIONS]),
        history.left_out,
        history.roll_backs,
        companion,
        published[-1] if published else None,
        _tail(about, history, published[-1]) if about and published else None,
        tuple(versions),
    )


def line_of(version: Version, now: Distribution, history: History) -> Line:
    """The coverage of a version, now and over the weeks of a history that ends now."""
    coverage = now.coverage(version)
    week, four_weeks = (change(version, coverage, since=history.level_weeks_before(weeks)) for weeks in COMPARED)
    drawn = tuple(kept.distribution.coverage(version).low for kept in history.weekly if kept.distribution)
    return Line(version, drawn, coverage, week, four_weeks)


def change(version: Version, now: Bounds, *, since: Level | None) -> Decimal | None:
    """The change in certain coverage of a version since an earlier week; None without a comparable snapshot."""
    return now.low - since.coverage(version).low if since else None


def versions_that_matter(report: Report, *, most: int = MOST_VERSIONS) -> list[Version]:
    """At most `most`, newest first: the minimum, the highest that keep 99 % and 95 %, the newest with real users."""
    distribution = report.distribution
    if distribution is None:
        return []
    wanted = [
        report.minimum,
        report.safe_minimum,
        distribution.highest_keeping(_BEFORE_TAIL),
        *(version for version, share in distribution.shares if share >= _MATTERS_FROM),
    ]
    chosen = dict.fromkeys(version for version in wanted if version is not None)
    return sorted(list(chosen)[:most], reverse=True)


def _moved(line: Line) -> Decimal:
    """The movement in four weeks, else in one."""
    change = line.since_week if line.since_four_weeks is None else line.since_four_weeks
    return abs(change or Decimal(0))


def _why(snapshot: Snapshot, found: Sequence[Suspicion]) -> tuple[Why, ...]:
    if snapshot.distribution is None:
        no_data = snapshot.reading.meaning is Meaning.NO_DATA
        return (Why.NO_DATA if no_data else Why.UNDETERMINED,)
    return tuple(Why(each) for each in found if spoils([each])) or (Why.READ_OTHERWISE,)


def _companion(version: Version, days: Sequence[date], published: Sequence[PublicSnapshot]) -> Companion | None:
    beside = [near(published, day) for day in days]
    if not any(beside):
        return None
    return Companion(version, tuple(each.total.coverage(version).low if each else None for each in beside))


def _tail(version: Version, history: History, public: PublicSnapshot) -> Tail | None:
    ours = near(history.sound[-1:], public.day) or near(history.sound, public.day)
    if ours is None or ours.distribution is None:
        return None
    return Tail(version, ours.distribution.loss(version).low, public.total.loss(version).low)
