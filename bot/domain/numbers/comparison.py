"""The earlier days that a day's numbers are compared with.

The level of a program's numbers: the median of a week, so that no single day misleads. While WeChat rolls a version
out, a user who gets it counts for the old version and for the new one on the same day. All other shares of that day
are then too small, by up to a fifth, and right again two days later.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Final, TypeVar

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break, Count, Judgement, reaching
from bot.domain.numbers.loss_table import YOUNG, Absent, Earlier, released
from bot.domain.numbers.snapshot import Dated, Snapshot, near
from bot.domain.numbers.version import Version

NEAR: Final = timedelta(days=3)
"""How much earlier than a week ago, or than a day that is asked about, the day may be that is compared with."""
T = TypeVar("T", bound=Dated)


def sound_ones(history: Sequence[Snapshot]) -> list[Snapshot]:
    """Return the sound days with the same meaning as the newest of them.

    Args:
        history: one program's, judged, oldest first.
    """
    accepted = {day for each in history for day in each.judgement.accepted}
    sound = [each for each in history if each.judgement.sound or each.day in accepted]
    return [each for each in sound if each.reading.meaning is sound[-1].reading.meaning]


def outside(days: Iterable[T], breaks: Sequence[Break]) -> list[T]:
    """Return the days that no break spoils."""
    return [each for each in days if not any(found.spoils(each.day) for found in breaks)]


def comparable(history: Iterable[Snapshot], newest: Snapshot) -> list[Snapshot]:
    """Return the days whose coverage is comparable with that of `newest`; none if that one is suspicious.

    A list that was cut short, or one with another meaning, would look like movement of users: "below" and "at or below"
    alone differ by a whole version.

    Args:
        history: earlier ones of the same program, judged, oldest first.
    """
    return sound_ones([*history, newest])[:-1] if newest.judgement.sound else []


def counting(found: Iterable[Break], day: date) -> Break | None:
    """Return the break or the lasting change by which a day is counted; None where that is as before all of them."""
    return next((each for each in found if each.includes(day)), None)


def compares(then: Judgement, now: Judgement) -> bool:
    """Return whether losses of two days may be compared: WeChat counted alike, or a break is only beginning.

    What lies in a break reaches from before it to the count of its day, so it compares with days of the same break that
    were judged to be in it, and with days before it; not with days after it.
    """
    return compares_by(now.breaks, then.day, now.day, in_break=then.count is not None and then.count.open)


def compares_by(breaks: Sequence[Break], then: date, now: date, *, in_break: bool) -> bool:
    """Return the same of two days, by the breaks that are known on the later one.

    Args:
        breaks: oldest first.
        then: the earlier day.
        now: the later day.
        in_break: whether the earlier one was judged to be in a break.
    """
    if not breaks:
        return True
    count, newest = counting(breaks, then), counting(breaks, now)
    if count is None:
        return newest is None or newest.open
    return count == newest and (count.lasting or in_break)


def counted_since(day: date, now: Judgement) -> date | None:
    """Return the first day since which WeChat counts otherwise than on an earlier day; None where it counts as then."""
    then, newest = counting(now.breaks, day), counting(now.breaks, now.day)
    if then == newest:
        return None
    if newest:
        return newest.since
    return then.until if then else None


def up_to(days: Sequence[T], day: date) -> T | None:
    """Return the newest of these days, oldest first, up to another; None where that is more than three days off.

    So "a week ago", and each other day that is asked about, is one and the same day in every answer.
    """
    return next((each for each in reversed(days) if timedelta(0) <= day - each.day <= NEAR), None)


def weeks_before(sound: Iterable[Snapshot], day: date, weeks: int) -> Snapshot | None:
    """Return the comparable day nearest to that many weeks before another; None without one."""
    return near(sound, day - timedelta(weeks=weeks))


WEEK = timedelta(days=7)
_AROUND = timedelta(days=3)


@dataclass(frozen=True)
class Level:
    """What some days say together. Fractions."""

    snapshots: tuple[Snapshot, ...]
    """Sound ones of one meaning, oldest first; at least one."""

    @property
    def days(self) -> tuple[date, ...]:
        """Oldest first."""
        return tuple(each.day for each in self.snapshots)

    def loss(self, version: Version) -> Bounds:
        """Return the median of the days' losses."""
        return median_of([each.losses.loss(version) for each in self.snapshots if each.losses is not None])


def median_of(losses: Collection[Bounds]) -> Bounds:
    """Return the median of both ends; of an even number it lies between the two in the middle."""
    return Bounds(median(each.low for each in losses), median(each.high for each in losses))


