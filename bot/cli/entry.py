"""`baselib`, as fast as can be: `--help` and `scan` load neither the bot nor its libraries."""

import gc
import os
import re
import sys
from collections.abc import Awaitable, Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from bot.wiring.core import Core

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


def main() -> None:
    """The console script."""
    typed = sys.argv[1:]
    if typed in ([], ["--help"], ["--version"]):
        _help()
    elif _is_alone():
        (_scan if typed[0] in ("scan", "--completion") else _help)()
    elif typed[0] == "scan" and not _has_settings():
        _scan()
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
    folder = Path(__file__).parents[1] / "i18n" / locale  # the package itself would load Babel
    texts = [file.read_text("utf-8") for file in folder.rglob("*.ftl")]
    return {key: text for each in texts for key, text in _SIMPLE.findall(each)}


def _help() -> None:
    from bot.cli.root import root  # noqa: PLC0415  # `run` has no options

    texts, alone = sentences(_locale()), _is_alone()
    cli = root(texts.__getitem__)

    def command() -> None:
        pass

    for name, key in COMMANDS.items():
        if name == "scan" or not alone:
            cli.command(name, help=texts[key])(command)
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


def _scan() -> None:
    """Run `scan` without settings, and so without their programs."""
    from bot.cli.root import root  # noqa: PLC0415
    from bot.cli.scan import add_scan  # noqa: PLC0415  # only for this command
    from bot.i18n import texts_for  # noqa: PLC0415

    texts = texts_for(_locale()).on_terminal()
    cli = root(texts)

    def with_core_if_set(work: "Callable[[Core | None, str], Awaitable[None]]", program: str) -> None:
        if program and not _is_alone():  # `wechat` is one that needs no settings
            import_module("bot.cli.main").with_core_if_set(texts, work, program)
        else:
            run: Callable[[Awaitable[None]], None] = import_module("asyncio").run
            run(work(None, ""))

    add_scan(cli, texts, with_core_if_set)
    cli()


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
