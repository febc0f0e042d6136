"""The answer about a new minimum for the fleet."""

from typing import Final

from bot.blocks.fleet.fleet_text import fleet_name, fleet_title, list_buttons, loss_cell
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Cell, actions, button, context, data_table, message, section, text_cell
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import name
from bot.blocks.kit.sharing import sharing
from bot.domain.fleet.raise_ import FleetRaise, RaiseRow, Verdict
from bot.domain.fleet.report import Sort
from bot.i18n import Texts

_SHOWN: Final = 50
_PAGE: Final = 10
_CANNOT: Final = (Verdict.LOSES_MORE, Verdict.KEEPS_95)


def fleet_raise_message(answer: FleetRaise, t: Texts, *, shared_by: str = "", shared: bool = False) -> Message:
    """Which programs can take it today, and what the others lose.

    Args:
        answer: the verdicts.
        t: the reader's language.
        shared_by: the user who shares it in the channel; empty when only the requester sees it.
        shared: whether the requester has just shared it.
    """
    verdicts = answer.verdicts
    ready = verdicts.get(Verdict.KEEPS_99, 0) + verdicts.get(Verdict.GUARANTEED, 0)
    said = t("fleet-raise", version=answer.version.text, ready=ready, count=len(answer.rows))
    counts = [t(f"verdict-count-{verdict}", count=verdicts[verdict]) for verdict in Verdict if verdict in verdicts]
    cannot = [row for row in answer.rows if row.verdict in _CANNOT]
    blocks: list[Block] = [section(fleet_title(answer.tag, t), said, *(f"• {line}" for line in counts))]
    if cannot:
        blocks.append(_table(answer, cannot, t))
    left_out = len(cannot) - _SHOWN
    blocks.append(context(t("fleet-unweighted"), t("fleet-left-out", count=left_out) if left_out > 0 else ""))
    blocks += sharing(t, shared_by=shared_by, shared=shared)
    if not shared_by:
        shown = Control(version=answer.version, text=answer.tag)
        back = button(t("button-fleet"), controls.FLEET_OPEN, Control(choice=Sort.LOSS, text=answer.tag))
        blocks.append(actions(*list_buttons(shown, t, shared=shared), back))
    return message(t("named", program=fleet_name(answer.tag, t), sentence=said), blocks)


def _table(answer: FleetRaise, cannot: list[RaiseRow], t: Texts) -> Block:
    rows = [_row(row, t) for row in cannot[:_SHOWN]]
    columns = [t("column-program"), t("column-loss-at", version=answer.version.text), t("column-verdict")]
    caption = t("fleet-raise-caption", version=answer.version.text)
    return data_table(caption, columns, rows, page_size=min(len(rows), _PAGE))


def _row(row: RaiseRow, t: Texts) -> list[Cell]:
    return [text_cell(name(row.program)), loss_cell(row.loss, t), text_cell(t(f"verdict-{row.verdict}"))]
