"""The answer to `trend`, word for word, in both languages; Slack takes each."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from typing import Any, Final

import pytest

from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import BESIDE, CALENDAR, Control
from bot.blocks.kit.elements import Message
from bot.blocks.kit.fallback import simpler
from bot.blocks.kit.limits import CHART_TITLE
from bot.blocks.report.frame import beside_message, calendar_message, look_back
from bot.blocks.trend import line_chart, trend_message
from bot.blocks.trend_picture import trend_picture
from bot.domain.forecast.forecast import Arrival, Forecast
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.distribution import ONE, Bounds, Distribution
from bot.domain.numbers.loss_table import Absent
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.numbers.version import Meaning, Reading, Reason, Scale
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.domain.trend import ChartFile, Companion, Line, TrendAnswer, trend_answer
from bot.domain.trend_history import history_of
from bot.i18n import LOCALES, Texts, texts_for
from bot.i18n.caveats import NAME
from tests.blocks.checks import action_ids, assert_builder, assert_harmless, assert_sendable, block_of
from tests.blocks.samples import DAY, NOW, REFUSED, REPORTS, SHARES, SHOP, ZONE, history, odd_names, snapshot
from tests.blocks.samples import report as sample
from tests.domain.build import PROGRAM, TODAY, Number, public_snapshot_of, report_of, v

WEEK: Final = timedelta(weeks=1)
WITHDRAWN: Final[dict[str, Number]] = {**SHARES, "3.17.5": "9.10", "3.17.4": "50.42"}
SHORT: Final[dict[str, Number]] = {"3.17.5": "21", "3.17.4": "33"}


def trend_of(snapshots: Sequence[Snapshot], *versions: str, public: Sequence[PublicSnapshot] = ()) -> TrendAnswer:
    """What `trend` says of these; the last is the newest."""
    kept = judge_all(snapshots)
    return trend_answer(Report(SHOP, kept[-1]), history_of(kept), [v(text) for text in versions], public)


def daily(*days: dict[str, Number]) -> list[Snapshot]:
    """Ordinary weeks, on the weekday of yesterday, then these days, the last today."""
    before = [DAY - weeks * WEEK - timedelta(days=1) for weeks in range(6, 0, -1)]
    weeks = [snapshot(day=day) for day in before if DAY - day >= timedelta(days=len(days))]
    ago = range(len(days) - 1, -1, -1)
    return [*weeks, *(_remembered(rows, DAY - timedelta(days=back)) for back, rows in zip(ago, days, strict=True))]


def _remembered(rows: dict[str, Number], day: date) -> Snapshot:
    total = sum(map(Decimal, rows.values()), Decimal(0)) / 100
    return snapshot(rows, day=day, reading=Reading(Meaning.SHARE, Scale.PERCENT, Reason.REMEMBERED, total))


def published(day: date, below: str) -> PublicSnapshot:
    """So many percent of WeChat's users are below 3.12.0, half as many below 2.33.0."""
    moment, lost = datetime.combine(day, time(4), UTC), Decimal(below) / 100
    shares = ((v("3.17.5"), 1 - lost), (v("2.33.0"), lost / 2), (v("2.10.0"), lost / 2))
    return PublicSnapshot(day, moment, moment, Distribution.of(shares))


WEEKS: Final = history(range(8))
PUBLIC: Final = [published(DAY - weeks * WEEK - timedelta(days=1), str(4 + weeks)) for weeks in range(8, -1, -1)]
FIVE: Final = ("3.17.4", "3.15.0", "3.12.0", "3.9.2", "2.33.0")

TRENDS: Final[dict[str, TrendAnswer]] = {
    "without-public": trend_of(WEEKS),
    "with-public": trend_of(WEEKS, "3.12.0", "3.15.0", public=PUBLIC),
    "public-among-those-that-matter": trend_of(WEEKS, public=PUBLIC),
    "newer-than-public": trend_of(WEEKS, "2.33.0", public=PUBLIC),
    "same-as-public": trend_of(WEEKS, "2.10.0", public=PUBLIC),
    "public-for-a-while": trend_of(WEEKS, "3.12.0", public=PUBLIC[-3:]),
    "public-of-long-ago": trend_of(WEEKS[-3:], "3.12.0", public=[published(DAY - 15 * WEEK, "9")]),
    "five-versions": trend_of(WEEKS, *FIVE, public=PUBLIC),
    "withdrawal": trend_of(daily(SHARES, SHARES, WITHDRAWN, SHORT, SHORT, {"3.17.5": "100"}, WITHDRAWN)),
    "newest-looks-wrong": trend_of(daily(SHARES, SHORT)),
    "many-left-out": trend_of(daily(*([SHORT] * 12), SHARES)),
    "too-little-history": trend_of(history([1, 0]), "3.12.0", public=PUBLIC),
    "first-day": trend_of([snapshot()], public=PUBLIC),
    "undetermined": trend_of([REPORTS["undetermined"].snapshot], "3.12.0"),
    "undetermined-now": trend_of([*history([4, 3, 2, 1]), REPORTS["undetermined"].snapshot]),
    "no-data": trend_of([REPORTS["all-zero"].snapshot]),
    "stale": replace(trend_of(WEEKS), report=Report(SHOP, WEEKS[-1], stale_because=REFUSED)),
    "as-of": replace(trend_of(WEEKS, "3.12.0"), report=Report(SHOP, WEEKS[-1], as_of=DAY + timedelta(days=2))),
    "uncertain": trend_of([snapshot({"3.1.0": "70", "3.0.0": "27"}, day=DAY - weeks * WEEK) for weeks in (2, 1, 0)]),
}

