"""The card of a decision, in its channel: the evidence, the votes, and the buttons that still mean something."""

from typing import Final

from bot.blocks.decisions.evidence import caution_lines, evidence_lines, fleet_title_name, loss_sentence, origin_lines
from bot.blocks.decisions.status import LONGEST_REASON, state_sentence, votes_sentence
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Element, actions, button, confirm, context, link_button, mention, message, section
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import bold
from bot.domain.decisions.decision import VOTING, Decision, State
from bot.domain.decisions.evidence import Evidence
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
    votes = [] if decision.state is State.DRAFT else [votes_sentence(decision, t)]
    proposed = t("decision-proposed-by", person=mention(decision.proposer_id))
    importer = evidence.imported_by if isinstance(evidence, Evidence) else ""
    blocks = [
        section(bold(title), state_sentence(decision, t), *_next(decision, t, settable), *votes, users=people),
        section(proposed, *reason_lines(decision, t), users=people),
        section(*evidence_lines(evidence, t), *caution_lines(evidence, t)),
        context(*origin_lines(evidence, decision.seal, t), user=importer),
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


def _next(decision: Decision, t: Texts, settable: int | None) -> list[str]:
    """How it is set, once it is approved, or what must be done first, and how that is checked."""
    if decision.said_set:
        return [t("decision-how-checked")]
    if not decision.may_begin:
        return []
    if decision.fleet is None:
        return [t("decision-how-now" if settable else "decision-how-hand", version=decision.version.text)]
    if not settable:
        return [] if settable is None else [t("rollout-opt-in-first")]
    partly = [t("rollout-how-partly", count=settable)] if settable < decision.fleet.programs else []
    return [t("rollout-how-now"), *partly]


def _buttons(decision: Decision, t: Texts, *, settable: int | None, console: str) -> list[Block]:
    """Those that still mean something, in a row, and those of many programs, which can always be looked at."""
    control, again = Control(subject_id=decision.id), Control(appid=decision.appid, version=decision.version)
    minimum, version = decision.minimum.text if decision.minimum else "", decision.version.text
    state, fleet, run, begins = decision.state, bool(decision.fleet), decision.active_run, decision.may_begin
    may_set, back = bool(settable), bool(settable) and decision.may_roll_back
    goes, stands, voting = decision.may_call, run is not None and run.stands, state in VOTING

    def press(text: str, action_id: str, style: str = "", *sure: str) -> Element:
        pressed = button(text, action_id, control, style=style)
        return pressed | ({"confirm": confirm(*sure)} if sure else {})

    start, start_text = t("button-rollout-start"), t("rollout-start-text", version=version, count=settable or 0)
    start_sure = t("rollout-start-title"), start_text, start, t("off-no")
    set_text = t("decision-set-text", version=version, program=clean(decision.evidence.name, _PROGRAM))
    set_sure = t("decision-set-title"), set_text, t("button-set-now", version=version), t("button-not-now")
    back_text = t("decision-roll-back-text", version=version, minimum=minimum)
    back_sure = t("decision-roll-back-title"), back_text, t("decision-roll-back-yes"), t("button-not-now")
    sure = t("decision-withdraw-title"), t("decision-withdraw-text"), t("decision-withdraw-yes"), t("off-no")
    end_sure = t("rollout-end-title"), t("rollout-end-text"), t("button-rollout-end"), t("off-no")
    of_one = [
        (state is State.PROPOSED, press(t("button-approve"), controls.DECISION_APPROVE, "primary")),
        (begins and may_set and fleet, press(start, controls.ROLLOUT_START, "primary", *start_sure)),
        (
            begins and may_set and not fleet,
            press(t("button-set-now", version=version), controls.DECISION_SET_NOW, "primary", *set_sure),
        ),
        (begins, link_button(t("button-console"), controls.CONSOLE_LINK, console)),
        (
            begins and not fleet,
            press(t("button-have-set"), controls.DECISION_SET, "" if may_set else "primary"),
        ),
        (
            state is State.APPLYING and bool(decision.said_set),
            press(t("button-not-yet"), controls.DECISION_NOT_YET),
        ),
        (state is State.UNVERIFIED, press(t("button-check-again"), controls.DECISION_CHECK)),
        (back and fleet, press(t("button-roll-back-many"), controls.DECISION_ROLL_BACK, "danger")),
        (
            back and not fleet,
            press(t("button-roll-back", minimum=minimum), controls.DECISION_ROLL_BACK, "danger", *back_sure),
        ),
        (
            state in (State.FAILED, State.STALE) and not fleet,
            button(t("button-propose-again"), controls.DECISION_PROPOSE, again),
        ),
        (voting, press(t("button-decline"), controls.DECISION_DECLINE)),
        (voting, press(t("button-withdraw-vote"), controls.DECISION_UNVOTE)),
        (voting, press(t("button-withdraw"), controls.DECISION_WITHDRAW, "danger", *sure)),
    ]
    of_many = [
        (True, press(t("button-rollout-programs"), controls.ROLLOUT_PROGRAMS)),
        (True, press(t("button-csv"), controls.ROLLOUT_CSV)),
        (decision.set_by_hand, press(t("button-count-again"), controls.DECISION_CHECK)),
        (goes, press(t("button-rollout-pause"), controls.ROLLOUT_PAUSE)),
        (stands, press(t("button-rollout-resume"), controls.ROLLOUT_RESUME, "primary")),
        (goes or stands, press(t("button-rollout-end"), controls.ROLLOUT_END, "danger", *end_sure)),
    ]
    rows = [of_one, of_many] if fleet and state is not State.DRAFT else [of_one]
    shown = [[element for is_shown, element in row if is_shown] for row in rows]
    return [actions(*row) for row in shown if row]
