"""The form that changes an alert's condition and program."""

from dataclasses import dataclass
from typing import Any, Final

from bot.blocks.alerts.alert_text import about
from bot.blocks.kit.controls import ALERT_VIEW, HOME, Control
from bot.blocks.kit.elements import Element, hinted, input_block, option
from bot.blocks.kit.limits import clean
from bot.blocks.kit.message import View
from bot.blocks.kit.modal import form_view
from bot.blocks.programs.picker import program_select
from bot.domain.alerts.alert import Alert, Condition
from bot.domain.alerts.parse import LONGEST, parse_condition
from bot.domain.programs.labels import FLEET_WORDS
from bot.domain.programs.program import Program
from bot.errors import BotError, StaleControl
from bot.i18n import Texts

CONDITION: Final = "alert-condition"
ABOUT: Final = "alert-about"
"""Names of the inputs, as `block_id`."""
_FLEET: Final = "*"
"""The choice of `ABOUT` for the fleet; never an AppID."""


@dataclass(frozen=True, slots=True)
class AlertForm:
    """The values of the form."""

    condition: Condition
    appid: str
    """Empty: every program."""


def alert_view(alert: Alert, program: Program | None, t: Texts, *, home: bool = False) -> View:
    """The form, filled with the current alert.

    Args:
        alert: the alert; the form carries its mark.
        program: its program; None for every program, or when it does not exist in the channel.
        t: the person's language.
        home: whether it was opened on a Home tab.
    """
    control = Control(
        subscription_id=alert.id, channel_id=alert.channel_id, choice=HOME if home else "", text=alert.mark
    )
    words = {
        "type": "plain_text_input",
        "action_id": CONDITION,
        "initial_value": alert.condition.words,
        "max_length": LONGEST,
    }
    programs = program_select(t("pick-placeholder"), ABOUT, program)
    if alert.fleet:
        programs |= {"initial_option": _fleet(t)}
    blocks = [
        hinted(input_block(CONDITION, t("alert-form-condition"), words), t("alert-form-hint")),
        hinted(input_block(ABOUT, t("alert-form-about"), programs), t("alert-form-about-hint")),
    ]
    title = t("alert-form-title", number=str(alert.number))
    return form_view(ALERT_VIEW, control, blocks, t, title=title, submit=t("schedule-save"))


def fleet_choice(typed: str, t: Texts) -> list[Element]:
    """The choice for all programs, if it matches the text typed into the select."""
    words = (about(None, t), *FLEET_WORDS)
    return [_fleet(t)] if any(typed.casefold() in word.casefold() for word in words) else []


def read_alert_view(view: dict[str, Any]) -> AlertForm:
    """Read the submitted form.

    Raises:
        BadAlert, BadPercent, BadVersion: not a condition.
        StaleControl: not a form of Baselib's.
    """
    try:
        values = view["state"]["values"]
        typed = str(values[CONDITION][CONDITION]["value"] or "")
        chosen = str(values[ABOUT][ABOUT]["selected_option"]["value"])
    except (KeyError, TypeError) as error:
        raise StaleControl from error
    return AlertForm(parse_condition(typed), "" if chosen == _FLEET else chosen)


def alert_errors(error: BotError, t: Texts) -> dict[str, str]:
    """The error below the condition, in plain text without mrkdwn marks.

    https://docs.slack.dev/surfaces/modals/#displaying_errors
    """
    return {CONDITION: t.error(error, quote=clean).replace("`", "")}


def _fleet(t: Texts) -> Element:
    return option(about(None, t), _FLEET)
