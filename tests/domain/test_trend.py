"""How coverage moved, what is left out, and WeChat at large beside it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.course import judge_all
from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.judgement import Withdrawal
from bot.domain.numbers.loss_table import Absent
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Meaning, Scale, Version
from bot.domain.report import Report
from bot.domain.trend import Companion, Tail, TrendAnswer, candidates, parse_trend, trend_answer
from bot.domain.trend_history import LeftOut, Why, history_of
from bot.errors import BadVersion
from tests.domain.build import FITS_NOTHING, PROGRAM, TODAY, Rows, exactly, read_as, report_of, snapshot_of, v, versions

D = Decimal
DAY, WEEK = timedelta(days=1), timedelta(days=7)
NOW = {"2.30.0": "0.5", "3.0.0": "4.5", "3.1.0": "15", "3.2.0": "80"}
WEEK_AGO = {"2.20.0": "1", "2.30.0": "1", "3.0.0": "8", "3.1.0": "90"}
FOUR_WEEKS_AGO = {"2.20.0": "3", "2.30.0": "2", "3.0.0": "95"}
SHARE = read_as(Meaning.SHARE, Scale.PERCENT)
V30, V31 = v("3.0.0"), v("3.1.0")


def kept(rows: Rows, ago: timedelta, *, minimum: str = "") -> Snapshot:
    return snapshot_of(rows, TODAY - ago, reading=SHARE, minimum=minimum)


def published(below: str, day: date = TODAY) -> PublicSnapshot:
    """So many percent of all WeChat users are below 3.0.0."""
    lost, moment = D(below) / 100, datetime.combine(day, time(4), UTC)
    return PublicSnapshot(day, moment, moment, Distribution.of(((v("3.2.0"), 1 - lost), (v("2.9.0"), lost))))


def answer_of(snapshots: Sequence[Snapshot], *versions: str, public: Sequence[PublicSnapshot] = ()) -> TrendAnswer:
    """What `trend` says of these, judged in order; the last is the newest."""
    days = judge_all(snapshots)
    return trend_answer(Report(PROGRAM, days[-1]), history_of(days), [v(text) for text in versions], public)


def test_takes_a_day_a_week() -> None:
    found = answer_of([kept(NOW, age * DAY) for age in range(300, -1, -1)], "3.0.0", "3.1.0")
    assert found.days == tuple(TODAY - age * WEEK for age in reversed(range(20)))
    assert [line.version for line in found.lines] == [V30, V31]
    assert [line.losses for line in found.lines] == [(exactly("0.005"),) * 20, (exactly("0.05"),) * 20]
    assert found.chart
    assert found.chart.days == found.days


def test_remembers_no_more_than_is_compared() -> None:
    """Of twenty weeks the drawn days and the last seven stay, and those compared with; withdrawals use all."""
    days = [kept(NOW, age * DAY) for age in range(139, -1, -1)]
    days[20:22] = [kept({"2.0.0": 100}, age * DAY) for age in (119, 118)]
    days[30] = kept({**NOW, "3.1.0": "55", "3.2.0": "40"}, 109 * DAY)
    found = history_of(judge_all(days), around=TODAY - 12 * DAY)

    weekly = [TODAY - age * WEEK for age in range(20)]
    weekly[17] -= DAY
    assert [each.day for each in found.weekly] == weekly[::-1]
    assert [each.day for each in found.sound] == sorted({*weekly, *(TODAY - age * DAY for age in (*range(7), 12, 28))})
    assert [each.day for each in found.left_out] == [TODAY - 119 * DAY, TODAY - 118 * DAY]
    assert [each.day for each in found.withdrawals] == [TODAY - 109 * DAY]


def test_each_point_is_of_its_own_day() -> None:
    found = answer_of([kept(FOUR_WEEKS_AGO, 4 * WEEK), kept(WEEK_AGO, WEEK), kept(NOW, 0 * WEEK)], "3.1.0")
    assert found.days == (TODAY - 4 * WEEK, TODAY - WEEK, TODAY)
    (line,) = found.lines
    assert line.losses == (None, exactly("0.1"), exactly("0.05"))
    assert (line.now, line.week_ago, line.four_weeks_ago) == (exactly("0.05"), exactly("0.1"), Absent.UNRELEASED)


def test_too_few_points() -> None:
    two_weeks = answer_of([kept(WEEK_AGO, WEEK), kept(NOW, 0 * DAY)], "3.1.0")
    one_week = answer_of([kept(NOW, age * DAY) for age in range(5, -1, -1)], "3.1.0")
    assert (two_weeks.chart, len(two_weeks.days), two_weeks.lines[0].week_ago) == (None, 2, exactly("0.1"))
    assert (one_week.chart, len(one_week.days)) == (None, 2)


REASONS: dict[str, tuple[Snapshot, Why]] = {
    "total": (kept({"3.1.0": 20, "3.2.0": 34}, WEEK), Why.LOW_TOTAL),
    "single": (kept({"3.2.0": 100}, WEEK), Why.SINGLE_VERSION),
    "newest": (kept({"3.0.0": 20, "3.1.0": 80}, WEEK), Why.NEWEST_MISSING),
    "no data": (snapshot_of({"3.1.0": 0}, TODAY - WEEK), Why.NO_DATA),
    "unproved": (snapshot_of({"3.1.0": "0.4"}, TODAY - WEEK), Why.UNDETERMINED),
    "otherwise": (
        snapshot_of({"3.0.0": 0, "3.1.0": 5, "3.2.0": 20}, TODAY - WEEK, reading=read_as(Meaning.BELOW, Scale.PERCENT)),
        Why.READ_OTHERWISE,
    ),
}


@pytest.mark.parametrize(("odd", "why"), REASONS.values(), ids=REASONS)
def test_leaves_out_what_cannot_be_compared(odd: Snapshot, why: Why) -> None:
    found = answer_of([kept(NOW, 3 * WEEK), kept(NOW, WEEK + DAY), odd, kept(NOW, 0 * DAY)], "3.1.0")
    assert found.left_out == (LeftOut(odd.day, (why,)),)
    assert found.days == (TODAY - 3 * WEEK, TODAY - WEEK - DAY, TODAY)


def test_ends_with_the_newest_sound_day() -> None:
    """A short one is no point; the weeks count back from the one before it."""
    sound = [kept(NOW, DAY + age * WEEK) for age in (3, 2, 1, 0)]
    found = answer_of([*sound, kept({"3.1.0": 20, "3.2.0": 34}, 0 * DAY)])
    assert found.days == tuple(each.day for each in sound)
    assert found.left_out == (LeftOut(TODAY, (Why.LOW_TOTAL,)),)
    assert [line.version.text for line in found.lines] == ["3.0.0", "3.1.0"]


def test_nothing_sound_at_all() -> None:
    unproved = [snapshot_of(FITS_NOTHING, TODAY - age * DAY) for age in (1, 0)]
    found = answer_of(unproved, "3.1.0", public=[published("5")])
    assert (found.days, found.lines, found.tail, found.companion, found.headline) == ((), (), None, None, None)
    assert [each.reasons for each in found.left_out] == [(Why.UNDETERMINED,)] * 2


def test_names_withdrawals() -> None:
    back = {**NOW, "3.2.0": "60", "3.1.0": "35"}
    days = [kept(NOW, 3 * DAY), kept({"3.1.0": 20, "3.2.0": 34}, 2 * DAY), kept(back, DAY), kept(back, 0 * DAY)]
    found = answer_of(days)
    assert found.withdrawals == (Withdrawal(v("3.2.0"), TODAY - 3 * DAY, TODAY - DAY, D("0.8"), D("0.6")),)


def test_a_version_that_vanishes_is_withdrawn_once_that_is_proved() -> None:
    gone = {"3.0.0": 5, "3.1.0": 95}
    days = [kept(NOW, 3 * DAY), *(kept(gone, age * DAY) for age in (2, 1, 0))]
    assert answer_of(days[:3]).withdrawals == ()
    assert [(each.version.text, each.day) for each in answer_of(days).withdrawals] == [("3.2.0", TODAY - 2 * DAY)]


def test_versions_come_lowest_first_and_once() -> None:
    found = answer_of([kept(NOW, 0 * DAY)], "3.0.0", "3.2.0", "3.0.0")
    assert [line.version.text for line in found.lines] == ["3.0.0", "3.2.0"]
    assert found.headline
    assert found.headline.version == V30


def test_whose_future_is_shown() -> None:
    days = [kept(NOW, 0 * DAY, minimum="2.30.0")]
    answer = answer_of(days, "3.2.0", "3.0.0", "2.30.0", "3.1.0", "3.2.5")
    assert answer.awaited == (V31, v("3.2.0"), v("3.2.5"))
    assert answer_of(days).awaited == (V31,)
    assert answer_of(days, "2.30.0").awaited == ()


def test_without_versions_the_headline_is_about_the_one_waited_for() -> None:
    assert answer_of([kept(NOW, 0 * WEEK)]).headline == answer_of([kept(NOW, 0 * WEEK)], "3.1.0").headline
    found = answer_of([kept({"3.0.0": "0.1", "3.1.0": "99.9"}, 0 * WEEK)]).headline
    assert found
    assert found.version == V31


def test_the_headline_is_about_a_version_above_the_minimum() -> None:
    """Even where the minimum cuts off too many, for it is set already; None if none is drawn."""
    rows = {"2.30.0": "2", "3.0.0": "1", "3.1.0": "4", "3.2.0": "93"}

    def waited_for(minimum: str) -> str:
        line = answer_of([kept(rows, age * WEEK, minimum=minimum) for age in (2, 1, 0)]).headline
        return line.version.text if line else ""

    assert [waited_for(minimum) for minimum in ("2.20.0", "2.30.0", "3.0.0", "3.1.0", "3.2.0")] == [
        "3.0.0",
        "3.0.0",
        "3.1.0",
        "3.2.0",
        "",
    ]
    assert answer_of([kept(NOW, 0 * WEEK, minimum="3.1.0")]).headline is None  # the next one would cut off 20 %


def test_a_chart_begins_when_the_roll_outs_are_over() -> None:
    """A line at 80 % would flatten the others; one too new for a chart is left out."""
    rolling = {"2.30.0": "0.5", "3.0.0": "64.5", "3.1.0": "35"}
    days = [kept(rolling, age * WEEK) for age in (6, 5, 4)] + [kept(NOW, age * WEEK) for age in (3, 2, 1, 0)]
    chart = answer_of(days).chart
    assert chart
    assert chart.days == tuple(TODAY - age * WEEK for age in (3, 2, 1, 0))
    assert [chart.losses(line)[-1] for line in chart.lines] == [D("0.005"), D("0.05")]
    days = [kept(rolling, age * WEEK) for age in (6, 5, 4, 3, 2)] + [kept(NOW, age * WEEK) for age in (1, 0)]
    chart, answer = answer_of(days).chart, answer_of(days, "3.1.0").chart
    assert chart
    assert answer
    assert [line.version.text for line in chart.lines] == ["3.0.0"]
    assert len(chart.days) == len(answer.days) == 7
    assert answer.losses(answer.lines[0])[0] == D("0.65")


def test_a_line_on_the_axis_is_not_drawn() -> None:
    """What a minimum costs that hardly anyone is below is in the table; drawn if it is asked for."""
    days = [kept(NOW, age * WEEK, minimum="2.30.0") for age in (2, 1, 0)]
    answer, asked = answer_of(days), answer_of(days, "2.30.0", "3.0.0")

    assert answer.chart
    assert asked.chart
    assert [line.version.text for line in answer.chart.lines] == ["3.0.0", "3.1.0"]
    assert [line.version.text for line in answer.rows] == ["2.30.0", "3.0.0", "3.1.0"]
    assert [line.version.text for line in asked.chart.lines] == ["2.30.0", "3.0.0"]


def test_a_release_that_a_newer_one_replaced_is_not_named() -> None:
    """Both would be said to have the same users; one on which users stayed is named."""
    before = {"3.0.0": "5", "3.1.0": "95"}

    def named(stayed: str) -> list[str]:
        now = {**before, "3.1.0": "15", "3.2.0": stayed, "3.2.1": str(80 - D(stayed))}
        days = [kept(before, age * DAY) for age in (9, 8)] + [kept(now, age * DAY) for age in (2, 1, 0)]
        return [each.line.version.text for each in answer_of(days).releases]

    assert named("0.4") == ["3.2.1"]
    assert named("4") == ["3.2.1", "3.2.0"]


def test_names_new_versions() -> None:
    """Of the last four weeks, with the day they first appeared; they have rows, too."""
    before = {"3.0.0": "5", "3.1.0": "95"}
    days = [kept(before, age * DAY) for age in (70, 63, 14, 4)] + [kept(NOW, age * DAY) for age in (3, 2, 1, 0)]
    found = answer_of(days)
    assert [(each.line.version.text, each.day) for each in found.releases] == [("3.2.0", TODAY - 3 * DAY)]
    assert [line.version.text for line in found.rows] == ["3.0.0", "3.1.0", "3.2.0"]
    assert answer_of(days[:4]).releases == ()


@pytest.mark.parametrize(
    ("versions", "about"),
    [(["3.0.0", "3.2.0"], "3.0.0"), ([], "3.1.0"), (["9.9.9", "3.0.0"], "3.0.0"), (["9.9.9"], "3.1.0")],
)
def test_which_version_the_tail_is_about(versions: list[str], about: str) -> None:
    found = answer_of([kept(NOW, 0 * DAY, minimum="2.30.0")], *versions, public=[published("0.2")])
    assert found.tail
    assert found.companion
    assert found.tail.version == found.companion.version == v(about)


def test_the_tail_is_held_against_that_of_wechat_at_large() -> None:
    """Loss here minus loss there, from the table beside it, while the two days are close."""
    then, day = {**NOW, "2.30.0": "2", "3.0.0": "3"}, TODAY - 4 * DAY
    now = {**NOW, "2.30.0": "2.5", "3.0.0": "2.5"}
    far = answer_of([kept(then, 4 * DAY), kept(now, 0 * DAY)], "3.0.0", public=[published("0.4", day)])
    assert far.tail == Tail(V30, D("0.02"), D("0.004"))
    found = answer_of([kept(then, 4 * DAY), kept(now, 1 * DAY)], "3.0.0", public=[published("0.4", day)])
    assert found.tail == Tail(V30, D("0.025"), D("0.004"))
    assert found.tail.older_by == D("0.021")
    assert found.public == published("0.4", day)


def test_no_tail_where_nothing_was_kept_then() -> None:
    found = answer_of([kept(NOW, 0 * DAY)], "3.0.0", public=[published("0.4", TODAY - 2 * WEEK)])
    assert (found.tail, found.companion) == (None, None)
    assert found.public


def test_companion_has_what_was_published_near_each_day() -> None:
    history = [kept(NOW, age * WEEK) for age in (2, 1, 0)]
    public = [published("3", TODAY - WEEK - 3 * DAY), published("1", TODAY)]
    assert answer_of(history, "3.0.0", public=public).companion == Companion(
        V30, (None, exactly("0.03"), exactly("0.01"))
    )


ROWS: dict[str, str] = {
    "2.9.0": "0.05",
    "3.0.0": "0.3",
    "3.1.0": "0.6",
    "3.2.0": "0.3",
    "3.2.5": "0.6",
    "3.3.0": "2.9",
    "3.4.0": "95.25",
}
"""The loss: 0, 0.05, 0.35, 0.95, 1.25, 1.85 and 4.75 percent."""


def test_wechat_at_large_has_a_line_among_the_candidates() -> None:
    """It replaces an unasked fifth if it has a point per day; five asked for stay."""
    history = [kept(ROWS, age * WEEK, minimum="2.9.0") for age in (2, 1, 0)]
    public = [published("1", TODAY - age * WEEK) for age in (2, 1, 0)]
    assert len(answer_of(history, public=public).lines) == 4
    assert len(answer_of(history, public=public[1:]).lines) == 5
    assert len(answer_of(history, *list(ROWS)[:5], public=public).lines) == 5


def test_candidates() -> None:
    """The one waited for, the highest at 99, 95 and 98 %, and the minimum; lowest first."""
    report = report_of(ROWS, minimum="2.9.0")
    assert candidates(report) == [v(text) for text in ("2.9.0", "3.2.0", "3.2.5", "3.3.0", "3.4.0")]
    assert candidates(report, most=3) == [v(text) for text in ("3.2.0", "3.2.5", "3.4.0")]
    assert candidates(report, tail=False) == [v(text) for text in ("2.9.0", "3.2.0", "3.2.5", "3.3.0")]
    assert candidates(report_of(FITS_NOTHING, minimum="3.0.0")) == []


def test_candidates_have_room_in_a_chart() -> None:
    """A version that cuts off a fifth is none; if all do, the lowest is."""
    assert candidates(report_of(NOW)) == [V30, V31]
    assert candidates(report_of({"3.1.0": "60", "3.2.0": "20"}, reading=SHARE, minimum="3.2.0")) == [V31]


@pytest.mark.parametrize(
    ("typed", "name", "asked"),
    [
        ("", "", []),
        ("shop", "shop", []),
        ("3.8.1", "", ["3.8.1"]),
        ("shop 3.8.1 3.7.0", "shop", ["3.8.1", "3.7.0"]),
        ("3.8.1 Corner 3.7 Coffee", "Corner Coffee", ["3.8.1", "3.7.0"]),
        ("v3.8.1,3.7.0、3.6.0 shop", "shop", ["3.8.1", "3.7.0", "3.6.0"]),
        ("3.8.1 3.8.1 3.8", "", ["3.8.1", "3.8.0"]),
        ("shop 3", "shop 3", []),
        ("360", "360", []),
    ],
)
def test_sorts_versions_from_the_name(typed: str, name: str, asked: list[str]) -> None:
    """Any order, each once, commas optional; a number without a dot belongs to the name."""
    assert parse_trend(typed.split()) == (name, tuple(v(text) for text in asked))


@pytest.mark.parametrize("typed", ["1.2.3.4.5", "3.1234567", "0.0.0"])
def test_refuses_numbers_that_no_version_can_be(typed: str) -> None:
    with pytest.raises(BadVersion):
        parse_trend([typed])


@given(st.lists(versions.filter(lambda version: version.parts != ()), max_size=6, unique=True))
def test_reads_what_a_button_carries(asked: list[Version]) -> None:
    assert parse_trend(" ".join(version.text for version in asked).split()) == ("", tuple(asked))
