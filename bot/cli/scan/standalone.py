"""`baselib` of the package with `scan` alone."""

from collections.abc import Sequence
from typing import Final

from bot.cli.completion import Shell, Word, script
from bot.cli.output import print_text
from bot.cli.scan.arguments import Say, add_options, new_parser
from bot.cli.scan.options import HELP, Option, option_words
from bot.lib.version import installed_version

_VERSION: Final = Option("--version", "cli-version")
_COMPLETION: Final = Option("--completion", "cli-completion", "SHELL", tuple(shell.value for shell in Shell))
_OPTIONS: Final = (_VERSION, _COMPLETION, HELP)


def run_alone(typed: Sequence[str], say: Say) -> None:
    """Everything but `scan` itself.

    Raises:
        SystemExit: something else was typed, or help was asked for.
    """
    parser = new_parser("baselib", "scan …", "cli", say)
    commands = parser.add_argument_group(say("cli-commands"))
    commands.add_argument("scan", nargs="?", choices=("scan",), metavar="scan", help=say("cli-scan"))
    add_options(parser, _OPTIONS, say)
    chosen = parser.parse_args(typed)
    if chosen.version:
        print_text(installed_version())
    elif chosen.completion:
        print_text(script(Shell(chosen.completion), words(say)).rstrip())
    else:
        parser.print_help()
        parser.exit(2)


def words(say: Say) -> dict[str, list[Word]]:
    """What may follow, by its path."""
    options = [Word(option.name, say(option.help)) for option in _OPTIONS]
    return {"": [Word("scan", say("cli-scan"), is_command=True), *options], "scan": option_words(say)}
