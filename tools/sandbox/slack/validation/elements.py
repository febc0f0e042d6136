"""The buttons, menus and pickers that Baselib sends, and the objects that they are composed of.

https://docs.slack.dev/reference/block-kit/block-elements/

https://docs.slack.dev/reference/block-kit/composition-objects/
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tools.sandbox.slack.validation.check import (
    Check,
    Problem,
    Problems,
    Rule,
    array,
    at_least_one_of,
    boolean,
    by_type,
    integer,
    just_one_of,
    one_of,
    pattern,
    record,
    string,
    typed,
    unique,
    url,
)


def plain_text(most: int = 3000) -> Check:
    """A `plain_text` object."""
    return by_type({"plain_text": typed({"text": string(most)}, {"emoji": boolean})})


def mrkdwn_or_plain(most: int = 3000) -> Check:
    """A `plain_text` or `mrkdwn` object; the markup itself is not looked at."""
    return by_type(
        {
            "plain_text": typed({"text": string(most)}, {"emoji": boolean}),
            "mrkdwn": typed({"text": string(most)}, {"verbatim": boolean}),
        }
    )


PLAIN_OPTION = record({"text": plain_text(75), "value": string(150)}, {"description": plain_text(75)})
"""An option of a select menu."""
OVERFLOW_OPTION = record(
    {"text": plain_text(75), "value": string(150)}, {"description": plain_text(75), "url": url(3000)}
)
"""An option of an overflow menu: the only kind that may open a link."""
RICH_OPTION = record({"text": mrkdwn_or_plain(75), "value": string(150)}, {"description": mrkdwn_or_plain(75)})
"""An option of radio buttons or checkboxes: these may use markup."""


def options(option: Check, most: int, *, least: int = 1) -> Check:
    """A list of options whose values differ."""
    items = array(option, most, least=least)

    def check(value: object, at: str) -> Problems:
        found = list(items(value, at))
        yield from found
        if not found and isinstance(value, list):
            yield from unique([each["value"] for each in value], at, "option value")

    return check


OPTION_GROUP = record({"label": plain_text(75), "options": array(PLAIN_OPTION, 100)})
CONFIRM = record(
    {"title": plain_text(100), "text": mrkdwn_or_plain(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": one_of("primary", "danger")},
)
DISPATCH_ACTION_CONFIG = record(
    {}, {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)}
)
CONVERSATION_FILTER = record(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    rules=[at_least_one_of("include", "exclude_external_shared_channels", "exclude_bot_users")],
)
SLACK_FILE = record(
    {},
    {"id": pattern(r"F[A-Z0-9]{8,}", "invalid slack file"), "url": url(3000)},
    rules=[just_one_of("id", "url")],
)
"""A Slack file, by id or by URL; the caller checks whether it exists and is ready."""
IMAGE_ELEMENT = typed(
    {"alt_text": string(2000)},
    {"image_url": url(3000), "slack_file": SLACK_FILE},
    rules=[just_one_of("image_url", "slack_file")],
)


def initial_choice(value: Mapping[str, Any], at: str) -> Problems:
    """A rule: whatever is chosen at first is among the options."""
    groups = value.get("option_groups") or []
    offered = list(value.get("options") or []) + [option for group in groups for option in group["options"]]
    if not offered:
        return
    chosen = [("initial_option", value[name]) for name in ("initial_option",) if name in value]
    chosen += [("initial_options", each) for each in value.get("initial_options", [])]
    for name, option in chosen:
        if option not in offered:
            yield Problem(f"{at}/{name}", "initial option must be one of the options")


DATE = pattern(r"\d{4}-\d{2}-\d{2}", "must be a date as YYYY-MM-DD")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "must be a time as HH:mm")
PLACEHOLDER: Mapping[str, Check] = {"placeholder": plain_text(150), "focus_on_load": boolean}
MANY: Mapping[str, Check] = {"max_selected_items": integer(1)}


def element(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *, rules: Sequence[Rule] = ()
) -> Check:
    """An interactive element: like every one, it may name its `action_id` (255 characters)."""
    return typed(required, {"action_id": string(255), **(optional or {})}, rules=rules)


BUTTON = element(
    {"text": plain_text(75)},
    {
        "url": url(3000),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
OVERFLOW = element({"options": options(OVERFLOW_OPTION, 5)}, {"confirm": CONFIRM})
RADIO_BUTTONS = element(
    {"options": options(RICH_OPTION, 10)},
    {"initial_option": RICH_OPTION, "confirm": CONFIRM, "focus_on_load": boolean},
    rules=[initial_choice],
)
CHECKBOXES = element(
    {"options": options(RICH_OPTION, 10)},
    {"initial_options": options(RICH_OPTION, 10), "confirm": CONFIRM, "focus_on_load": boolean},
    rules=[initial_choice],
)
DATEPICKER = element({}, {"initial_date": DATE, "confirm": CONFIRM, **PLACEHOLDER})
TIMEPICKER = element({}, {"initial_time": TIME, "confirm": CONFIRM, "timezone": string(), **PLACEHOLDER})

_STATIC: Mapping[str, Check] = {
    "options": options(PLAIN_OPTION, 100),
    "option_groups": array(OPTION_GROUP, 100),
    "confirm": CONFIRM,
    **PLACEHOLDER,
}
_EXTERNAL: Mapping[str, Check] = {"min_query_length": integer(0), "confirm": CONFIRM, **PLACEHOLDER}
_CONVERSATIONS: Mapping[str, Check] = {
    "default_to_current_conversation": boolean,
    "filter": CONVERSATION_FILTER,
    "confirm": CONFIRM,
    **PLACEHOLDER,
}
_PEOPLE: Mapping[str, Check] = {"confirm": CONFIRM, **PLACEHOLDER}

SELECTS: Mapping[str, Check] = {
    "static_select": element(
        {}, {**_STATIC, "initial_option": PLAIN_OPTION}, rules=[just_one_of("options", "option_groups"), initial_choice]
    ),
    "external_select": element({}, {**_EXTERNAL, "initial_option": PLAIN_OPTION}),
    "users_select": element({}, {**_PEOPLE, "initial_user": string()}),
    "conversations_select": element(
        {}, {**_CONVERSATIONS, "initial_conversation": string(), "response_url_enabled": boolean}
    ),
}
"""Menus from which one thing is chosen."""

MULTI_SELECTS: Mapping[str, Check] = {
    "multi_static_select": element(
        {},
        {**_STATIC, **MANY, "initial_options": options(PLAIN_OPTION, 100)},
        rules=[just_one_of("options", "option_groups"), initial_choice],
    ),
    "multi_external_select": element({}, {**_EXTERNAL, **MANY, "initial_options": options(PLAIN_OPTION, 100)}),
}
"""Menus from which several things are chosen."""

PICKERS: Mapping[str, Check] = {
    "checkboxes": CHECKBOXES,
    "datepicker": DATEPICKER,
    "radio_buttons": RADIO_BUTTONS,
    "timepicker": TIMEPICKER,
}
SECTION_ACCESSORIES: Mapping[str, Check] = {
    "button": BUTTON,
    "image": IMAGE_ELEMENT,
    "overflow": OVERFLOW,
    **PICKERS,
    **SELECTS,
    **MULTI_SELECTS,
}
"""The elements allowed beside a section's text."""
ACTIONS_ELEMENTS: Mapping[str, Check] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    **PICKERS,
    **SELECTS,
    **MULTI_SELECTS,
}
"""The elements allowed in an actions block."""
