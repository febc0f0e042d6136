"""A message in simpler blocks, for when Slack refuses it (`invalid_blocks`)."""

import unicodedata
from typing import Final

from bot.blocks.kit import limits
from bot.blocks.kit.elements import Block, Cell, Message, context
from bot.blocks.kit.limits import escape

_CHART: Final = "data_visualization"
_DATA_TABLE: Final = "data_table"
_FENCE: Final = "```"


def simpler(message: Message) -> list[Message]:
    """Return the fallbacks, in order: without the chart, with the older `table` block, as text alone."""
    ladder = []
    blocks = [block for block in message.blocks if block["type"] != _CHART]
    if len(blocks) < len(message.blocks):
        ladder.append(Message(message.text, blocks))
    if any(block["type"] == _DATA_TABLE for block in blocks):
        ladder.append(Message(message.text, [part for block in blocks for part in _with_table(block)]))
    if message.blocks:
        ladder.append(Message(_text(message)))
    return ladder


def _with_table(block: Block) -> list[Block]:
    """Return a `data_table` as a `table`, which has no caption.

    https://docs.slack.dev/reference/block-kit/blocks/table-block/
    """
    if block["type"] != _DATA_TABLE:
        return [block]
    rows = block["rows"][: limits.PLAIN_TABLE_ROWS]
    settings = [{"align": "right" if _numeric(rows, column) else "left"} for column in range(len(rows[0]))]
    cells = [[{"type": "raw_text", "text": cell["text"]} for cell in row] for row in rows]
    return [context(block["caption"]), {"type": "table", "column_settings": settings, "rows": cells}]


def _text(message: Message) -> str:
    """Return the headline and, if it fits, the table as a code block."""
    table = next((block for block in message.blocks if block["type"] == _DATA_TABLE), None)
    if table is None:
        return message.text
    lines: list[str] = []
    room = limits.SECTION_TEXT - len(message.text) - 2 * len(_FENCE) - 3
    for line in _aligned(table["rows"]):
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    return "\n".join([message.text, _FENCE, *lines, _FENCE]) if lines else message.text


def _aligned(rows: list[list[Cell]]) -> list[str]:
    columns = range(len(rows[0]))
    widths = [max(_width(row[column]["text"]) for row in rows) for column in columns]
    right = [_numeric(rows, column) for column in columns]
    return [
        escape(
            "  ".join(_padded(row[column]["text"], widths[column], right=right[column]) for column in columns)
        ).rstrip()
        for row in rows
    ]


def _numeric(rows: list[list[Cell]], column: int) -> bool:
    return all(row[column]["type"] == "raw_number" for row in rows[1:])


def _width(text: str) -> int:
    """Return the width of a text: Chinese characters take two columns in a fixed-width font."""
    return sum(2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1 for char in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
