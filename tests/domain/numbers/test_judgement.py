"""A single day's numbers, judged by themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given

from bot.domain.fleet_row import Standing, standing_by
from bot.domain.numbers.course import Course, Judged, Judging, judge_all
from bot.domain.numbers.distribution import Bounds, Do
from bot.domain.numbers.judgement import NO_PUBLIC, UNKNOWN, Break, Judgement, Numbers, Public
from bot.domain.numbers.loss_table import LOOKED_BACK, NO_LOSSES, LossTable
from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.numbers.version import NO_PIN, Feed, FeedItem, Meaning, Scale, Version
from bot.usecases.report.read import take_snapshot
from tests.domain.break_world import DAY, SINCE, coarse, days, judged
from tests.domain.build import EITHER_WAY, FITS_NOTHING, TODAY, feed_of, read_as, share_rows, snapshot_of, v
from tests.fakes.wechat import SHARES, feed

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
SHORT_LIST = {"3.0.0": "40", "3.1.0": "14"}


def judgement_judged(payload: Feed, public: Public = NO_PUBLIC) -> Judgement:
    """The first day that is kept of a program."""
    snapshot = take_snapshot(Visible("wx1"), payload, pin=NO_PIN, remembered=None, now=NOW)
    return Judging(Course(), snapshot, public).by({}).snapshot.judgement


def test_of_sound_numbers() -> None:
    found = judgement_judged(SHARES)

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
    found = judgement_judged(payload)

    assert found.numbers is numbers
    assert (found.loss, found.safe, found.safe_loss, found.do) == (None, None, None, Do.UNKNOWN)
    assert not found.sound
    assert not found.usable


def test_without_a_minimum() -> None:
    assert judgement_judged(feed({"3.8.1": 60, "3.7.0": 40}, minimum="")).loss is None


@pytest.mark.parametrize(
    "rows",
    [SHORT_LIST, {"3.1.0": "100"}, {"3.0.0": "0", "3.1.0": "1", "3.2.0": "1"}],
    ids=["low total", "single version", "single version under each meaning"],
)
def test_a_doubtful_list_that_no_earlier_day_answers_for(rows: dict[str, str]) -> None:
    reading = read_as(Meaning.SHARE, Scale.PERCENT) if rows == SHORT_LIST else None
    found = snapshot_of(rows, minimum="3.1.0", reading=reading).judgement

    assert found.suspicions
    assert found.of is None
    assert (found.safe, found.safe_loss, found.do) == (None, None, Do.KNOW)
    assert not found.decides
    assert standing_by(found) is Standing.DOUBTFUL


def test_a_list_that_contradicts_is_sound_and_no_basis() -> None:
    reading = replace(read_as(Meaning.SHARE, Scale.PERCENT), contradicts=Meaning.BELOW)
    found = snapshot_of({"3.0.0": "0.5", "3.1.0": "99.5"}, minimum="3.0.0", reading=reading).judgement

    assert found.sound
    assert not found.usable
    assert (found.safe, found.safe_loss, found.safe_today, found.do) == (None, None, v("3.1.0"), Do.KNOW)


@pytest.mark.parametrize("payload", [SHARES, feed_of(EITHER_WAY, "3.1.0")])
def test_a_break_before_which_nothing_is_known(payload: Feed) -> None:
    """Nothing is to be set by its days; those before it are as they were."""
    begun = judgement_judged(payload, Public(date(2026, 11, 24), (Break(date(2026, 11, 24), None, 2.4),)))
    not_yet = judgement_judged(payload, Public(date(2026, 11, 24), (Break(date(2026, 11, 25), None, 2.4),)))

    assert not begun.settled
    assert not begun.decides
    assert begun.do is Do.KNOW
    assert standing_by(begun) is Standing.UNSETTLED
    assert not_yet.settled
    assert replace(not_yet, turn="") == judgement_judged(payload)
    assert standing_by(not_yet) is standing_by(judgement_judged(payload)) is Standing.LOSING


def test_a_list_of_no_meaning_needs_attention_whatever_the_count() -> None:
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
    assert not UNKNOWN.decides
    assert standing_by(UNKNOWN) is Standing.UNJUDGED
    assert (TODAY - UNKNOWN.day) > timedelta(days=365)


LONG = days(until=TODAY - 2 * DAY, minimum="3.100.0")
"""In the last weeks WeChat counts otherwise, and as before again."""
SHORT = replace(LONG[-60], feed=Feed.of("3.100.0", LONG[-60].feed.items[:-2]))
KEPT: dict[str, tuple[list[Snapshot], Sequence[Snapshot]]] = {
    "a break": (LONG, ()),
    "a public break": (coarse(LONG), LONG),
    "weekly": (days(every=7, minimum="3.100.0"), ()),
    "a list that was cut short": ([*LONG[:-60], SHORT, *LONG[-59:]], ()),
    "another minimum": ([*LONG[:-5], *days(until=TODAY - 2 * DAY, minimum="3.135.0")[-5:]], ()),
}


def judged_alone(judging: Judging, kept: Mapping[date, Snapshot]) -> Judged:
    """Judge a day, given the lists alone that it asks for."""
    return judging.by({each: kept[each] for each in judging.wanted})


@pytest.mark.parametrize(("kept", "beside"), KEPT.values(), ids=KEPT)
def test_day_after_day(kept: list[Snapshot], beside: Sequence[Snapshot]) -> None:
    """It is what all days judged in order say; a day judged again by the course before it says the same."""
    public = {each.day: Public(each.day, each.judgement.breaks) for each in judge_all(beside)}
    course, seen = Course(), dict[date, Snapshot]()
    for day in kept:
        found, again = (judged_alone(Judging(course, day, public.get(day.day, NO_PUBLIC)), seen) for _ in range(2))
        assert (again.snapshot.judgement, again.course) == (found.snapshot.judgement, found.course)
        course, seen[day.day] = found.course, found.snapshot
    in_order = judged(kept, beside)

    assert [each.judgement for each in seen.values()] == [each.judgement for each in in_order]
    assert [each.judgement for each in judged(in_order, beside)] == [each.judgement for each in in_order]
    assert course.day == kept[-1].day


def test_few_days_read_a_list() -> None:
    """Where nothing falls, and no break begins, a day is judged by its own list and the course."""
    course, kept, read = Course(), dict[date, Snapshot](), 0
    for day in days(1)[-60:]:
        judging = Judging(course, day)
        read += len(judging.wanted)
        found = judged_alone(judging, kept)
        course, kept[day.day] = found.course, found.snapshot

    assert len(kept) == 60
    assert read < 20


def paused(kept: Sequence[Snapshot], first: date, last: date) -> list[Snapshot]:
    return [each for each in kept if not first <= each.day <= last]


def test_a_pause_of_more_than_four_weeks_begins_a_new_course() -> None:
    pauses = {29: SINCE - 26 * DAY, 28: SINCE - 25 * DAY}
    found = {gap: judge_all(paused(days(), first, SINCE + DAY))[-1].judgement for gap, first in pauses.items()}

    assert found[29].breaks == ()
    assert [each.since for each in found[28].breaks] == [SINCE + 2 * DAY]


@pytest.mark.parametrize("number", [28, 42])
def test_a_break_soon_after_a_pause(number: int) -> None:
    """So many days before it, four weeks apart at least, show the course that it leaves."""
    first = SINCE - number * DAY
    kept = paused(days(), first - 40 * DAY, first - DAY)
    (found,) = judge_all(kept)[-1].judgement.breaks

    assert (found.since, found.open) == (SINCE, True)
    assert found.factor == pytest.approx(2.4, rel=0.15)


def test_public_numbers_that_fall_silent_in_the_last_two_weeks() -> None:
    since = TODAY - 70 * DAY
    heard = [each for each in judge_all(days(since=since, ago=200)) if each.day <= since + 45 * DAY]
    kept = coarse(days(since=since, ago=200))
    shown, newest = dict[date, Public](), {each.day: Public(each.day, each.judgement.breaks) for each in heard}
    for each in kept:
        day = min(each.day, heard[-1].day)
        shown |= {each.day: newest[day]} if day in newest else {}
    counts = [each.judgement.count for each in judge_all(kept, shown)][-15:]

    assert [count is not None and count.found.lasting for count in counts] == [True] * 15


def test_a_meaning_that_changes_in_a_break() -> None:
    since = TODAY - 140 * DAY
    kept = days(since=since, until=since + 20 * DAY, ago=250)
    changed = [below(each) if each.day >= since + 10 * DAY else each for each in kept]

    assert judge_all(changed[:-125])[-1].judgement.count
    assert judge_all(changed)[-1].judgement.count is None


def below(kept: Snapshot) -> Snapshot:
    """The same day, as the users below each version."""
    total, items = Decimal(0), list[FeedItem]()
    for each in sorted(kept.feed.items, key=lambda item: Version.parse(item.label)):
        items.append(FeedItem(each.label, total))
        total += each.value
    feed = Feed.of(kept.feed.minimum, items)
    return replace(kept, feed=feed, reading=read_meaning(feed))


def test_a_public_break_that_is_dated_anew() -> None:
    kept, until = coarse(days(since=SINCE, until=SINCE + 9 * DAY)), SINCE + 9 * DAY
    first, anew = Break(SINCE, until, 2.4), Break(SINCE - DAY, until, 2.4)
    shown = {each.day: Public(each.day, (first if each.day < TODAY - 3 * DAY else anew,)) for each in kept}

    assert judge_all(kept, shown)[-1].judgement.breaks == (anew,)


def test_no_change_lasts_while_its_end_is_looked_at() -> None:
    """Two days that look as if it were over on its 56th day are its end."""
    since = TODAY - 60 * DAY
    found = [each.judgement.breaks[-1] for each in judge_all(days(since=since, until=since + 55 * DAY, ago=200))[-8:]]

    assert not any(each.lasting for each in found)
    assert found[-1].until == since + 55 * DAY


def small(kept: Sequence[Snapshot], users: int, seed: int) -> list[Snapshot]:
    """As a program of so many users, of whom one or two are seen by chance."""
    random, found = Random(seed), []  # noqa: S311  # a seed names the case
    for each in kept:
        assert each.distribution
        shares = [float(share) * users for share in each.distribution.amounts]
        counts = [max(0, round(share + random.gauss(0, (share * 0.1) ** 0.5))) for share in shares]
        rows = [
            (version.text, (Decimal(count) / sum(counts)).quantize(Decimal("0.0001")))
            for version, count in zip(each.distribution.versions, counts, strict=True)
        ]
        found.append(replace(snapshot_of(rows, each.day, minimum="3.158.0"), appid=each.appid))
    return found


@pytest.mark.parametrize(("users", "shows"), [(2000, False), (3000, True)])
def test_a_small_program_does_not_go_to_and_fro(users: int, *, shows: bool) -> None:
    """Its numbers show the break on all of its days from the third on, or on none (c27)."""
    for seed in range(2):
        newest = judge_all(small(days(2.4, since=TODAY - 20 * DAY, ago=180), users, seed))[-18:]
        assert {bool(each.judgement.count and each.judgement.count.open) for each in newest} == {shows}


LOSS_TABLE_DAY = timedelta(days=1)
LEAST = 0.0001


@given(share_rows(min_size=2))
def test_a_loss_within_a_hundredth(rows: list[tuple[str, Decimal]]) -> None:
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
        table = table.adding(TODAY + at * LOSS_TABLE_DAY, listed)
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
        day = TODAY - back * LOSS_TABLE_DAY
        table = table.thinned(day).adding(day, listed)
    daily, weekly = (
        [day for day in table.days if (day >= TODAY - 70 * LOSS_TABLE_DAY) is recent] for recent in (True, False)
    )

    assert daily == [TODAY - back * LOSS_TABLE_DAY for back in range(70, -1, -1)]
    assert len({day.isocalendar()[:2] for day in weekly}) == len(weekly)
    assert weekly[0] >= TODAY - LOOKED_BACK
    assert len(weekly) >= 15
    assert table.thinned(TODAY) == table
