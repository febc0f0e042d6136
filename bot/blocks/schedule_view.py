"""The form behind Change: weekday, time, zone and language of a channel's digest."""

from typing import Any, Final

from bot.blocks import limits
from bot.blocks.controls import DIGEST_SCHEDULE_VIEW, Control
from bot.blocks.limits import clean
from bot.blocks.message import Block, View
from bot.blocks.parts import Element, option, plain
from bot.domain.schedule import Schedule
from bot.domain.schedule_words import WEEKDAYS, parse_schedule
from bot.domain.subscription import Subscription
from bot.errors import BadSchedule, StaleControl
from bot.i18n import LOCALES, Texts

WEEKDAY: Final = "weekday"
TIME: Final = "time"
ZONE: Final = "zone"
LANGUAGE: Final = "language"
"""Names of the inputs, as `block_id` and as `action_id`; the first three are also the parts that BadSchedule names."""
_LONGEST_ZONE: Final = 64


def schedule_view(order: Subscription, t: Texts) -> View:
    """The form, filled with the order as it stands.

    https://docs.slack.dev/reference/views/modal-views/
    """
    schedule = order.schedule
    weekdays = [option(t.weekday(number), word) for number, word in enumerate(WEEKDAYS)]
    languages = [option(t(f"language-{locale}"), locale) for locale in LOCALES]
    spoken = LOCALES.index(order.locale) if order.locale in LOCALES else 0
    zone = {"type": "plain_text_input", "initial_value": schedule.zone, "max_length": _LONGEST_ZONE}
    return {
        "type": "modal",
        "callback_id": DIGEST_SCHEDULE_VIEW,
        "private_metadata": Control(subscription_id=order.id, channel_id=order.channel_id).encode(),
        "title": plain(t("schedule-title"), limits.MODAL_TITLE),
        "submit": plain(t("schedule-save"), limits.MODAL_TITLE),
        "close": plain(t("schedule-cancel"), limits.MODAL_TITLE),
        "blocks": [
            _input(WEEKDAY, t("schedule-weekday"), _select(weekdays, schedule.weekdays[0])),
            _input(TIME, t("schedule-time"), {"type": "timepicker", "initial_time": t.clock_time(schedule.at)}),
            _input(ZONE, t("schedule-zone"), zone, hint=t("schedule-zone-hint")),
            _input(LANGUAGE, t("schedule-language"), _select(languages, spoken)),
        ],
    }


def _select(options: list[Element], chosen: int) -> Element:
    return {"type": "static_select", "options": options, "initial_option": options[chosen]}


def _input(name: str, label: str, element: Element, *, hint: str = "") -> Block:
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, limits.INPUT_LABEL),
        "element": {**element, "action_id": name},
    }
    return {**block, "hint": plain(hint, limits.INPUT_LABEL)} if hint else block


def read_schedule_view(view: dict[str, Any]) -> tuple[Schedule, str]:
    """The schedule and the language that were sent.

    Raises:
        BadSchedule: a part cannot be read.
        StaleControl: not a form of ours.
    """
    try:
        values = view["state"]["values"]
        weekday = values[WEEKDAY][WEEKDAY]["selected_option"]["value"]
        at = values[TIME][TIME]["selected_time"]
        zone = values[ZONE][ZONE]["value"]
        locale = values[LANGUAGE][LANGUAGE]["selected_option"]["value"]
    except (KeyError, TypeError) as error:
        raise StaleControl from error
    if locale not in LOCALES:
        raise StaleControl
    return parse_schedule(str(weekday), str(at or ""), str(zone or "").strip()), locale


def schedule_errors(error: BadSchedule, t: Texts) -> dict[str, str]:
    """What Slack shows under the input that cannot be read; plain text, so without the marks of mrkdwn.

    https://docs.slack.dev/surfaces/modals/#displaying_errors
    """
    sentence = t.error(error, quote=clean).replace("`", "")
    return {str(error.params["part"]): sentence}
