"""The blocks of an answer as Slackbot takes them.

It drops all blocks of a result if one is of a type that it does not know, and its buttons call tools:
https://docs.slack.dev/ai/slackbot-mcp-client/returning-rich-responses
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from bot.blocks.kit import limits
from bot.blocks.kit.elements import actions, plain
from bot.blocks.kit.message import Block, Message
from bot.mcp.calls import Offer

ALLOWED: Final = frozenset(
    {"context", "divider", "header", "markdown", "rich_text", "section", "image", "table", "data_table"}
    | {"data_visualization"}
)
"""Those of Slackbot's that builders make; `actions` and `input` are left out, because their controls are Baselib's."""
_CHARTS: Final = 2
_ROWS: Final = 21
"""Rows of a table with its header."""
_VALUE: Final = 2_000
"""Characters of a button's value."""


def slack_blocks(message: Message, offers: Sequence[Offer] = ()) -> list[Block]:
    """The allowed blocks of a message, bounded, and buttons for further tools."""
    kept = list(_allowed(message.blocks))
    buttons = [actions(button) for button in map(_button, offers) if button]
    room = limits.BLOCKS - len(buttons)
    kept = kept[:room]
    while kept and limits.characters([*kept, *buttons]) > limits.CHARACTERS:
        kept.pop()
    return [*kept, *buttons]


def _allowed(blocks: Sequence[Block]) -> Iterator[Block]:
    charts = 0
    for block in blocks:
        if block["type"] not in ALLOWED:
            continue
        charts += block["type"] == "data_visualization"
        if block["type"] == "data_visualization" and charts > _CHARTS:
            continue
        if block["type"] in ("table", "data_table"):
            yield {**block, "rows": block["rows"][:_ROWS]}
        else:
            yield {name: part for name, part in block.items() if name not in ("accessory", "block_id")}


def _button(offer: Offer) -> dict[str, Any] | None:
    """A row of its own: two buttons of one tool must not share a block, because their ids are the same."""
    value = json.dumps(offer.arguments, ensure_ascii=False, separators=(",", ":"))
    if len(value) > _VALUE:
        return None
    text = plain(offer.text, limits.BUTTON_TEXT)
    return {"type": "button", "text": text, "action_id": f"tool:{offer.tool}", "value": value}
