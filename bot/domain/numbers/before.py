"""What each minimum cost before a break: the losses of the last sound week before it."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.numbers.comparison import comparable, compares, up_to
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.earlier import YOUNG, Absent, Earlier, released
from bot.domain.numbers.either_way import reaching
from bot.domain.numbers.judgement import Count, Judgement
from bot.domain.numbers.level import Level
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version


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
        """What its numbers are worth."""
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
