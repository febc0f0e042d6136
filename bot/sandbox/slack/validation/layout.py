"""Every layout block and its fields.

https://docs.slack.dev/reference/block-kit/blocks/
"""

import decimal
from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.slack.validation.check import (
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
    record,
    string,
    typed,
    unique,
    url,
)
from bot.sandbox.slack.validation.elements import (
    ACTIONS_ELEMENTS,
    BUTTON,
    DATETIMEPICKER,
    DISPATCH_ACTION_CONFIG,
    FEEDBACK_BUTTONS,
    ICON_BUTTON,
    IMAGE_ELEMENT,
    MULTI_SELECTS,
    PICKERS,
    PLACEHOLDER,
    SECTION_ACCESSORIES,
    SELECTS,
    SLACK_FILE,
    element,
    mrkdwn_or_plain,
    plain_text,
)
from bot.sandbox.slack.validation.tables import (
    CHART_FIELDS,
    DATA_TABLE_FIELDS,
    DATA_TABLE_OPTIONS,
    RICH_TEXT,
    RICH_TEXT_FIELDS,
    TABLE_FIELDS,
    TABLE_OPTIONS,
    data_table_shape,
)

_TEXT: Mapping[str, Check] = {"dispatch_action_config": DISPATCH_ACTION_CONFIG, **PLACEHOLDER}


def _numeric(value: object, at: str) -> Problems:
    try:
        decimal.Decimal(value if isinstance(value, str) else "not a string")
    except decimal.InvalidOperation:
        yield Problem(at, "must be a number in a string")


def _lengths_agree(value: Mapping[str, Any], at: str) -> Problems:
    least, most = value.get("min_length", 0), value.get("max_length", 3000)
    if least > most:
        yield Problem(at, "min_length must be less than or equal to max_length")
    if not least <= len(value.get("initial_value", "")) <= most and "initial_value" in value:
        yield Problem(f"{at}/initial_value", "must respect min_length and max_length")


_INPUT_ELEMENTS: Mapping[str, Check] = {
    "plain_text_input": element(
        {},
        {
            "initial_value": string(3000, least=0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
            **_TEXT,
        },
        rules=[_lengths_agree],
    ),
    "email_text_input": element({}, {"initial_value": string(), **_TEXT}),
    "url_text_input": element({}, {"initial_value": url(), **_TEXT}),
    "number_input": element(
        {"is_decimal_allowed": boolean},
        {"initial_value": _numeric, "min_value": _numeric, "max_value": _numeric, **_TEXT},
    ),
    "rich_text_input": element({}, {"initial_value": RICH_TEXT, **_TEXT}),
    "file_input": element({}, {"filetypes": array(string()), "max_files": integer(1, 10)}),
    "datetimepicker": DATETIMEPICKER,
    **PICKERS,
    **SELECTS,
    **MULTI_SELECTS,
}
"""The elements allowed in an input block."""


def block(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *, rules: Sequence[Rule] = ()
) -> Check:
    """A layout block: like every one, it may name its `block_id` (255 characters)."""
    return typed(required, {"block_id": string(255), **(optional or {})}, rules=rules)


_CONTEXT_ELEMENT = by_type(
    {
        "image": IMAGE_ELEMENT,
        "mrkdwn": mrkdwn_or_plain(),
        "plain_text": mrkdwn_or_plain(),
    }
)
_ICON = by_type({"image": IMAGE_ELEMENT})


def _collapsing(value: Mapping[str, Any], at: str) -> Problems:
    collapsible = value.get("is_collapsible", False)
    if value.get("default_collapsed") and not collapsible:
        yield Problem(f"{at}/default_collapsed", "requires is_collapsible")
    if value.get("has_header_divider") and collapsible:
        yield Problem(f"{at}/has_header_divider", "is only valid on a container that does not collapse")


def _child(value: object, at: str) -> Problems:
    yield from by_type({name: BLOCKS[name] for name in CONTAINER_CHILDREN})(value, at)


def _card(value: object, at: str) -> Problems:
    yield from by_type({"card": BLOCKS["card"]})(value, at)


_TASK_OPTIONS: Mapping[str, Check] = {
    "details": RICH_TEXT,
    "output": RICH_TEXT,
    "sources": array(by_type({"url": typed({"url": url(), "text": string()})})),
}
_TASK = record(
    {
        "task_id": string(),
        "title": string(),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    _TASK_OPTIONS,
)


def _task_ids(value: Mapping[str, Any], at: str) -> Problems:
    yield from unique([task["task_id"] for task in value["tasks"]], f"{at}/tasks", "task_id")


CONTAINER_CHILDREN = ("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table")

BLOCKS: Mapping[str, Check] = {
    "section": block(
        {},
        {
            "text": mrkdwn_or_plain(3000),
            "fields": array(mrkdwn_or_plain(2000), 10),
            "accessory": by_type(SECTION_ACCESSORIES),
            "expand": boolean,
        },
        rules=[at_least_one_of("text", "fields")],
    ),
    "header": block({"text": plain_text(150)}),
    "context": block({"elements": array(_CONTEXT_ELEMENT, 10)}),
    "actions": block({"elements": array(by_type(ACTIONS_ELEMENTS), 25)}),
    "divider": block({}),
    "image": block(
        {"alt_text": string(2000)},
        {"title": plain_text(2000), "image_url": url(3000), "slack_file": SLACK_FILE},
        rules=[just_one_of("image_url", "slack_file")],
    ),
    "input": block(
        {"label": plain_text(2000), "element": by_type(_INPUT_ELEMENTS)},
        {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": block(RICH_TEXT_FIELDS),
    "markdown": block({"text": string(12_000)}),
    "table": block(TABLE_FIELDS, TABLE_OPTIONS),
    "data_table": block(DATA_TABLE_FIELDS, DATA_TABLE_OPTIONS, rules=[data_table_shape]),
    "data_visualization": block(CHART_FIELDS),
    "alert": block({"text": mrkdwn_or_plain(200)}, {"level": one_of("default", "info", "warning", "error", "success")}),
    "card": block(
        {},
        {
            "hero_image": _ICON,
            "icon": _ICON,
            "title": mrkdwn_or_plain(150),
            "subtitle": mrkdwn_or_plain(150),
            "body": mrkdwn_or_plain(200),
            "subtext": mrkdwn_or_plain(200),
            "actions": array(by_type({"button": BUTTON}), 3),
        },
        rules=[at_least_one_of("hero_image", "title", "actions", "body")],
    ),
    "carousel": block({"elements": array(_card, 10)}),
    "container": block(
        {"child_blocks": array(_child, 10)},
        {
            "title": plain_text(150),
            "rich_text_title": RICH_TEXT,
            "subtitle": mrkdwn_or_plain(150),
            "width": one_of("narrow", "standard", "wide", "full"),
            "icon": _ICON,
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
        rules=[just_one_of("title", "rich_text_title"), _collapsing],
    ),
    "context_actions": block(
        {"elements": array(by_type({"feedback_buttons": FEEDBACK_BUTTONS, "icon_button": ICON_BUTTON}), 5)}
    ),
    "task_card": block(
        {"task_id": string(), "title": string(), "status": one_of("in_progress", "complete", "error")},
        _TASK_OPTIONS,
    ),
    "plan": block({"title": string(), "tasks": array(_TASK, 50)}, rules=[_task_ids]),
}
"""The check of each type of block, wherever it is allowed."""
