"""How many people a share of users is."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import MOST, Headcount, Users, about
from tests.domain.build import exactly

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("people", "shown"),
    [(0, 0), (7, 7), (99, 99), (104, 100), (105, 110), (4_176, 4_200), (159_999, 160_000), (995, 1_000)],
)
def test_about_has_two_significant_digits(people: int, shown: int) -> None:
    """Fewer than a hundred are counted; halves are rounded up."""
    assert about(people) == shown


@given(st.integers(1, MOST))
def test_about_is_near_and_never_nobody(people: int) -> None:
    """At most a twentieth away."""
    assert about(people) > 0
    assert abs(about(people) - people) <= people / 20


def test_people_behind_a_share() -> None:
    """Whole people at both ends, of all platforms together."""
    users = Users(DAY, android=90_000, iphone=69_000, other=1_000)

    assert users.total == 160_000
    assert users.among(exactly("0.0261")) == Headcount(4_176, 4_176)
    assert users.among(Bounds(Decimal(0), Decimal("0.5"))) == Headcount(0, 80_000)


def test_a_share_that_is_not_zero_is_somebody() -> None:
    """Of sixty users, 0.1 % is one and not none."""
    assert Users(DAY, other=60).among(exactly("0.001")) == Headcount(1, 1)
    assert Users(DAY, other=60).among(exactly("0")) == Headcount(0, 0)


@pytest.mark.parametrize(("total", "people", "share"), [(200, 50, "0.25"), (200, 400, "1"), (0, 1, "1")])
def test_people_as_a_share(total: int, people: int, share: str) -> None:
    """More than there are is everyone."""
    assert Users(DAY, other=total).share_of(people) == Decimal(share)
