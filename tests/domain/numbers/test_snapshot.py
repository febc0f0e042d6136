"""Snapshots belong to Chinese days, and are thinned out to one a week."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.snapshot import near, snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.retention import PERIODS, Retained, expired_days
from tests.domain.build import TODAY, snapshot_of, v

DAILY_FOR = PERIODS[Retained.SNAPSHOTS]
DAY = timedelta(days=1)
some_days = st.sets(st.integers(0, 400).map(lambda ago: TODAY - ago * DAY))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), date(2026, 11, 23)),
    ],
)
def test_day_is_chinese(moment: datetime, day: date) -> None:
    """WeChat's day changes at 16:00 UTC."""
    assert snapshot_day(moment) == day


@pytest.mark.parametrize(
    ("sent", "minimum"),
    [("2.20.1", v("2.20.1")), ("2.20", v("2.20.0")), ("0.0.0", Version(())), ("", None), ("无", None)],
)
def test_minimum_may_be_missing(sent: str, minimum: Version | None) -> None:
    """What WeChat sends for a minimum is a version or nothing."""
    assert snapshot_of({}, minimum=sent).minimum == minimum


def test_unproved_snapshot_has_no_distribution() -> None:
    """Raw numbers are kept though nothing can be computed from them."""
    kept = snapshot_of({"3.0.0": "0.4"})
    assert kept.distribution is None
    assert kept.feed.items


@pytest.mark.parametrize(
    ("ages", "found"),
    [([], None), ([0], 0), ([4], None), ([-4], None), ([3], 3), ([-3], -3), ([2, -1], -1), ([1, -1], 1), ([3, 2], 2)],
)
def test_near(ages: list[int], found: int | None) -> None:
    """The closest within three days; of two equally close ones the earlier."""
    day = TODAY - 30 * DAY
    kept = near([snapshot_of({}, day - age * DAY) for age in ages], day)
    assert (None if kept is None else kept.day) == (None if found is None else day - found * DAY)


def test_every_day_is_kept_for_ninety_days() -> None:
    """Of older ones the first day of each week stays."""
    days = [TODAY - age * DAY for age in range(200)]
    gone = set(expired_days(days, today=TODAY))
    left = [day for day in days if day not in gone]
    assert all(TODAY - age * DAY in left for age in range(91))
    older = [day for day in left if day < TODAY - DAILY_FOR]
    assert all(day.weekday() == 0 for day in older[:-1])
    assert len(older) == len({day.isocalendar()[:2] for day in days if day < TODAY - DAILY_FOR})


def test_a_year_does_not_split_a_week() -> None:
    """ISO week 53 goes on into January: one of its days is enough."""
    week = [date(2020, 12, 28) + age * DAY for age in range(7)]
    assert expired_days(week, today=TODAY) == week[1:]


@given(some_days)
def test_thinning_out_is_done_once(days: set[date]) -> None:
    """A second round deletes nothing, and each week with a snapshot keeps one."""
    gone = expired_days(sorted(days), today=TODAY)
    left = days.difference(gone)
    assert expired_days(sorted(left), today=TODAY) == []
    assert {day.isocalendar()[:2] for day in left} == {day.isocalendar()[:2] for day in days}


@given(some_days, st.integers(1, 400))
def test_thinning_out_daily_or_seldom_ends_alike(days: set[date], later: int) -> None:
    """Thinning out on the way or only at the end keeps the same snapshots."""
    end = TODAY + later * DAY
    on_the_way = days.difference(expired_days(sorted(days), today=TODAY))
    both = on_the_way.difference(expired_days(sorted(on_the_way), today=end))
    assert both == days.difference(expired_days(sorted(days), today=end))
