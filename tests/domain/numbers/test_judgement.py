"""A single day's numbers, judged by themselves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.fleet.row import Standing, standing_by
from bot.domain.numbers.course import Course, Judging, judge_all
from bot.domain.numbers.distribution import Bounds, Do
from bot.domain.numbers.judgement import NO_PUBLIC, UNKNOWN, Break, Judgement, Numbers, Public
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import NO_PIN, Feed, Meaning, Scale, Version
from bot.usecases.report.read import take_snapshot
from tests.domain.build import EITHER_WAY, FITS_NOTHING, TODAY, feed_of, read_as, snapshot_of, v
from tests.fakes.wechat import SHARES, feed

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
SHORT_LIST = {"3.0.0": "40", "3.1.0": "14"}


def judged(payload: Feed, public: Public = NO_PUBLIC) -> Judgement:
    """The first day that is kept of a program."""
    snapshot = take_snapshot(Visible("wx1"), payload, pin=NO_PIN, remembered=None, now=NOW)
    return Judging(Course(), snapshot, public).by({}).snapshot.judgement


def test_of_sound_numbers() -> None:
    """Minimum, its loss, and the highest minimum that keeps 99 %."""
    found = judged(SHARES)

    assert found.day == date(2026, 11, 24)
    assert found.numbers is Numbers.PROVED
    assert found.minimum == Version.parse("3.0.0")
    assert found.loss == Bounds(Decimal("0.03"), Decimal("0.03"))
    assert found.safe == found.safe_today == Version.parse("2.30.0")
    assert found.do is Do.REVIEW
    assert (found.sound, found.usable, found.settled, found.decides) == (True, True, True, True)


@pytest.mark.parametrize(
    ("payload", "numbers"),
    [
        (Feed.of("", ()), Numbers.NO_DATA),
        (feed({"3.8.1": 0, "3.7.0": 0}), Numbers.NO_DATA),
        (feed({"3.8.1": 7, "3.7.0": 40}), Numbers.UNDETERMINED),
    ],
)
def test_of_numbers_that_prove_nothing(payload: Feed, numbers: Numbers) -> None:
    """Missing or undetermined numbers give no loss and no safe minimum."""
    found = judged(payload)

    assert found.numbers is numbers
    assert (found.loss, found.safe, found.safe_loss, found.do) == (None, None, None, Do.UNKNOWN)
    assert not found.sound
    assert not found.usable


def test_without_a_minimum() -> None:
    """Where WeChat names no minimum there is no loss at it."""
    assert judged(feed({"3.8.1": 60, "3.7.0": 40}, minimum="")).loss is None


@pytest.mark.parametrize(
    "rows",
    [SHORT_LIST, {"3.1.0": "100"}, {"3.0.0": "0", "3.1.0": "1", "3.2.0": "1"}],
    ids=["low total", "single version", "single version under each meaning"],
)
def test_a_doubtful_list_that_no_earlier_day_answers_for(rows: dict[str, str]) -> None:
    """No minimum is called safe by it, and nothing is to be set."""
    reading = read_as(Meaning.SHARE, Scale.PERCENT) if rows == SHORT_LIST else None
    found = snapshot_of(rows, minimum="3.1.0", reading=reading).judgement

    assert found.suspicions
    assert found.of is None
    assert (found.safe, found.safe_loss, found.do) == (None, None, Do.KNOW)
    assert not found.decides
    assert standing_by(found) is Standing.DOUBTFUL


def test_a_list_that_contradicts_is_sound_and_no_basis() -> None:
    """It is complete; but nobody knows which of the two meanings is right."""
    reading = replace(read_as(Meaning.SHARE, Scale.PERCENT), contradicts=Meaning.BELOW)
    found = snapshot_of({"3.0.0": "0.5", "3.1.0": "99.5"}, minimum="3.0.0", reading=reading).judgement

    assert found.sound
    assert not found.usable
    assert (found.safe, found.safe_loss, found.safe_today, found.do) == (None, None, v("3.1.0"), Do.KNOW)


@pytest.mark.parametrize("payload", [SHARES, feed_of(EITHER_WAY, "3.1.0")])
def test_a_break_before_which_nothing_is_known(payload: Feed) -> None:
    """Nothing is to be set by its days; those before it are as they were."""
    begun = judged(payload, Public(date(2026, 11, 24), (Break(date(2026, 11, 24), None, 2.4),)))
    not_yet = judged(payload, Public(date(2026, 11, 24), (Break(date(2026, 11, 25), None, 2.4),)))

    assert not begun.settled
    assert not begun.decides
    assert begun.do is Do.KNOW
    assert standing_by(begun) is Standing.UNSETTLED
    assert not_yet.settled
    assert replace(not_yet, turn="") == judged(payload)
    assert standing_by(not_yet) is standing_by(judged(payload)) is Standing.LOSING


def test_a_list_of_no_meaning_needs_attention_whatever_the_count() -> None:
    """An earlier day answers for it; that nobody knows how WeChat counts hides nothing."""
    public = Public(TODAY, (Break(TODAY - timedelta(days=2), None, 2.4),))
    days = [snapshot_of({"3.0.0": "0.9", "3.1.0": "99.1"}, TODAY - timedelta(days=1)), snapshot_of(FITS_NOTHING, TODAY)]
    *_, last = (each.judgement for each in judge_all(days, {each.day: public for each in days}))

    assert (last.settled, last.of) == (False, TODAY - timedelta(days=1))
    assert standing_by(last) is Standing.UNDETERMINED


def test_the_week_in_a_break_before_which_nothing_is_known() -> None:
    """What is safe over the week is safe by the lists of most of its days, also in the last of them."""
    public = Public(TODAY, (Break(TODAY - 19 * timedelta(days=1), None, 2.4),))
    lists = ({"3.0.0": "1.1", "3.1.0": "98.9"}, {"3.0.0": "0.9", "3.1.0": "99.1"})
    days = [snapshot_of(lists[ago < 4], TODAY - timedelta(days=ago)) for ago in range(11, -1, -1)]
    *_, before, last = (each.judgement for each in judge_all(days, {each.day: public for each in days}))

    assert not last.settled
    assert (before.safe, last.safe) == (v("3.0.0"), v("3.1.0"))


def test_a_day_that_nobody_judged() -> None:
    """It tells nothing."""
    assert not UNKNOWN.decides
    assert standing_by(UNKNOWN) is Standing.UNJUDGED
    assert (TODAY - UNKNOWN.day) > timedelta(days=365)
