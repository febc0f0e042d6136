"""The card of a decision, in its channel: the evidence, the votes, and the buttons that still mean something."""

from typing import Final

from bot.blocks.decisions.evidence import caution_lines, data_line, evidence_lines, fleet_title_name, loss_sentence
from bot.blocks.decisions.rollout.run_buttons import how_now_lines, run_buttons, start_button
from bot.blocks.decisions.status import LONGEST_REASON, state_sentence, votes_sentence
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Element, actions, button, confirm, context, link_button, mention, message, section
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import bold
from bot.domain.decisions.decision import VOTING, Decision, State
from bot.domain.decisions.evidence import AnyEvidence, FleetEvidence
from bot.domain.platform.console import CONSOLE
from bot.i18n import Texts
from bot.i18n.outside_text import clean

_PROGRAM: Final = 60
"""Characters of a program's name in a question."""


def card_message(decision: Decision, t: Texts, *, settable: int | None = None, console: str = CONSOLE) -> Message:
    """The card as the decision is now.

    Args:
        settable: how many of its programs Baselib may set; None where its operator lets it set none at all.
        console: the address of WeChat's.
    """
    evidence, title = decision.evidence, decision_title(decision, t)
    people = [decision.proposer_id, decision.changed_by, *decision.voters]
    lines = [bold(title), state_sentence(decision, t), *_next(decision, t, settable=settable), *_votes(decision, t)]
    blocks = [
        section(*lines, users=people),
        section(*_proposal(decision, t), users=people),
        section(*evidence_lines(evidence, t), *caution_lines(evidence, t)),
        context(data_line(evidence, t), user=_importer(evidence)),
        *_buttons(decision, t, settable=settable, console=console),
    ]
    return message(t("decision-headline", title=title, sentence=loss_sentence(evidence, t)), blocks)


def decision_title(decision: Decision, t: Texts) -> str:
    """The decision in one line: number, program, version and the minimum before."""
    number, version = str(decision.number), decision.version.text
    if fleet := decision.fleet:
        named = fleet_title_name(fleet, t)
        return t("decision-title-fleet", number=number, count=fleet.programs, fleet=named, version=version)
    minimum, program = decision.minimum, clean(decision.evidence.name)
    given = {"number": number, "program": program, "version": version}
    return t("decision-title", **given, minimum=minimum.text) if minimum else t("decision-title-first", **given)


def reason_lines(decision: Decision, t: Texts) -> list[str]:
    """The proposer's reason, if there is one."""
    return [t("decision-reason", reason=clean(decision.reason, LONGEST_REASON))] if decision.reason else []


def _importer(evidence: AnyEvidence) -> str:
    return "" if isinstance(evidence, FleetEvidence) else evidence.imported_by


def _votes(decision: Decision, t: Texts) -> list[str]:
    """The votes, while they matter and once they have."""
    return [] if decision.state is State.DRAFT else [votes_sentence(decision, t)]


def _proposal(decision: Decision, t: Texts) -> list[str]:
    return [t("decision-proposed-by", person=mention(decision.proposer_id)), *reason_lines(decision, t)]


def _next(decision: Decision, t: Texts, *, settable: int | None) -> list[str]:
    """How it is set, once it is approved, and how that is checked."""
    if decision.said_set:
        return [t("decision-how-checked")]
    if not decision.may_begin:
        return []
    if decision.fleet:
        return how_now_lines(decision.fleet, settable, t)
    return [t("decision-how-now" if settable else "decision-how-hand", version=decision.version.text)]


def _buttons(decision: Decision, t: Texts, *, settable: int | None, console: str) -> list[Block]:
    """Nothing once it has ended, but the programs of a fleet can always be looked at."""
    stopping = _stopping(decision, t) if decision.state in VOTING else []
    elements = [*_first(decision, t, settable=settable, console=console), *stopping]
    return [actions(*row) for row in (elements, _of_fleet(decision, t)) if row]


