"""`baselib ...`, from the command line itself."""

from collections.abc import Iterator
from itertools import starmap
from typing import Any

from typer.main import get_command

from bot.cli import build
from tests.reference.markdown import LANGUAGES, both, code, fenced, page, table, text


def command_line() -> str:
    """Every command with its arguments and options, explained in both languages."""
    english, chinese = (dict(_commands(get_command(build(texts)), "baselib")) for texts in both())
    return page(
        "Command line",
        "The language is that of `BASELIB_LOCALE`, and each command has `--help`. "
        "Exit status: 0 done, 1 a check failed or something could not be done, 2 wrong usage.",
        *(_section(name, command, chinese[name]) for name, command in english.items()),
    )


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    if subcommands := getattr(command, "commands", None):
        for word, each in subcommands.items():
            yield from _commands(each, f"{name} {word}")
    else:
        yield name, command


def _section(name: str, command: Any, translated: Any) -> str:
    parts = [
        f"## {name}",
        fenced(" ".join([name, *map(_typed, command.params)])),
        text(command.help),
        text(translated.help),
    ]
    if explained := [(each, other) for each, other in zip(command.params, translated.params, strict=True) if each.help]:
        parts.append(table(["typed", *LANGUAGES.values()], starmap(_row, explained)))
    return "\n\n".join(parts)


def _row(parameter: Any, translated: Any) -> list[str]:
    return [code(_word(parameter)), text(parameter.help), text(translated.help)]


def _typed(parameter: Any) -> str:
    word = _word(parameter)
    return word if parameter.required else f"[{word}]"


def _word(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"<{parameter.name}>" + ("..." if parameter.nargs != 1 else "")
    value = "" if parameter.is_flag else f" <{parameter.opts[0].removeprefix('--')}>"
    return f"{parameter.opts[0]}{value}"
