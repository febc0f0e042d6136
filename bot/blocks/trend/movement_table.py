"""The table beside a chart: coverage now, and how it moved."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.blocks.kit.elements import Cell, data_table, number_cell, text_cell, unknown_cell
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import name
from bot.blocks.report.as_of_banner import when
from bot.domain.forecast.forecast import Arrival, Forecast
from bot.domain.numbers.distribution import SAFE
from bot.domain.report.report import Report
from bot.domain.trend.trend import Line
from bot.i18n import Texts


def movement_table(
    report: Report, lines: Sequence[Line], day: date, t: Texts, *, forecasts: Sequence[Forecast] = ()
) -> Block:
    """A row for each version, at least one.

    Args:
        report: of the program, with its minimum.
        lines: the versions.
        day: the day of their current coverage.
        t: the reader's language.
        forecasts: when some of them reach 99 %; without any the column is missing.
    """
    columns = [t("column-version"), t("column-coverage"), t("column-week"), t("column-four-weeks")]
    caption = t("digest-table-caption", program=name(report.program), day=t.day(day))
    rows = [_row(line, report, t) for line in lines]
    if forecasts:
        known = {forecast.version: forecast for forecast in forecasts}
        columns.append(t("column-safe-from", target=t.exact(SAFE)))
        rows = [
            [*row, text_cell(_safe(line, known.get(line.version), t))] for row, line in zip(rows, lines, strict=True)
        ]
    return data_table(caption, columns, rows, page_size=len(rows))


def _row(line: Line, report: Report, t: Texts) -> list[Cell]:
    version = line.version.text
    is_minimum = line.version == report.minimum
    return [
        text_cell(t("cell-minimum", version=version, when=when(report, t)) if is_minimum else version),
        number_cell(line.now.low, t.bounds(line.now)),
        _change(line.since_week, t),
        _change(line.since_four_weeks, t),
    ]


def _safe(line: Line, forecast: Forecast | None, t: Texts) -> str:
    """The day on which it is expected to be safe; empty without a forecast."""
    if line.now.low >= SAFE:
        return t("cell-safe-now")
    if forecast and forecast.arrival is Arrival.NOT_WITHIN_A_YEAR:
        return t("cell-safe-later")
    return t.day(forecast.day) if forecast and forecast.day else ""


def _change(change: Decimal | None, t: Texts) -> Cell:
    return unknown_cell() if change is None else number_cell(change, t.points(change))
