"""How many approvals a decision needs besides its proposer: more for a large loss, many programs or many users."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.users import MOST, Headcount, read_people
from bot.errors import BadAccess

SMALL_LOSS: Final = Decimal("0.01")
MOST_APPROVALS: Final = 5
MANY: Final = 20
"""Programs in one decision; more need as many approvals as a large loss does."""
MOST_PROGRAMS: Final = 99_999
OFF: Final = "off"
_DIGITS: Final = 6
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """The approvals that a workspace requires."""

    small: int = 1
    """For a loss of at most `SMALL_LOSS`, at most `many` programs and at most `users` people."""
    large: int = 2
    """For more of any of them."""
    many: int = MANY
    users: int = 0
    """People who are cut off, also where nobody counted them; 0: their number does not matter."""

    def __post_init__(self) -> None:
        if not 1 <= self.small <= self.large <= MOST_APPROVALS:
            raise ValueError(f"a quorum is 1 to {MOST_APPROVALS} approvals, and a larger loss needs no fewer")
        if not 1 <= self.many <= MOST_PROGRAMS:
            raise ValueError(f"a quorum is for more than 1 to {MOST_PROGRAMS} programs")
        if not 0 <= self.users <= MOST:
            raise ValueError(f"a quorum is for more than 1 to {MOST} users")

    def needed(self, loss: Bounds, programs: int = 1, people: Headcount | None = None) -> int:
        """The approvals for the largest loss of some programs; where it is uncertain, its high end counts.

        Args:
            people: those who are cut off; None where nobody counted them, or not all: they may be many.
        """
        many_users = self.users and loss.high and (people is None or people.high > self.users)
        return self.large if loss.high > SMALL_LOSS or programs > self.many or many_users else self.small


USUAL_RULE: Final = QuorumRule()
APPROVALS_OFFERED: Final = ((1, 1), (1, 2), (2, 2), (2, 3))
MANY_OFFERED: Final = (5, 10, MANY, 50, 100, 1000)
USERS_OFFERED: Final = (0, 100, 1000, 10_000, 100_000)
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


def read_users(users: str, rule: QuorumRule) -> QuorumRule:
    """The rule with another number of users, as typed; `off` for none.

    Raises:
        BadUsers: it is no number.
    """
    return replace(rule, users=0 if users.casefold() == OFF else read_people(users))
