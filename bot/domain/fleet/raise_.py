"""How a whole fleet would take a new minimum. Programs count alike, as in `bot.domain.fleet.report`."""

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
    """Its minimum is that high already."""
    KEEPS_99 = "keeps-99"
    KEEPS_95 = "keeps-95"
    """Between 95 % and 99 %."""
    LOSES_MORE = "loses-more"
    UNKNOWN = "unknown"
    """No numbers, or numbers that do not say what they mean."""


@dataclass(frozen=True, slots=True)
class RaiseRow:
    """What one program would lose."""

    program: Program
    loss: Bounds | None
    """Users below the new minimum; None when it is not known."""
    verdict: Verdict


@dataclass(frozen=True)
class FleetRaise:
    """How a fleet would take a minimum, the largest loss first."""

    version: Version
    rows: tuple[RaiseRow, ...]
    tag: str = ""

    @cached_property
    def verdicts(self) -> Mapping[Verdict, int]:
        """How many programs each; verdicts of none are missing."""
        return Counter(row.verdict for row in self.rows)


def raise_row(program: Program, loss: Bounds | None, minimum: Version | None, version: Version) -> RaiseRow:
    """Judge one program. Of the bounds the worse end counts: a promise must hold."""
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
    """Sort by what each would lose; those of whom nothing is known come last."""
    return FleetRaise(version, tuple(sorted(rows, key=_by_cost)), tag)


def _by_cost(row: RaiseRow) -> tuple[bool, Decimal]:
    return row.loss is None, -row.loss.high if row.loss else ZERO
