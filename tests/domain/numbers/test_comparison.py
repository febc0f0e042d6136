"""Numbers are held against like numbers only."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.comparison import Level, comparable, compares, counted_since, level_around, up_to, weeks_before
from bot.domain.numbers.distribution import Bounds, Distribution, Unlisted
from bot.domain.numbers.judgement import Break, Count, Judgement
from bot.domain.numbers.snapshot import Snapshot, near, snapshot_day
from bot.domain.numbers.version import Meaning, Scale, Version
from bot.domain.retention import PERIODS, Retained, expired_days
from tests.domain.build import TODAY, read_as, snapshot_of, v
from tests.domain.numbers.test_distribution import distribution_of, distributions

WEEK = timedelta(days=7)
SHARES = {"3.0.0": 20, "3.1.0": 80}
SHORT = {"3.0.0": 20, "3.1.0": 34}
SHARE = read_as(Meaning.SHARE, Scale.PERCENT)
BELOW = read_as(Meaning.BELOW, Scale.PERCENT)


def test_keeps_what_is_alike() -> None:
    alike = snapshot_of(SHARES, TODAY - WEEK, reading=SHARE)
    history = [
        snapshot_of(SHARES, TODAY - WEEK, reading=BELOW),
        snapshot_of(SHORT, TODAY - WEEK, reading=SHARE),
        snapshot_of({"3.0.0": "0.4"}, TODAY - WEEK),
        alike,
    ]
    assert comparable(history, snapshot_of(SHARES, reading=SHARE)) == [alike]


def test_compares_nothing_with_a_short_list() -> None:
    assert comparable([snapshot_of(SHARES, TODAY - WEEK, reading=SHARE)], snapshot_of(SHORT, reading=SHARE)) == []


def test_takes_the_nearest_comparable_day() -> None:
    neighbour = snapshot_of(SHARES, TODAY - WEEK + timedelta(days=2), reading=SHARE)
    history = [snapshot_of(SHORT, TODAY - WEEK, reading=SHARE), neighbour]
    newest = snapshot_of(SHARES, reading=SHARE)
    assert weeks_before(comparable(history, newest), newest.day, 1) is neighbour
    assert weeks_before(comparable(history, newest), newest.day, 4) is None


DAY = timedelta(days=1)


def test_a_day_that_is_asked_about() -> None:
    """The newest one up to it, at most three days earlier; never a later one."""
    days = [snapshot_of(SHARES, TODAY - ago * DAY) for ago in (11, 10, 6, 0)]

    assert up_to(days, TODAY) is days[3]
    assert up_to(days, TODAY - DAY) is None
    assert up_to(days, TODAY - 5 * DAY) is up_to(days, TODAY - 3 * DAY) is days[2]
    assert up_to(days, TODAY - 7 * DAY) is days[1]
    assert up_to(days, TODAY - 12 * DAY) is None


BREAK = Break(TODAY - 20 * DAY, None, 2.4)
OVER = replace(BREAK, until=TODAY - 10 * DAY)
LASTING = replace(BREAK, lasting=True)


def in_break(ago: int, *, known: bool = True) -> Judgement:
    """A day in the break, and whether that was known then."""
    return Judgement(TODAY - ago * DAY, count=Count(BREAK) if known else None, breaks=(BREAK,) if known else ())


@pytest.mark.parametrize(
    ("then", "now", "alike", "since"),
    [
        (Judgement(TODAY - 25 * DAY), Judgement(TODAY), True, None),
        (Judgement(TODAY - 25 * DAY), Judgement(TODAY, breaks=(BREAK,)), True, BREAK.since),
        (in_break(15), Judgement(TODAY, breaks=(BREAK,)), True, None),
        (in_break(15, known=False), Judgement(TODAY, breaks=(BREAK,)), False, None),
        (in_break(15), Judgement(TODAY, breaks=(OVER,)), False, OVER.until),
        (in_break(15, known=False), Judgement(TODAY, breaks=(OVER,)), False, OVER.until),
        (Judgement(TODAY - 25 * DAY), Judgement(TODAY, breaks=(OVER,)), True, None),
        (Judgement(TODAY - 5 * DAY), Judgement(TODAY, breaks=(OVER,)), True, None),
        (Judgement(TODAY - 25 * DAY), Judgement(TODAY, breaks=(LASTING,)), False, LASTING.since),
        (in_break(15), Judgement(TODAY, breaks=(LASTING,)), True, None),
        (in_break(15, known=False), Judgement(TODAY, breaks=(LASTING,)), True, None),
    ],
)
def test_which_days_compare(then: Judgement, now: Judgement, alike: bool, since: date | None) -> None:  # noqa: FBT001
    """Those that WeChat counted alike; while a break goes on, also those before it, and none in it after it."""
    assert compares(then, now) is alike
    assert counted_since(then.day, now) == since


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
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    level = week(*values)
    loss = level.loss(v("3.0.0"))

    assert week(*shuffled).loss(v("3.0.0")) == loss
    assert min(values) <= loss.low * 100 <= max(values)


@given(st.lists(percents, min_size=1, max_size=7))
def test_a_higher_version_never_loses_less(values: list[Decimal]) -> None:
    level = week(*values)
    losses = [level.loss(v(text)) for text in ("1.0.0", "1.5.0", "2.0.0", "2.5.0", "3.0.0", "3.5.0")]

    assert losses == sorted(losses, key=lambda each: each.low)
    assert losses == sorted(losses, key=lambda each: each.high)


@pytest.mark.parametrize(("around", "first", "last"), [(10, 13, 7), (28, 29, 25)])
def test_which_days_are_the_week(around: int, first: int, last: int) -> None:
    kept = [losing(Decimal(1), ago) for ago in range(29, -1, -1)]
    found = level_around(kept, TODAY - around * DAY)

    assert found
    assert found.days == tuple(TODAY - ago * DAY for ago in range(first, last - 1, -1))


def test_without_days_there_is_no_level() -> None:
    assert level_around([losing(Decimal(1), 4)], TODAY) is None
    assert level_around([], TODAY) is None
    assert level_around([snapshot_of({"3.0.0": "0.3", "3.1.0": "0.1"})], TODAY) is None


DAILY_FOR = PERIODS[Retained.SNAPSHOTS]

some_days = st.sets(st.integers(0, 400).map(lambda ago: TODAY - ago * DAY))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), date(2026, 11, 23)),
    ],
)
def test_day_is_chinese(moment: datetime, day: date) -> None:
    assert snapshot_day(moment) == day


@pytest.mark.parametrize(
    ("sent", "minimum"),
    [("2.20.1", v("2.20.1")), ("2.20", v("2.20.0")), ("0.0.0", Version(())), ("", None), ("无", None)],
)
def test_minimum_may_be_missing(sent: str, minimum: Version | None) -> None:
    assert snapshot_of({}, minimum=sent).minimum == minimum


def test_unproved_snapshot_has_no_distribution() -> None:
    kept = snapshot_of({"3.0.0": "0.4"})
    assert kept.distribution is None
    assert kept.feed.items


@pytest.mark.parametrize(
    ("ages", "found"),
    [([], None), ([0], 0), ([4], None), ([-4], None), ([3], 3), ([-3], -3), ([2, -1], -1), ([1, -1], 1), ([3, 2], 2)],
)
def test_near(ages: list[int], found: int | None) -> None:
    day = TODAY - 30 * DAY
    kept = near([snapshot_of({}, day - age * DAY) for age in ages], day)
    assert (None if kept is None else kept.day) == (None if found is None else day - found * DAY)


def test_every_day_is_kept_for_ninety_days() -> None:
    days = [TODAY - age * DAY for age in range(200)]
    gone = set(expired_days(days, today=TODAY))
    left = [day for day in days if day not in gone]
    assert all(TODAY - age * DAY in left for age in range(91))
    older = [day for day in left if day < TODAY - DAILY_FOR]
    assert all(day.weekday() == 0 for day in older[:-1])
    assert len(older) == len({day.isocalendar()[:2] for day in days if day < TODAY - DAILY_FOR})


def test_a_year_does_not_split_a_week() -> None:
    week = [date(2020, 12, 28) + age * DAY for age in range(7)]
    assert expired_days(week, today=TODAY) == week[1:]


@given(some_days)
def test_thinning_out_is_done_once(days: set[date]) -> None:
    gone = expired_days(sorted(days), today=TODAY)
    left = days.difference(gone)
    assert expired_days(sorted(left), today=TODAY) == []
    assert {day.isocalendar()[:2] for day in left} == {day.isocalendar()[:2] for day in days}


@given(some_days, st.integers(1, 400))
def test_thinning_out_daily_or_seldom_ends_alike(days: set[date], later: int) -> None:
    end = TODAY + later * DAY
    on_the_way = days.difference(expired_days(sorted(days), today=TODAY))
    both = on_the_way.difference(expired_days(sorted(on_the_way), today=end))
    assert both == days.difference(expired_days(sorted(days), today=end))


D = Decimal


def bounds(low: str, high: str | None = None) -> Bounds:
    """Ends as text; one number when it is known exactly."""
    return Bounds(D(low), D(high or low))


SHARED = [("2.0.0", "0.1"), ("2.2.0", "0.3"), ("3.0.0", "0.6")]
LACKING = [("2.0.0", "0.1"), ("2.2.0", "0.3"), ("3.0.0", "0.5")]
LOSS_OVER = [("2.0.0", "0.1"), ("2.2.0", "0.3"), ("3.0.0", "0.63")]
RISING = [("2.0.0", "0.05"), ("2.2.0", "0.1"), ("3.0.0", "0.4")]
AT_OR_BELOW = [("2.0.0", "0.1"), ("2.2.0", "0.4"), ("3.0.0", "0.95")]

CASES = [
    pytest.param(Meaning.SHARE, SHARED, "2.2.0", bounds("0.1"), id="shares: listed"),
    pytest.param(Meaning.SHARE, SHARED, "2.1.0", bounds("0.1"), id="shares: not listed, no users"),
    pytest.param(Meaning.SHARE, SHARED, "1.0.0", bounds("0"), id="shares: below the oldest"),
    pytest.param(Meaning.SHARE, SHARED, "2.0.0", bounds("0"), id="shares: the oldest"),
    pytest.param(Meaning.SHARE, SHARED, "9.0.0", bounds("1"), id="shares: above the newest"),
    pytest.param(Meaning.SHARE, LACKING, "2.2.0", bounds("0.1", "0.2"), id="unreported users may be below"),
    pytest.param(Meaning.SHARE, LACKING, "1.0.0", bounds("0", "0.1"), id="unreported users may be below any version"),
    pytest.param(Meaning.SHARE, LACKING, "9.0.0", bounds("0.9", "1"), id="unreported users may be above any version"),
    pytest.param(Meaning.SHARE, LACKING, "0.0.0", bounds("0"), id="no one is below 0.0.0"),
    pytest.param(Meaning.SHARE, LOSS_OVER, "2.2.0", bounds("0.07", "0.1"), id="3 % are counted twice somewhere"),
    pytest.param(Meaning.SHARE, LOSS_OVER, "9.0.0", bounds("1"), id="counted twice, but all are below"),
    pytest.param(Meaning.BELOW, RISING, "2.2.0", bounds("0.1"), id="below: listed"),
    pytest.param(Meaning.BELOW, RISING, "2.0.0", bounds("0.05"), id="below: the oldest has users below it"),
    pytest.param(Meaning.BELOW, RISING, "1.0.0", bounds("0", "0.05"), id="below: they may be above an older one"),
    pytest.param(Meaning.BELOW, RISING, "2.1.0", bounds("0.05", "0.1"), id="below: between two rows"),
    pytest.param(Meaning.BELOW, RISING, "9.0.0", bounds("0.4", "1"), id="below: the newest row holds all newer ones"),
    pytest.param(Meaning.AT_OR_BELOW, AT_OR_BELOW, "2.2.0", bounds("0.1"), id="at or below: listed"),
    pytest.param(Meaning.AT_OR_BELOW, AT_OR_BELOW, "2.0.0", bounds("0", "0.1"), id="at or below: the oldest row"),
    pytest.param(Meaning.AT_OR_BELOW, AT_OR_BELOW, "1.0.0", bounds("0", "0.1"), id="at or below: below the oldest"),
    pytest.param(Meaning.AT_OR_BELOW, AT_OR_BELOW, "2.1.0", bounds("0.1"), id="at or below: between two rows"),
    pytest.param(Meaning.AT_OR_BELOW, AT_OR_BELOW, "9.0.0", bounds("0.95", "1"), id="at or below: above the newest"),
]  # fmt: skip


@pytest.mark.parametrize(("meaning", "rows", "version", "loss"), CASES)
def test_loss_says_what_is_known(meaning: Meaning, rows: list[tuple[str, str]], version: str, loss: Bounds) -> None:
    assert distribution_of(rows, meaning).loss(v(version)) == loss


def test_a_list_that_starts_at_zero_hides_no_one() -> None:
    found = distribution_of([("0.0.0", "0.02"), ("3.0.0", "1")], Meaning.AT_OR_BELOW)
    assert found.loss(v("0.0.0")) == bounds("0")
    assert found.loss(v("3.0.0")) == bounds("0.02")


def test_integer_percent_that_miss_one_whole_by_rounding() -> None:
    """99 % in all: one point may be anywhere, so 34 % may be 35 %."""
    found = distribution_of([("3.0.0", "0.34"), ("3.1.0", "0.65")])
    assert found.loss(v("3.1.0")) == bounds("0.34", "0.35")
    assert found.coverage(v("3.1.0")) == bounds("0.65", "0.66")


def test_no_version_is_sure_to_keep_more_than_is_reported() -> None:
    rows = [("2.0.0", "0.01"), ("3.0.0", "0.97")]
    assert distribution_of(rows).highest_keeping(D("0.99")) is None
    assert distribution_of([("0.0.0", "0"), *rows]).highest_keeping(D("0.99")) == v("0.0.0")


def test_an_empty_distribution_knows_nothing() -> None:
    empty = Distribution.of((), unreported=D(1), unlisted=Unlisted.NOWHERE)
    assert empty.loss(v("3.0.0")) == bounds("0", "1")
    assert empty.highest_keeping(D("0.5")) is None


@given(distributions())
def test_what_is_above_a_list_needs_no_curve(found: Distribution) -> None:
    """Everyone who is certainly listed is below a version that is not out yet, whatever the list lacks."""
    assert found.loss_above == found.loss(v("999.0.0")).low


@given(distributions())
def test_estimates_know_the_same_losses(found: Distribution) -> None:
    exact = [float(found.loss(version).low) for version in reversed(found.versions)]
    assert found.low_losses == pytest.approx(exact, abs=1e-12)