_MINIMUMS: Final = {"unsafe-minimum": "3.9.2", "costly-candidates": "3.12.0", "newest-minimum": "3.17.5"}
TRENDS.update(
    (name, trend_of([snapshot(day=DAY - weeks * WEEK, minimum=minimum) for weeks in (4, 3, 2, 1, 0)]))
    for name, minimum in _MINIMUMS.items()
)
TRENDS["all-of-wechat"] = replace(TRENDS["without-public"], report=REPORTS["all-of-wechat"])


_SAFE: Final = Decimal("0.99")
_EXPECTED: Final = Forecast(
    v("3.12.0"), _SAFE, DAY, Arrival.EXPECTED, date(2027, 2, 3), date(2027, 1, 10), date(2027, 3, 30)
)
_LATER: Final = Forecast(v("3.15.0"), _SAFE, DAY, Arrival.NOT_WITHIN_A_YEAR)
_UNKNOWN: Final = Forecast(v("3.12.0"), _SAFE, DAY, Arrival.TOO_LITTLE_HISTORY)
TRENDS["with-forecasts"] = replace(
    trend_of(WEEKS, "3.15.0", "3.12.0", "3.17.5", "2.33.0"), forecasts=(_LATER, _EXPECTED)
)
TRENDS["too-little-to-foresee"] = replace(
    trend_of(history([1, 0]), "3.12.0", "3.15.0"), forecasts=(_UNKNOWN, replace(_UNKNOWN, version=v("3.15.0")))
)


def made(answer: TrendAnswer, locale: str = "en", *, shared_by: str = "", shared: bool = False) -> Message:
    return trend_message(answer, texts_for(locale), ZONE, now=NOW, shared_by=shared_by, shared=shared)


def _message(answer: TrendAnswer, **shared: Any) -> Callable[[Texts], Message]:
    return lambda t: trend_message(answer, t, ZONE, now=NOW, **shared)


MESSAGES: Final = {
    **{case: _message(answer) for case, answer in TRENDS.items()},
    "shared-by": _message(TRENDS["with-public"], shared_by="U0SHARER"),
    "shared": _message(TRENDS["with-public"], shared=True),
}


def test_messages() -> None:
    assert_builder("trend", MESSAGES, full="with-public")


@pytest.mark.parametrize("case", ["shared-by", "shared"])
def test_shared(case: str) -> None:
    assert controls.TREND_SHARE not in action_ids(MESSAGES[case](texts_for("en")))


@pytest.mark.parametrize("case", [case for case, answer in TRENDS.items() if answer.chart])
def test_the_chart_and_the_table_say_the_same(case: str) -> None:
    """A line's last point is the table's loss; only WeChat's line and the target lack rows."""
    message, answer = made(TRENDS[case]), TRENDS[case]
    last = {
        line["name"]: line["data"][-1]["value"] for line in block_of(message, "data_visualization")["chart"]["series"]
    }
    rows = {row[0]["text"].split(" ")[0]: row[1]["text"] for row in block_of(message, "data_table")["rows"][1:]}

    assert rows.keys() == {line.version.text for line in answer.rows}
    assert last["1%"] == 1
    assert {name for name in last if name not in rows} <= {
        "1%",
        "WeChat 3.12.0",
        "WeChat 2.33.0",
        "WeChat 3.9.2",
        "WeChat 2.10.0",
    }
    drawn = {name: texts_for("en").fraction(Decimal(str(value)) / 100) for name, value in last.items() if name in rows}
    assert all(
        rows[name].startswith(shown) for name, shown in drawn.items()
    )  # an uncertain loss is drawn at its low end


@pytest.mark.parametrize("case", TRENDS)
def test_simpler_ones_can_be_sent_too(case: str) -> None:
    """If Slack refuses the chart the table says all; if also that, the text does."""
    for message in simpler(made(TRENDS[case])):
        assert_harmless(message)
        assert all(block["type"] != "data_visualization" for block in message.blocks)


