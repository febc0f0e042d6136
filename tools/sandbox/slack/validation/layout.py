"""Every layout block that Baselib sends, and its fields.

https://docs.slack.dev/reference/block-kit/blocks/
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
    string,
    typed,
    url,
)
from tools.sandbox.slack.validation.elements import (
    ACTIONS_ELEMENTS,
    DISPATCH_ACTION_CONFIG,
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
from tools.sandbox.slack.validation.tables import (
    CHART_FIELDS,
    DATA_TABLE_FIELDS,
    DATA_TABLE_OPTIONS,
    RICH_TEXT_FIELDS,
    TABLE_FIELDS,
    TABLE_OPTIONS,
    data_table_shape,
)

_TEXT: Mapping[str, Check] = {"dispatch_action_config": DISPATCH_ACTION_CONFIG, **PLACEHOLDER}


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
}
"""The check of each type of block, wherever it is allowed."""
