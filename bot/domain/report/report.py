"""The breakdown of one program, and the answers derived from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final

from bot.domain.numbers.breaks import Break
from bot.domain.numbers.comparison import comparable
from bot.domain.numbers.distribution import SAFE, Bounds, Distribution, Losses
from bot.domain.numbers.either_way import widest
from bot.domain.numbers.level import level_until
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.snapshot import Snapshot, first_of_weeks
from bot.domain.numbers.suspicion import Suspicion, suspicions_by_day
from bot.domain.numbers.users import Headcount, Users, people_of
from bot.domain.numbers.version import Version
from bot.domain.numbers.withdrawal import Withdrawal, withdrawal
from bot.domain.programs.program import Program
from bot.domain.report.advice import NOT_KNOWN, Advice, advise
from bot.domain.report.broken import NO_BREAKS, Breaks, Broken, counted_alike
from bot.errors import BotError, MeaningUnproved, NumbersUnusable

COMPARED_WITH = timedelta(days=7)
"""How far back the snapshots go by which a snapshot is judged."""
GOOD_FOR: Final = timedelta(days=14)
"""How long good numbers answer in place of newer unusable ones."""


@dataclass(frozen=True)
class Past:
    """A program's snapshots before the report's, as far back as the question read them."""

    since: date
    """The first day read; earlier ones may be stored, too."""
    snapshots: tuple[Snapshot, ...] = ()
    """Oldest first."""
    apart: tuple[Snapshot, ...] = ()
    """Single days before `since`, oldest first: those in which breaks were looked for."""

    def thinned_out(self, since: date, first: date) -> "Past":
        """All from a day on, and before it one of each calendar week since the first day."""
        earlier = {each.day: each for each in self.snapshots if first <= each.day < since}
        recent = tuple(each for each in self.snapshots if each.day >= since)
        return Past(since, recent, tuple(earlier[day] for day in first_of_weeks(earlier)))


@dataclass(frozen=True, slots=True)
class Listed:
    """When a program's snapshots were taken, looked up before any was read: what was made of the same ones is good."""

    since: date
    taken: Mapping[date, datetime]
    """Of all from that day on."""

    @property
    def newest(self) -> date | None:
        """The day of the newest one."""
        return max(self.taken, default=None)

    def between(self, first: date, last: date) -> Mapping[date, datetime] | None:
        """Those of some days; None when it does not reach back that far."""
        return {day: at for day, at in self.taken.items() if first <= day <= last} if self.since <= first else None


@dataclass(frozen=True)
class Report:
    """A program's newest snapshot, with its suspicions and context."""

    program: Program
    snapshot: Snapshot
    suspicions: tuple[Suspicion, ...] = ()
    stale_because: BotError | None = None
    """Why WeChat could not be read now, when the snapshot is an older stored one."""
    as_of: date | None = None
    """The day looked back at, whose snapshot (or a slightly older one) this is; None for now."""
    withdrawal: Withdrawal | None = None
    """The withdrawal within the three days before the snapshot."""
    broken: Broken | None = None
    """The break that concerns the snapshot's day."""
    breaks: tuple[Break, ...] = field(default=(), compare=False)
    """All of the last months, oldest first: their days are no basis for a comparison."""
    usually_safe: Version | None = field(default=None, compare=False)
    """The highest minimum that keeps 99 % by the median of the week; None when that is not known."""
    past: Past | None = field(default=None, compare=False, repr=False)
    """The history read for the question, so that no part of the answer reads it again; not part of the answer."""
    listed: Listed | None = field(default=None, compare=False, repr=False)
    """What was kept when the question began, so that no part of the answer looks it up again; None if nothing did."""

    @property
    def decides(self) -> bool:
        """Whether a decision may rest on it: it is of now, and nothing about its numbers is doubtful."""
        return self.as_of is None and self.stale_because is None and not self.suspicions

    def history(self, first: date) -> list[Snapshot]:
        """The snapshots from a day up to the report's, oldest first; `past` must reach back that far."""
        earlier = self.past.snapshots if self.past else ()
        return [*(kept for kept in earlier if kept.day >= first), self.snapshot]

    @property
    def users(self) -> Users | None:
        """How many people use the program; None where that is not known."""
        return self.snapshot.users

    def people(self, loss: Bounds | None) -> Headcount | None:
        """The people behind a share of the users; None where that is not known."""
        return people_of(self.users, loss)

    @property
    def distribution(self) -> Distribution | None:
        """Shares per version; None when the meaning is not proved."""
        return self.snapshot.distribution

    @property
    def losses(self) -> Losses | None:
        """What each minimum costs; None when no meaning fits: then only raw numbers may be shown."""
        return self.snapshot.losses

    def computed(self) -> Losses:
        """The losses, for answers that need them.

        Raises:
            MeaningUnproved: no meaning fits the numbers.
        """
        if self.losses is None:
            raise MeaningUnproved(program=self.program.name)
        return self.losses

    @property
    def minimum(self) -> Version | None:
        """The minimum set now; None when WeChat named none."""
        return self.snapshot.minimum

    @property
    def loss_at_minimum(self) -> Bounds | None:
        """Users below the current minimum, already cut off, see `loss`; None when either is unknown."""
        return self.loss(self.minimum) if self.minimum else None

    @property
    def safe_minimum(self) -> Version | None:
        """The highest minimum that keeps 99 % of users, today and usually; None when no listed version does.

        While a break goes on: the highest that did before it.
        """
        today = self.safe_today
        if self.losses and self.in_break:
            return self.in_break.highest_keeping(SAFE, self.losses)
        return min(today, self.usually_safe) if today and self.usually_safe else today

    @property
    def in_break(self) -> Broken | None:
        """The break that goes on, where it is known what was before."""
        return self.broken if self.broken and self.broken.open and self.broken.compares else None

    @property
    def one_sided(self) -> bool:
        """Whether a break goes on, and it is not known what was before it: what is counted now proves nothing."""
        return self.broken is not None and self.broken.open and not self.broken.compares

    def before(self, version: Version) -> Bounds | None:
        """The loss at a version before the break that goes on (a fraction); None without one, or when unknown."""
        return self.in_break.loss(version) if self.in_break else None

    def trusts(self, version: Version) -> bool:
        """Whether a version that keeps 99 % as counted now may be called safe: in a break it did before, too."""
        before = self.before(version)
        return not self.one_sided and (before is None or before.rest.low >= SAFE)

    def loss(self, version: Version) -> Bounds | None:
        """The loss at a version: while a break goes on, from what it was before to what is counted now."""
        if self.losses is None:
            return None
        now, before = self.losses.loss(version), self.before(version)
        return widest((now, before)) if before else now

    def highest_keeping(self, target: Decimal) -> Version | None:
        """The highest listed version whose `loss` certainly leaves `target` (a fraction); None if none does."""
        now = self.losses.highest_keeping(target) if self.losses else None
        if now is None or self.losses is None or self.in_break is None:
            return now
        before = self.in_break.highest_keeping(target, self.losses)
        return min(now, before) if before else None

    @cached_property
    def advice(self) -> Advice:
        """What to do about the minimum."""
        if self.losses is None:
            return NOT_KNOWN
        safe = self.safe_minimum
        safe_loss = self.loss(safe) if safe else None
        decides = self.decides and not self.one_sided
        return advise(self.program, self.minimum, self.loss_at_minimum, safe, safe_loss, decides=decides)

    @property
    def safe_today(self) -> Version | None:
        """The same by this day alone, which may be off."""
        return self.snapshot.safe_minimum


