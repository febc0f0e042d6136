"""Buttons, menus and pickers.

https://docs.slack.dev/reference/block-kit/block-elements/
"""

from collections.abc import Mapping, Sequence

from bot.sandbox.slack.validation.check import (
    Check,
    Rule,
    array,
    boolean,
    integer,
    just_one_of,
    one_of,
    pattern,
    record,
    string,
    typed,
    url,
)
from bot.sandbox.slack.validation.objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    IMAGE_ELEMENT,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLAIN_OPTION,
    RICH_OPTION,
    initial_choice,
    options,
    plain_text,
)

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
DATETIMEPICKER = element(
    {}, {"initial_date_time": integer(1_000_000_000, 9_999_999_999), "confirm": CONFIRM, "focus_on_load": boolean}
)

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
    "channels_select": element({}, {**_PEOPLE, "initial_channel": string(), "response_url_enabled": boolean}),
}
"""Menus from which one thing is chosen."""

MULTI_SELECTS: Mapping[str, Check] = {
    "multi_static_select": element(
        {},
        {**_STATIC, **MANY, "initial_options": options(PLAIN_OPTION, 100)},
        rules=[just_one_of("options", "option_groups"), initial_choice],
    ),
    "multi_external_select": element({}, {**_EXTERNAL, **MANY, "initial_options": options(PLAIN_OPTION, 100)}),
    "multi_users_select": element({}, {**_PEOPLE, **MANY, "initial_users": array(string())}),
    "multi_conversations_select": element({}, {**_CONVERSATIONS, **MANY, "initial_conversations": array(string())}),
    "multi_channels_select": element({}, {**_PEOPLE, **MANY, "initial_channels": array(string())}),
}
"""Menus from which several things are chosen."""

_FEEDBACK = record({"text": plain_text(75), "value": string(2000)}, {"accessibility_label": string(75)})
FEEDBACK_BUTTONS = element({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK})
ICON_BUTTON = element(
    {"icon": one_of("trash"), "text": plain_text()},
    {
        "value": string(2000),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
        "visible_to_user_ids": array(string(), 10),
    },
)

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
    "datetimepicker": DATETIMEPICKER,
    **PICKERS,
    **SELECTS,
    **MULTI_SELECTS,
}
"""The elements allowed in an actions block."""
