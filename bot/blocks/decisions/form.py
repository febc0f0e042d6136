"""The forms of a proposal and of a decline."""

from datetime import date
from typing import Any, Final

from bot.blocks.decisions.status import LONGEST_REASON
from bot.blocks.fleet.fleet_text import fleet_name
from bot.blocks.kit.controls import DECLINE_VIEW, PROPOSE_FLEET_VIEW, PROPOSE_VIEW, READY, Control
from bot.blocks.kit.elements import Element, hinted, input_block, section
from bot.blocks.kit.limits import clean
from bot.blocks.kit.message import View
from bot.blocks.kit.modal import form_view
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.enclosed import GivenScan, typed_scan
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.errors import NoVerdict, StaleControl
from bot.i18n import Texts

REASON: Final = "decision-reason"
"""Name of the input, as `block_id`."""
PLANNED: Final = "decision-planned"
VERDICT: Final = "decision-verdict"
_LONGEST_VERDICT: Final = 1000
"""Characters; the line has some two hundred."""


def propose_view(program: Program, version: Version, channel_id: str, t: Texts) -> View:
    """Asks for what may be left out: the reason of a proposal, the planned day, and the verdict of a scan.

    Args:
        program: whose minimum.
        version: the minimum to propose.
        channel_id: the channel of the card.
        t: the person's language.
    """
    control = Control(appid=program.appid, version=version, channel_id=channel_id)
    reason = input_block(REASON, t("propose-form-reason"), _text()) | {"optional": True}
    verdict = {"type": "plain_text_input", "max_length": _LONGEST_VERDICT}
    blocks = [
        section(t("propose-form-text", program=program.name, version=version.text)),
        hinted(reason, t("propose-form-hint")),
        _optional(PLANNED, t("propose-form-planned"), {"type": "datepicker"}, t("propose-form-planned-hint")),
        _optional(VERDICT, t("propose-form-verdict"), verdict, t("propose-form-verdict-hint")),
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
    return _typed(view, REASON, "value").strip()[:LONGEST_REASON]


def read_planned(view: dict[str, Any]) -> date | None:
    """The planned day in a submitted form.

    Raises:
        StaleControl: not a form of Baselib's.
    """
    chosen = _typed(view, PLANNED, "selected_date", missing=True)
    try:
        return date.fromisoformat(chosen) if chosen else None
    except ValueError as error:
        raise StaleControl from error


def read_verdict(view: dict[str, Any], *, given_by: str) -> GivenScan | None:
    """The verdict of a scan in a submitted form.

    Raises:
        NoVerdict: what was typed is none.
        StaleControl: not a form of Baselib's.
    """
    return typed_scan(_typed(view, VERDICT, "value", missing=True), given_by=given_by)


def verdict_errors(error: NoVerdict, t: Texts) -> dict[str, str]:
    """The error below the verdict."""
    return {VERDICT: t.error(error, quote=clean)}


def _typed(view: dict[str, Any], name: str, key: str, *, missing: bool = False) -> str:
    """What is in an input; empty where nothing is, or, `missing`, where a form from before a release had no such one.

    Raises:
        StaleControl: not a form of Baselib's.
    """
    try:
        values = view["state"]["values"]
        typed = None if missing and name not in values else values[name][name].get(key)
    except (AttributeError, KeyError, TypeError) as error:
        raise StaleControl from error
    if not isinstance(typed, str | None):
        raise StaleControl
    return typed or ""


def _optional(name: str, label: str, element: Element, hint: str) -> Element:
    return hinted(input_block(name, label, element | {"action_id": name}) | {"optional": True}, hint)


def _text() -> Element:
    return {"type": "plain_text_input", "action_id": REASON, "multiline": True, "max_length": LONGEST_REASON}
