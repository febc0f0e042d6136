"""The report of a fleet, and what raising its minimums costs.

A fleet at a glance: what each program needs, the most urgent first. Programs count equally, whatever their size: it
is not known of all of them.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from bot.domain.fleet_row import ATTENTION, BLOCKED, FIVE_PERCENT, READ, WITHOUT_DATA, FleetRow, Standing
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Judgement, Keeps
from bot.domain.numbers.snapshot import Headcount, KnownLoss, Reached, Users, people_of
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.report import Broken


class Sort(StrEnum):
    """The sort order of a fleet; ties are in the order of their names."""

    ATTENTION = "attention"
    """The most urgent need first, then the largest loss."""
    LOSS = "loss"
    """The largest loss at the minimum first."""
    USERS = "users"
    """The most people cut off at the minimum first."""
    MOVEMENT = "movement"
    """The largest change of that loss within a week."""
    MINIMUM = "minimum"
    """The lowest minimum first."""
    AGE = "age"
    """The oldest numbers first."""
    NAME = "name"


class Filter(StrEnum):
    """Which programs of a fleet are listed: all, or those of one standing or several."""

    ALL = "all"
    ATTENTION = "attention"
    BLOCKED = "blocked"
    REVOKED = Standing.REVOKED.value
    NOT_GRANTED = Standing.NOT_GRANTED.value
    ERROR = Standing.ERROR.value
    UNDETERMINED = Standing.UNDETERMINED.value
    DOUBTFUL = Standing.DOUBTFUL.value
    LOSING = Standing.LOSING.value
    READY = Standing.READY.value
    UNSETTLED = Standing.UNSETTLED.value
    FINE = Standing.FINE.value
    WITHOUT_DATA = "no-data"
    UNJUDGED = Standing.UNJUDGED.value

    @property
    def standings(self) -> tuple[Standing, ...]:
        return _STANDINGS.get(self) or (Standing(self.value),)


_STANDINGS: Final[Mapping[Filter, tuple[Standing, ...]]] = {
    Filter.ALL: tuple(Standing),
    Filter.ATTENTION: ATTENTION,
    Filter.BLOCKED: BLOCKED,
    Filter.WITHOUT_DATA: WITHOUT_DATA,
}


@dataclass(frozen=True, slots=True)
class TagTotal:
    tag: str
    """Empty for those without any."""
    standings: Mapping[Standing, int]

    def count(self, only: Filter = Filter.ALL) -> int:
        """Return the number of its programs that a filter lists."""
        return _count(self.standings, only)


@dataclass(frozen=True)
class FleetTotals:
    standings: Mapping[Standing, int]
    """Programs per standing; empty standings are missing."""
    tags: tuple[TagTotal, ...] = ()
    """The totals of each tag, those without a tag last; a program counts under each of its tags."""
    minimums: Mapping[Version, int] = field(default_factory=dict)
    """Programs per minimum, the most common first."""
    safe_minimums: Mapping[Version, int] = field(default_factory=dict)
    """Programs per highest minimum that keeps 99 %, oldest version first; of those with numbers to act on."""
    candidates: frozenset[Version] = frozenset()
    """Minimums that a program has, or could safely have: candidates for the whole fleet."""
    oldest_day: date | None = None
    """The oldest day of the programs' numbers."""
    reached: Mapping[Standing, Reached] = field(default_factory=dict)
    """The people whom the programs' minimums cut off, per standing; standings without a number are missing."""

    @property
    def programs(self) -> int:
        return sum(self.standings.values())

    def count(self, only: Filter) -> int:
        """Return the number of programs that a filter lists."""
        return _count(self.standings, only)


@dataclass(frozen=True)
class FleetReport:
    """A fleet's totals, and the first of its programs, sorted."""

    totals: FleetTotals
    rows: tuple[FleetRow, ...]
    """The first of the programs that `only` lists, or all of them."""
    sort: Sort
    tag: str = ""
    """Folded; empty for the whole fleet."""
    only: Filter = Filter.ALL
    """The programs listed."""
    public: Broken | None = None
    """The break of WeChat's public numbers. While it goes on, rows have what was recommended before it."""

    @property
    def listed(self) -> int:
        """The number of programs that `only` lists, shown or not."""
        return self.totals.count(self.only)

    @property
    def reached(self) -> Reached | None:
        """The people whom the minimums of those programs cut off; None where nobody counted them."""
        return Reached.all(each for standing, each in self.totals.reached.items() if standing in self.only.standings)


@dataclass(frozen=True, slots=True)
class Group:
    """Programs of a fleet that are alike in all that is counted."""

    standing: Standing
    tags: tuple[str, ...]
    minimum: Version | None
    safe_minimum: Version | None
    oldest_day: date | None
    """Of their numbers."""
    first: str
    """The least of the texts by which they are in order."""
    count: int
    reached: Reached | None = None
    """The people whom their minimums cut off."""


