"""A week's level: no single day moves it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.comparison import Level, level_around
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Snapshot
from tests.domain.build import TODAY, snapshot_of, v

DAY = timedelta(days=1)
percents = st.decimals("0.1", "20", places=2)


def losing(percent: Decimal, ago: int) -> Snapshot:
    """So many users are below 3.0.0, a tenth of those below 2.0.0."""
    rows = {"1.0.0": percent / 10, "2.0.0": percent * 9 / 10, "3.0.0": 100 - percent}
    return snapshot_of(rows, TODAY - ago * DAY)


def week(*values: Decimal) -> Level:
    """A week with these losses at 3.0.0, in percent."""
    return Level(tuple(losing(percent, ago) for ago, percent in reversed(list(enumerate(values)))))


def test_a_day_that_is_far_off_does_not_count() -> None:
    """Six days near one percent, and one a fifth lower or ten times as high."""
    usual = [Decimal(each) for each in ("1.02", "1.01", "1.00", "1.00", "0.99", "0.98")]

    assert week(*usual, Decimal("0.8")).loss(v("3.0.0")) == Bounds(Decimal("0.01"), Decimal("0.01"))
    assert week(*usual, Decimal(10)).loss(v("3.0.0")) == Bounds(Decimal("0.01"), Decimal("0.01"))


@given(st.lists(percents, min_size=1, max_size=7), st.randoms())
def test_the_order_of_the_days_does_not_matter(values: list[Decimal], random: object) -> None:
    """The level lies between lowest and highest day."""
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    level = week(*values)
    loss = level.loss(v("3.0.0"))

    assert week(*shuffled).loss(v("3.0.0")) == loss
    assert min(values) <= loss.low * 100 <= max(values)


@given(st.lists(percents, min_size=1, max_size=7))
def test_a_higher_version_never_loses_less(values: list[Decimal]) -> None:
    """As on each of its days."""
    level = week(*values)
    losses = [level.loss(v(text)) for text in ("1.0.0", "1.5.0", "2.0.0", "2.5.0", "3.0.0", "3.5.0")]

    assert losses == sorted(losses, key=lambda each: each.low)
    assert losses == sorted(losses, key=lambda each: each.high)


@pytest.mark.parametrize(("around", "first", "last"), [(10, 13, 7), (28, 29, 25)])
def test_which_days_are_the_week(around: int, first: int, last: int) -> None:
    """Seven around a day; fewer if there are fewer."""
    kept = [losing(Decimal(1), ago) for ago in range(29, -1, -1)]
    found = level_around(kept, TODAY - around * DAY)

    assert found
    assert found.days == tuple(TODAY - ago * DAY for ago in range(first, last - 1, -1))


def test_without_days_there_is_no_level() -> None:
    """Nothing kept in that week, or nothing whose meaning is proved."""
    assert level_around([losing(Decimal(1), 4)], TODAY) is None
    assert level_around([], TODAY) is None
    assert level_around([snapshot_of({"3.0.0": "0.3", "3.1.0": "0.1"})], TODAY) is None