def judged(program: Program, snapshot: Snapshot, earlier: Sequence[Snapshot], breaks: Breaks = NO_BREAKS) -> Report:
    """A report on a snapshot, with the suspicions and withdrawal that earlier snapshots reveal.

    Args:
        earlier: its other snapshots, oldest first; only those of the week before count.
        breaks: those known on its day.
    """
    week = [kept for kept in earlier if timedelta(0) < snapshot.day - kept.day <= COMPARED_WITH]
    found = suspicions_by_day([*week, snapshot])[snapshot.day]
    known = counted_alike(breaks.found, comparable(week, snapshot), snapshot.day)
    level = level_until([*known, snapshot], snapshot.day) if known else None
    usually_safe = level.highest_keeping(SAFE) if level else None
    report = Report(program, snapshot, found, withdrawal=withdrawal(snapshot, known), usually_safe=usually_safe)
    return replace(report, broken=breaks.concerning, breaks=breaks.found)


@dataclass(frozen=True, slots=True)
class Row:
    """One version of the breakdown. Fractions."""

    version: Version
    share: Decimal | None
    """None when the meaning is not proved."""
    coverage: Bounds
    loss: Bounds
    is_minimum: bool
    before: Bounds | None = None
    """The loss before the break that goes on, see `Report.before`."""
    below: Headcount | None = None
    """The people below it; None where nobody counted the users."""


def rows(report: Report) -> list[Row]:
    """Every listed version, newest first; empty when no meaning fits."""
    losses, distribution = report.losses, report.distribution
    found = ((version, report.loss(version)) for version in (losses.versions if losses else ()))
    return [
        Row(
            version,
            distribution.share(version) if distribution else None,
            loss.rest,
            loss,
            is_minimum=version == report.minimum,
            before=report.before(version),
            below=report.people(loss),
        )
        for version, loss in found
        if loss
    ]


def unusable(report: Report) -> NumbersUnusable | None:
    """Why a report's numbers should not answer a question, when there are better ones; None for good numbers."""
    if report.distribution is None:
        empty = report.snapshot.reading.meaning is Meaning.NO_DATA
        return NumbersUnusable(reason="no-data" if empty else "undetermined")
    return NumbersUnusable(reason=report.suspicions[0].value) if report.suspicions else None


def newest_good(report: Report, kept: Sequence[Snapshot]) -> Snapshot | None:
    """The newest stored snapshot without a suspicion, with the minimum of the report: that one is of today.

    Args:
        report: of the newest snapshot, whose numbers are unusable.
        kept: the program's snapshots up to it, oldest first.
    """
    found = suspicions_by_day(kept)
    recent = [each for each in kept if report.snapshot.day - each.day <= GOOD_FOR]
    good = next((each for each in reversed(recent) if each.distribution is not None and not found[each.day]), None)
    if good is None or report.snapshot.minimum is None:
        return good
    return replace(good, feed=replace(good.feed, minimum=report.snapshot.feed.minimum))
