"""The programs of a fleet's decision, each with its outcome, in pages."""

from dataclasses import replace

from bot.blocks.decisions.messages import decision_title
from bot.blocks.decisions.sentences import said_set_sentence, state_sentence
from bot.blocks.fleet.fleet_text import loss_cell, minimum_text
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    Block,
    Element,
    Message,
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
from bot.blocks.kit.names import bold
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.page import ProgramPage
from bot.domain.decisions.program import (
    TO_SET,
    Aside,
    Change,
    Failure,
    FleetProgram,
    LeftOut,
    ProgramState,
    Shown,
    said_set_of,
)
from bot.domain.numbers.version import Version
from bot.domain.platform.credentials import CONSOLE
from bot.errors import StaleControl
from bot.i18n import Texts
from bot.i18n.outside_text import NAME, clean

_ROWS = 10
"""Shown at once, of those on the page."""
_ALL = "all"
_TO_SET = "to-set"


def programs_message(page: ProgramPage, t: Texts, *, console: str = CONSOLE) -> Message:
    """A page, for the reader only."""
    title, sentence = decision_title(page.decision, t), state_sentence(page.decision, t)
    people = [page.decision.changed_by]
    blocks: list[Block] = [section(bold(title), sentence, users=people), *_listed(page, t, console)]
    return message(t("named", program=title, sentence=sentence), blocks, users=people)


def program_text(program: FleetProgram, decision: Decision, t: Texts) -> str:
    """What has come of a program, and why, in a few words."""
    word, because = t(f"rollout-state-{program.state}"), _because(program, decision, t)
    return t("rollout-state-because", state=word, because=because) if because else word


def _because(program: FleetProgram, decision: Decision, t: Texts) -> str:
    match program.outcome:
        case Aside() as aside:
            return t(f"rollout-because-{aside.because}")
        case Change() as change:
            return t(f"rollout-because-{change.what}")
        case Failure() as failure:
            code = failure.params.get("code")
            return t("rollout-code", code=str(code)) if code else t(f"rollout-because-{LeftOut.UNREACHED}")
        case Shown(minimum=Version() as minimum) if not decision.is_met(program, minimum) or minimum > decision.version:
            return t("rollout-shows", minimum=minimum.text)
    return ""


def _listed(page: ProgramPage, t: Texts, console: str) -> list[Block]:
    """The programs, to look at or, where people set them, to say which are set."""
    if not page.programs:
        return [context(t("rollout-none")), actions(_states(page, t))]
    place = t("rollout-place", page=page.number + 1, pages=page.pages) if page.pages > 1 else ""
    rows = [_to_set(each, page, t) for each in page.programs] if page.to_set else [_table(page, t)]
    hint = [t("rollout-to-set-hint")] if page.to_set else []
    return [*rows, context(place, *hint, t("rollout-hint")), actions(_states(page, t), *_turning(page, t, console))]


def _to_set(program: FleetProgram, page: ProgramPage, t: Texts) -> Block:
    """A program still to set, with the button to say that it is, or to take that back."""
    said, name = said_set_of(program, page.decision.version), clean(program.program, NAME)
    control = replace(_control(page, page.states, 0), text=str(program.position))
    if said:
        pressed = button(t("button-not-yet"), controls.ROLLOUT_NOT_YET, control)
        return section(bold(name), said_set_sentence(said, t), accessory=pressed, users=[said.word.by])
    loss = t.bounds(program.loss) if program.loss else "none"
    numbers = t("rollout-to-set", minimum=minimum_text(program.minimum), loss=loss, appid=program.appid)
    label = t("button-have-set-label", program=name)
    return section(
        bold(name), numbers, accessory=button(t("button-have-set"), controls.ROLLOUT_SAID, control, label=label)
    )


def _table(page: ProgramPage, t: Texts) -> Block:
    version = page.decision.version.text
    columns = [
        t("column-program"),
        t("column-state"),
        t("column-loss-at", version=version),
        t("column-from"),
        t("csv-appid"),
    ]
    rows = [
        [
            text_cell(clean(each.program)),
            text_cell(program_text(each, page.decision, t)),
            loss_cell(each.loss, t, each.people),
            text_cell(minimum_text(each.minimum)),
            text_cell(each.appid),
        ]
        for each in page.programs
    ]
    return data_table(t("rollout-caption", version=version), columns, rows, page_size=_ROWS)


def _states(page: ProgramPage, t: Texts) -> Element:
    shown: list[tuple[ProgramState, ...]] = [(each,) for each in ProgramState if page.count(each)]
    offered = [(), *([TO_SET] if page.decision.set_by_hand else []), *shown]
    options = {states: _option(states, page, t) for states in dict.fromkeys([*offered, page.states])}
    return {
        **select(t("fleet-show"), controls.ROLLOUT_PROGRAMS, list(options.values())),
        "initial_option": options[page.states],
    }


def _option(states: tuple[ProgramState, ...], page: ProgramPage, t: Texts) -> Element:
    count, control = page.count(*states), _control(page, states).encode()
    if not states:
        return option(t("rollout-all", count=count), control)
    word = t("rollout-still-to-set") if states == TO_SET else t(f"rollout-state-{states[0]}")
    return option(t("fleet-only-counted", only=word, count=count), control)


def _turning(page: ProgramPage, t: Texts, console: str) -> list[Element]:
    buttons = [link_button(t("button-console"), controls.CONSOLE_LINK, console)]
    if page.number > 0:
        buttons.append(button(t("programs-previous"), controls.ROLLOUT_PREVIOUS, _control(page, page.states, -1)))
    if page.number + 1 < page.pages:
        buttons.append(button(t("programs-next"), controls.ROLLOUT_NEXT, _control(page, page.states, 1)))
    csv = button(t("button-csv"), controls.ROLLOUT_CSV, Control(subject_id=page.decision.id))
    return [*buttons, csv]


def _control(page: ProgramPage, states: tuple[ProgramState, ...], turn: int | None = None) -> Control:
    number = 0 if turn is None else page.number + turn
    only = _TO_SET if states == TO_SET else next(iter(states), _ALL)
    return Control(subject_id=page.decision.id, only=only, page=number)


def states_of(control: Control) -> tuple[ProgramState, ...]:
    """The states whose programs a control lists; none for all.

    Raises:
        StaleControl: there is no such state.
    """
    known = {"": (), _ALL: (), _TO_SET: TO_SET} | {str(each): (each,) for each in ProgramState}
    if control.only not in known:
        raise StaleControl
    return known[control.only]
