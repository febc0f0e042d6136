"""Every layout block that Baselib sends, and its fields.

https://docs.slack.dev/reference/block-kit/blocks/

The blocks of a tool's result: what Slackbot shows; else it shows none of them.
https://docs.slack.dev/ai/slackbot-mcp-client/returning-rich-responses
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

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
    CHART_FIELDS,
    CHARTS_PER_MESSAGE,
    DATA_TABLE_FIELDS,
    DATA_TABLE_OPTIONS,
    DISPATCH_ACTION_CONFIG,
    IMAGE_ELEMENT,
    MULTI_SELECTS,
    PICKERS,
    PLACEHOLDER,
    RICH_TEXT_FIELDS,
    SECTION_ACCESSORIES,
    SELECTS,
    SLACK_FILE,
    TABLE_FIELDS,
    TABLE_OPTIONS,
    cell_characters,
    data_table_shape,
    element,
    mrkdwn_or_plain,
    plain_text,
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


def block(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *, rules: Sequence[Rule] = ()
) -> Check:
    """Return a layout block: like every one, it may name its `block_id` (255 characters)."""
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


ALLOWED: Final = frozenset({
    "context", "divider", "header", "markdown", "rich_text", "section", "image", "actions", "input",
    "data_table", "data_visualization", "table",
})  # fmt: skip
"""Of those that the sandbox has; Slack takes more."""
MOST_BLOCKS: Final = 50
_CHARACTERS: Final[Mapping[str, int]] = {"table": 10_000, "data_table": 20_000}
_ALL_TABLES: Final = 20_000
_LIST: Final = array(by_type({name: BLOCKS[name] for name in ALLOWED}), MOST_BLOCKS, least=0)


def refusal_of(blocks: object) -> str:
    """Why Slackbot shows none of them, with the first problems; empty when it shows them."""
    problems = list(_LIST(blocks, "/blocks"))
    if not problems and isinstance(blocks, list):
        problems = list(_totals(blocks))
    return "; ".join(map(str, problems[:3]))


def _totals(blocks: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    charts = [index for index, block in enumerate(blocks) if block["type"] == "data_visualization"]
    for index in charts[CHARTS_PER_MESSAGE:]:
        yield Problem(f"/blocks/{index}", f"more than {CHARTS_PER_MESSAGE} charts")
    all_tables = 0
    for index, block in enumerate(blocks):
        if block["type"] in _CHARACTERS:
            characters = cell_characters(block)
            all_tables += characters
            if characters > _CHARACTERS[block["type"]]:
                yield Problem(f"/blocks/{index}", "too many characters in a table")
    if all_tables > _ALL_TABLES:
        yield Problem("/blocks", "too many characters in all tables")
