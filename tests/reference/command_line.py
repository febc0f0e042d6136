"""`baselib ...`, from the command line itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from typer.main import get_command

from bot.cli import build
from tests.reference.markdown import catalogs, code, entry, fenced, page, text

_COMMON: Final = 3
"""What so many commands take alike is explained once."""


def command_line() -> str:
    """Every command with its arguments and options, explained in every language."""
    told = [dict(_commands(get_command(build(texts)), "baselib")) for texts in catalogs()]
    every = [[commands[name] for commands in told] for name in told[0]]
    explained = Counter(line for commands in every for line in _parameters(commands))
    common = [line for line, times in explained.items() if times >= _COMMON]
    return page(
        "Command line",
        "The language is that of `BASELIB_LOCALE`, and each command has `--help`. "
        "Exit status: 0 done, 1 a check failed or something could not be done, 2 wrong usage.",
        "Several commands take:",
        "\n".join(common),
        *(_section(name, commands, common) for name, commands in zip(told[0], every, strict=True)),
    )


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    if subcommands := getattr(command, "commands", None):
        for word, each in subcommands.items():
            yield from _commands(each, f"{name} {word}")
    else:
        yield name, command


def _section(name: str, told: list[Any], common: Sequence[str]) -> str:
    """One command, as each language tells of it."""
    parts = [
        f"## {name}",
        fenced(" ".join([name, *map(_typed, told[0].params)])),
        " ".join(text(command.help) for command in told),
    ]
    if own := [line for line in _parameters(told) if line not in common]:
        parts.append("\n".join(own))
    return "\n\n".join(parts)


def _parameters(told: Sequence[Any]) -> list[str]:
    parameters = zip(*(command.params for command in told), strict=True)
    return [entry(code(_word(each[0])), *(text(one.help) for one in each)) for each in parameters if each[0].help]


def _typed(parameter: Any) -> str:
    word = _word(parameter)
    return word if parameter.required else f"[{word}]"


def _word(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"<{parameter.name}>" + ("..." if parameter.nargs != 1 else "")
    value = "" if parameter.is_flag else f" <{parameter.opts[0].removeprefix('--')}>"
    return f"{parameter.opts[0]}{value}"
