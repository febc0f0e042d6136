"""A fleet at a glance: what each program needs, the most urgent first.

Programs count equally, whatever their size: WeChat gives shares of users, never their number.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final

from bot.domain.fleet.row import ATTENTION, BLOCKED, WITHOUT_DATA, FleetRow, Standing, State
from bot.domain.numbers.distribution import ZERO
from bot.domain.numbers.version import Version
from bot.domain.programs.typed_text import folded
from bot.domain.report.broken import Broken


class Sort(StrEnum):
    """The sort order of a fleet; ties are in the order of their names."""

    ATTENTION = "attention"
    """The most urgent need first, then the largest loss."""
    LOSS = "loss"
    """The largest loss at the minimum first."""
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
    LOSING = Standing.LOSING.value
    READY = Standing.READY.value
    FINE = Standing.FINE.value
    WITHOUT_DATA = "no-data"

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The standings of its programs."""
        return _STANDINGS.get(self) or (Standing(self.value),)


_STANDINGS: Final[Mapping[Filter, tuple[Standing, ...]]] = {
    Filter.ALL: tuple(Standing),
    Filter.ATTENTION: ATTENTION,
    Filter.BLOCKED: BLOCKED,
    Filter.WITHOUT_DATA: WITHOUT_DATA,
}


@dataclass(frozen=True, slots=True)
class TagTotal:
    """The programs with one tag."""

    tag: str
    """Empty for those without any."""
    standings: Mapping[Standing, int]

    def count(self, only: Filter = Filter.ALL) -> int:
        """The number of its programs that a filter lists."""
        return _count(self.standings, only)


@dataclass(frozen=True)
class FleetReport:
    """The programs of a fleet, sorted."""

    rows: tuple[FleetRow, ...]
    sort: Sort
    tag: str = ""
    """Folded; empty for the whole fleet."""
    only: Filter = Filter.ALL
    """The programs listed."""
    public: Broken | None = None
    """The break of WeChat's public numbers. While it goes on, rows have what was recommended before it."""

    @cached_property
    def listed(self) -> tuple[FleetRow, ...]:
        """The rows that `only` lists."""
        return tuple(row for row in self.rows if row.standing in self.only.standings)

    @cached_property
    def states(self) -> Mapping[State, int]:
        """Programs per state; empty states are missing."""
        return Counter(row.state for row in self.rows)

    @cached_property
    def standings(self) -> Mapping[Standing, int]:
        """Programs per standing; empty standings are missing."""
        return Counter(row.standing for row in self.rows)

    def count(self, only: Filter) -> int:
        """The number of programs that a filter lists."""
        return _count(self.standings, only)

    @cached_property
    def tags(self) -> tuple[TagTotal, ...]:
        """The totals of each tag, those without a tag last; a program counts under each of its tags."""
        found: dict[str, Counter[Standing]] = {}
        for row in self.rows:
            for tag in row.program.tags or ("",):
                found.setdefault(tag, Counter())[row.standing] += 1
        return tuple(TagTotal(tag, found[tag]) for tag in sorted(found, key=lambda tag: (not tag, tag)))

    @cached_property
    def minimums(self) -> Mapping[Version, int]:
        """Programs per minimum, the most common first."""
        return dict(Counter(row.minimum for row in self.rows if row.minimum).most_common())

    @cached_property
    def safe_minimums(self) -> Mapping[Version, int]:
        """Programs per highest minimum that keeps 99 %, oldest version first."""
        counted = Counter(row.safe_minimum for row in self.rows if row.state is State.READ and row.safe_minimum)
        return {version: counted[version] for version in sorted(counted)}

    @cached_property
    def candidates(self) -> frozenset[Version]:
        """Minimums that a program has, or could safely have: candidates for the whole fleet."""
        return frozenset(version for row in self.rows for version in (row.minimum, row.safe_minimum) if version)

    @cached_property
    def oldest_day(self) -> date | None:
        """The oldest day among the programs' newest snapshots."""
        return min((row.summary.day for row in self.rows if row.summary), default=None)


def fleet_report(
    rows: Iterable[FleetRow],
    sort: Sort,
    *,
    tag: str = "",
    only: Filter = Filter.ALL,
    public: Broken | None = None,
) -> FleetReport:
    """Sort a fleet."""
    by_name = sorted(rows, key=_by_name)
    report = FleetReport(tuple(sorted(by_name, key=_KEYS[sort])), sort, tag, only, public)
    # Counted here: an answer is built on the event loop, where ten thousand rows would take too long.
    _ = (report.listed, report.states, report.standings, report.tags, report.minimums, report.safe_minimums)
    _ = (report.candidates, report.oldest_day)
    return report


def _count(standings: Mapping[Standing, int], only: Filter) -> int:
    return sum(standings.get(standing, 0) for standing in only.standings)


_URGENCY: Final = {standing: rank for rank, standing in enumerate(Standing)}


def _by_attention(row: FleetRow) -> tuple[int, Decimal]:
    loss = -row.loss.high if row.loss and row.standing is Standing.LOSING else ZERO
    return _URGENCY[row.standing], loss


def _by_loss(row: FleetRow) -> tuple[bool, Decimal]:
    loss = row.loss if row.state is State.READ else None
    return loss is None, -loss.high if loss else ZERO


def _by_movement(row: FleetRow) -> tuple[bool, Decimal]:
    return row.moved is None, -abs(row.moved or ZERO)


def _by_minimum(row: FleetRow) -> tuple[bool, tuple[int, ...]]:
    return row.minimum is None, row.minimum.parts if row.minimum else ()


def _by_age(row: FleetRow) -> date:
    return row.summary.day if row.summary else date.min


def _by_name(row: FleetRow) -> str:
    return folded(row.program.name)


_KEYS: Final[Mapping[Sort, Callable[[FleetRow], tuple[object, ...] | date | str]]] = {
    Sort.ATTENTION: _by_attention,
    Sort.LOSS: _by_loss,
    Sort.MOVEMENT: _by_movement,
    Sort.MINIMUM: _by_minimum,
    Sort.AGE: _by_age,
    Sort.NAME: _by_name,
}
