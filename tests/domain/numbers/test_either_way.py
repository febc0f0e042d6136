"""What holds whichever of several meanings a feed has."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.numbers.distribution import Bounds, distribute
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.version import Meaning, Pin, Reason, Scale
from tests.domain.build import (
    EITHER_WAY,
    FITS_NOTHING,
    Rows,
    at_or_below_rows,
    below_rows,
    exactly,
    feed_of,
    share_rows,
    snapshot_of,
    v,
    versions,
)

SHARE, BELOW, AT_OR_BELOW = Meaning.SHARE, Meaning.BELOW, Meaning.AT_OR_BELOW
Written = Callable[[list[tuple[str, Decimal]]], Rows]


@pytest.mark.parametrize(
    ("rows", "fits"),
    [
        (EITHER_WAY, (BELOW, AT_OR_BELOW)),
        ({"3.0.0": 0, "3.1.0": "0.1234", "3.2.0": "0.2311", "3.3.0": "0.6711"}, (SHARE, BELOW, AT_OR_BELOW)),
        ({"3.0.0": "0.5", "3.1.0": "2.5", "3.2.0": "51"}, (SHARE, BELOW, AT_OR_BELOW)),
        ({"3.0.0": 0, "3.1.0": 1, "3.2.0": 1}, (BELOW, AT_OR_BELOW)),
        ({"3.0.0": 1}, ()),
        (FITS_NOTHING, ()),
    ],
)
def test_which_meanings_fit(rows: Rows, fits: tuple[Meaning, ...]) -> None:
    """All that the numbers support, or if none is supported, all that they allow; an open scale allows anything."""
    assert read_meaning(feed_of(rows)).fits == fits
    assert (snapshot_of(rows).losses is not None) == bool(fits)


def test_a_setting_settles_the_meaning() -> None:
    """But one of the scale alone does not."""
    assert read_meaning(feed_of(EITHER_WAY), pin=Pin(BELOW)).fits == ()
    assert read_meaning(feed_of(EITHER_WAY), pin=Pin(scale=Scale.FRACTION)).fits == (BELOW, AT_OR_BELOW)


def test_from_one_end_to_the_other() -> None:
    """The loss spans both meanings; the highest minimum that keeps 99 % does so under each."""
    losses = snapshot_of(EITHER_WAY).losses
    assert losses
    assert [losses.loss(v(each)) for each in ("2.0.0", "3.0.0", "3.1.0")] == [
        exactly("0"),
        Bounds(Decimal(0), Decimal("0.25")),
        Bounds(Decimal("0.25"), Decimal("0.5263")),
    ]
    assert losses.coverage(v("3.1.0")) == Bounds(Decimal("0.4737"), Decimal("0.75"))
    assert snapshot_of(EITHER_WAY).judgement.safe == v("2.0.0")
    assert (losses.next_lower(v("3.0.0")), losses.next_higher(v("3.0.0"))) == (v("2.0.0"), v("3.1.0"))


@given(share_rows(), st.sampled_from([below_rows, at_or_below_rows]), versions, st.decimals("0.5", "1", places=3))
def test_it_holds_under_each_meaning(
    shares: list[tuple[str, Decimal]], written: Written, other: object, target: Decimal
) -> None:
    """Every loss lies within, at listed versions and at others; the highest that keeps a target keeps it."""
    snapshot = snapshot_of(written(shares))
    assume(snapshot.reading.fits)
    losses = snapshot.losses
    assert losses
    highest = losses.highest_keeping(target)
    kept_by_all = set(losses.versions)
    for meaning in snapshot.reading.fits:
        one = distribute(snapshot.feed, replace(snapshot.reading, meaning=meaning))
        assert one
        for version in (*losses.versions, v(str(other))):
            assert losses.loss(version).low <= one.loss(version).low
            assert losses.loss(version).high >= one.loss(version).high
            assert losses.coverage(version) == losses.loss(version).rest
        kept_by_all &= {each for each in one.versions if one.coverage(each).low >= target}
    assert highest == max(kept_by_all, default=None)


@given(share_rows(min_size=3), st.sampled_from([(BELOW, below_rows), (AT_OR_BELOW, at_or_below_rows)]))
def test_the_truth_is_within(shares: list[tuple[str, Decimal]], wrote: tuple[Meaning, Written]) -> None:
    """Where the meaning that WeChat had in mind fits, the users who are really lost are in the range."""
    meaning, written = wrote
    snapshot = snapshot_of(written(shares))
    assume(meaning in snapshot.reading.fits)
    assert snapshot.losses
    lost = Decimal(0)
    for label, share in shares:
        loss = snapshot.losses.loss(v(label))
        assert loss.low <= lost <= loss.high
        lost += share


def test_one_version_with_users_is_suspicious_under_any_meaning() -> None:
    """Such a list was probably cut short."""
    snapshot = snapshot_of({"3.0.0": 0, "3.1.0": 1, "3.2.0": 1})
    assert snapshot.reading.reason is Reason.AMBIGUOUS
    assert snapshot.judgement.suspicions == (Suspicion.SINGLE_VERSION,)
    assert snapshot_of(EITHER_WAY).judgement.suspicions == ()
