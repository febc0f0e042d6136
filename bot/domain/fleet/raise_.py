"""What a new minimum costs a fleet. Programs count equally, as in `bot.domain.fleet.report`."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.fleet.row import FIVE_PERCENT
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Judgement, Keeps
from bot.domain.numbers.snapshot import KnownLoss
from bot.domain.numbers.users import Headcount, Reached, Users, people_of
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.domain.report.report import Broken


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
    """The loss of one program."""

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
        """The number of all programs."""
        return sum(self.verdicts.values())

    @property
    def listed(self) -> int:
        """The number of programs listed, shown or not."""
        return self.verdicts.get(self.verdict, 0) if self.verdict else self.programs


def first_of(verdicts: Container[Verdict]) -> Verdict | None:
    """The first verdict that any program has."""
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
