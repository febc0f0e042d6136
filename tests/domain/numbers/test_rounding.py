"""Rounding never lies."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.rounding import Rounded, Side, parse_percent, round_change, round_fraction
from bot.errors import BadPercent

HALF_A_STEP = Decimal("0.0005")
fractions = (
    st.decimals(0, 1, allow_nan=False)
    | st.decimals(0, 1, places=5)
    | st.fractions(0, 1).map(lambda exact: Decimal(exact.numerator) / exact.denominator)
)


@pytest.mark.parametrize(
    ("fraction", "shown"),
    [
        ("0", Rounded(Decimal(0))),
        ("0.0000001", Rounded(Decimal("0.001"), Side.LESS)),
        ("0.0005", Rounded(Decimal("0.001"), Side.LESS)),
        ("0.00051", Rounded(Decimal("0.001"))),
        ("0.01249", Rounded(Decimal("0.012"))),
        ("0.9994", Rounded(Decimal("0.999"))),
        ("0.9995", Rounded(Decimal("0.999"), Side.MORE)),
        ("0.99999", Rounded(Decimal("0.999"), Side.MORE)),
        ("1", Rounded(Decimal(1))),
    ],
)
def test_rounds_for_people(fraction: str, shown: Rounded) -> None:
    """To one decimal of a percent; the ends of the scale are shown only when they are exact."""
    assert round_fraction(Decimal(fraction)) == shown


@given(fractions)
def test_fraction_never_lies(fraction: Decimal) -> None:
    """Nothing and everyone are shown only when true; a sign points to the side of the true number."""
    shown = round_fraction(fraction)
    assert (shown.value == 0) == (fraction == 0)
    assert (shown.value == 1) == (fraction == 1)
    assert abs(shown.value - fraction) <= 2 * HALF_A_STEP  # equal where Decimal itself rounds the difference
    if shown.side is Side.LESS:
        assert 0 < fraction < shown.value
    elif shown.side is Side.MORE:
        assert shown.value < fraction < 1
    else:
        assert abs(shown.value - fraction) <= HALF_A_STEP


@given(fractions, fractions)
def test_fraction_keeps_the_order(one: Decimal, other: Decimal) -> None:
    """A larger fraction is never shown as a smaller number."""
    low, high = sorted([one, other])
    assert round_fraction(low).value <= round_fraction(high).value


@given(st.decimals(-1, 1, allow_nan=False))
def test_change_never_lies(change: Decimal) -> None:
    """A change is shown as none only when there is none, and always with the right direction."""
    shown = round_change(change)
    assert (shown.value == 0) == (change == 0)
    assert shown.value * change >= 0
    if shown.side is Side.LESS:
        assert abs(change) < abs(shown.value)
    else:
        assert abs(shown.value - change) <= HALF_A_STEP


@pytest.mark.parametrize(
    ("text", "fraction"),
    [("99", "0.99"), ("99.5%", "0.995"), (" 95 ", "0.95"), ("100", "1"), ("100.00%", "1"), ("0.01", "0.0001")],
)
def test_reads_a_percentage(text: str, fraction: str) -> None:
    """What a person types is percent, with or without the sign, and exact."""
    assert parse_percent(text) == Decimal(fraction)


@pytest.mark.parametrize(
    "text", ["", "%", "0", "0.00", "-1", "100.01", "1e2", "99,5", "99%%", "nan", "九十九", "９９", "x" * 99]
)
def test_refuses_what_is_no_percentage(text: str) -> None:
    """Nobody and more than everyone cannot be kept; what is no number is told back, shortened."""
    with pytest.raises(BadPercent) as refused:
        parse_percent(text)
    assert refused.value.params == {"text": text[:40]}
