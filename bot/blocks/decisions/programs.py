"""The programs of a decision, page by page and as a file."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.blocks.decisions.messages import decision_title
from bot.blocks.decisions.sentences import (
    caution_lines,
    evidence_lines,
    origin_lines,
    said_set_sentence,
    state_sentence,
    votes_sentence,
)
from bot.blocks.fleet_text import loss_cell, minimum_text, people_cells
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
from bot.blocks.kit.limits import in_one_zone
from bot.blocks.kit.names import bold
from bot.domain.decisions.decision import Decision, Transition
from bot.domain.decisions.program import (
    TO_SET,
    Aside,
    Change,
    Failure,
    FleetProgram,
    LeftOut,
    ProgramState,
    Shown,
    fields_of,
    said_set_of,
)
from bot.domain.decisions.running import ProgramPage
from bot.domain.numbers.meaning import percent_text
from bot.domain.numbers.version import Version
from bot.domain.plain import as_object
from bot.domain.platform import CONSOLE
from bot.errors import StaleControl
from bot.files import ExportFile, csv_file, harmless
from bot.i18n import Texts
from bot.i18n.caveats import NAME, clean

_ROWS = 10
"""Shown at once, of those on the page."""
_ALL = "all"
_TO_SET = "to-set"


def programs_message(page: ProgramPage, t: Texts, *, console: str = CONSOLE) -> Message:
    """Return a page, for the reader only."""
    title, sentence = decision_title(page.decision, t), state_sentence(page.decision, t)
    people = [page.decision.changed_by]
    blocks: list[Block] = [section(bold(title), sentence, users=people), *_listed(page, t, console)]
    return message(t("named", program=title, sentence=sentence), blocks, users=people)


def program_text(program: FleetProgram, decision: Decision, t: Texts) -> str:
    """Return what has come of a program, and why, in a few words."""
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
    """Return the programs, to look at or, where people set them, to say which are set."""
    if not page.programs:
        return [context(t("rollout-none")), actions(_states(page, t))]
    place = t("rollout-place", page=page.number + 1, pages=page.pages) if page.pages > 1 else ""
    rows = [_to_set(each, page, t) for each in page.programs] if page.to_set else [_table(page, t)]
    hint = [t("rollout-to-set-hint")] if page.to_set else []
    return [*rows, context(place, *hint, t("rollout-hint")), actions(_states(page, t), *_turning(page, t, console))]


def _to_set(program: FleetProgram, page: ProgramPage, t: Texts) -> Block:
    """Return a program still to set, with the button to say that it is, or to take that back."""
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
    """Return the states whose programs a control lists; none for all."""
    known = {"": (), _ALL: (), _TO_SET: TO_SET} | {str(each): (each,) for each in ProgramState}
    if control.only not in known:
        raise StaleControl
    return known[control.only]


def decision_file(decision: Decision, transitions: Sequence[Transition], t: Texts) -> ExportFile:
    """One decision as Markdown.

    Args:
        transitions: its history, oldest first.
    """
    name = f"decision-{decision.number:04}-{decision.appid or 'fleet'}-{decision.version.text}.md"
    evidence = decision.evidence
    state = [state_sentence(decision, t), votes_sentence(decision, t)]
    state.append(t("decision-proposed-by", person=f"<@{decision.proposer_id}>"))
    if decision.reason:
        state.append(t("decision-reason", reason=" ".join(decision.reason.split())))
    numbers = [*evidence_lines(evidence, t), *caution_lines(evidence, t), *origin_lines(evidence, decision.seal, t)]
    seal = t("adr-sealed" if decision.intact else "adr-broken", seal=decision.seal)
    parts = [
        f"# {decision_title(decision, t)}",
        t("adr-decided"),
        _list(state),
        t("adr-evidence"),
        _list([*numbers, seal]),
        t("adr-history"),
        _list([_line(each, decision, t) for each in transitions]),
    ]
    return ExportFile.of(name, in_one_zone("\n\n".join(parts) + "\n"))


def rollout_csv(decision: Decision, programs: Sequence[FleetProgram], t: Texts) -> ExportFile:
    """Return a row for each program, also for those left out.

    Args:
        programs: in the order of their positions.
    """
    columns = [
        t("csv-appid"),
        t("column-program"),
        t("column-from"),
        t("column-to"),
        t("csv-loss-low"),
        t("csv-loss-high"),
        t("csv-day"),
        t("csv-batch"),
        t("column-state"),
        t("csv-since"),
        t("csv-said-by"),
    ]
    rows = [_row(each, decision, t) for each in programs]
    if any(each.people for each in programs):
        columns += [t("csv-users-low"), t("csv-users-high")]
        rows = [[*row, *people_cells(each.people)] for row, each in zip(rows, programs, strict=True)]
    return csv_file(f"decision-{decision.number:04}-{decision.version.text}.csv", columns, rows)


def decision_json(decision: Decision) -> dict[str, Any]:
    """One decision, for programs; instants are UTC."""
    return {
        "team": decision.team_id,
        "number": decision.number,
        "id": decision.id,
        "channel": decision.channel_id,
        "proposed_by": decision.proposer_id,
        "proposed_at": decision.proposed_at.isoformat(),
        "reason": decision.reason,
        "state": decision.state.value,
        "changed_at": decision.changed_at.isoformat() if decision.changed_at else None,
        "changed_by": decision.changed_by,
        "words": decision.words,
        "outcome": fields_of(decision.outcome) if decision.outcome else None,
        "needed": decision.needed,
        "votes": [{"by": vote.user_id, "at": vote.at.isoformat()} for vote in decision.votes],
        "sha256": decision.seal,
        "intact": decision.intact,
        "programs": {str(state): count for state, count in decision.tally.states.items()},
        "evidence": as_object(decision.evidence),
    }


def _line(transition: Transition, decision: Decision, t: Texts) -> str:
    sentence = state_sentence(decision, t, transition)
    return f"{transition.at.isoformat(timespec='minutes')} {transition.before} → {transition.after}: {sentence}"


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _row(program: FleetProgram, decision: Decision, t: Texts) -> list[str]:
    return [
        harmless(program.appid),
        harmless(program.program),
        program.minimum.text if program.minimum else "",
        decision.version.text,
        _percent(program.loss_low),
        _percent(program.loss_high),
        program.day.isoformat() if program.day else "",
        str(program.batch + 1) if program.batch >= 0 else "",
        harmless(program_text(program, decision, t)),
        program.since.isoformat() if program.since else "",
        program.said.by if program.said else "",
    ]


def _percent(fraction: Decimal | None) -> str:
    return "" if fraction is None else percent_text(fraction)
