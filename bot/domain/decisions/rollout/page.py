"""A page of the programs of a fleet's decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.decisions.decision import Decision
from bot.domain.decisions.rollout.program import FleetProgram, ProgramState

PAGE: Final = 50
"""Programs on a page."""


@dataclass(frozen=True, slots=True)
class ProgramPage:
    """Some programs of a decision."""

    decision: Decision
    programs: Sequence[FleetProgram]
    state: ProgramState | None = None
    """Only programs in it are listed; None for all."""
    number: int = 0
    """The page's, from 0."""

    def count(self, state: ProgramState | None) -> int:
        """How many programs there are in a state; None for all."""
        tally, fleet = self.decision.tally, self.decision.fleet
        left_out = sum(count for _, count in fleet.left_out) if fleet else 0
        if state is ProgramState.LEFT_OUT:
            return left_out
        counted = (tally.all if state is None else tally.count(state)) if tally else 0
        return counted + (left_out if state is None else 0)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.count(self.state) // PAGE))
