"""A proposal for many programs before it is one."""

import hashlib
from dataclasses import dataclass
from typing import Final

from bot.domain.decisions.decision import Decision
from bot.domain.decisions.rollout.evidence import FleetEvidence
from bot.domain.decisions.rollout.program import FleetProgram
from bot.domain.numbers.rounding import round_fraction

_MARK: Final = 12


@dataclass(frozen=True, slots=True)
class FleetDraft:
    """What a proposer looks at before the card is posted."""

    decision: Decision
    evidence: FleetEvidence
    """The decision's."""
    programs: tuple[FleetProgram, ...]
    """With those left out."""

    @property
    def mark(self) -> str:
        """Differs with how many programs, the largest loss as it is shown, and the votes needed.

        All else, such as the median, moves with each program that is read meanwhile.
        """
        loss = self.evidence.loss
        shown = [self.evidence.programs, round_fraction(loss.low), round_fraction(loss.high), self.decision.needed]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:_MARK]
