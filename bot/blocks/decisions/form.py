"""The forms of a proposal and of a decline, and what is looked at before many programs are proposed or rolled back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.blocks.decisions.messages import reason_lines
from bot.blocks.decisions.sentences import LONGEST_REASON, caution_lines, data_line, evidence_lines, loss_sentence
from bot.blocks.fleet_text import fleet_name
from bot.blocks.kit.controls import (
    DECISION_ROLL_BACK,
    DECLINE_VIEW,
    PROPOSE_FLEET_VIEW,
    PROPOSE_VIEW,
    READY,
    ROLLOUT_POST,
    Control,
    in_lines,
)
from bot.blocks.kit.elements import Block, Message, View, actions, button, context, message, section
from bot.blocks.kit.forms import Field, date_input, day_if_any, form_view, notice_view, text_input, typed
from bot.blocks.kit.names import bold
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.proposable import Draft
from bot.domain.decisions.running import BackDraft
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.scan.scan import scan_line
from bot.i18n import Texts

_NAMED: Final = 3
"""Former minimums that the preview of a roll-back names."""
_LONGEST_VERDICT: Final = 1000
"""Characters; the line has some two hundred."""
REASON: Final = Field(
    "decision-reason",
    lambda state: typed(state).strip()[:LONGEST_REASON],
    "propose-form-reason",
    "propose-form-hint",
    optional=True,
)
DECLINE_REASON: Final = replace(REASON, label="decline-form-reason", hint="decline-form-hint", optional=False)
PLANNED: Final = Field(
    "decision-planned", day_if_any, "propose-form-planned", "propose-form-planned-hint", optional=True, absent=True
)
VERDICT: Final = Field(
    "decision-verdict", typed, "propose-form-verdict", "propose-form-verdict-hint", optional=True, absent=True
)
"""Forms from before a release lack the two."""
_TEXT: Final = text_input(LONGEST_REASON, multiline=True)


def propose_view(program: Program, version: Version, channel_id: str, t: Texts) -> View:
    """Asks for what may be left out: the reason of a proposal, the planned day, and the verdict of a scan.

    Args:
        program: whose minimum.
        version: the minimum to propose.
    """
    control = Control(appid=program.appid, version=version, channel_id=channel_id)
    text = section(t("propose-form-text", program=program.name, version=version.text))
    return _propose_view(PROPOSE_VIEW, control, [text], t, submit=t("button-propose"))


def reading_fleet_view(t: Texts) -> View:
    """Stands until the numbers of many programs are read: Slack lets a modal be opened only at once."""
    return notice_view(PROPOSE_FLEET_VIEW, [section(t("propose-fleet-reading"))], t, title=t("propose-form-title"))


def propose_fleet_view(draft: Draft, t: Texts) -> View:
    """Return the preview of a proposal for many programs; asks for the same."""
    control = replace(_preview_control(draft), owner_id="", words="", channel_id=draft.decision.channel_id)
    return _propose_view(PROPOSE_FLEET_VIEW, control, _preview_blocks(draft, t), t, submit=t("button-post-card"))


def preview_message(draft: Draft, t: Texts, *, changed: bool = False) -> Message:
    """Return the preview, with the button that posts the card.

    Args:
        changed: whether the proposer has pressed it, and had looked at something else.
    """
    control = _preview_control(draft)
    post = button(t("button-post-card"), ROLLOUT_POST, control, style="primary")
    reason = reason_lines(draft.decision, t)
    blocks = [
        *([section(t("propose-fleet-changed"))] if changed else []),
        *_preview_blocks(draft, t),
        *([section(*reason)] if reason else []),
        actions(post),
    ]
    return message(t("sentences", first=_title(draft, t), second=loss_sentence(draft.decision.evidence, t)), blocks)


def back_message(draft: BackDraft, t: Texts, *, changed: bool = False) -> Message:
    """Return what a roll-back of many would do, for the admin alone, with the button that begins it.

    Its control has the number of programs: where it is another by then, the admin looks again.

    Args:
        changed: the admin has looked already.
    """
    decision, back = draft.decision, draft.back
    to = Counter(each.minimum.text for each in back if each.minimum)
    minimums = t.listing([t("rollout-back-to", count=count, minimum=text) for text, count in to.most_common(_NAMED)])
    others = len(to) - _NAMED
    left = len(draft.moves.changed) - len(back)
    title = t("rollout-back-title", count=len(back), version=decision.version.text)
    lines = [
        *([t("rollout-back-changed")] if changed else []),
        t("rollout-back-minimums", minimums=minimums),
        *([t("rollout-back-others", count=others)] if others > 0 else []),
        *([t("rollout-back-left", count=left)] if left else []),
    ]
    control = Control(subject_id=decision.id, page=len(back))
    begin = button(t("button-roll-back-all", count=len(back)), DECISION_ROLL_BACK, control, style="danger")
    blocks = [section(bold(title), *lines), context(t("rollout-back-how")), actions(begin)]
    return message(title, blocks)


def decline_view(decision: Decision, t: Texts) -> View:
    control = Control(subject_id=decision.id, channel_id=decision.channel_id)
    blocks = [DECLINE_REASON.block(_TEXT, t)]
    return form_view(DECLINE_VIEW, control, blocks, t, title=t("decline-form-title"), submit=t("button-decline"))


def _propose_view(name: str, control: Control, blocks: Sequence[Block], t: Texts, *, submit: str) -> View:
    fields = [
        REASON.block(_TEXT, t),
        PLANNED.block(date_input(), t),
        VERDICT.block(text_input(_LONGEST_VERDICT), t),
    ]
    return form_view(name, control, [*blocks, *fields], t, title=t("propose-form-title"), submit=submit)


def _preview_blocks(draft: Draft, t: Texts) -> list[Block]:
    """Return what the card will show of the programs, and how many votes it needs."""
    decision = draft.decision
    return [
        section(_title(draft, t), t("decision-needs", needed=decision.needed)),
        section(*evidence_lines(decision.evidence, t), *caution_lines(decision.evidence, t)),
        context(data_line(decision.evidence, t), t("propose-fleet-private")),
    ]


def _preview_control(draft: Draft) -> Control:
    """Return what a press must know: what is proposed, and who has looked at what."""
    proposal = draft.proposal
    planned, scan = proposal.enclosed.planned, proposal.enclosed.scan
    return Control(
        day=planned,
        version=proposal.version,
        text=proposal.tag,
        only=READY if proposal.ready else "",
        subject_id=draft.mark,
        owner_id=proposal.proposer_id,
        words=in_lines(proposal.reason),
        scan=scan_line(scan) if scan else "",
    )


def _title(draft: Draft, t: Texts) -> str:
    proposal = draft.proposal
    ready, fleet = "yes" if proposal.ready else "no", fleet_name(proposal.tag, t)
    return t("propose-fleet-text", fleet=fleet, version=proposal.version.text, ready=ready)
