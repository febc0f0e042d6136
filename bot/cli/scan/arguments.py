"""Reads a command line with the standard library, and explains it in the reader's language."""

import argparse
import shutil
from collections.abc import Callable, Sequence
from typing import Any, Final

from bot.cli.scan.columns import lines
from bot.cli.scan.options import FOLDER, HELP, OPTIONS, Option

Say = Callable[[str], str]
"""A sentence by its key."""
_WIDEST: Final = 120


def parser_of_scan(say: Say) -> argparse.ArgumentParser:
    """Reads what follows `baselib scan`."""
    parser = new_parser("baselib scan", FOLDER.name, "cli-scan", say)
    parser.add_argument_group(say("cli-arguments")).add_argument(
        "folder", metavar=FOLDER.name, help=_escaped(say(FOLDER.help))
    )
    add_options(parser, (*OPTIONS, HELP), say)
    return parser


def new_parser(program: str, usage: str, help_key: str, say: Say) -> argparse.ArgumentParser:
    """Reads nothing yet."""

    class Layout(_Layout):
        prefix = f"{say('cli-usage')}: "

    return argparse.ArgumentParser(
        prog=program,
        usage=f"%(prog)s [{say('cli-options').lower()}] {usage}",
        description=_escaped(say(help_key)),
        formatter_class=Layout,
        add_help=False,
        allow_abbrev=False,
    )


def add_options(parser: argparse.ArgumentParser, options: Sequence[Option], say: Say) -> None:
    """Add options, with what they do."""
    group = parser.add_argument_group(say("cli-options"))
    for option in options:
        text = _escaped(say(option.help))
        if option == HELP:
            group.add_argument(option.name, action="help", help=text)
        elif option.value:
            group.add_argument(option.name, metavar=option.value, choices=option.choices or None, help=text)
        else:
            group.add_argument(option.name, action="store_true", help=text)


def _escaped(text: str) -> str:
    """A sentence in which nothing is to be filled in."""
    return text.replace("%", "%%")


class _Layout(argparse.HelpFormatter):
    """Help in columns, where a Chinese character is as wide as two others, and a line may end after it."""

    prefix = ""

    def __init__(self, prog: str, **options: Any) -> None:
        width = min(_WIDEST, shutil.get_terminal_size().columns) - 2
        super().__init__(prog, **{**options, "width": width, "max_help_position": 30})

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Add the first line, with its word for usage."""
        super().add_usage(usage, actions, groups, self.prefix if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return lines(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(f"{indent}{line}" for line in lines(text, width - len(indent)))
