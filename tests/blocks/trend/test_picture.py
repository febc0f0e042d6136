"""A trend's picture: its contents, name and description."""

from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from bot.blocks.kit import limits
from bot.blocks.trend.picture import trend_picture
from bot.domain.numbers.distribution import ONE, Bounds
from bot.domain.numbers.loss_table import Absent
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.domain.trend.trend import ChartFile, Companion, Line, TrendAnswer
from bot.i18n import LOCALES, texts_for
from bot.i18n.caveats import NAME
from tests.blocks.golden import assert_builder
from tests.domain.build import PROGRAM, TODAY, public_snapshot_of, report_of, v

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
    """All words are in the reader's language, and lines begin after the roll-out."""
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
    """Only the program's own lines are drawn, and no text promises others."""
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
    """It says what, whose and when, and names no place."""
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
