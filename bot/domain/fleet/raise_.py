"""What a new minimum costs a fleet. Programs count equally, as in `bot.domain.fleet.report`."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from bot.domain.fleet.report import FIVE_PERCENT, ONE_PERCENT
from bot.domain.numbers.distribution import ZERO, Bounds
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program


class Verdict(StrEnum):
    """Whether a program can take a new minimum today."""

    GUARANTEED = "guaranteed"
    """Its minimum is already that high."""
    KEEPS_99 = "keeps-99"
    KEEPS_95 = "keeps-95"
    """Between 95 % and 99 %."""
    LOSES_MORE = "loses-more"
    UNKNOWN = "unknown"
    """No numbers, or numbers with an unproved meaning."""


@dataclass(frozen=True, slots=True)
class RaiseRow:
    """The loss of one program."""

    program: Program
    loss: Bounds | None
    """Users below the new minimum; None when unknown."""
    verdict: Verdict


@dataclass(frozen=True)
class FleetRaise:
    """The cost of a minimum for a fleet, largest loss first."""

    version: Version
    rows: tuple[RaiseRow, ...]
    tag: str = ""

    @cached_property
    def verdicts(self) -> Mapping[Verdict, int]:
        """Programs per verdict; empty verdicts are missing."""
        return Counter(row.verdict for row in self.rows)


def raise_row(program: Program, loss: Bounds | None, minimum: Version | None, version: Version) -> RaiseRow:
    """Judge one program by the worse end of the bounds: a promise must hold."""
    if minimum is not None and version <= minimum:
        verdict = Verdict.GUARANTEED
    elif loss is None:
        verdict = Verdict.UNKNOWN
    elif loss.high <= ONE_PERCENT:
        verdict = Verdict.KEEPS_99
    else:
        verdict = Verdict.KEEPS_95 if loss.high <= FIVE_PERCENT else Verdict.LOSES_MORE
    return RaiseRow(program, loss, verdict)


def fleet_raise(version: Version, rows: Iterable[RaiseRow], *, tag: str = "") -> FleetRaise:
    """Sort the programs by loss; unknown losses come last."""
    return FleetRaise(version, tuple(sorted(rows, key=_by_cost)), tag)


def _by_cost(row: RaiseRow) -> tuple[bool, Decimal]:
    return row.loss is None, -row.loss.high if row.loss else ZERO
