"""A page of the programs of a fleet's decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.decisions.decision import Decision
from bot.domain.decisions.program import TO_SET, FleetProgram, ProgramState, Tally

_PAGE: Final = 50
_TO_SET_PAGE: Final = 20
"""On which people say what they have set."""


@dataclass(frozen=True, slots=True)
class ProgramPage:
    """Some programs of a decision."""

    decision: Decision
    programs: Sequence[FleetProgram]
    tally: Tally
    """Of all programs that exist for the reader, also those left out."""
    states: tuple[ProgramState, ...] = ()
    """Only programs in these are listed; empty for all."""
    number: int = 0
    """The page's, from 0."""

    @property
    def to_set(self) -> bool:
        """Whether people may say of each that it is set."""
        return self.states == TO_SET and self.decision.set_by_hand

    def count(self, *states: ProgramState) -> int:
        """How many programs there are in these states; without any, in all."""
        return self.tally.count(*states) if states else self.tally.all

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.count(*self.states) // page_size(self.states)))


def page_size(states: tuple[ProgramState, ...]) -> int:
    """How many programs are on a page of those in these states."""
    return _TO_SET_PAGE if states == TO_SET else _PAGE