def _of_fleet(decision: Decision, t: Texts) -> list[Element]:
    if not decision.fleet or decision.state is State.DRAFT:
        return []
    control = Control(subject_id=decision.id)
    counting = decision.state in (State.APPROVED, State.APPLYING) and decision.run is None
    return [
        button(t("button-rollout-programs"), controls.ROLLOUT_PROGRAMS, control),
        button(t("button-csv"), controls.ROLLOUT_CSV, control),
        *([button(t("button-count-again"), controls.DECISION_CHECK, control)] if counting else []),
        *run_buttons(decision, t),
    ]


def _first(decision: Decision, t: Texts, *, settable: int | None, console: str) -> list[Element]:
    control = Control(subject_id=decision.id)
    match decision.state:
        case State.PROPOSED:
            return [button(t("button-approve"), controls.DECISION_APPROVE, control, style="primary")]
        case State.APPROVED | State.APPLYING if decision.may_begin:
            return _setting(decision, t, settable=settable, console=console)
        case State.APPLYING if decision.said_set:
            return [button(t("button-not-yet"), controls.DECISION_NOT_YET, control)]
        case State.VERIFIED | State.UNVERIFIED:
            check = button(t("button-check-again"), controls.DECISION_CHECK, control)
            unverified = decision.state is State.UNVERIFIED
            return [*([check] if unverified else []), *_roll_back(decision, t, settable=settable)]
        case State.FAILED | State.STALE if not decision.fleet:
            again = Control(appid=decision.appid, version=decision.version)
            return [button(t("button-propose-again"), controls.DECISION_PROPOSE, again)]
        case _:
            return []


def _setting(decision: Decision, t: Texts, *, settable: int | None, console: str) -> list[Element]:
    """By Baselib or by hand; the programs of a fleet are counted as they are set."""
    by_hand = [link_button(t("button-console"), controls.CONSOLE_LINK, console)]
    if decision.fleet:
        return [*([start_button(decision, settable, t)] if settable else []), *by_hand]
    style, control = "" if settable else "primary", Control(subject_id=decision.id)
    by_hand.append(button(t("button-have-set"), controls.DECISION_SET, control, style=style))
    return [*([_set_now(decision, t)] if settable else []), *by_hand]


def _set_now(decision: Decision, t: Texts) -> Element:
    version = decision.version.text
    loss = t.bounds(decision.evidence.loss)
    text = t("decision-set-text", version=version, program=clean(decision.named, _PROGRAM), loss=loss)
    sure = confirm(t("decision-set-title"), text, t("button-set-now", version=version), t("button-not-now"))
    control = Control(subject_id=decision.id)
    pressed = button(t("button-set-now", version=version), controls.DECISION_SET_NOW, control, style="primary")
    return pressed | {"confirm": sure}


def _roll_back(decision: Decision, t: Texts, *, settable: int | None) -> list[Element]:
    """Where Baselib may set what was set, and there was a minimum before; of many after a preview."""
    if not settable or not decision.may_roll_back:
        return []
    control, minimum = Control(subject_id=decision.id), decision.minimum
    if minimum is None:
        return [button(t("button-roll-back-many"), controls.DECISION_ROLL_BACK, control, style="danger")]
    text = t("decision-roll-back-text", version=decision.version.text, minimum=minimum.text)
    sure = confirm(t("decision-roll-back-title"), text, t("decision-roll-back-yes"), t("button-not-now"))
    name = t("button-roll-back", minimum=minimum.text)
    return [button(name, controls.DECISION_ROLL_BACK, control, style="danger") | {"confirm": sure}]


def _stopping(decision: Decision, t: Texts) -> list[Element]:
    control = Control(subject_id=decision.id)
    sure = confirm(t("decision-withdraw-title"), t("decision-withdraw-text"), t("decision-withdraw-yes"), t("off-no"))
    return [
        button(t("button-decline"), controls.DECISION_DECLINE, control),
        button(t("button-withdraw-vote"), controls.DECISION_UNVOTE, control),
        button(t("button-withdraw"), controls.DECISION_WITHDRAW, control, style="danger") | {"confirm": sure},
    ]
