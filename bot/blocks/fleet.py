"""The fleet at a glance."""

from collections.abc import Sequence
from typing import Final

from bot.blocks import controls
from bot.blocks.controls import Control
from bot.blocks.message import Block, Message
from bot.blocks.names import name
from bot.blocks.parts import (
    Cell,
    Element,
    actions,
    button,
    context,
    data_table,
    mention,
    message,
    number_cell,
    option,
    section,
    select,
    text_cell,
)
from bot.domain.distribution import Bounds
from bot.domain.fleet_report import FleetReport, FleetRow, Order, State
from bot.i18n import Texts

_SHOWN: Final = 50
"""Rows of the table; the whole list is for a spreadsheet."""
_PAGE: Final = 10
_COMMON: Final = 3
"""How many minimums the headline names."""
_CANDIDATES: Final = 10
"""Versions to try for all."""
_NOTHING: Final = "–"


def fleet_message(report: FleetReport, t: Texts, *, shared_by: str = "", shared: bool = False) -> Message:
    """Totals, and the programs that matter first.

    Args:
        report: what is known.
        t: the reader's language.
        shared_by: the user who shows it to the whole channel; empty when one person alone sees it.
        shared: whether that person has just shared it.
    """
    said = headline(report, t)
    shown = Control(choice=report.order, text=report.tag)
    blocks: list[Block] = [
        section(fleet_title(report.tag, t), said, states_line(report, t), minimums_line(report, t)),
        _table(report, t),
        context(*_small_print(report, t)),
    ]
    if shared_by:
        blocks.append(context(t("shared-by", user=mention(shared_by)), user=shared_by))
    elif shared:
        blocks.append(context(t("shared")))
    blocks.append(actions(*_selects(report, t)))
    if not shared_by:
        blocks.append(actions(*list_buttons(shown, t, shared=shared)))
    return message(t("named", program=fleet_name(report.tag, t), sentence=said), blocks)


def headline(report: FleetReport, t: Texts) -> str:
    """How many lose users at their own minimum, among those that can be judged."""
    if report.judged == len(report.rows):
        return t("fleet-headline", count=report.judged, losing=report.losing)
    return t("fleet-headline-some", count=report.judged, total=len(report.rows), losing=report.losing)


def fleet_name(tag: str, t: Texts) -> str:
    """The fleet, or the part of it with a tag."""
    return t("fleet-tagged", tag=tag) if tag else t("fleet")


def fleet_title(tag: str, t: Texts) -> str:
    """The same as a line of its own."""
    return f"*{fleet_name(tag, t).replace('*', '∗')}*"


def list_buttons(shown: Control, t: Texts, *, shared: bool) -> Sequence[Element]:
    """What can be done with a list: take it away, or show it to everybody."""
    buttons = [button(t("button-csv"), controls.FLEET_CSV, shown)]
    if not shared:
        buttons.insert(0, button(t("button-share"), controls.FLEET_SHARE, shown, style="primary"))
    return buttons


def loss_cell(loss: Bounds | None, t: Texts) -> Cell:
    """A loss, or that it is not known."""
    return number_cell(loss.high, t.bounds(loss)) if loss else text_cell(_NOTHING)


def states_line(report: FleetReport, t: Texts) -> str:
    """How many programs are in each state, but for those that were simply read."""
    counts = [
        t(f"fleet-count-{state}", count=report.states[state])
        for state in State
        if state is not State.READ and state in report.states
    ]
    return t("fleet-states", states=t.listing(counts)) if counts else t("fleet-all-read")


def minimums_line(report: FleetReport, t: Texts) -> str:
    """The most common minimums, if there are any."""
    common = [
        t("fleet-minimum", version=version.text, count=count)
        for version, count in list(report.minimums.items())[:_COMMON]
    ]
    rest = len(report.minimums) - len(common)
    return t("fleet-minimums", minimums=t.listing(common, more=rest)) if common else ""


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
    caption = t("fleet-caption", order=t(f"fleet-order-{report.order}"))
    return data_table(caption, columns, rows, page_size=min(len(rows), _PAGE))


def _row(row: FleetRow, t: Texts) -> list[Cell]:
    summary = row.summary
    minimum = summary.minimum if summary else None
    safe = summary.safe_minimum if summary else None
    return [
        text_cell(name(row.program)),
        text_cell(minimum.text if minimum else _NOTHING),
        loss_cell(row.loss, t),
        text_cell(t.points(row.moved) if row.moved is not None else _NOTHING),
        text_cell(safe.text if safe else _NOTHING),
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
    orders = [option(t(f"fleet-order-{order}"), Control(choice=order, text=report.tag).encode()) for order in Order]
    found = [select(t("fleet-sort"), controls.FLEET_SORT, orders)]
    versions = sorted(report.candidates, reverse=True)[:_CANDIDATES]
    if versions:
        choices = [option(version.text, Control(version=version, text=report.tag).encode()) for version in versions]
        found.append(select(t("fleet-what-if"), controls.FLEET_RAISE, choices))
    return found
