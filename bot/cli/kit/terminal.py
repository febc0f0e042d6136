"""Print Slack's messages on a terminal: the same builders, drawn with Rich."""

import html
import re
from typing import Any, Final

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from bot.blocks.kit.elements import Block, Message
from bot.blocks.kit.moments import in_one_zone
from bot.cli.kit.columns import column_widths, lines

_BOLD: Final = re.compile(r"(?<!\w)\*([^*\n]+)\*(?!\w)")
_PAGE: Final = re.compile(r"<(https://[^|>\s]+)\|([^>]*)>")

_FENCE: Final = "```"
"""Around source code."""


def show(message: Message, console: Console) -> None:
    """Print a message, without its buttons and selects."""
    if not message.blocks:
        _print(_styled(message.text), console)
    for block in message.blocks:
        _show_block(block, console)


def _show_block(block: Block, console: Console) -> None:
    match block["type"]:
        case "header":
            _print(Text(block["text"]["text"], "bold"), console)
        case "section":
            texts = [block["text"]] if "text" in block else block.get("fields", [])
            for text in texts:
                _print(_styled(text["text"]), console)
        case "context":
            for element in block["elements"]:
                _print(_styled(element["text"], "dim"), console)
        case "data_table":
            # Not the table's own title, which would be broken where the table ends.
            _print(Text(block["caption"], "italic"), console)
            console.print(_table(block, console.width))
        case "divider":
            console.rule()
        case _:
            pass


def _print(text: Text, console: Console) -> None:
    """Print without line breaks: the terminal breaks long lines itself, and a file keeps them whole."""
    console.print(text, soft_wrap=True)


def _table(block: Block, width: int) -> Table:
    header, *rows = block["rows"]
    table = Table()
    widths = column_widths([[_cell(cell) for cell in row] for row in block["rows"]], width)
    for index, cell in enumerate(header):
        numeric = bool(rows) and rows[0][index]["type"] == "raw_number"
        # Folded: Rich would truncate long words, such as an API's name, and Chinese sentences, which have no spaces.
        justify: JustifyMethod = "right" if numeric else "left"
        table.add_column(Text(cell["text"]), justify=justify, overflow="fold", width=widths[index])
    for row in rows:
        table.add_row(*(Text("\n".join(lines(_cell(cell), each))) for cell, each in zip(row, widths, strict=True)))
    return table


def _cell(cell: dict[str, Any]) -> str:
    return str(cell.get("text", cell.get("value", "")))


def _styled(mrkdwn: str, style: str = "") -> Text:
    """Slack's markup as styles, never as Rich's own markup: a nickname such as `[bold]` or `:cat:` stays unchanged."""
    mrkdwn = _PAGE.sub(r"\2 \1", in_one_zone(mrkdwn).removeprefix(_FENCE).removesuffix(_FENCE).strip("\n"))
    text = Text(style=style)
    after = 0
    for match in _BOLD.finditer(mrkdwn):
        text.append(html.unescape(mrkdwn[after : match.start()]))
        text.append(html.unescape(match[1]), "bold")
        after = match.end()
    return text.append(html.unescape(mrkdwn[after:]))
