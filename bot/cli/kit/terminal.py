"""Print Slack's messages on a terminal: the same builders, drawn with Rich."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from rich.console import Console, JustifyMethod
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot.blocks.kit.elements import Block, Message
from bot.blocks.kit.limits import in_one_zone
from bot.cli.kit.parser import column_widths, lines
from bot.i18n import Texts

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


_TENTHS: Final = 10


class ProgressBar:
    """A bar on a terminal; elsewhere a line for every tenth of the way."""

    def __init__(self, console: Console, bars: Progress | None, texts: Texts) -> None:
        self._console = console
        self._bars = bars
        self._texts = texts
        self._tasks: dict[str, TaskID] = {}
        self._tenths: dict[str, int] = {}

    def show(self, name: str, *, done: int, total: int, failed: int) -> None:
        """Show the progress of `name`. Cheap enough for every single step."""
        if self._bars is not None:
            self._draw(self._bars, name, done, total, failed)
        elif total and (tenth := done * _TENTHS // total) != self._tenths.get(name, 0):
            self._tenths[name] = tenth
            self._console.print(self._line(name, done, total, failed), soft_wrap=True, markup=False)

    def _draw(self, bars: Progress, name: str, done: int, total: int, failed: int) -> None:
        if name not in self._tasks:
            self._tasks[name] = bars.add_task(escape(name), failed="")
        shown = self._texts("upkeep-failed", count=failed) if failed else ""
        bars.update(self._tasks[name], completed=done, total=total, failed=shown)

    def _line(self, name: str, done: int, total: int, failed: int) -> str:
        return self._texts("upkeep-step", name=name, done=done, total=total, failed=failed)


@contextmanager
def progress_bar(texts: Texts) -> Iterator[ProgressBar]:
    """Yield a bar on standard error: standard output holds only the answer."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield ProgressBar(console, None, texts)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}"),
    )
    with Progress(*columns, console=console) as bars:
        yield ProgressBar(console, bars, texts)
