"""What to set, what to wait for, and the rows this needs."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.forecast.forecast import Arrival, Forecast
from bot.domain.numbers.distribution import SAFE, Bounds
from bot.domain.recommendation import (
    Candidate,
    Recommendation,
    next_candidate,
    recommend,
    versions_to_forecast,
)
from bot.domain.report import read_day
from bot.domain.trend_history import history_of
from bot.domain.what_if import cost_of
from bot.errors import NoSuchDay
from tests.domain.build import EITHER_WAY, FITS_NOTHING, TODAY, Rows, report_of, share_rows, snapshot_of, v

D = Decimal
SHARES: Final = {
    "2.20.0": "0.05",
    "2.30.0": "0.45",
    "3.0.0": "0.4",
    "3.1.0": "0",
    "3.2.0": "0.9",
    "3.3.0": "1.2",
    "3.4.0": "3",
    "3.5.0": "14",
    "3.6.0": "80",
}
"""Below 3.0.0: 0.5 %; 3.1.0 and 3.2.0: 0.9 %; 3.3.0: 1.8 %; 3.4.0: 3 %; 3.5.0: 6 %."""


def recommended(rows: Rows = SHARES, *, minimum: str = "2.30.0", before: Rows | None = None) -> Recommendation:
    """The recommendation for such shares, with those of four weeks ago."""
    earlier = [snapshot_of(before, TODAY - timedelta(weeks=4))] if before else []
    return recommend(report_of(rows, minimum=minimum), earlier)


def labels(candidate: Candidate) -> set[str]:
    names = {"minimum", "recommended", "next", "newest"}
    return {name for name in names if getattr(candidate, f"is_{name}")} | (
        {f"{candidate.keeps}"} if candidate.keeps else set()
    )


def test_the_rows_of_a_decision() -> None:
    """Minimum, highest per target, the next and the newest, lowest first, labelled; 3.5.0 has many users, no more."""
    found = {each.version.text: labels(each) for each in recommended().candidates}

    assert found == {
        "2.30.0": {"minimum"},
        "3.0.0": set(),  # a step that carries users
        "3.2.0": {"recommended", "0.99"},
        "3.3.0": {"next", "0.98"},
        "3.4.0": {"0.95"},
        "3.6.0": {"newest"},
    }


def test_of_two_that_cost_the_same_the_higher_is_next() -> None:
    assert next_candidate(report_of({"3.0.0": 2, "3.1.0": 0, "3.2.0": 98})) == v("3.2.0")
    assert next_candidate(report_of({"3.0.0": "0.5", "3.1.0": "99.5"})) is None


@given(share_rows(min_size=2))
def test_what_is_recommended_is_listed(rows: list[tuple[str, Decimal]]) -> None:
    """So are the minimum and what is coming, each with its own numbers; a list of a single version proves none safe."""
    found = recommend(report_of([(label, share * 100) for label, share in rows], minimum="1.0.0"))
    listed = [each.version for each in found.candidates]

    assert listed == sorted(set(listed))
    assert found.report.safe_minimum in (listed if not found.report.suspicions else [None])
    assert found.report.minimum in listed
    assert all(each in found.candidates for each in (found.recommended, found.coming) if each)
    assert len(found.charted) <= 7
    for each in found.candidates:
        assert each.loss == found.report.computed().loss(each.version)
        assert each.coverage.low + each.loss.high == 1


@pytest.mark.parametrize(
    ("minimum", "recommends", "awaits"),
    [("2.30.0", "3.2.0", "3.3.0"), ("3.2.0", None, "3.3.0"), ("3.5.0", None, "3.5.0"), ("", "3.2.0", "3.3.0")],
    ids=["raise", "keep", "too high", "none is set"],
)
def test_what_to_set_and_what_to_wait_for(minimum: str, recommends: str | None, awaits: str) -> None:
    found = recommended(minimum=minimum)

    assert (found.recommended.version.text if found.recommended else None) == recommends
    assert found.coming
    assert found.coming.version.text == awaits


def test_a_minimum_that_is_not_listed_is_a_row() -> None:
    row = next(each for each in recommended(minimum="2.25.0").candidates if each.is_minimum)

    assert (row.share, row.loss.high) == (D(0), D("0.0005"))


def test_four_weeks_ago() -> None:
    then = recommended(before={"2.30.0": "2", "3.2.0": "90", "3.4.0": "8"})
    before = {each.version.text: each.before for each in then.candidates}

    assert then.compared_with == TODAY - timedelta(weeks=4)
    assert before["3.2.0"]
    assert before["3.2.0"].high == D("0.02")
    assert before["3.6.0"] is None


def test_four_weeks_ago_is_one_day_in_every_answer() -> None:
    report = report_of(SHARES)
    losses = {27: "3", 29: "2", 30: "1"}
    earlier = [
        snapshot_of({"3.0.0": low, "3.2.0": str(100 - int(low))}, TODAY - timedelta(days=days))
        for days, low in sorted(losses.items(), reverse=True)
    ]
    found = next(each for each in recommend(report, earlier).candidates if each.version == v("3.2.0"))

    assert found.before == Bounds(D("0.02"), D("0.02"))
    history = history_of([*earlier, report.snapshot])
    assert found.before == cost_of(v("3.2.0"), report, history).four_weeks_ago


def test_what_is_forecast() -> None:
    versions = versions_to_forecast(report_of(SHARES, minimum="3.5.0"))

    assert [each.text for each in versions] == ["3.3.0", "3.4.0", "3.5.0"]


def test_forecasts_stand_in_their_rows() -> None:
    forecast = Forecast(v("3.3.0"), SAFE, TODAY, Arrival.EXPECTED, date(2026, 12, 23))
    found = recommend(report_of(SHARES, minimum="2.30.0"), forecasts={forecast.version: forecast})

    assert [each.version.text for each in found.candidates if each.forecast] == ["3.3.0"]
    assert found.coming
    assert found.coming.forecast == forecast


def test_unproved_numbers_recommend_nothing() -> None:
    found = recommend(report_of(FITS_NOTHING))

    assert (found.candidates, found.charted, found.recommended, found.coming) == ((), (), None, None)


def test_what_holds_either_way_is_recommended() -> None:
    report = report_of(EITHER_WAY, minimum="1.0.0")
    found = recommend(report, [snapshot_of(EITHER_WAY, TODAY - timedelta(weeks=4))])

    assert found.recommended
    assert (found.recommended.version, found.recommended.loss) == (v("2.0.0"), Bounds(D(0), D(0)))
    assert found.coming
    assert (found.coming.version, found.coming.loss) == (v("3.0.0"), Bounds(D(0), D("0.25")))
    assert {(each.share, each.before) for each in found.candidates} == {(None, None)}
    assert (found.charted, found.compared_with, versions_to_forecast(report)) == ((), None, [])


FIRST_OF_OCTOBER = date(2026, 10, 1)


@pytest.mark.parametrize(
    "text", ["2026-10-01", "2026-10-1", "2026/10/01", "2026/10/1", "2026年10月1日", "２０２６－１０－０１"]
)
def test_written_days(text: str) -> None:
    assert read_day(text, today=TODAY) == FIRST_OF_OCTOBER


@pytest.mark.parametrize(("text", "ago"), [("today", 0), ("Yesterday", 1), ("昨天", 1), ("前天", 2)])
def test_named_days(text: str, ago: int) -> None:
    day = read_day(text, today=TODAY)

    assert day is not None
    assert (TODAY - day).days == ago


@pytest.mark.parametrize("text", ["", "banana", "2026-10/01", "20261001", "01.10.2026", "-1"])
def test_no_days(text: str) -> None:
    assert read_day(text, today=TODAY) is None


@pytest.mark.parametrize("text", ["2026-13-01", "2026-02-30", "2026年2月30日", "0000-01-01"])
def test_days_that_do_not_exist(text: str) -> None:
    with pytest.raises(NoSuchDay) as refused:
        read_day(text, today=TODAY)

    assert refused.value.params == {"day": text}


@given(st.dates())
def test_every_day_can_be_named(day: date) -> None:
    assert read_day(day.isoformat(), today=TODAY) == day


@given(st.text(max_size=40))
def test_anything_can_be_typed(text: str) -> None:
    with suppress(NoSuchDay):
        read_day(text, today=TODAY)
