"""The forms of a proposal and of a decline."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.blocks.decisions.rollout.preview import preview_blocks, preview_control
from bot.blocks.decisions.status import LONGEST_REASON
from bot.blocks.kit.controls import DECLINE_VIEW, PROPOSE_FLEET_VIEW, PROPOSE_VIEW, Control
from bot.blocks.kit.elements import section
from bot.blocks.kit.fields import Field, date_input, day_if_any, text_input, typed
from bot.blocks.kit.message import Block, View
from bot.blocks.kit.modal import form_view, notice_view
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.proposal import Draft
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.i18n import Texts

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
    """The preview of a proposal for many programs; asks for the same."""
    control = replace(preview_control(draft), owner_id="", words="", channel_id=draft.decision.channel_id)
    return _propose_view(PROPOSE_FLEET_VIEW, control, preview_blocks(draft, t), t, submit=t("button-post-card"))


def _propose_view(name: str, control: Control, blocks: Sequence[Block], t: Texts, *, submit: str) -> View:
    fields = [
        REASON.block(_TEXT, t),
        PLANNED.block(date_input(), t),
        VERDICT.block(text_input(_LONGEST_VERDICT), t),
    ]
    return form_view(name, control, [*blocks, *fields], t, title=t("propose-form-title"), submit=submit)


def decline_view(decision: Decision, t: Texts) -> View:
    """Asks for the reason of a decline."""
    control = Control(subject_id=decision.id, channel_id=decision.channel_id)
    blocks = [DECLINE_REASON.block(_TEXT, t)]
    return form_view(DECLINE_VIEW, control, blocks, t, title=t("decline-form-title"), submit=t("button-decline"))
