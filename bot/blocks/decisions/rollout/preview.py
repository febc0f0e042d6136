"""What a proposal for many programs would be, for its proposer alone."""

from bot.blocks.decisions.card import reason_lines
from bot.blocks.decisions.evidence import caution_lines, data_line, evidence_lines, fleet_title_name, loss_sentence
from bot.blocks.kit import controls
from bot.blocks.kit.control_parts import in_lines
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import actions, button, context, message, section
from bot.blocks.kit.message import Block, Message
from bot.domain.decisions.rollout.draft import FleetDraft
from bot.i18n import Texts


def preview_message(draft: FleetDraft, t: Texts, *, changed: bool = False) -> Message:
    """The preview, with the button that posts the card.

    Args:
        changed: whether the proposer has pressed it, and had looked at something else.
    """
    control = preview_control(draft)
    post = button(t("button-post-card"), controls.ROLLOUT_POST, control, style="primary")
    reason = reason_lines(draft.decision, t)
    blocks = [
        *([section(t("propose-fleet-changed"))] if changed else []),
        *preview_blocks(draft, t),
        *([section(*reason)] if reason else []),
        actions(post),
    ]
    return message(t("sentences", first=_title(draft, t), second=loss_sentence(draft.evidence, t)), blocks)


def preview_blocks(draft: FleetDraft, t: Texts) -> list[Block]:
    """What the card will show of the programs, and how many votes it needs."""
    return [
        section(_title(draft, t), t("decision-needs", needed=draft.decision.needed)),
        section(*evidence_lines(draft.evidence, t), *caution_lines(draft.evidence, t)),
        context(data_line(draft.evidence, t), t("propose-fleet-private")),
    ]


def preview_control(draft: FleetDraft) -> Control:
    """What a press must know: what is proposed, and who has looked at what."""
    fleet = draft.evidence
    return Control(
        version=fleet.version,
        text=fleet.tag,
        only=controls.READY if fleet.ready else "",
        subject_id=draft.mark,
        owner_id=draft.decision.proposer_id,
        words=in_lines(draft.decision.reason),
    )


def _title(draft: FleetDraft, t: Texts) -> str:
    fleet = draft.evidence
    ready = "yes" if fleet.ready else "no"
    return t("propose-fleet-text", fleet=fleet_title_name(fleet, t), version=fleet.version.text, ready=ready)
