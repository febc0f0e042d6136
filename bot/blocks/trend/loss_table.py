"""The table beside a chart of losses: users cut off by each version now and earlier, and when it is safe."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.blocks.kit.elements import Cell, Column, columns_table, number_cell, text_cell, unknown_cell
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import name
from bot.blocks.report.as_of_banner import when
from bot.blocks.report.recommendation_text import safe_from
from bot.domain.forecast.forecast import Forecast
from bot.domain.numbers.distribution import ONE
from bot.domain.numbers.earlier import Absent, Earlier
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.domain.trend.lines import Line
from bot.i18n import Texts


def loss_table(
    report: Report, lines: Sequence[Line], day: date, t: Texts, *, forecasts: Sequence[Forecast] = ()
) -> Block:
    """A row for each version, at least one; columns without any value are left out.

    Args:
        report: of the program, with its minimum.
        day: the day of their current loss, in China.
        forecasts: when some of them are safe; without any the column is missing.
    """
    columns = [
        (t("cost-minimum"), [text_cell(_label(line, report, t)) for line in lines]),
        (column_name("column-today", report, t), [number_cell(line.now.low, t.bounds(line.now)) for line in lines]),
        *earlier_column("column-last-week", [line.week_ago for line in lines], report, t),
        *earlier_column("column-weeks-ago", [line.four_weeks_ago for line in lines], report, t),
    ]
    if forecasts:
        known = {forecast.version: forecast for forecast in forecasts}
        safe = [safe_from(each.version, known.get(each.version), report, t, safe=each.safe) for each in lines]
        columns.append((t("column-safe-from"), list(map(text_cell, safe))))
    return columns_table(t("cost-caption", program=name(report.program), day=t.day(day)), columns)


def _label(line: Line, report: Report, t: Texts) -> str:
    if line.through is None:
        return version_label(line.version, report, t)
    return t("cell-run", first=line.version.text, last=line.through.text)


def version_label(version: Version, report: Report, t: Texts) -> str:
    """The version, marked if it is the minimum of the report's day."""
    return t("cell-minimum", version=version.text, when=when(report, t)) if version == report.minimum else version.text


def earlier_column(
    key: str, losses: Sequence[Earlier], report: Report, t: Texts, *, limit: Decimal | None = None
) -> list[Column]:
    """The losses of an earlier day, or why there is none; no column where none is known at all.

    Args:
        limit: a loss named beside them, which they must not seem to hit.
    """
    if all(loss is Absent.NO_DATA for loss in losses):
        return []
    return [(column_name(key, report, t), [_earlier(loss, limit, t) for loss in losses])]


def column_name(key: str, report: Report, t: Texts, **params: int) -> str:
    """The name of a column; of an earlier day's answer it counts from then."""
    return t(key if report.as_of is None else f"{key}.then", **params)


def _earlier(loss: Earlier, limit: Decimal | None, t: Texts) -> Cell:
    if loss is Absent.UNRELEASED:
        return number_cell(ONE, t("cell-unreleased"))
    return unknown_cell() if isinstance(loss, Absent) else number_cell(loss.low, t.bounds(loss, target=limit))