def fleet_totals(groups: Iterable[Group]) -> FleetTotals:
    """Add up all programs; minimums that equally many have are in the order in which sorted programs have them first.

    Args:
        groups: every program is in one of them.
    """
    firsts: dict[Version, str] = {}
    standings, minimums, safe_minimums = Counter[Standing](), Counter[Version](), Counter[Version]()
    tags: dict[str, Counter[Standing]] = {}
    candidates, days, reached = set[Version](), set[date](), dict[Standing, Reached]()
    for group in groups:
        standings[group.standing] += group.count
        for tag in group.tags or ("",):
            tags.setdefault(tag, Counter())[group.standing] += group.count
        if group.minimum:
            minimums[group.minimum] += group.count
            firsts[group.minimum] = min(firsts.get(group.minimum, group.first), group.first)
        if group.safe_minimum and group.standing in READ:
            safe_minimums[group.safe_minimum] += group.count
        candidates |= {version for version in (group.minimum, group.safe_minimum) if version}
        if group.oldest_day:
            days.add(group.oldest_day)
        if together := Reached.all(filter(None, (reached.get(group.standing), group.reached))):
            reached[group.standing] = together
    return FleetTotals(
        standings,
        tuple(TagTotal(tag, tags[tag]) for tag in sorted(tags, key=lambda tag: (not tag, tag))),
        dict(sorted(minimums.items(), key=lambda each: (-each[1], firsts[each[0]], each[0]))),
        {version: safe_minimums[version] for version in sorted(safe_minimums)},
        frozenset(candidates),
        min(days, default=None),
        reached,
    )


def _count(standings: Mapping[Standing, int], only: Filter) -> int:
    return sum(standings.get(standing, 0) for standing in only.standings)


class Verdict(StrEnum):
    """Whether a program can take a new minimum today, in the order in which programs are listed."""

    KEEPS_99 = "keeps-99"
    KEEPS_TODAY = "keeps-99-today"
    """99 % today, not yet over the week."""
    KEEPS_95 = "keeps-95"
    """Between 95 % and 99 %."""
    LOSES_MORE = "loses-more"
    GUARANTEED = "guaranteed"
    """Its minimum is already that high."""
    UNKNOWN = "unknown"
    """It has no data to decide by."""


@dataclass(frozen=True, slots=True)
class RaiseRow:
    program: Program
    loss: Bounds | None
    """Users below the new minimum; None when unknown."""
    verdict: Verdict
    minimum: Version | None = None
    """The minimum set now; None when unknown."""
    users: Users | None = None
    """How many people use the program, by the day of its numbers; None where that is not known."""

    @property
    def people(self) -> Headcount | None:
        """Those below the new minimum; None where that is not known."""
        return people_of(self.users, self.loss)


@dataclass(frozen=True)
class FleetRaise:
    """The cost of a minimum for a fleet: those that can be raised today first, then the smallest loss."""

    version: Version
    verdicts: Mapping[Verdict, int]
    """Programs per verdict; empty verdicts are missing."""
    rows: tuple[RaiseRow, ...]
    """The first of the programs listed, or all of them."""
    tag: str = ""
    """As it was asked for; empty for the whole fleet."""
    verdict: Verdict | None = None
    """Whose programs are listed; None for all of the fleet."""
    reached: Reached | None = None
    """The people below it in all of the fleet, listed or not; None where nobody counted them."""
    public: Broken | None = None
    """The break of WeChat's public numbers. While it goes on, losses reach from what was before it to now's count."""

    @property
    def programs(self) -> int:
        return sum(self.verdicts.values())

    @property
    def listed(self) -> int:
        """The number of programs listed, shown or not."""
        return self.verdicts.get(self.verdict, 0) if self.verdict else self.programs


def first_of(verdicts: Container[Verdict]) -> Verdict | None:
    """Return the first verdict that any program has."""
    return next((each for each in Verdict if each in verdicts), None)


def raise_row(
    program: Program, known: KnownLoss, version: Version, judgement: Judgement, users: Users | None = None
) -> RaiseRow:
    """Judge one program by the worse end of the bounds: a promise must hold. Of one still to be judged none is told."""
    loss, minimum = known.loss if judgement.known else None, known.minimum
    keeps = judgement.keeps(version, loss)
    if judgement.known and minimum is not None and version <= minimum:
        verdict = Verdict.GUARANTEED
    elif loss is None:
        verdict = Verdict.UNKNOWN
    elif keeps is not Keeps.NO:
        verdict = Verdict.KEEPS_99 if keeps is Keeps.WEEK else Verdict.KEEPS_TODAY
    else:
        verdict = Verdict.KEEPS_95 if loss.high <= FIVE_PERCENT else Verdict.LOSES_MORE
    return RaiseRow(program, loss, verdict, minimum, users)
