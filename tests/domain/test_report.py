"""A program's breakdown, and the answers to `raise` and `cover`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.digest.comparison import Event, EventKind
from bot.domain.digest.digest import Digest, digest_section, memory_of
from bot.domain.forecast.forecast import Arrival, CheckedForecast, Foresight
from bot.domain.numbers.distribution import SAFE, Bounds, Do
from bot.domain.numbers.judgement import Keeps, Suspicion
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Meaning
from bot.domain.recommendation import next_candidate, recommend, versions_to_forecast
from bot.domain.report import Report, answered_by, rows, unusable
from bot.domain.trend_history import history_of
from bot.domain.what_if import cover_answer, raise_answer
from tests.blocks.samples import SUBSCRIPTION
from tests.domain.break_world import DAY, SHOP, SINCE, coarse, days, judged, report_at
from tests.domain.build import (
    EITHER_WAY,
    FITS_NOTHING,
    TODAY,
    exactly,
    read_as,
    report_after,
    report_of,
    snapshot_of,
    v,
)

D = Decimal
NOW = {"2.30.0": "0.5", "3.0.0": "4.5", "3.1.0": "15", "3.2.0": "80"}
GOOD = {"3.0.0": 1, "3.1.0": 9, "3.2.0": 90}
CUT_SHORT = {"3.2.0": 100}


def test_safe_minimum_keeps_99_percent() -> None:
    assert report_of(NOW).safe_minimum == v("3.0.0")
    assert report_of(FITS_NOTHING).safe_minimum is None


@pytest.mark.parametrize("minimum", ["", "无"])
def test_without_a_minimum_nothing_is_lost_to_it(minimum: str) -> None:
    assert report_of(NOW, minimum=minimum).loss_at_minimum is None
    assert report_of(FITS_NOTHING, minimum="3.0.0").loss_at_minimum is None


def test_loss_at_a_minimum_that_is_not_listed() -> None:
    assert report_of(NOW, minimum="3.0.5").loss_at_minimum == exactly("0.05")
    assert report_of(NOW, minimum="1.0.0").loss_at_minimum == exactly("0")


def test_rows_come_newest_first() -> None:
    found = rows(report_of(NOW, minimum="3.1"))
    assert [row.version.text for row in found] == ["3.2.0", "3.1.0", "3.0.0", "2.30.0"]
    assert [row.is_minimum for row in found] == [False, True, False, False]
    assert (found[1].share, found[1].coverage, found[1].loss) == (D("0.15"), exactly("0.95"), exactly("0.05"))


def test_unproved_numbers_have_no_rows() -> None:
    assert rows(report_of(FITS_NOTHING)) == []


@pytest.mark.parametrize(
    ("losses", "today", "recommended"),
    [
        (["1.1", "1.1", "1.1", "1.1", "0.8"], "3.0.0", "2.0.0"),
        (["1.1", "0.8", "0.9", "0.9", "0.9"], "3.0.0", "3.0.0"),
        (["0.9", "0.9", "0.9", "0.9", "1.1"], "2.0.0", "2.0.0"),
        (["0.8"], "3.0.0", "3.0.0"),
    ],
)
def test_a_minimum_is_recommended_that_is_safe_today_and_usually(
    losses: list[str], today: str, recommended: str
) -> None:
    kept = [
        snapshot_of({"1.0.0": D(0), "2.0.0": D(lost), "3.0.0": 100 - D(lost)}, TODAY - timedelta(days=ago))
        for ago, lost in zip(range(len(losses) - 1, -1, -1), losses, strict=True)
    ]
    report = report_after(kept)

    assert (str(report.safe_today), str(report.safe_minimum)) == (today, recommended)


def ago(days: int, rows: dict[str, int] = GOOD, minimum: str = "3.0.0") -> Snapshot:
    return snapshot_of(rows, TODAY - timedelta(days=days), minimum=minimum)


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (report_of(GOOD), None),
        (report_of({"3.2.0": 0}, reading=read_as(Meaning.NO_DATA)), "no-data"),
        (report_of({"3.2.0": 54}, reading=read_as(Meaning.UNDETERMINED)), "undetermined"),
    ],
)
def test_why(report: Report, reason: str | None) -> None:
    why = unusable(report)

    assert (why.reason if why else None) == reason


def test_a_suspicion_is_a_reason() -> None:
    why = unusable(report_after([ago(1), ago(0, CUT_SHORT)]))

    assert why
    assert why.reason in set(map(str, Suspicion))


def test_good_numbers_answer_with_the_minimum_of_today() -> None:
    kept = [ago(3), ago(2), ago(1, CUT_SHORT), snapshot_of({"3.2.0": 0}, TODAY, minimum="3.1.0")]
    report = report_after(kept)
    answer = replace(report, snapshot=answered_by(report, ago(2)))

    assert report.judgement.of == TODAY - timedelta(days=2)
    assert (answer.snapshot.day, answer.minimum) == (TODAY - timedelta(days=2), v("3.1.0"))
    assert answer.distribution == ago(2).distribution
    assert answer.judgement.loss == answer.loss_at_minimum == report.judgement.loss == exactly("0.01")
    assert answered_by(report_after([ago(2), ago(0, CUT_SHORT)]), ago(2)) == ago(2)


def test_what_holds_either_way_is_advice() -> None:
    """Raise to what costs nothing under each meaning; look at a minimum that costs too much under each."""
    to_raise, too_high = (report_of(EITHER_WAY, minimum=minimum).advice for minimum in ("1.0.0", "3.1.0"))

    assert (to_raise.do, to_raise.safe, to_raise.safe_loss) == (Do.RAISE, v("2.0.0"), exactly("0"))
    assert (too_high.do, too_high.loss) == (Do.REVIEW, Bounds(D("0.25"), D("0.5263")))
    assert report_of(EITHER_WAY, minimum="3.0.0").advice.do is Do.KNOW
    assert {row.share for row in rows(report_of(EITHER_WAY))} == {None}


BEFORE = report_at([each for each in days() if each.day < SINCE])
"""The report of the last sound day."""
RECOMMENDED = BEFORE.safe_minimum
PUBLIC = days()
BREAKS = judged(PUBLIC)[-1].judgement.breaks


@pytest.mark.parametrize(("factor", "every"), [(2.4, 1), (1.6, 1), (0.4, 1), (2.4, 7)])
def test_a_recommendation_stays(factor: float, every: int) -> None:
    """Neither lowered nor raised by how WeChat counts; by the day alone it would be."""
    report = report_at(days(factor, every=every))

    assert report.broken
    assert report.broken.open
    assert timedelta(0) <= report.broken.found.since - SINCE <= (every - 1) * DAY
    assert report.safe_minimum == RECOMMENDED
    assert report.safe_today != RECOMMENDED
    assert report.withdrawal is None


def test_a_raise_is_judged_by_the_worse_of_before_and_now() -> None:
    """Counted higher, it waits; counted lower, what was before decides, and that keeps 99 %."""
    higher, lower = (report_at(days(factor, minimum="3.100.0")) for factor in (2.4, 0.4))

    assert higher.advice.do is Do.KNOW
    assert lower.advice.do is Do.RAISE
    assert higher.advice.safe == lower.advice.safe == RECOMMENDED
    assert RECOMMENDED
    for report in (higher, lower):
        before, now = report.loss_before(RECOMMENDED), report.computed().loss(RECOMMENDED)
        assert before
        assert report.advice.safe_loss
        assert report.advice.safe_loss.low == min(before.low, now.low)
        assert report.advice.safe_loss.high == max(before.high, now.high)
    assert recommend(higher).recommended is None
    assert any(each.version == RECOMMENDED for each in recommend(higher).candidates)


def test_a_minimum_that_was_safe_needs_no_review() -> None:
    assert RECOMMENDED
    report = report_at(days(minimum=RECOMMENDED.text))

    assert report.computed().loss(RECOMMENDED).low > 1 - SAFE
    assert report.advice.do is Do.KEEP


def test_what_is_next_was_not_safe_before() -> None:
    report = report_at(days())
    following = next_candidate(report)

    assert RECOMMENDED
    assert following
    assert following > RECOMMENDED
    assert all(version > RECOMMENDED for version in versions_to_forecast(report))


def test_after_eight_weeks_it_is_the_new_level() -> None:
    lasting, old = (report_at(days(since=TODAY - weeks * 7 * DAY)) for weeks in (9, 13))

    assert lasting.broken
    assert not lasting.broken.open
    assert lasting.safe_minimum == lasting.safe_today
    assert old.broken is None


@pytest.mark.parametrize("factor", [2.4, 0.4])
def test_afterwards_everything_is_as_if_nothing_had_been(factor: float) -> None:
    kept = days(factor, until=TODAY - 2 * DAY)
    report, undisturbed = report_at(kept), report_at(days(1))
    section = digest_section(report, judged(kept)[-140:-1])

    assert report.broken is None
    assert report.breaks
    assert report.safe_minimum == undisturbed.safe_minimum
    assert report.withdrawal is None
    assert section.withdrawals == ()
    assert section.event == Event(EventKind.BREAK_OVER)
    assert section.safe_before == RECOMMENDED


def test_a_digest_tells_the_break_and_nothing_that_comes_from_it() -> None:
    kept = days(minimum="3.100.0")
    report = report_at(kept)
    section = digest_section(report, judged(kept)[-140:-1])

    assert section.event
    assert section.event.kind is EventKind.BREAK
    assert section.withdrawals == ()
    assert section.report.safe_minimum == RECOMMENDED
    memory = memory_of(Digest(SUBSCRIPTION, (section,)))[SHOP.appid]
    assert memory.suspicions == {f"break {SINCE.isoformat()}"}


def test_what_a_raise_costs_reaches_from_before_to_now() -> None:
    kept = days()
    assert RECOMMENDED
    answer = raise_answer(report_at(kept), RECOMMENDED, history_of(kept))

    assert answer.loss.low < 1 - SAFE < answer.loss.high


@pytest.mark.parametrize("factor", [2.4, 0.4])
def test_the_highest_minimum_keeps_the_target_before_and_now(factor: float) -> None:
    """With the range that `raise` says of it; the next one keeps it not both times."""
    kept = days(factor)
    report, history = report_at(kept), history_of(kept)
    answer = cover_answer(report, SAFE, history)

    assert answer.cost
    assert answer.higher
    for cost in (answer.cost, answer.higher):
        assert cost.now == raise_answer(report, cost.version, history).loss
        assert cost.now.low < cost.now.high
    assert answer.cost.now.high <= 1 - SAFE < answer.higher.now.high


def test_what_kept_the_target_all_along_is_not_awaited() -> None:
    kept = days()
    report = report_at(kept)
    following = cover_answer(report, SAFE, history_of(kept)).higher

    assert following
    assert RECOMMENDED
    assert following.version <= RECOMMENDED
    checked = CheckedForecast(tuple(Foresight(judged(kept), report.breaks).of(following.version, [SAFE])), None)
    for beside, arrival in ((report, Arrival.BEFORE_BREAK), (replace(report, before=None), Arrival.AWAITS_COUNT)):
        answer = cover_answer(report, SAFE, history_of(kept), {following.version: checked.beside(beside)})
        assert answer.next_forecast
        assert answer.next_forecast.arrival is arrival


@pytest.mark.parametrize("factor", [3.0, 2.4, 1.6, 0.6, 0.4])
@pytest.mark.parametrize("ago", [16, 9, 2, 0])
def test_what_is_reached_is_what_the_table_says(factor: float, ago: int) -> None:
    """By both counts: no forecast awaits what keeps 99 % over the week, and none calls anything else reached."""
    kept = [each for each in days(factor) if each.day <= TODAY - ago * DAY]
    report = report_at(kept)
    foresight = Foresight(judged(kept), report.breaks)
    assert report.losses
    for version in report.losses.versions:
        (found,) = CheckedForecast(tuple(foresight.of(version, [SAFE])), None).beside(report).forecasts

        assert (found.arrival is Arrival.REACHED) is (report.keeps(version) is Keeps.WEEK)


def test_a_breakdown_says_what_raise_says() -> None:
    """What kept too few before is not safe by a lower count: it is forecast, and it costs a range."""
    kept = days(0.4)
    report = report_at(kept)
    following = next_candidate(report)

    assert following
    assert report.computed().coverage(following).low >= SAFE
    assert following in versions_to_forecast(report)
    coming = recommend(report).coming
    assert coming
    assert coming.version == following
    assert coming.loss == raise_answer(report, following, history_of(kept)).loss
    assert not coming.safe
    assert next(each.loss for each in rows(report) if each.version == following) == coming.loss


def test_as_it_was_known_on_each_day() -> None:
    """Of a year's days: none before it began, a break for eight weeks, then the new level."""
    known = {each.day: each.judgement.count for each in judged(days(since=TODAY - 70 * DAY))}
    counts = [known[TODAY - ago * DAY] for ago in (71, 70, 20, 10)]

    assert [each and each.open for each in counts] == [None, True, True, False]


