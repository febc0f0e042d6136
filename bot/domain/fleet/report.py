"""A fleet at a glance: the state of each program, the most important first.

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

from bot.domain.numbers.distribution import ZERO, Bounds
from bot.domain.numbers.summary import Numbers, Summary
from bot.domain.numbers.version import Version
from bot.domain.programs.program import AuthStatus, Program
from bot.domain.programs.typed_text import folded

ONE_PERCENT: Final = Decimal("0.01")
FIVE_PERCENT: Final = Decimal("0.05")
"""Losses above which a program deserves attention."""


class State(StrEnum):
    """The state of a program: the first that applies."""

    REVOKED = "revoked"
    NOT_GRANTED = "not-granted"
    ERROR = "error"
    """The last reading failed."""
    UNREAD = "unread"
    """The sweep has not reached it yet."""
    UNDETERMINED = "undetermined"
    NO_DATA = "no-data"
    READ = "read"


class Sort(StrEnum):
    """The sort order of a fleet; ties stay in the operator's order."""

    LOSS = "loss"
    """The largest loss at the minimum first, then undetermined feeds, errors, unauthorised programs."""
    MOVEMENT = "movement"
    """The largest change of that loss within a week."""
    MINIMUM = "minimum"
    """The lowest minimum first."""
    AGE = "age"
    """The oldest numbers first."""
    NAME = "name"


@dataclass(frozen=True, slots=True)
class FleetRow:
    """One program of a fleet."""

    program: Program
    summary: Summary | None
    """The summary of the newest snapshot; None before the first one."""
    week_ago: Summary | None = None
    """The summary of the newest snapshot that is at least a week older."""
    error_key: str = ""
    """Why the last reading failed (`bot.errors`)."""

    @property
    def state(self) -> State:
        """The state of the program."""
        if self.program.status is AuthStatus.REVOKED:
            return State.REVOKED
        if self.program.status is AuthStatus.NOT_GRANTED:
            return State.NOT_GRANTED
        if self.error_key:
            return State.ERROR
        return _WORTH[self.summary.numbers] if self.summary else State.UNREAD

    @property
    def loss(self) -> Bounds | None:
        """Users below the minimum set now."""
        return self.summary.loss if self.summary else None

    @property
    def moved(self) -> Decimal | None:
        """The change of that loss within a week (a difference of fractions); None when unknown on either day."""
        before = self.week_ago.loss if self.week_ago else None
        return self.loss.high - before.high if self.loss and before else None


_WORTH: Final[Mapping[Numbers, State]] = {
    Numbers.PROVED: State.READ,
    Numbers.NO_DATA: State.NO_DATA,
    Numbers.UNDETERMINED: State.UNDETERMINED,
}
_URGENCY: Final = (
    State.READ,
    State.UNDETERMINED,
    State.ERROR,
    State.REVOKED,
    State.NOT_GRANTED,
    State.UNREAD,
    State.NO_DATA,
)
"""The order of programs without a known loss."""


@dataclass(frozen=True)
class FleetReport:
    """The programs of a fleet, sorted."""

    rows: tuple[FleetRow, ...]
    sort: Sort
    tag: str = ""
    """Folded; empty for the whole fleet."""

    @cached_property
    def states(self) -> Mapping[State, int]:
        """Programs per state; empty states are missing."""
        return Counter(row.state for row in self.rows)

    @property
    def judged(self) -> int:
        """Programs that were read, with numbers of proved meaning."""
        return self.states.get(State.READ, 0)

    @cached_property
    def losing(self) -> int:
        """Programs that were read and lose more than 1 % at their own minimum."""
        read = (row.loss for row in self.rows if row.state is State.READ)
        return sum(1 for loss in read if loss and loss.low > ONE_PERCENT)

    @cached_property
    def minimums(self) -> Mapping[Version, int]:
        """Programs per minimum, the most common first."""
        counted = Counter(row.summary.minimum for row in self.rows if row.summary and row.summary.minimum)
        return dict(counted.most_common())

    @cached_property
    def candidates(self) -> frozenset[Version]:
        """Minimums that a program has, or could safely have: candidates for the whole fleet."""
        summaries = [row.summary for row in self.rows if row.summary]
        return frozenset(
            version for summary in summaries for version in (summary.minimum, summary.safe_minimum) if version
        )

    @cached_property
    def oldest_day(self) -> date | None:
        """The oldest day among the programs' newest snapshots."""
        return min((row.summary.day for row in self.rows if row.summary), default=None)


def fleet_report(rows: Iterable[FleetRow], sort: Sort, *, tag: str = "") -> FleetReport:
    """Sort a fleet."""
    return FleetReport(tuple(sorted(rows, key=_KEYS[sort])), sort, tag)


def _by_loss(row: FleetRow) -> tuple[bool, Decimal, int]:
    """Sort key: losses first, however small; then the states by urgency."""
    loss = row.loss.high if row.loss and row.state is State.READ else ZERO
    return loss == 0, -loss, _URGENCY.index(row.state) if loss == 0 and row.state is not State.READ else len(_URGENCY)


def _by_movement(row: FleetRow) -> tuple[bool, Decimal]:
    return row.moved is None, -abs(row.moved or ZERO)


def _by_minimum(row: FleetRow) -> tuple[bool, tuple[int, ...]]:
    minimum = row.summary.minimum if row.summary else None
    return minimum is None, minimum.parts if minimum else ()


def _by_age(row: FleetRow) -> date:
    return row.summary.day if row.summary else date.min


def _by_name(row: FleetRow) -> str:
    return folded(row.program.name)


_KEYS: Final[Mapping[Sort, Callable[[FleetRow], tuple[object, ...] | date | str]]] = {
    Sort.LOSS: _by_loss,
    Sort.MOVEMENT: _by_movement,
    Sort.MINIMUM: _by_minimum,
    Sort.AGE: _by_age,
    Sort.NAME: _by_name,
}
