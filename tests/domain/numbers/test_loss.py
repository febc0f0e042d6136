"""What raising the minimum costs where the list leaves something open, worked out by hand."""

from decimal import Decimal

import pytest
from hypothesis import given

from bot.domain.numbers.distribution import Bounds, Distribution, Unlisted
from bot.domain.numbers.version import Meaning
from tests.domain.build import v
from tests.domain.numbers.test_distribution import distribution_of, distributions

D = Decimal


def bounds(low: str, high: str | None = None) -> Bounds:
    """Ends as text; one number when it is known exactly."""
    return Bounds(D(low), D(high or low))


SHARES = [("2.0.0", "0.1"), ("2.2.0", "0.3"), ("3.0.0", "0.6")]
SHORT = [("2.0.0", "0.1"), ("2.2.0", "0.3"), ("3.0.0", "0.5")]
OVER = [("2.0.0", "0.1"), ("2.2.0", "0.3"), ("3.0.0", "0.63")]
BELOW = [("2.0.0", "0.05"), ("2.2.0", "0.1"), ("3.0.0", "0.4")]
AT_OR_BELOW = [("2.0.0", "0.1"), ("2.2.0", "0.4"), ("3.0.0", "0.95")]

CASES = [
    pytest.param(Meaning.SHARE, SHARES, "2.2.0", bounds("0.1"), id="shares: listed"),
    pytest.param(Meaning.SHARE, SHARES, "2.1.0", bounds("0.1"), id="shares: not listed, no users"),
    pytest.param(Meaning.SHARE, SHARES, "1.0.0", bounds("0"), id="shares: below the oldest"),
    pytest.param(Meaning.SHARE, SHARES, "2.0.0", bounds("0"), id="shares: the oldest"),
    pytest.param(Meaning.SHARE, SHARES, "9.0.0", bounds("1"), id="shares: above the newest"),
    pytest.param(Meaning.SHARE, SHORT, "2.2.0", bounds("0.1", "0.2"), id="unreported users may be below"),
    pytest.param(Meaning.SHARE, SHORT, "1.0.0", bounds("0", "0.1"), id="unreported users may be below any version"),
    pytest.param(Meaning.SHARE, SHORT, "9.0.0", bounds("0.9", "1"), id="unreported users may be above any version"),
    pytest.param(Meaning.SHARE, SHORT, "0.0.0", bounds("0"), id="no one is below 0.0.0"),
    pytest.param(Meaning.SHARE, OVER, "2.2.0", bounds("0.07", "0.1"), id="3 % are counted twice somewhere"),
    pytest.param(Meaning.SHARE, OVER, "9.0.0", bounds("1"), id="counted twice, but all are below"),
    pytest.param(Meaning.BELOW, BELOW, "2.2.0", bounds("0.1"), id="below: listed"),
    pytest.param(Meaning.BELOW, BELOW, "2.0.0", bounds("0.05"), id="below: the oldest has users below it"),
    pytest.param(Meaning.BELOW, BELOW, "1.0.0", bounds("0", "0.05"), id="below: they may be above an older one"),
    pytest.param(Meaning.BELOW, BELOW, "2.1.0", bounds("0.05", "0.1"), id="below: between two rows"),
    pytest.param(Meaning.BELOW, BELOW, "9.0.0", bounds("0.4", "1"), id="below: the newest row holds all newer ones"),
    pytest.param(Meaning.AT_OR_BELOW, AT_OR_BELOW, "2.2.0", bounds("0.1"), id="at or below: listed"),
    pytest.param(Meaning.AT_OR_BELOW, AT_OR_BELOW, "2.0.0", bounds("0", "0.1"), id="at or below: the oldest row"),
    pytest.param(Meaning.AT_OR_BELOW, AT_OR_BELOW, "1.0.0", bounds("0", "0.1"), id="at or below: below the oldest"),
    pytest.param(Meaning.AT_OR_BELOW, AT_OR_BELOW, "2.1.0", bounds("0.1"), id="at or below: between two rows"),
    pytest.param(Meaning.AT_OR_BELOW, AT_OR_BELOW, "9.0.0", bounds("0.95", "1"), id="at or below: above the newest"),
]  # fmt: skip


@pytest.mark.parametrize(("meaning", "rows", "version", "loss"), CASES)
def test_loss_says_what_is_known(meaning: Meaning, rows: list[tuple[str, str]], version: str, loss: Bounds) -> None:
    """Users on an unknown side widen the answer; they are neither lost nor kept."""
    assert distribution_of(rows, meaning).loss(v(version)) == loss


def test_a_list_that_starts_at_zero_hides_no_one() -> None:
    """No one can be older than 0.0.0."""
    found = distribution_of([("0.0.0", "0.02"), ("3.0.0", "1")], Meaning.AT_OR_BELOW)
    assert found.loss(v("0.0.0")) == bounds("0")
    assert found.loss(v("3.0.0")) == bounds("0.02")


def test_integer_percent_that_miss_one_whole_by_rounding() -> None:
    """99 % in all: one point may be anywhere, so 34 % may be 35 %."""
    found = distribution_of([("3.0.0", "0.34"), ("3.1.0", "0.65")])
    assert found.loss(v("3.1.0")) == bounds("0.34", "0.35")
    assert found.coverage(v("3.1.0")) == bounds("0.65", "0.66")


def test_no_version_is_sure_to_keep_more_than_is_reported() -> None:
    """With 2 % unreported nothing but 0.0.0 is certain to keep 99 %."""
    rows = [("2.0.0", "0.01"), ("3.0.0", "0.97")]
    assert distribution_of(rows).highest_keeping(D("0.99")) is None
    assert distribution_of([("0.0.0", "0"), *rows]).highest_keeping(D("0.99")) == v("0.0.0")


def test_an_empty_distribution_knows_nothing() -> None:
    """Without rows every answer ranges from no one to everyone."""
    empty = Distribution.of((), unreported=D(1), unlisted=Unlisted.NOWHERE)
    assert empty.loss(v("3.0.0")) == bounds("0", "1")
    assert empty.highest_keeping(D("0.5")) is None


@given(distributions())
def test_what_is_above_a_list_needs_no_curve(found: Distribution) -> None:
    """Everyone who is certainly listed is below a version that is not out yet, whatever the list lacks."""
    assert found.loss_above == found.loss(v("999.0.0")).low


@given(distributions())
def test_estimates_know_the_same_losses(found: Distribution) -> None:
    """All at once, but for the last digits of a float."""
    exact = [float(found.loss(version).low) for version in reversed(found.versions)]
    assert found.low_losses == pytest.approx(exact, abs=1e-12)