BLIND = {
    "six readings to four weeks": days(every=5, ago=30, minimum="3.100.0"),
    "connected ten days before it": days(ago=29, minimum="3.100.0"),
    "a course first known in it": days(ago=40, minimum="3.100.0"),
    "five versions": coarse(days(minimum="3.100.0")),
}


@pytest.mark.parametrize("kept", BLIND.values(), ids=BLIND)
def test_numbers_that_could_not_show_the_public_break(kept: Sequence[Snapshot]) -> None:
    """It concerns them: their own days before it say what was recommended, and its days are no basis."""
    before, report = report_at([each for each in kept if each.day < SINCE]), report_at(kept, PUBLIC)

    assert report_at(kept).broken is None
    assert report.broken
    assert report.broken.of_all
    assert report.broken.found == BREAKS[0]
    assert report.safe_minimum == before.safe_minimum
    assert report.withdrawal is None
    assert report.advice.do is Do.KNOW
    assert report.breaks == BREAKS
    assert report.safe_minimum
    loss, counted = report.loss(report.safe_minimum), report.computed().loss(report.safe_minimum)
    assert loss
    assert loss.low < 1 - SAFE < loss.high == counted.high


@pytest.mark.parametrize("kept", [days(1), days(1, every=7), days(1)[-60:]], ids=["long", "weekly", "two months"])
def test_numbers_that_could_show_it_and_do_not(kept: Sequence[Snapshot]) -> None:
    assert report_at(kept, PUBLIC) == report_at(kept)
    assert report_at(kept, PUBLIC).broken is None


def test_numbers_that_show_it_themselves() -> None:
    assert report_at(days(1.6), PUBLIC) == report_at(days(1.6))


def test_a_single_reading_shows_none_that_takes_two() -> None:
    """Where WeChat counts lower, the first one may be a roll-out: the public numbers tell what it is."""
    lower, first = days(0.5), [each for each in days(0.5) if each.day < SINCE or each.day == SINCE + DAY]
    assert report_at(first).broken is None
    found = report_at(first, lower).broken

    assert found
    assert found.of_all
    assert report_at(days(0.5), lower).broken == report_at(days(0.5)).broken


def test_the_public_break_is_over() -> None:
    """Its days are no basis for a comparison, nor for the week by which a minimum is safe."""
    public = days(until=TODAY - 2 * DAY)
    over = judged(public)[-1].judgement.breaks
    report, undisturbed = report_at(coarse(public), public), report_at(coarse(days(1)))

    assert over[-1].until
    assert report.broken is None
    assert report.breaks == over
    assert report.safe_minimum == undisturbed.safe_minimum
    assert report.withdrawal is None


def test_with_too_little_history_nothing_is_found() -> None:
    report = report_at(days()[-4:])

    assert not report.breaks
    assert report.broken is None
