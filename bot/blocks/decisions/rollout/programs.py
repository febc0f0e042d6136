"""The programs of a fleet's decision, each with its outcome, in pages."""

from bot.blocks.decisions.card import decision_title
from bot.blocks.decisions.rollout.evidence import because_text
from bot.blocks.decisions.rollout.status import counts_text
from bot.blocks.fleet.fleet_text import loss_cell, minimum_text
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    Cell,
    Element,
    actions,
    button,
    context,
    data_table,
    link_button,
    message,
    option,
    section,
    select,
    text_cell,
)
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import bold
from bot.domain.decisions.rollout.page import ProgramPage
from bot.domain.decisions.rollout.program import FleetProgram, LeftOut, ProgramState
from bot.i18n import Texts
from bot.i18n.outside_text import clean

_ROWS = 10
"""Shown at once, of those on the page."""
_ALL = "all"


def programs_message(page: ProgramPage, t: Texts, *, console: str = controls.CONSOLE) -> Message:
    """A page, for the reader only."""
    decision = page.decision
    counts = counts_text(decision.tally, t) if decision.tally else ""
    blocks: list[Block] = [section(bold(decision_title(decision, t)), counts), *_table(page, t, console)]
    return message(t("named", program=decision_title(decision, t), sentence=counts), blocks)


def program_text(program: FleetProgram, t: Texts) -> str:
    """The outcome of a program, and why, in a few words."""
    word = t(f"rollout-state-{program.state}")
    if not program.because:
        return word
    because = (
        because_text(LeftOut(program.because), t)
        if program.because in set(LeftOut)
        else t("rollout-code", code=program.because)
    )
    return t("rollout-state-because", state=word, because=because)


def _table(page: ProgramPage, t: Texts, console: str) -> list[Block]:
    version = page.decision.version.text
    columns = [
        t("column-program"),
        t("column-state"),
        t("column-loss-at", version=version),
        t("column-from"),
        t("csv-appid"),
    ]
    if not page.programs:
        return [context(t("rollout-none")), actions(_states(page, t))]
    caption = t("rollout-caption", version=version)
    table = data_table(caption, columns, [_row(each, t) for each in page.programs], page_size=_ROWS)
    place = t("rollout-place", page=page.number + 1, pages=page.pages) if page.pages > 1 else ""
    return [table, context(place, t("rollout-hint")), actions(_states(page, t), *_turning(page, t, console))]


def _row(program: FleetProgram, t: Texts) -> list[Cell]:
    return [
        text_cell(clean(program.program)),
        text_cell(program_text(program, t)),
        loss_cell(program.loss, t),
        text_cell(minimum_text(program.minimum)),
        text_cell(program.appid),
    ]


def _states(page: ProgramPage, t: Texts) -> Element:
    """The select of the programs listed."""
    options = {None: option(t("rollout-all", count=page.count(None)), _control(page, None).encode())} | {
        each: option(
            t("fleet-only-counted", only=t(f"rollout-state-{each}"), count=page.count(each)),
            _control(page, each).encode(),
        )
        for each in ProgramState
        if page.count(each) or each is page.state
    }
    return {
        **select(t("fleet-show"), controls.ROLLOUT_PROGRAMS, list(options.values())),
        "initial_option": options[page.state],
    }


def _turning(page: ProgramPage, t: Texts, console: str) -> list[Element]:
    """Other pages, the console, and the whole list as a file."""
    buttons = [link_button(t("button-console"), controls.CONSOLE_LINK, console)]
    if page.number > 0:
        buttons.append(button(t("programs-previous"), controls.ROLLOUT_PREVIOUS, _control(page, page.state, -1)))
    if page.number + 1 < page.pages:
        buttons.append(button(t("programs-next"), controls.ROLLOUT_NEXT, _control(page, page.state, 1)))
    csv = button(t("button-csv"), controls.ROLLOUT_CSV, Control(subject_id=page.decision.id))
    return [*buttons, csv]


def _control(page: ProgramPage, state: ProgramState | None, turn: int | None = None) -> Control:
    number = 0 if turn is None else page.number + turn
    return Control(subject_id=page.decision.id, only=state or _ALL, page=number)


def state_of(control: Control) -> ProgramState | None:
    """The state whose programs a control lists; None for all.

    Raises:
        ValueError: there is no such state.
    """
    return None if control.only in ("", _ALL) else ProgramState(control.only)