def level_around(sound: Iterable[Snapshot], day: date) -> Level | None:
    """Return the level of the seven days around this one; None without a snapshot among them."""
    return _level([each for each in sound if abs(each.day - day) <= _AROUND])


def _level(snapshots: Sequence[Snapshot]) -> Level | None:
    known = tuple(each for each in snapshots if each.distribution is not None)
    return Level(known) if known else None


@dataclass(frozen=True, slots=True)
class Before:
    """The medians of a week's losses, for each version that was no longer rolled out then. Fractions."""

    since: date
    """The first day of the break."""
    days: tuple[date, ...]
    """Oldest first."""
    versions: tuple[Version, ...]
    """Oldest first."""
    losses: tuple[Bounds, ...]
    """One for each of them; none is above that of a newer version."""

    def loss(self, version: Version) -> Bounds | None:
        """Return the loss at a version; None for one that was not released, or still being rolled out."""
        at = bisect_left(self.versions, version)
        return self.losses[at] if at < len(self.versions) else None

    def highest_keeping(self, target: Decimal, listed: Sequence[Version]) -> Version | None:
        """Return the highest of these versions, newest first, whose coverage certainly reached `target`."""
        losses = ((version, self.loss(version)) for version in listed)
        return next((version for version, loss in losses if loss and loss.rest.low >= target), None)


def before(since: date, week: Sequence[Snapshot]) -> Before | None:
    """Return the losses before a break.

    Args:
        since: the first day of the break.
        week: the sound days before it, oldest first; None is returned without any.
    """
    days = [each for each in week if each.distribution is not None]
    if not days:
        return None
    first, level = days[0].distribution, Level(tuple(days))
    every = {version for each in days if each.distribution for version in each.distribution.versions}
    old = [version for version in every if first and released(version, first) and first.loss(version).low <= YOUNG]
    found, newer = list[tuple[Version, Bounds]](), Bounds(Decimal(1), Decimal(1))
    for version in sorted(old, reverse=True):
        loss = level.loss(version)
        newer = Bounds(min(loss.low, newer.low), min(loss.high, newer.high))
        found.append((version, newer))
    found.reverse()
    return Before(since, level.days, tuple([version for version, _ in found]), tuple([loss for _, loss in found]))


def before_of(count: Count, lists: Mapping[date, Snapshot]) -> Before | None:
    """Return the losses before a break, by the lists of the week before it that there are, each by its day."""
    return before(count.found.since, [lists[day] for day in count.before if day in lists])


@dataclass(frozen=True, slots=True)
class Day:
    """A judged day, with what was before the break that went on then."""

    snapshot: Snapshot
    before: Before | None = None

    @property
    def day(self) -> date:
        """The Chinese calendar day."""
        return self.snapshot.day

    @property
    def judgement(self) -> Judgement:
        return self.snapshot.judgement

    def loss(self, version: Version) -> Bounds | None:
        """Return the loss at a version, in a break from what it was before; None where no meaning fits."""
        if self.snapshot.losses is None:
            return None
        return reaching(self.snapshot.losses.loss(version), self.loss_before(version))

    def loss_before(self, version: Version) -> Bounds | None:
        """Return the loss before the break that goes on; None without one, or when unknown."""
        in_break = self.judgement.count is not None and self.judgement.count.open
        return self.before.loss(version) if in_break and self.before else None


def day_of(snapshot: Snapshot, kept: Iterable[Snapshot]) -> Day:
    """Return a day with what was before the break that went on then, as far as it is among those that are kept."""
    count = snapshot.judgement.count
    return Day(snapshot, before_of(count, {each.day: each for each in kept}) if count and count.before else None)


def day_up_to(history: Sequence[Snapshot], newest: Snapshot, day: date) -> Day | None:
    """Return the day that is compared with: the newest sound one up to another, at most three days off.

    Args:
        history: earlier ones of the same program, judged, oldest first.
        newest: the day that is compared, by which the count is known.
        day: the one that is asked about, such as that of a week ago.
    """
    found = up_to([each for each in comparable(history, newest) if compares(each.judgement, newest.judgement)], day)
    return day_of(found, history) if found else None


def earlier_loss(version: Version, day: Day | None) -> Earlier:
    """Return the loss at a version on an earlier day; that everyone was below an unreleased one is no loss."""
    distribution = day.snapshot.distribution if day else None
    if day is None or distribution is None:
        return Absent.NO_DATA
    return (day.loss(version) if released(version, distribution) else None) or Absent.UNRELEASED
