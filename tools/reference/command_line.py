"""`baselib ...`, from the command line itself."""

from collections.abc import Iterator, Sequence
from typing import Any

from typer.main import get_command

from bot.cli.main import build
from bot.cli.scan.options import FOLDER, OPTIONS, Option
from tools.reference.markdown import block, catalogs, page, text


def command_line() -> str:
    """Every command: what may be typed, and what it does in every language."""
    result = [dict(_commands(get_command(build(texts)), "baselib")) for texts in catalogs()]
    return page(
        "Command line",
        "The language is `BASELIB_LOCALE`. `--help` after a command explains its options. "
        "Exit status: 0 done, 1 a check failed or something could not be done, 2 wrong usage.",
        *(_section(name, [commands[name] for commands in result]) for name in result[0]),
    )


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    if subcommands := getattr(command, "commands", None):
        for word, each in subcommands.items():
            yield from _commands(each, f"{name} {word}")
    else:
        yield name, command


def _section(name: str, command: Sequence[Any]) -> str:
    """One command, in each language."""
    own = name == "baselib scan"  # it reads what follows itself
    typed = [f"<{FOLDER.name.lower()}>", *map(_option, OPTIONS)] if own else map(_typed, command[0].params)
    usage = " ".join([name, *typed])
    return "\n\n".join([f"## {name.removeprefix('baselib ')}", block(usage), *(text(each.help) for each in command)])


def _option(option: Option) -> str:
    return f"[{option.name}{f' <{option.value.lower()}>' if option.value else ''}]"


def _typed(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        word = f"<{parameter.name}>" + ("..." if parameter.nargs != 1 else "")
    else:
        name = parameter.opts[0]
        word = name if parameter.is_flag else f"{name} <{name.removeprefix('--')}>"
    return word if parameter.required else f"[{word}]"
