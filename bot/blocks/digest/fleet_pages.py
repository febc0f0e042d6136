"""Messages in a fleet digest's thread: every change."""

from collections.abc import Mapping
from typing import Final

from bot.blocks.fleet.fleet_text import minimum_text
from bot.blocks.kit.elements import NOTHING, Block, Cell, Message, context, data_table, message, section, text_cell
from bot.blocks.kit.names import bold, name
from bot.domain.digest.comparison import Change, Entry
from bot.domain.digest.fleet_digest import FleetChanges
from bot.domain.programs.program import Program
from bot.i18n import Texts

ROWS: Final = 75
"""Rows of one message: the most that fit with names of 60 characters."""
PAGES: Final = 10
_PAGE_SIZE: Final = 25


def detail_pages(changes: FleetChanges) -> int:
    """The number of messages in the thread: none when the digest names all changes."""
    return 0 if changes.all_named else min(PAGES, -(-len(changes.rows) // ROWS))


def fleet_details_message(changes: FleetChanges, names: Mapping[str, Program], page: int, t: Texts) -> Message:
    """One page of the list.

    Args:
        names: the programs that exist in the channel by now, by AppID; of others nothing else is shown.
        page: from 1.
    """
    pages = detail_pages(changes)
    rows = changes.rows[(page - 1) * ROWS : page * ROWS]
    title = t("fleet-details-title", page=page, pages=pages)
    columns = [t("column-program"), t("column-minimum"), t("column-loss-at-minimum"), t("column-state")]
    table = data_table(
        t("fleet-details-caption"),
        columns,
        [_row(row, names, t) for row in rows],
        page_size=_PAGE_SIZE,
    )
    blocks: list[Block] = [section(bold(title)), table]
    left_out = len(changes.rows) - PAGES * ROWS
    if page == pages and left_out > 0:
        blocks.append(context(t("fleet-details-left-out", count=left_out)))
    return message(title, blocks)


def _row(change: Change, names: Mapping[str, Program], t: Texts) -> list[Cell]:
    before, after, program = change.before, change.after, names.get(change.appid)
    if program is None:
        return [text_cell(name(change.appid)), text_cell(""), text_cell(""), text_cell(t("fleet-details-gone"))]
    return [
        text_cell(name(program)),
        text_cell(_from_to(_minimum(before), _minimum(after))),
        text_cell(_from_to(_loss(before, t), _loss(after, t))),
        text_cell(_state(change, t)),
    ]


def _from_to(before: str, after: str) -> str:
    """The value before and after; only one if equal, or if the program is new or removed."""
    return after if before in (after, "") else before if not after else f"{before} → {after}"


def _minimum(entry: Entry | None) -> str:
    return minimum_text(entry.minimum) if entry else ""


def _loss(entry: Entry | None, t: Texts) -> str:
    """The worse end of the loss."""
    if entry is None:
        return ""
    return t.fraction(entry.loss.high) if entry.loss else NOTHING


def _state(change: Change, t: Texts) -> str:
    if change.after is None:
        return t("fleet-details-gone")
    state = t(f"fleet-state-{change.after.state}")
    return state if change.before else t("fleet-details-added", state=state)
