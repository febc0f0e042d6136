"""`baselib ...`, from the command line itself."""

from collections.abc import Iterator

from bot.cli.commands import root
from bot.cli.kit.parser import Command, Option
from tools.reference.markdown import block, catalogs, page, text


def command_line() -> str:
    """Every command: what may be typed, and what it does in every language."""
    return page(
        "Command line",
        "The language is `BASELIB_LOCALE`, else the shell's. `--help` after a command explains its options. "
        "Exit status: 0 done, 1 a check failed or something could not be done, 2 wrong usage.",
        *(_section(name, command) for name, command in _commands(root(), "baselib")),
    )


def _commands(command: Command, name: str) -> Iterator[tuple[str, Command]]:
    if not command.below:
        yield name, command
    for word, below in command.below.items():
        yield from _commands(below, f"{name} {word}")


def _section(name: str, command: Command) -> str:
    """One command, as each language has it."""
    usage = " ".join([name, *map(_typed, command.options)])
    sentences = (texts(command.help) for texts in catalogs())
    return "\n\n".join([f"## {name.removeprefix('baselib ')}", block(usage), *map(text, sentences)])


def _typed(option: Option) -> str:
    """An option, in brackets if it may be left out."""
    value = option.word.removesuffix("...").lower()
    word = " ".join([*([] if option.is_argument else [option.name]), *([f"<{value}>"] if value else [])])
    more = "..." if option.many and option.is_argument else ""
    return f"{word}{more}" if option.required else f"[{word}{more}]"
