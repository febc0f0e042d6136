"""How many votes a decision needs besides its proposer: the larger the loss, the more."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.domain.numbers.distribution import Bounds
from bot.errors import BadAccess

SMALL_LOSS: Final = Decimal("0.01")
MOST_VOTES: Final = 5
_DIGITS: Final = 3
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """The votes that a workspace requires."""

    small: int = 1
    """For a loss of at most `SMALL_LOSS`."""
    large: int = 2
    """For a larger one."""

    def __post_init__(self) -> None:
        if not 1 <= self.small <= self.large <= MOST_VOTES:
            raise ValueError(f"a quorum is 1 to {MOST_VOTES} votes, and a larger loss needs no fewer")

    def needed(self, loss: Bounds) -> int:
        """The votes for a loss; where it is uncertain, its high end counts."""
        return self.small if loss.high <= SMALL_LOSS else self.large


USUAL_RULE: Final = QuorumRule()
RULES: Final = (QuorumRule(1, 1), USUAL_RULE, QuorumRule(2, 2), QuorumRule(2, 3))
"""Those offered in a select; others may be typed."""


def read_rule(small: str, large: str) -> QuorumRule:
    """A rule from two numbers, as typed.

    Raises:
        BadAccess: there is no such rule.
    """
    try:
        return QuorumRule(int(small[:_DIGITS]), int(large[:_DIGITS]))
    except ValueError as error:
        raise BadAccess(part="quorum", text=f"{small} {large}"[:_SHOWN]) from error
