"""How coverage moved over the kept weeks: is it moving, did users go back, are they older than all of WeChat's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from bot.domain.forecast.forecast import Forecast
from bot.domain.numbers.comparison import sound_among, weeks_before
from bot.domain.numbers.distribution import SAFE, Bounds, Distribution
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.roll_back import RollBack, roll_backs
from bot.domain.numbers.snapshot import Snapshot, near
from bot.domain.numbers.suspicion import Suspicion, spoils, suspicions_by_day
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report

POINTS = 20
"""Weeks that are drawn at most: as many as Slack's charts take."""
POINTS_FOR_TREND = 3
MOST_VERSIONS = 6
"""As many lines as every reading of Slack's chart limit allows."""
HISTORY = timedelta(weeks=POINTS)
"""How far back a trend looks."""
_DAILY_FOR = timedelta(days=14)
_FORESEEN = 2
_MATTERS_FROM = Decimal("0.01")
_BEFORE_TAIL = Decimal("0.95")
"""The coverage that ends where the tail begins: with less of it left there would be nothing to hold against others."""


class Why(StrEnum):
    """Why a snapshot is kept and not drawn: a sentence each in the catalogs (`left-out-...`)."""

    SINGLE_VERSION = "single-version"
    LOW_TOTAL = "low-total"
    NEWEST_MISSING = "newest-missing"
    """As the suspicions of these names: whatever spoils a snapshot."""
    NO_DATA = "no-data"
    """All zero, or an empty list."""
    UNDETERMINED = "undetermined"
    """What its numbers mean is not proved."""
    READ_OTHERWISE = "read-otherwise"
    """They mean something else than those of the newest sound day, so the two cannot be compared."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A snapshot that is kept and not drawn."""

    day: date
    reasons: tuple[Why, ...]
    """One at least."""


@dataclass(frozen=True)
class History:
    """What a program's kept snapshots are worth."""

    sound: tuple[Snapshot, ...]
    """Those that may be compared with each other, oldest first: all of the last two weeks, before that one a week.

    A history is remembered, and each snapshot in it is hundreds of objects for Python's garbage collector to look at.
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
        """One a week back from the newest, at most three days off, oldest first; weeks without any are missing."""
        found = (self.weeks_before(weeks) for weeks in reversed(range(POINTS)))
        return tuple({snapshot.day: snapshot for snapshot in found if snapshot}.values())

    def weeks_before(self, weeks: int) -> Snapshot | None:
        """The one nearest to the day that many weeks before the newest; None when nothing sound was kept then."""
        return weeks_before(self.sound, self.newest.day, weeks) if self.newest else None


@dataclass(frozen=True, slots=True)
class Line:
    """Coverage of one version. Fractions."""

    version: Version
    coverage: tuple[Decimal, ...]
    """The certain part (`Bounds.low`), one for each day drawn."""
    now: Bounds
    since_week: Decimal | None
    """A difference of fractions; None when nothing comparable was kept then."""
    since_four_weeks: Decimal | None


@dataclass(frozen=True, slots=True)
class Companion:
    """All of WeChat beside this program, for one version. Fractions."""

    version: Version
    coverage: tuple[Decimal | None, ...]
    """One for each of `TrendAnswer.days`; None where nothing was published near that day."""


@dataclass(frozen=True, slots=True)
class Tail:
    """How much more of this program's users are below a version than of WeChat's."""

    version: Version
    ours: Decimal
    """Loss at it, the certain part: on the newest sound day when that is at most three days from the day published,
    so that an answer says one thing of it; else on the sound day nearest to that."""
    public: Decimal

    @property
    def older_by(self) -> Decimal:
        """A difference of fractions; negative when this program's users are newer than WeChat at large."""
        return self.ours - self.public


@dataclass(frozen=True)
class TrendAnswer:
    """What `trend` says."""

    report: Report
    """The newest snapshot; nothing is drawn of it when it is not sound."""
    days: tuple[date, ...]
    """At most twenty, one a week, oldest first; the last is the newest sound one."""
    lines: tuple[Line, ...]
    """At most six, newest version first."""
    left_out: tuple[LeftOut, ...]
    """Oldest first."""
    roll_backs: tuple[RollBack, ...]
    """Oldest first."""
    companion: Companion | None
    """Of the version that `tail` is about; None when WeChat's public numbers are missing or switched off."""
    public: PublicSnapshot | None
    """The newest sound one; dated in the answer."""
    tail: Tail | None
    """None when there are no public numbers, or no sound ones of this program near their day."""
    asked: tuple[Version, ...] = ()
    """The versions asked for, in that order; none when those were chosen that matter."""
    forecasts: tuple[Forecast, ...] = ()
    """When coverage reaches 99 %, of the versions in `awaited`."""

    @property
    def drawable(self) -> bool:
        """Whether there are points enough for a trend."""
        return len(self.days) >= POINTS_FOR_TREND and bool(self.lines)

    @property
    def awaited(self) -> tuple[Version, ...]:
        """The first two versions asked that are not sure to keep 99 % yet; when none is asked the nearest to it."""
        unsafe = {line.version for line in self.lines if line.now.low < SAFE}
        nearest_first = [line.version for line in reversed(self.lines)]
        return tuple(
            [version for version in dict.fromkeys(self.asked or nearest_first) if version in unsafe][:_FORESEEN]
        )

    @property
    def headline(self) -> Line | None:
        """The version asked first; when none is asked the one that moved most. None without a line."""
        if self.asked:
            return next((line for line in self.lines if line.version == self.asked[0]), None)
        return max(self.lines, key=_moved, default=None)


def history_of(snapshots: Sequence[Snapshot]) -> History:
    """Sort the sound snapshots from the others. A hundred long ones take tens of milliseconds.

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
    return tuple(kept for kept in sound if kept.day in drawn or sound[-1].day - kept.day <= _DAILY_FOR)


def trend_answer(
    report: Report, history: History, versions: Sequence[Version], published: Sequence[PublicSnapshot]
) -> TrendAnswer:
    """Answer `trend`.

    The tail, and with it the companion line, is about the version asked first that anybody has; when none is asked
    about the highest that keeps 95 %.

    Args:
        report: on the newest snapshot.
        history: of that snapshot and those before it.
        versions: those asked for, in that order; none for those that matter.
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
    if companion and None not in companion.coverage:  # which is worth more than a sixth version that nobody asked for
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
    week, four_weeks = (change(version, coverage, since=history.weeks_before(weeks)) for weeks in (1, 4))
    drawn = tuple(kept.distribution.coverage(version).low for kept in history.weekly if kept.distribution)
    return Line(version, drawn, coverage, week, four_weeks)


def change(version: Version, now: Bounds, *, since: Snapshot | None) -> Decimal | None:
    """How much more users are sure to have a version than on an earlier day; None when nothing comparable was kept."""
    return now.low - since.distribution.coverage(version).low if since and since.distribution else None


def versions_that_matter(report: Report, *, most: int = MOST_VERSIONS) -> list[Version]:
    """So many, newest first: the minimum, the highest that keep 99 % and 95 %, the newest with real users."""
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
    """How far in four weeks, else in one."""
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
