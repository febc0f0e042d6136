"""The forms of a proposal and of a decline."""

from typing import Any, Final

from bot.blocks.decisions.status import LONGEST_REASON
from bot.blocks.fleet.fleet_text import fleet_name
from bot.blocks.kit.controls import DECLINE_VIEW, PROPOSE_FLEET_VIEW, PROPOSE_VIEW, READY, Control
from bot.blocks.kit.elements import Element, hinted, input_block, section
from bot.blocks.kit.message import View
from bot.blocks.kit.modal import form_view
from bot.domain.decisions.decision import Decision
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.errors import StaleControl
from bot.i18n import Texts

REASON: Final = "decision-reason"
"""Name of the input, as `block_id`."""


def propose_view(program: Program, version: Version, channel_id: str, t: Texts) -> View:
    """Asks for the reason of a proposal, which may be left out.

    Args:
        program: whose minimum.
        version: the minimum to propose.
        channel_id: the channel of the card.
        t: the person's language.
    """
    control = Control(appid=program.appid, version=version, channel_id=channel_id)
    reason = input_block(REASON, t("propose-form-reason"), _text()) | {"optional": True}
    blocks = [
        section(t("propose-form-text", program=program.name, version=version.text)),
        hinted(reason, t("propose-form-hint")),
    ]
    return form_view(PROPOSE_VIEW, control, blocks, t, title=t("propose-form-title"), submit=t("button-propose"))


def propose_fleet_view(control: Control, t: Texts) -> View:
    """Asks for the reason of a proposal for many programs, which may be left out.

    Args:
        control: the version, the tag as `text`, and `READY` as `only` where just programs that keep 99 % are meant.
        t: the person's language.
    """
    version = control.version.text if control.version else ""
    ready = "yes" if control.only == READY else "no"
    reason = input_block(REASON, t("propose-form-reason"), _text()) | {"optional": True}
    blocks = [
        section(t("propose-fleet-text", fleet=fleet_name(control.text, t), version=version, ready=ready)),
        hinted(reason, t("propose-form-hint")),
    ]
    return form_view(PROPOSE_FLEET_VIEW, control, blocks, t, title=t("propose-form-title"), submit=t("button-propose"))


def decline_view(decision: Decision, t: Texts) -> View:
    """Asks for the reason of a decline."""
    control = Control(subscription_id=decision.id, channel_id=decision.channel_id)
    blocks = [hinted(input_block(REASON, t("decline-form-reason"), _text()), t("decline-form-hint"))]
    return form_view(DECLINE_VIEW, control, blocks, t, title=t("decline-form-title"), submit=t("button-decline"))


def read_reason(view: dict[str, Any]) -> str:
    """The reason in a submitted form.

    Raises:
        StaleControl: not a form of Baselib's.
    """
    try:
        typed = view["state"]["values"][REASON][REASON].get("value")
    except (AttributeError, KeyError, TypeError) as error:
        raise StaleControl from error
    if not isinstance(typed, str | None):
        raise StaleControl
    return (typed or "").strip()[:LONGEST_REASON]


def _text() -> Element:
    return {"type": "plain_text_input", "action_id": REASON, "multiline": True, "max_length": LONGEST_REASON}
