"""`baselib`, as fast as can be: a command loads what it runs, and help loads nothing of the bot."""

import gc
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from inspect import iscoroutine
from pathlib import Path
from typing import Any, Final, NoReturn

from bot.blocks.kit.limits import error_sentence
from bot.cli.commands import is_alone, root
from bot.cli.kit.parser import Misuse, Parser
from bot.cli.output import print_error
from bot.errors import BotError, NoProgram, UserError
from bot.i18n import Texts, texts_for

_LOCALE: Final = "BASELIB_LOCALE"
_SHELLS: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first one that is set counts, as POSIX has it."""
_WITH_BOTH: Final = tuple(f"bot.cli.{name}" for name in ("can", "overview", "report", "running", "trend"))
"""The commands that load both libraries of `_without_rich`."""
_FOR_TERMINALS: Final = ("click", "pygments", "rich")
"""What two libraries load for command lines and tracebacks of their own."""
_INTERRUPTED: Final = 130
"""The exit status after Ctrl-C, as shells have it."""


def main() -> NoReturn:
    """Run the console script."""
    try:
        status = run(sys.argv[1:], texts_for(_locale()))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left has nowhere to go
        status = 1
    except KeyboardInterrupt:
        status = _INTERRUPTED
    sys.exit(status)


def run(typed: Sequence[str], texts: Texts) -> int:
    """Run a command. Its exit status: 0 done, 1 a check failed, 2 wrong usage, 3 (scan) could not be judged."""
    texts, command, path, rest = texts.on_terminal(), root(), "baselib", list(typed)
    while rest and rest[0] in command.below:
        command, path, rest = command.below[rest[0]], f"{path} {rest[0]}", rest[1:]
    parser = Parser(command, texts, prog=path)
    try:
        values = parser.read(rest)
        if command.below and not any(values.values()):
            parser.print_help(sys.stderr)
            return 2
        module, _, function = command.runs.partition(":")
        result = getattr(load(module), function)(texts, **values)
        return (import_module("asyncio").run(result) if iscoroutine(result) else result) or 0
    except Misuse as misuse:
        print_error(parser.explained(misuse))
        return 2
    except NoProgram as error:
        print_error(error_sentence(NoProgram(count=error.count, example=_with_program(parser, typed)), texts))
        return 2
    except BotError as error:
        print_error(error_sentence(error, texts))
        return 2 if isinstance(error, UserError) else 1


def _with_program(parser: Parser, typed: Sequence[str]) -> str:
    """Return what was typed, with a program where it belongs."""
    option = "--program" if any(each.name == "--program" for each in parser.command.options) else ""
    return shlex.join(["baselib", *typed, *filter(None, [option]), "shop"])


def load(name: str) -> Any:
    """Import a module without searches for garbage: among modules there is none, and they take a fifth of the time."""
    if name in sys.modules:
        return sys.modules[name]
    gc.disable()
    if name in _WITH_BOTH:
        _without_rich()
    module = import_module(name)
    gc.freeze()
    gc.enable()
    return module


def _without_rich() -> None:
    """Load two libraries without rich: one would draw tracebacks with it, and ours are plain (`bot.logs`).

    The other has a command line of its own. With pygments, rich is eight megabytes and a tenth of a second of each
    start; a command that draws with it later loads a part.
    """
    for name in _FOR_TERMINALS:
        sys.modules[name] = None  # type: ignore[assignment]  # how Python marks what cannot be imported
    import_module("structlog")
    import_module("httpx")
    for name in _FOR_TERMINALS:
        del sys.modules[name]


def _locale() -> str:
    """Return the language of the settings; where they name none, that of the shell."""
    named = os.environ.get(_LOCALE, "")
    if not named and not is_alone() and Path(".env").is_file():  # `scan` alone has no library for it
        named = import_module("dotenv").dotenv_values(".env").get(_LOCALE) or ""
    return spoken({**os.environ, _LOCALE: named})


def spoken(environment: Mapping[str, str]) -> str:
    """Return the language named by the setting, as `zh-CN`, or by the shell, as `zh_CN.UTF-8`.

    English where it is another.
    """
    named = next(filter(None, map(environment.get, (_LOCALE, *_SHELLS))), "")
    return "zh-CN" if named.casefold().startswith("zh") else "en"
