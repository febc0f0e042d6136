"""How many approvals a decision needs besides its proposer: more for a large loss, and for many programs."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from bot.domain.numbers.distribution import Bounds
from bot.errors import BadAccess

SMALL_LOSS: Final = Decimal("0.01")
MOST_APPROVALS: Final = 5
MANY: Final = 20
"""Programs in one decision; more need as many approvals as a large loss does."""
MOST_PROGRAMS: Final = 99_999
_DIGITS: Final = 6
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """The approvals that a workspace requires."""

    small: int = 1
    """For a loss of at most `SMALL_LOSS`, and at most `many` programs."""
    large: int = 2
    """For a larger loss, or more programs."""
    many: int = MANY

    def __post_init__(self) -> None:
        if not 1 <= self.small <= self.large <= MOST_APPROVALS:
            raise ValueError(f"a quorum is 1 to {MOST_APPROVALS} approvals, and a larger loss needs no fewer")
        if not 1 <= self.many <= MOST_PROGRAMS:
            raise ValueError(f"a quorum is for more than 1 to {MOST_PROGRAMS} programs")

    def needed(self, loss: Bounds, programs: int = 1) -> int:
        """The approvals for the largest loss of some programs; where it is uncertain, its high end counts."""
        return self.small if loss.high <= SMALL_LOSS and programs <= self.many else self.large


USUAL_RULE: Final = QuorumRule()
APPROVALS_OFFERED: Final = ((1, 1), (1, 2), (2, 2), (2, 3))
MANY_OFFERED: Final = (5, 10, MANY, 50, 100, 1000)
"""Those offered in selects; others may be typed."""


def read_approvals(small: str, large: str, rule: QuorumRule) -> QuorumRule:
    """The rule with other numbers of approvals, as typed.

    Raises:
        BadAccess: they cannot be required.
    """
    try:
        return replace(rule, small=int(small[:_DIGITS]), large=int(large[:_DIGITS]))
    except ValueError as error:
        raise BadAccess(part="quorum", text=f"{small} {large}"[:_SHOWN]) from error


def read_many(many: str, rule: QuorumRule) -> QuorumRule:
    """The rule with another number of programs, as typed.

    Raises:
        BadAccess: it cannot be required.
    """
    try:
        return replace(rule, many=int(many[:_DIGITS]))
    except ValueError as error:
        raise BadAccess(part="programs", text=many[:_SHOWN]) from error
