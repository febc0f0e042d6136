"""The fleet at a glance."""

from typing import Final

from bot.blocks.fleet.fleet_text import (
    fleet_name,
    fleet_title,
    headline,
    list_buttons,
    loss_cell,
    minimum_text,
    minimums_line,
    states_line,
)
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    Cell,
    Element,
    actions,
    context,
    data_table,
    message,
    number_cell,
    option,
    section,
    select,
    text_cell,
    unknown_cell,
)
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import name
from bot.blocks.kit.sharing import sharing
from bot.domain.fleet.report import FleetReport, FleetRow, Sort
from bot.i18n import Texts

_SHOWN: Final = 50
"""Rows of the table; the export has the whole list."""
_PAGE: Final = 10
_CANDIDATES: Final = 10
"""Versions offered for the whole fleet."""


def fleet_message(report: FleetReport, t: Texts, *, shared_by: str = "", shared: bool = False) -> Message:
    """Totals, and the most important programs.

    Args:
        report: the fleet's report.
        t: the reader's language.
        shared_by: the user who shares it in the channel; empty when only the requester sees it.
        shared: whether the requester has just shared it.
    """
    said = headline(report, t)
    shown = Control(choice=report.sort, text=report.tag)
    blocks: list[Block] = [
        section(fleet_title(report.tag, t), said, states_line(report, t), minimums_line(report, t)),
        _table(report, t),
        context(*_small_print(report, t)),
        *sharing(t, shared_by=shared_by, shared=shared),
        actions(*_selects(report, t)),
    ]
    if not shared_by:
        blocks.append(actions(*list_buttons(shown, t, shared=shared)))
    return message(t("named", program=fleet_name(report.tag, t), sentence=said), blocks)


def _table(report: FleetReport, t: Texts) -> Block:
    columns = [
        t("column-program"),
        t("column-minimum"),
        t("column-loss-at-minimum"),
        t("column-moved"),
        t("column-safe"),
        t("column-state"),
    ]
    rows = [_row(row, t) for row in report.rows[:_SHOWN]]
    caption = t("fleet-caption", sort=t(f"fleet-order-{report.sort}"))
    return data_table(caption, columns, rows, page_size=min(len(rows), _PAGE))


def _row(row: FleetRow, t: Texts) -> list[Cell]:
    summary = row.summary
    minimum = summary.minimum if summary else None
    safe = summary.safe_minimum if summary else None
    return [
        text_cell(name(row.program)),
        text_cell(minimum_text(minimum)),
        loss_cell(row.loss, t),
        unknown_cell() if row.moved is None else number_cell(row.moved, t.points(row.moved)),
        text_cell(minimum_text(safe)),
        text_cell(t(f"fleet-state-{row.state}")),
    ]


def _small_print(report: FleetReport, t: Texts) -> list[str]:
    left_out = len(report.rows) - _SHOWN
    return [
        t("fleet-unweighted"),
        t("fleet-oldest", day=t.day(report.oldest_day)) if report.oldest_day else "",
        t("fleet-left-out", count=left_out) if left_out > 0 else "",
    ]


def _selects(report: FleetReport, t: Texts) -> list[Element]:
    sorts = [option(t(f"fleet-order-{sort}"), Control(choice=sort, text=report.tag).encode()) for sort in Sort]
    found = [select(t("fleet-sort"), controls.FLEET_SORT, sorts)]
    versions = sorted(report.candidates, reverse=True)[:_CANDIDATES]
    if versions:
        choices = [option(version.text, Control(version=version, text=report.tag).encode()) for version in versions]
        found.append(select(t("fleet-what-if"), controls.FLEET_RAISE, choices))
    return found
