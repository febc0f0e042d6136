"""The table of a fleet's programs. The two columns on a phone's screen are the program and what is cut off."""

from typing import Final

from bot.blocks.fleet.fleet_text import loss_cell, minimum_text, need_text
from bot.blocks.kit.elements import NOTHING, Cell, data_table, number_cell, raw_number_cell, text_cell, unknown_cell
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import name
from bot.domain.fleet.report import Filter, FleetReport, Sort
from bot.domain.fleet.row import FleetRow
from bot.i18n import Texts

ROWS: Final = 50
"""Of a fleet's table; the export has the whole list."""
ROWS_OF_PAGE: Final = 10


def fleet_table(report: FleetReport, t: Texts) -> Block:
    """The first programs listed; those that can be raised with the minimum that they can have."""
    make, columns = (_ready, _READY) if report.only is Filter.READY else (_row, _COLUMNS)
    rows = [make(row, t) for row in report.listed[:ROWS]]
    only = t(f"fleet-only-{report.only}")
    in_order = report.only is Filter.READY and report.sort is Sort.ATTENTION  # none of them is a problem
    caption = (
        t("fleet-caption-ready") if in_order else t("fleet-caption", only=only, sort=t(f"fleet-order-{report.sort}"))
    )
    return data_table(caption, [t(column) for column in columns], rows, page_size=min(len(rows), ROWS_OF_PAGE))


def _caption(report: FleetReport, t: Texts) -> str:
    """The list and its order; none of those that can be raised is a problem that would come first."""
    if report.only is Filter.READY and report.sort is Sort.ATTENTION:
        return t("fleet-caption-ready")
    return t("fleet-caption", only=t(f"fleet-only-{report.only}"), sort=t(f"fleet-order-{report.sort}"))


_COLUMNS = (
    "column-program",
    "column-loss-at-minimum",
    "column-need",
    "column-minimum",
    "column-safe",
    "column-moved",
    "column-data-of",
)


def _row(row: FleetRow, t: Texts) -> list[Cell]:
    return [
        text_cell(name(row.program)),
        loss_cell(row.loss, t),
        text_cell(need_text(row, t)),
        text_cell(minimum_text(row.minimum)),
        text_cell(minimum_text(row.safe_minimum)),
        unknown_cell() if row.moved is None else number_cell(row.moved, t.points(row.moved)),
        _day(row, t),
    ]


_READY = ("column-program", "column-loss-then", "column-from", "column-to", "column-loss-at-minimum", "column-tags")


def _ready(row: FleetRow, t: Texts) -> list[Cell]:
    return [
        text_cell(name(row.program)),
        loss_cell(row.safe_loss, t),
        text_cell(minimum_text(row.minimum)),
        text_cell(minimum_text(row.safe_minimum)),
        loss_cell(row.loss, t),
        text_cell(" ".join(f"#{tag}" for tag in row.program.tags)),
    ]


def _day(row: FleetRow, t: Texts) -> Cell:
    """The day of the newest data, sorted by time."""
    if row.summary is None:
        return raw_number_cell(0, NOTHING)
    return raw_number_cell(row.summary.day.toordinal(), t.day_in_year(row.summary.day))
