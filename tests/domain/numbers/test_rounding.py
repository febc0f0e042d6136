"""Rounding never lies."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.numbers.meaning import Rounded, Side, parse_percent, round_change, round_fraction, shown_percent
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
        ("0.0000001", Rounded(Decimal("0.0001"), Side.LESS, 2)),
        ("0.00005", Rounded(Decimal("0.0001"), decimals=2)),
        ("0.00785", Rounded(Decimal("0.0079"), decimals=2)),
        ("0.008", Rounded(Decimal("0.0080"), decimals=2)),
        ("0.00801", Rounded(Decimal("0.0080"), decimals=2)),
        ("0.09994", Rounded(Decimal("0.0999"), decimals=2)),
        ("0.09995", Rounded(Decimal("0.1"))),
        ("0.19615", Rounded(Decimal("0.196"))),
        ("0.5", Rounded(Decimal("0.5"))),
        ("0.80385", Rounded(Decimal("0.804"))),
        ("0.99215", Rounded(Decimal("0.9921"), decimals=2)),
        ("0.99999", Rounded(Decimal("0.9999"), Side.MORE, 2)),
        ("1", Rounded(Decimal(1))),
    ],
)
def test_rounds_for_people(fraction: str, shown: Rounded) -> None:
    assert round_fraction(Decimal(fraction)) == shown


@pytest.mark.parametrize(
    ("fraction", "shown"),
    [
        ("0.01", Rounded(Decimal("0.01"), decimals=2)),
        ("0.01004", Rounded(Decimal("0.01004"), decimals=3)),
        ("0.00996", Rounded(Decimal("0.00996"), decimals=3)),
        ("0.0100003", Rounded(Decimal("0.01"), Side.MORE, 2)),
        ("0.04996", Rounded(Decimal("0.04996"), decimals=3)),
        ("0.98996", Rounded(Decimal("0.98996"), decimals=3)),
        ("0.9989997", Rounded(Decimal("0.999"), Side.LESS, 2)),
    ],
)
def test_a_target_is_hit_only_when_it_is(fraction: str, shown: Rounded) -> None:
    assert round_fraction(Decimal(fraction)) == shown


@given(fractions, fractions)
def test_any_target_is_hit_only_when_it_is(fraction: Decimal, target: Decimal) -> None:
    shown = round_fraction(fraction, target=target)
    if shown.side is Side.EXACT:
        assert shown.value.compare(target) == fraction.compare(target)


@given(fractions)
def test_coverage_and_loss_add_up(fraction: Decimal) -> None:
    assume(1 - (1 - fraction) == fraction)  # else Decimal itself rounds
    kept, lost = round_fraction(fraction), round_fraction(1 - fraction)
    assert kept.value + lost.value == 1
    assert kept.decimals == lost.decimals


@given(fractions)
def test_fraction_never_lies(fraction: Decimal) -> None:
    """None and all are shown only when true; a sign points to the true side."""
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
    low, high = sorted([one, other])
    assert round_fraction(low).value <= round_fraction(high).value


@given(st.decimals(-1, 1, allow_nan=False))
def test_change_never_lies(change: Decimal) -> None:
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
    assert parse_percent(text) == Decimal(fraction)


@pytest.mark.parametrize(
    "text", ["", "%", "0", "0.00", "-1", "100.01", "1e2", "99,5", "99%%", "nan", "九十九", "９９", "x" * 99]
)
def test_refuses_what_is_no_percentage(text: str) -> None:
    with pytest.raises(BadPercent) as refused:
        parse_percent(text)
    assert refused.value.params == {"text": text[:40]}


@given(fractions)
def test_a_percentage_is_what_is_shown(fraction: Decimal) -> None:
    shown = round_fraction(fraction)
    assert f"{shown_percent(fraction)}" == f"{shown.value * 100:.{shown.decimals}f}"
