"""The table of costs: users cut off by each minimum, earlier, today and in the weeks to come."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.forecast import spread
from bot.blocks.kit.elements import Cell, number_cell, text_cell, unknown_cell
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import name
from bot.blocks.trend.loss_table import Column, columns_table, dated, earlier_column, version_label
from bot.domain.forecast.forecast import Expected
from bot.domain.report.report import Report
from bot.domain.what_if.cost import Cost
from bot.i18n import Texts

_AHEAD: Final = (4, 8)
"""Weeks."""


def cost_table(report: Report, costs: Sequence[Cost], t: Texts) -> Block:
    """A row for each minimum, at least one; columns without any value are left out."""
    columns = [
        (t("cost-minimum"), [text_cell(version_label(cost.version, report, t)) for cost in costs]),
        (dated("column-today", report, t), [number_cell(cost.now.low, t.bounds(cost.now)) for cost in costs]),
        *earlier_column("column-last-week", [cost.week_ago for cost in costs], report, t),
        *earlier_column("column-weeks-ago", [cost.four_weeks_ago for cost in costs], report, t),
        *(column for weeks in _AHEAD for column in _ahead(weeks, report, costs, t)),
    ]
    caption = t("cost-caption", program=name(report.program), day=t.day(report.snapshot.day))
    return columns_table(caption, columns)


def _ahead(weeks: int, report: Report, costs: Sequence[Cost], t: Texts) -> list[Column]:
    expected = [cost.ahead(weeks) for cost in costs]
    cells = [_expected(each, t) for each in expected]
    return [(dated("column-in-weeks", report, t, count=weeks), cells)] if any(expected) else []


def _expected(expected: Expected | None, t: Texts) -> Cell:
    if expected is None:
        return unknown_cell()
    return number_cell(expected.loss, t("cell-expected", loss=t.fraction(expected.loss), range=spread(expected, t)))
