"""The buttons with which people start a run, let it wait, end it, and roll back what it set."""

from collections import Counter
from typing import Final

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Element, actions, button, confirm, context, message, section
from bot.blocks.kit.message import Message
from bot.blocks.kit.names import bold
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.evidence import FleetEvidence
from bot.domain.decisions.rollout.run import RunStatus
from bot.domain.decisions.rollout.running import BackDraft
from bot.i18n import Texts

_NAMED: Final = 3
"""Former minimums that the preview of a roll-back names."""


def how_now_lines(fleet: FleetEvidence, settable: int | None, t: Texts) -> list[str]:
    """How Baselib sets the programs of an approved decision, or what must be done first.

    Args:
        settable: how many of them Baselib may set; None where its operator lets it set none at all.
    """
    if settable is None:
        return []
    if not settable:
        return [t("rollout-opt-in-first")]
    partly = [t("rollout-how-partly", count=settable)] if settable < fleet.programs else []
    return [t("rollout-how-now"), *partly]


def start_button(decision: Decision, settable: int, t: Texts) -> Element:
    """Has Baselib set the programs that it may set, after a question."""
    text = t("rollout-start-text", version=decision.version.text, count=settable)
    sure = confirm(t("rollout-start-title"), text, t("button-rollout-start"), t("off-no"))
    control = Control(subject_id=decision.id)
    return button(t("button-rollout-start"), controls.ROLLOUT_START, control, style="primary") | {"confirm": sure}


def run_buttons(decision: Decision, t: Texts) -> list[Element]:
    """What admins can do with a run; nothing once it has ended."""
    run, control = decision.active_run, Control(subject_id=decision.id)
    if run is None or run.status is RunStatus.ENDED:
        return []
    going = run.status is RunStatus.RUNNING
    first = (
        button(t("button-rollout-pause"), controls.ROLLOUT_PAUSE, control)
        if going
        else button(t("button-rollout-resume"), controls.ROLLOUT_RESUME, control, style="primary")
    )
    sure = confirm(t("rollout-end-title"), t("rollout-end-text"), t("button-rollout-end"), t("off-no"))
    end = button(t("button-rollout-end"), controls.ROLLOUT_END, control, style="danger") | {"confirm": sure}
    return [first, end]


def back_message(draft: BackDraft, t: Texts, *, changed: bool = False) -> Message:
    """What a roll-back of many would do, for the admin alone, with the button that begins it.

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
    begin = button(t("button-roll-back-all", count=len(back)), controls.DECISION_ROLL_BACK, control, style="danger")
    blocks = [section(bold(title), *lines), context(t("rollout-back-how")), actions(begin)]
    return message(title, blocks)
