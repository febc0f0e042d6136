"""What a new minimum costs a fleet. Programs count equally, as in `bot.domain.fleet.report`."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final

from bot.domain.fleet.row import FIVE_PERCENT, ONE_PERCENT
from bot.domain.numbers.distribution import ZERO, Bounds
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.domain.programs.typed_text import folded


class Verdict(StrEnum):
    """Whether a program can take a new minimum today, in the order in which programs are listed."""

    KEEPS_99 = "keeps-99"
    KEEPS_95 = "keeps-95"
    """Between 95 % and 99 %."""
    LOSES_MORE = "loses-more"
    GUARANTEED = "guaranteed"
    """Its minimum is already that high."""
    UNKNOWN = "unknown"
    """No numbers, or numbers with an unproved meaning."""


@dataclass(frozen=True, slots=True)
class RaiseRow:
    """The loss of one program."""

    program: Program
    loss: Bounds | None
    """Users below the new minimum; None when unknown."""
    verdict: Verdict
    minimum: Version | None = None
    """The minimum set now; None when unknown."""


@dataclass(frozen=True)
class FleetRaise:
    """The cost of a minimum for a fleet: those that can be raised today first, then the smallest loss."""

    version: Version
    rows: tuple[RaiseRow, ...]
    tag: str = ""

    @cached_property
    def verdicts(self) -> Mapping[Verdict, int]:
        """Programs per verdict; empty verdicts are missing."""
        return Counter(row.verdict for row in self.rows)

    def listed(self, verdict: Verdict | None = None) -> tuple[RaiseRow, ...]:
        """The programs with a verdict; without one, those of the first verdict that any has."""
        chosen = verdict or next((each for each in Verdict if each in self.verdicts), None)
        return tuple(row for row in self.rows if row.verdict is chosen)


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
    return RaiseRow(program, loss, verdict, minimum)


def fleet_raise(version: Version, rows: Iterable[RaiseRow], *, tag: str = "") -> FleetRaise:
    """Sort the programs by verdict, loss and name."""
    return FleetRaise(version, tuple(sorted(rows, key=_by_verdict)), tag)


_RANK: Final = {verdict: rank for rank, verdict in enumerate(Verdict)}


def _by_verdict(row: RaiseRow) -> tuple[int, Decimal, str]:
    return _RANK[row.verdict], row.loss.high if row.loss else ZERO, folded(row.program.name)
