"""The table of costs: users cut off by each minimum, earlier, today and in the weeks to come."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from bot.blocks.forecast import spread
from bot.blocks.kit.columns import Column, columns_table
from bot.blocks.kit.elements import Cell, number_cell, text_cell, unknown_cell
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import name
from bot.blocks.report.as_of_banner import shown_date
from bot.blocks.trend.loss_table import dated, earlier_column, version_label
from bot.domain.forecast.forecast import Expected
from bot.domain.report.report import Report
from bot.domain.what_if.cost import Cost
from bot.i18n import Texts

_AHEAD: Final = (4, 8)
"""Weeks."""


def cost_table(report: Report, costs: Sequence[Cost], limit: Decimal, t: Texts, zone: str) -> Block:
    """A row for each minimum, at least one; columns without any value are left out.

    Args:
        report: of the program.
        costs: the rows.
        limit: the loss at which the target is kept; one that misses it must not seem to hit it.
        t: the reader's language.
        zone: the reader's IANA zone.
    """
    now = [number_cell(cost.now.low, t.bounds(cost.now, target=limit)) for cost in costs]
    columns = [
        (t("cost-minimum"), [text_cell(version_label(cost.version, report, t)) for cost in costs]),
        (dated("column-today", report, t), now),
        *earlier_column("column-last-week", [cost.week_ago for cost in costs], report, t, limit=limit),
        *earlier_column("column-weeks-ago", [cost.four_weeks_ago for cost in costs], report, t, limit=limit),
        *(column for weeks in _AHEAD for column in _ahead(weeks, report, costs, limit, t)),
    ]
    caption = t("cost-caption", program=name(report.program), day=shown_date(report, t, zone))
    return columns_table(caption, columns)


def _ahead(weeks: int, report: Report, costs: Sequence[Cost], limit: Decimal, t: Texts) -> list[Column]:
    expected = [cost.ahead(weeks) for cost in costs]
    cells = [_expected(each, limit, t) for each in expected]
    return [(dated("column-in-weeks", report, t, count=weeks), cells)] if any(expected) else []


def _expected(expected: Expected | None, limit: Decimal, t: Texts) -> Cell:
    if expected is None:
        return unknown_cell()
    loss = t.fraction(expected.loss, target=limit)
    range_ = spread(expected, t)
    return number_cell(expected.loss, loss if range_ == loss else t("cell-expected", loss=loss, range=range_))
