"""What a proposal for many programs would be, for its proposer alone."""

from bot.blocks.decisions.card import reason_lines
from bot.blocks.decisions.evidence import caution_lines, data_line, evidence_lines, loss_sentence
from bot.blocks.fleet.fleet_text import fleet_name
from bot.blocks.kit import controls
from bot.blocks.kit.control_parts import in_lines
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import actions, button, context, message, section
from bot.blocks.kit.message import Block, Message
from bot.domain.decisions.enclosed import scan_line
from bot.domain.decisions.proposal import Draft
from bot.i18n import Texts


def preview_message(draft: Draft, t: Texts, *, changed: bool = False) -> Message:
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
    return message(t("sentences", first=_title(draft, t), second=loss_sentence(draft.decision.evidence, t)), blocks)


def preview_blocks(draft: Draft, t: Texts) -> list[Block]:
    """What the card will show of the programs, and how many votes it needs."""
    decision = draft.decision
    return [
        section(_title(draft, t), t("decision-needs", needed=decision.needed)),
        section(*evidence_lines(decision.evidence, t), *caution_lines(decision.evidence, t)),
        context(data_line(decision.evidence, t), t("propose-fleet-private")),
    ]


def preview_control(draft: Draft) -> Control:
    """What a press must know: what is proposed, and who has looked at what."""
    proposal = draft.proposal
    planned, scan = proposal.enclosed.planned, proposal.enclosed.scan
    return Control(
        day=planned,
        version=proposal.version,
        text=proposal.tag,
        only=controls.READY if proposal.ready else "",
        subject_id=draft.mark,
        owner_id=proposal.proposer_id,
        words=in_lines(proposal.reason),
        scan=scan_line(scan) if scan else "",
    )


def _title(draft: Draft, t: Texts) -> str:
    proposal = draft.proposal
    ready, fleet = "yes" if proposal.ready else "no", fleet_name(proposal.tag, t)
    return t("propose-fleet-text", fleet=fleet, version=proposal.version.text, ready=ready)
