"""Shows on a terminal the messages that Slack shows: the same builders, drawn with Rich."""

import html
import re
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.blocks.message import Block, Message

_BOLD: Final = re.compile(r"(?<!\w)\*([^*\n]+)\*(?!\w)")
_LINK: Final = re.compile(r"<(https?://[^|>]+)\|([^>]+)>")


def show(message: Message, console: Console) -> None:
    """Print a message; buttons and selects have no place here."""
    if not message.blocks:
        console.print(_marked_up(message.text))
    for block in message.blocks:
        _show_block(block, console)


def _show_block(block: Block, console: Console) -> None:
    match block["type"]:
        case "header":
            console.print(f"[bold]{escape(block['text']['text'])}[/bold]")
        case "section":
            texts = [block["text"]] if "text" in block else block.get("fields", [])
            for text in texts:
                console.print(_marked_up(text["text"]))
        case "context":
            for element in block["elements"]:
                console.print(f"[dim]{_marked_up(element['text'])}[/dim]")
        case "data_table":
            console.print(_table(block))
        case "divider":
            console.rule()
        case _:
            pass


def _table(block: Block) -> Table:
    header, *rows = block["rows"]
    table = Table(title=escape(block["caption"]), title_justify="left")
    for index, cell in enumerate(header):
        numeric = bool(rows) and rows[0][index]["type"] == "raw_number"
        table.add_column(escape(cell["text"]), justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(_cell(cell) for cell in row))
    return table


def _cell(cell: dict[str, Any]) -> str:
    return escape(str(cell.get("text", cell.get("value", ""))))


def _marked_up(mrkdwn: str) -> str:
    """Slack's markup as Rich's."""
    plain = _LINK.sub(r"\2 (\1)", mrkdwn)
    return _BOLD.sub(r"[bold]\1[/bold]", escape(html.unescape(plain)))
