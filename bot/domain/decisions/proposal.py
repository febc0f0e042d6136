"""What is asked for with a proposal, and what it would be before it is one."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.domain.agents import Through
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.evidence import NOTHING, Enclosed
from bot.domain.decisions.program import FleetProgram
from bot.domain.numbers.rounding import round_fraction
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program

_MARK: Final = 12


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be raised, for whom and why."""

    version: Version
    reason: str = ""
    program: Program | None = None
    """The one that is to be raised; None for many."""
    tag: str = ""
    """Of the many, without `#`; empty for the whole fleet."""
    ready: bool = False
    """Only those of the many that keep 99 %."""
    proposer_id: str = ""
    """A Slack user's id."""
    locale: str = ""
    """The card's language (en, zh-CN)."""
    enclosed: Enclosed = NOTHING
    looked_at: str | None = None
    """The mark of the draft that the proposer has seen; None: none yet. Only for many, which are looked at first."""
    acknowledged: Decimal | None = None
    """The loss in percent that the requester has read, as it is shown; None if it need not be named."""
    through: Through | None = None
    """Of an agent's, which has an audit entry of its own beside those of all steps."""
    decision_id: str = ""
    """The decision's; empty for a new one. What repeats a proposal finds it again by its own."""
    absent: bool = False
    """The proposer was chosen and has not acted: one vote more is needed, so that two people decide."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal with its frozen numbers, of which nothing is kept yet."""

    proposal: Proposal
    decision: Decision
    programs: tuple[FleetProgram, ...] = ()
    """Of many, with those left out."""

    @property
    def mark(self) -> str:
        """Differs with how many programs, the largest loss as it is shown, and the votes needed.

        All else, such as the median, moves with each program that is read meanwhile.
        """
        loss, programs = self.decision.evidence.loss, self.decision.tally.all
        shown = [programs, round_fraction(loss.low), round_fraction(loss.high), self.decision.needed]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:_MARK]
