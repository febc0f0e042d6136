"""The buttons with which people start a run, let it wait, and end it."""

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Element, button, confirm
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.rollout.evidence import FleetEvidence
from bot.domain.decisions.rollout.run import RunStatus
from bot.i18n import Texts


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