def test_buttons_carry_what_is_shown() -> None:
    message = made(trend_of(WEEKS, "3.12.0", "3.15.0"))
    *buttons, back = message.blocks[-1]["elements"]
    values = {each["action_id"]: Control.decode(each["value"]) for each in buttons}
    week_ago = Control(SHOP.appid, day=DAY - timedelta(weeks=1), choice="trend", text="3.12.0 3.15.0")
    shown = Control(SHOP.appid, day=DAY, text="3.12.0 3.15.0")

    assert values == {
        controls.TREND_SHARE: shown,
        controls.TREND_PICTURE: shown,
        controls.REPORT_OPEN: Control(SHOP.appid),
    }
    assert Control.decode(back["options"][0]["value"]) == week_ago


def test_buttons_below_an_earlier_day() -> None:
    share, picture, opens, _ = block_of(made(TRENDS["as-of"]), "actions")["elements"]
    that_day = Control(SHOP.appid, day=DAY + timedelta(days=2), choice=controls.THEN)

    assert Control.decode(share["value"]) == Control.decode(picture["value"]) == replace(that_day, text="3.12.0")
    assert Control.decode(opens["value"]) == that_day


def test_nothing_to_share_without_a_chart() -> None:
    assert action_ids(made(TRENDS["too-little-history"])) == [controls.REPORT_OPEN, controls.LOOK_BACK]


def test_versions_too_long_for_a_button() -> None:
    """Six of four long parts: those whose names fit are drawn, and no button shares them."""
    long = [f"{number}00000.100000.100000.100000" for number in range(1, 7)]
    message = made(trend_of(WEEKS, *long, "3.12.0"))

    assert_sendable(message)
    assert action_ids(message) == [controls.REPORT_OPEN]


def test_a_chart_takes_no_name_that_would_be_cut() -> None:
    t, days = texts_for("en"), [DAY]
    share = [Decimal("0.5")]

    assert line_chart("Title", days, [("x" * 21, share)], t) == []
    (chart,) = line_chart("Title", days, [("x" * 21, share), ("x" * 20, share)], t)
    assert [line["name"] for line in chart["chart"]["series"]] == ["x" * 20]


@pytest.mark.parametrize(("lowest", "remarked"), [("0", False), ("0.001", False), ("0.01", True), ("0.05", True)])
def test_a_title_says_when_the_axis_may_not_begin_at_zero(lowest: str, remarked: bool) -> None:  # noqa: FBT001
    lines = [("3.1.0", [Decimal(lowest), Decimal(lowest)]), ("3.2.0", [Decimal("0.05"), Decimal("0.04")])]
    (long,), (short,) = (line_chart(title, [DAY, DAY + WEEK], lines, texts_for("en")) for title in ("x" * 60, "Title"))

    assert (short["title"] == "Title (axis may begin above 0)") is remarked
    assert long["title"].endswith("… (axis may begin above 0)") is remarked
    assert len(long["title"]) <= CHART_TITLE


@pytest.mark.parametrize("name", odd_names())
def test_odd_names_do_no_harm(name: str) -> None:
    program = Program(Visible("wx1"), nickname=name)
    assert_sendable(made(replace(TRENDS["with-public"], report=replace(sample(), program=program))))


DAYS = tuple(TODAY - timedelta(weeks=weeks) for weeks in (3, 2, 1, 0))


def line(version: str, *shares: str) -> Line:
    """The loss per day, empty before the release; the last is now's."""
    losses = tuple(Bounds(Decimal(share), Decimal(share)) if share else None for share in shares)
    return Line(v(version), losses, losses[-1] or Bounds(ONE, ONE), Absent.NO_DATA, Absent.NO_DATA)


def _public(loss: str) -> Bounds:
    return Bounds(Decimal(loss), Decimal(loss))


def trend(program: Program = PROGRAM) -> TrendAnswer:
    """Four weeks of three versions, one new, one old, one without users; WeChat's beside them."""
    report = replace(report_of({"3.9.0": "60", "3.8.1": "39.5", "3.7.0": "0.5"}), program=program)
    lines = (
        line("3.8.1", "0.059", "0.04", "0.0049", "0.00001"),
        line("3.9.0", "", "", "0.8125", "0.4"),
        line("3.10.0", "", "", "", ""),
    )
    companion = Companion(v("3.8.1"), (None, _public("0.05"), None, _public("0.028")))
    public = public_snapshot_of({"3.8.1": "97.2", "3.7.0": "2.8"}, date(2026, 11, 20))
    return TrendAnswer(report, DAYS, lines, (), (), companion, public, None)


