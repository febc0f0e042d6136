"""The losses of many days in few bytes."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given

from bot.domain.numbers.loss_table import LOOKED_BACK, NO_LOSSES, LossTable
from tests.domain.build import TODAY, share_rows, snapshot_of, v

DAY = timedelta(days=1)
LEAST = 0.0001
"""No smaller loss is told apart."""


@given(share_rows(min_size=2))
def test_a_loss_within_a_hundredth(rows: list[tuple[str, Decimal]]) -> None:
    """At each version of the table, and at one that is not listed."""
    listed = snapshot_of([(label, share * 100) for label, share in rows]).distribution
    if listed is None:
        return
    table = NO_LOSSES.adding(TODAY, listed)

    assert set(table.versions) <= {version.parts for version in listed.versions}
    for version in listed.versions:
        if version.parts in table.versions:
            exact = max(float(listed.loss(version).low), LEAST)
            assert abs(table.newest.loss(version.parts) / exact - 1) < LEAST * 2
    assert abs(table.newest.smallest_share / float(min(share for _, share in listed.shares if share)) - 1) < LEAST * 2


def of(*days: dict[str, str]) -> LossTable:
    """A table of such shares in percent, day after day."""
    table = NO_LOSSES
    for at, shares in enumerate(days):
        listed = snapshot_of(shares).distribution
        assert listed
        table = table.adding(TODAY + at * DAY, listed)
    return table


def test_versions_come_and_go() -> None:
    """Before its release everyone was below a version; one that is not listed any more costs what the next one does."""
    table = of({"3.0.0": "5", "3.1.0": "95"}, {"3.1.0": "20", "3.2.0": "80"})
    first, second = table.rows

    assert table.versions == tuple(v(text).parts for text in ("3.0.0", "3.1.0", "3.2.0"))
    assert first.loss(v("3.2.0").parts) == 1.0
    assert abs(second.loss(v("3.2.0").parts) - 0.2) < LEAST
    assert second.loss(v("3.0.0").parts) < 2 * LEAST
    assert second.loss(v("9.0.0").parts) == 1.0


def test_what_rises() -> None:
    """By how much the loss at some version is above that of another day."""
    before, after = of({"3.0.0": "5", "3.1.0": "95"}, {"3.0.0": "9", "3.1.0": "91"}).rows

    assert after.rises_above(before, 0.03)
    assert not after.rises_above(before, 0.05)
    assert not before.rises_above(after, 0.0)


def test_what_is_kept() -> None:
    """Each day of ten weeks, and one of each calendar week of half a year."""
    listed = snapshot_of({"3.0.0": "5", "3.1.0": "95"}).distribution
    assert listed
    table = NO_LOSSES
    for back in range(400, -1, -1):
        day = TODAY - back * DAY
        table = table.thinned(day).adding(day, listed)
    daily, weekly = ([day for day in table.days if (day >= TODAY - 70 * DAY) is recent] for recent in (True, False))

    assert daily == [TODAY - back * DAY for back in range(70, -1, -1)]
    assert len({day.isocalendar()[:2] for day in weekly}) == len(weekly)
    assert weekly[0] >= TODAY - LOOKED_BACK
    assert len(weekly) >= 15
    assert table.thinned(TODAY) == table
