"""Completion for shells: a script that holds every command and option, so that a press of Tab starts no Python."""

import shtab

from bot.cli.commands import root
from bot.cli.kit.parser import Parser
from bot.cli.output import print_text
from bot.i18n import Texts


def complete(texts: Texts, *, shell: str) -> None:
    """Print the script that a shell reads at its start."""
    parser = Parser(root(), texts, prog="baselib").grown(whole=True)
    for action in parser.files:
        action.complete = shtab.FILE  # type: ignore[attr-defined]  # what shtab looks for
    print_text(shtab.complete(parser, shell))