def test_golden() -> None:
    answer = trend(Program(Visible("wx1"), "shop", "示例 <商城>"))

    cases = {"companion": lambda t: jsonable(trend_picture(answer, t))}
    assert_builder("trend_picture", cases, full="companion", in_slack=False)


def jsonable(file: ChartFile) -> dict[str, object]:
    """As a golden file holds it, without what may be drawn instead."""
    made = asdict(file)
    del made["instead"]
    made["chart"]["days"] = [day.isoformat() for day in made["chart"]["days"]]
    return made


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("missing", [None, Companion(v("3.8.1"), (None,) * 4)])
def test_without_wechat(missing: Companion | None, locale: str) -> None:
    answer = replace(trend(), companion=missing, public=None)
    chart = trend_picture(answer, texts_for(locale)).chart

    assert [(line.dashed, line.target) for line in chart.lines] == [(False, False)] * 3 + [(False, True)]
    assert chart.subtitle == texts_for(locale)("picture-subtitle", day=texts_for(locale).day(TODAY))


@pytest.mark.parametrize(
    ("program", "name"),
    [
        (Program(Visible("wx1"), "shop"), "shop-trend-2026-11-23.png"),
        (Program(Visible("wx1"), "商城"), "商城-trend-2026-11-23.png"),
        (Program(Visible("wx1"), "../a b"), "a-b-trend-2026-11-23.png"),
        (Program(Visible("wx1"), nickname="Shop"), "wx1-trend-2026-11-23.png"),
    ],
)
def test_file_name(program: Program, name: str) -> None:
    assert trend_picture(trend(program), texts_for("en")).name == name


def test_what_fonts_may_lack() -> None:
    """The nickname gives way, then the alias, then the language; the last chart has what every font has."""
    file = trend_picture(trend(Program(Visible("wx1"), "商城", "示例🍎")), texts_for("zh-CN"))

    titles = ["商城 · 示例🍎", "商城", "wx1"]
    charts = [file.chart, *file.instead]
    assert [(chart.y_label, chart.title) for chart in charts] == list(
        product(["受影响用户占比（%）", "% of users cut off"], titles)
    )
    assert str(charts[-1]).encode("cp1252")
    assert all("商城 · 示例🍎" in text for text in (file.comment, file.alt_text))


def test_names_from_outside() -> None:
    """A nickname pings no one in the comment, reverses nothing in the picture, and leaves room."""
    file = trend_picture(trend(Program(Visible("wx1"), nickname="<!channel>\u202e" + "长" * 10_000)), texts_for("en"))

    assert "<!" not in file.comment
    assert "\u202e" not in file.chart.title
    assert len(file.chart.title) <= NAME
    assert len(file.alt_text) <= limits.ALT_TEXT


_EN: Final = texts_for("en")
_TODAY: Final = REPORTS["shares"]
_THEN: Final = replace(
    REPORTS["many-versions"],
    as_of=DAY - timedelta(weeks=4),
    snapshot=replace(REPORTS["many-versions"].snapshot, day=DAY - timedelta(weeks=4)),
)


def test_look_back_messages() -> None:
    pairs = {"two-days": (_TODAY, _THEN), "unproved": (_THEN, replace(REPORTS["undetermined"], as_of=DAY))}
    assert_builder(
        "look_back",
        {case: lambda t, pair=pair: beside_message(pair, t, now=NOW) for case, pair in pairs.items()}
        | {"calendar": lambda t: calendar_message(Control("wx1", choice="report", only=CALENDAR), "shop", t)},
        full="two-days",
    )


def choices(report: Report, command: str, words: str = "") -> list[tuple[str, Control]]:
    (select,) = look_back(report, command, _EN, now=NOW, words=words)
    return [(option["text"]["text"], Control.decode(option["value"])) for option in select["options"]]


def test_of_today() -> None:
    asked = dict(choices(_TODAY, "report"))
    raised = dict(choices(_TODAY, "raise", "3.8.5"))

    assert list(asked) == ["A week ago", "Four weeks ago", "Beside a week ago", "Beside four weeks ago", "A day …"]
    assert (asked["Beside a week ago"].day, asked["Beside a week ago"].only) == (DAY - timedelta(weeks=1), BESIDE)
    assert list(raised) == ["A week ago", "Four weeks ago", "A day …"]
    assert {(control.choice, control.text) for control in raised.values()} == {("raise", "3.8.5")}


def test_of_an_earlier_day() -> None:
    assert [label for label, _ in choices(_THEN, "report")] == ["Now", "A week ago", "Beside today", "A day …"]


def test_too_many_words() -> None:
    assert look_back(_TODAY, "trend", _EN, now=NOW, words="3.8.5 " * 20) == []
