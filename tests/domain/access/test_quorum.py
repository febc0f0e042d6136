"""How many approvals a decision needs: more for a large loss, many programs or many users."""

import pytest

from bot.domain.access import APPROVALS_OFFERED, QuorumRule, read_approvals, read_many, read_users
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Headcount
from bot.errors import BadAccess, BadUsers
from tests.domain.decisions.build import exactly


@pytest.mark.parametrize(
    ("loss", "needed"),
    [(exactly("1"), 1), (exactly("1.01"), 2), (Bounds(exactly("0.1").low, exactly("3").high), 2)],
)
def test_a_large_loss_needs_more(loss: Bounds, needed: int) -> None:
    """Up to one percent one vote; an uncertain loss counts at its high end."""
    assert QuorumRule().needed(loss) == needed


@pytest.mark.parametrize(("programs", "needed"), [(1, 1), (20, 1), (21, 2), (2519, 2)])
def test_many_programs_need_more(programs: int, needed: int) -> None:
    """Above twenty, or the number that admins set, however small the loss."""
    assert QuorumRule().needed(exactly("0.1"), programs) == needed
    assert QuorumRule(many=3000).needed(exactly("0.1"), programs) == 1
    assert QuorumRule(many=3000).needed(exactly("2"), programs) == 2


@pytest.mark.parametrize(("people", "needed"), [(None, 2), (1000, 1), (1001, 2)])
def test_many_users_need_more(people: int | None, needed: int) -> None:
    """Above the number that admins set, however small the share, also where nobody counted; without one as before."""
    counted = Headcount(10, people) if people else None

    assert QuorumRule(users=1000).needed(exactly("0.1"), people=counted) == needed
    assert QuorumRule().needed(exactly("0.1"), people=counted) == 1
    assert QuorumRule(users=1000).needed(exactly("0"), people=None) == 1


@pytest.mark.parametrize("users", ["-1", "some", "9999999999"])
def test_a_number_of_users_as_typed(users: str) -> None:
    """With or without commas, or `off`; the rest stays."""
    assert read_users("10,000", QuorumRule(2, 3, 50)) == QuorumRule(2, 3, 50, 10_000)
    assert read_users("Off", QuorumRule(users=1000)) == QuorumRule(many=20)
    with pytest.raises(BadUsers):
        read_users(users, QuorumRule())


@pytest.mark.parametrize(("small", "large"), [(0, 1), (2, 1), (1, 6)])
def test_a_quorum_without_others_is_none(small: int, large: int) -> None:
    """At least one vote, and no fewer for more."""
    with pytest.raises(ValueError, match="quorum"):
        QuorumRule(small, large)


@pytest.mark.parametrize(("small", "large"), [("0", "1"), ("2", "1"), ("one", "2"), ("1", "9999999")])
def test_two_numbers_as_typed(small: str, large: str) -> None:
    """A rule, or an error that says what may be typed; the number of programs stays."""
    assert read_approvals("1", "3", QuorumRule(many=50)) == QuorumRule(1, 3, 50)
    with pytest.raises(BadAccess):
        read_approvals(small, large, QuorumRule())


@pytest.mark.parametrize("many", ["0", "-1", "some", "9999999"])
def test_a_number_of_programs_as_typed(many: str) -> None:
    """The votes stay; what is no such number is an error."""
    assert read_many("50", QuorumRule(2, 3)) == QuorumRule(2, 3, 50)
    with pytest.raises(BadAccess):
        read_many(many, QuorumRule())


@pytest.mark.parametrize("numbers", APPROVALS_OFFERED)
def test_what_is_offered_can_be_required(numbers: tuple[int, int]) -> None:
    """Each pair in the select makes a rule."""
    rule = QuorumRule(*numbers)

    assert (rule.small, rule.large) == numbers
