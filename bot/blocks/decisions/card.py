"""The card of a decision, in its channel: the evidence, the votes, and the buttons that still mean something."""

from typing import Final

from bot.blocks.decisions.evidence import caution_lines, evidence_lines, loss_sentence, origin_lines
from bot.blocks.decisions.rollout.evidence import fleet_title_name
from bot.blocks.decisions.status import LONGEST_REASON, state_sentence, votes_sentence
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Element, actions, button, confirm, context, link_button, mention, message, section
from bot.blocks.kit.limits import clean
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import bold
from bot.domain.decisions.decision import VOTING, Decision, State
from bot.domain.decisions.rollout.evidence import AnyEvidence, FleetEvidence
from bot.i18n import Texts

CONSOLE: Final = "https://mp.weixin.qq.com/"
"""Where a program's administrator sets the minimum: Settings, Basic settings."""


def card_message(decision: Decision, t: Texts) -> Message:
    """The card as the decision is now.

    Args:
        decision: the decision.
        t: the card's language.
    """
    evidence, title = decision.evidence, decision_title(decision, t)
    people = [decision.proposer_id, decision.changed_by, *decision.voters]
    said = [bold(title), state_sentence(decision, t), *_votes(decision, t)]
    blocks = [
        section(*said, users=people),
        section(*_proposal(decision, t), users=people),
        section(*evidence_lines(evidence, t), *caution_lines(evidence, t)),
        context(*origin_lines(evidence, decision.seal, t), user=_importer(evidence)),
        *_buttons(decision, t),
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


def _importer(evidence: AnyEvidence) -> str:
    return "" if isinstance(evidence, FleetEvidence) else evidence.imported_by


def _votes(decision: Decision, t: Texts) -> list[str]:
    """The votes, while they matter and once they have."""
    return [] if decision.state is State.DRAFT else [votes_sentence(decision, t)]


def _proposal(decision: Decision, t: Texts) -> list[str]:
    by = t("decision-proposed-by", person=mention(decision.proposer_id))
    return [by, *([t("decision-reason", reason=clean(decision.reason, LONGEST_REASON))] if decision.reason else [])]


def _buttons(decision: Decision, t: Texts) -> list[Block]:
    """Nothing once it has ended, but the programs of a fleet can always be looked at."""
    rows = [_elements(decision, t), _of_fleet(decision, t)]
    return [actions(*elements) for elements in rows if elements]


def _of_fleet(decision: Decision, t: Texts) -> list[Element]:
    if not decision.fleet or decision.state is State.DRAFT:
        return []
    control = Control(subscription_id=decision.id)
    counting = decision.state in (State.APPROVED, State.APPLYING) and decision.run is None
    return [
        button(t("button-rollout-programs"), controls.ROLLOUT_PROGRAMS, control),
        button(t("button-csv"), controls.ROLLOUT_CSV, control),
        *([button(t("button-count-again"), controls.DECISION_CHECK, control)] if counting else []),
    ]


def _have_set(control: Control, t: Texts) -> Element:
    return button(t("button-have-set"), controls.DECISION_SET, control, style="primary")


def _elements(decision: Decision, t: Texts) -> list[Element]:
    control = Control(subscription_id=decision.id)
    first = {
        State.PROPOSED: [button(t("button-approve"), controls.DECISION_APPROVE, control, style="primary")],
        State.APPROVED: [
            link_button(t("button-console"), controls.CONSOLE_LINK, CONSOLE),
            *([] if decision.fleet else [_have_set(control, t)]),
        ],
        State.UNVERIFIED: [button(t("button-check-again"), controls.DECISION_CHECK, control)],
    }
    found = first.get(decision.state, [])
    if decision.state not in VOTING:
        return found
    sure = confirm(t("decision-withdraw-title"), t("decision-withdraw-text"), t("decision-withdraw-yes"), t("off-no"))
    return [
        *found,
        button(t("button-decline"), controls.DECISION_DECLINE, control),
        button(t("button-withdraw-vote"), controls.DECISION_UNVOTE, control),
        button(t("button-withdraw"), controls.DECISION_WITHDRAW, control, style="danger") | {"confirm": sure},
    ]
