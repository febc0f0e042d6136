"""The command line as somebody types it, what it prints, and the local WeChat platform that it reads from."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

import httpx
import typer
from typer import testing
from typer.testing import CliRunner, Result

from bot.cli.main import build
from bot.errors import BotError
from bot.i18n import Texts, texts_for
from bot.lib.tls import verification
from bot.sandbox.wechat.app import create_app
from bot.sandbox.wechat.config import WeChatSandboxConfig, demo_programs
from tests.served import served

BEARER: Final = "canary-bearer"
PROGRAMS: Final = {str(program.alias): program for program in demo_programs()}
Reach = Callable[..., None]
# A process makes its commands once, and so does this one: making them takes longer than most of them run.
testing._get_command = cache(testing._get_command)  # type: ignore[attr-defined]


def baselib(*arguments: str, locale: str = "en", texts: Texts | None = None, width: int = 200) -> Result:
    """Run the command line."""
    cli = _built(texts or texts_for(locale))
    return CliRunner().invoke(cli, list(arguments), prog_name="baselib", terminal_width=width)


@cache
def _built(texts: Texts) -> typer.Typer:
    return build(texts)


def assert_refused(result: Result, error: BotError, status: int, *, locale: str = "en") -> None:
    """One sentence on standard error, nothing on standard output."""
    assert result.stdout == ""
    assert result.stderr == texts_for(locale).on_terminal().error(error) + "\n"
    assert result.exit_code == status


def data_of(result: Result) -> dict[str, Any]:
    """What was printed as JSON, alone on standard output."""
    assert (result.exit_code, result.stderr) == (0, "")
    parsed: dict[str, Any] = json.loads(result.stdout)
    return parsed


@contextmanager
def local_wechat() -> Iterator[str]:
    """The local platform; yields its URL."""
    with served(create_app(WeChatSandboxConfig(provider_bearer=BEARER))) as url:
        yield url


def set_clock(wechat: str, **to: str | int) -> None:
    """Set the platform's clock, or let it run ahead."""
    httpx.post(f"{wechat}/sandbox/clock", json=to, verify=verification()).raise_for_status()
