"""`baselib`, as fast as can be: `--help` and `scan` load neither the bot nor its libraries."""

import gc
import os
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from bot.cli.scan.users import ReadUsers

COMMANDS: Final = {
    "run": "cli-run", "report": "cli-report", "raise": "cli-raise", "cover": "cli-cover",
    "forget": "cli-forget", "audit": "cli-audit", "decisions": "cli-decisions", "can": "cli-can", "scan": "cli-scan",
    "trend": "cli-trend", "import": "cli-import", "delete": "cli-delete", "fleet": "cli-fleet", "sweep": "cli-sweep",
    "sync": "cli-sync", "doctor": "cli-doctor", "manifest": "cli-manifest", "demo": "cli-demo", "mcp": "cli-mcp",
    "db": "cli-db", "keys": "cli-keys",
}  # fmt: skip
"""Every command that help lists with the key of its help, in the order of the full command line."""
_LOCALE: Final = "BASELIB_LOCALE"
_SIMPLE: Final = re.compile(r"^(cli[\w-]*) = ([^{}\n]+)$", re.MULTILINE)
"""A sentence without variables: Fluent's own parser takes longer than all the rest of the help."""
_RUN: Final = "bot.cli.running"
_RICH: Final = ("pygments", "rich")
_OF_WECHAT: Final = "WECHAT_"
_INTERRUPTED: Final = 130
"""The exit status after Ctrl-C, as shells have it."""


def main() -> None:
    """The console script."""
    typed = sys.argv[1:]
    if typed[:1] == ["scan"]:
        _end(_scan, typed[1:])
    elif _is_alone():
        _end(_alone, typed)
    elif typed in ([], ["--help"], ["--version"]):
        _help()
    else:
        load(_RUN if typed == ["run"] else "bot.cli.main").main()


def load(name: str) -> Any:
    """Import a module without searches for garbage: among modules there is none, and they take a fifth of the time."""
    gc.disable()
    if name == _RUN:
        _without_rich()
    module = import_module(name)
    gc.freeze()
    gc.enable()
    return module


def sentences(locale: str) -> dict[str, str]:
    """The help of commands, by key."""
    folder = Path(__file__).parents[1] / "i18n" / locale  # the package itself would load them all
    texts = [file.read_text("utf-8") for file in folder.rglob("*.ftl")]
    return {key: text for each in texts for key, text in _SIMPLE.findall(each)}


def _help() -> None:
    texts = sentences(_locale())
    cli = import_module("bot.cli.root").root(texts.__getitem__)

    def command() -> None:
        pass

    for name, key in COMMANDS.items():
        cli.command(name, help=texts[key])(command)
    import_module("bot.cli.kit.help").explain(cli, texts.__getitem__)
    cli()


def _without_rich() -> None:
    """Load two libraries without rich: one would draw tracebacks with it, and ours are plain (`bot.logs`).

    The other has a command line of its own. With pygments, rich is eight megabytes and a tenth of a second of each
    start.
    """
    for name in _RICH:
        sys.modules[name] = None  # type: ignore[assignment]  # how Python marks what cannot be imported
    import_module("structlog")
    import_module("httpx")
    for name in _RICH:
        del sys.modules[name]


def _scan(typed: Sequence[str]) -> int:
    """Run `scan`, which opens the bot only where a program of its settings may count."""
    from bot.cli.scan.command import run_scan  # noqa: PLC0415  # only for this command
    from bot.cli.scan.users import Users, without_programs  # noqa: PLC0415
    from bot.i18n import texts_for  # noqa: PLC0415

    texts = texts_for(_locale()).on_terminal()

    def read_users(program: str) -> Users:
        if _is_alone() or not (program or _has_settings()):
            return without_programs(program)
        with_core = partial(load("bot.cli.main").with_core_if_set, texts)
        read: ReadUsers = import_module("bot.cli.scan_command").users_of(with_core)
        return read(program)

    return run_scan(typed, texts, read_users)


def _alone(typed: Sequence[str]) -> int:
    from bot.cli.scan.standalone import run_alone  # noqa: PLC0415  # only without the bot
    from bot.i18n import texts_for  # noqa: PLC0415

    run_alone(typed, texts_for(_locale()).on_terminal())
    return 0


def _end(run: Callable[[Sequence[str]], int], typed: Sequence[str]) -> NoReturn:
    """Run a command and exit with its status, also when its output is read no further, or with Ctrl-C."""
    try:
        status = run(typed)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left has nowhere to go
        status = 1
    except KeyboardInterrupt:
        status = _INTERRUPTED
    sys.exit(status)


def _is_alone() -> bool:
    """Whether only `scan` is installed."""
    return find_spec("bot.wiring") is None


def _has_settings() -> bool:
    """Whether settings may name a program."""
    return Path(".env").exists() or any(name.startswith(_OF_WECHAT) for name in os.environ)


def _locale() -> str:
    """The language of the settings; English when they name none."""
    named = os.environ.get(_LOCALE, "")
    if not named and not _is_alone() and Path(".env").is_file():  # `scan` alone has no library for it
        named = import_module("dotenv").dotenv_values(".env").get(_LOCALE) or ""
    return "zh-CN" if named == "zh-CN" else "en"
