"""The command line, its output, and the local WeChat platform it reads."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from typing import Any, Final

import httpx
import pytest

from bot.cli.commands import root
from bot.cli.entry import run
from bot.cli.kit.parser import Command
from bot.errors import BotError
from bot.i18n import Texts, texts_for
from bot.lib.aiohttp_transport import verification
from tests.served import served
from tools.sandbox.wechat.app import create_app
from tools.sandbox.wechat.config import WeChatSandboxConfig, demo_programs

BEARER: Final = "canary-bearer"
PROGRAMS: Final = {str(program.alias): program for program in demo_programs()}
Reach = Callable[..., None]


@dataclass(frozen=True)
class Result:
    exit_code: int
    stdout_bytes: bytes
    stderr: str

    @property
    def stdout(self) -> str:
        return self.stdout_bytes.decode().replace("\r\n", "\n")

    @property
    def output(self) -> str:
        return self.stdout + self.stderr


def baselib(
    *arguments: str, locale: str = "en", texts: Texts | None = None, typed: str = "", width: int = 200
) -> Result:
    """Run the command line on a terminal of a width, with something typed on its standard input."""
    stdin, stdout, stderr = BytesIO(typed.encode()), BytesIO(), BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        for name, stream in {"stdin": stdin, "stdout": stdout, "stderr": stderr}.items():
            patch.setattr(sys, name, TextIOWrapper(stream, "utf-8", write_through=True))
        patch.setenv("COLUMNS", str(width))
        try:
            status = run(arguments, texts or texts_for(locale))
        except SystemExit as ended:
            status = int(ended.code or 0)
        return Result(status, stdout.getvalue(), stderr.getvalue().decode())


def commands(command: Command | None = None, *path: str) -> Iterator[tuple[str, Command]]:
    """Every command by its path, such as `db upgrade`; that of `baselib` itself is empty."""
    command = command or root()
    yield " ".join(path), command
    for name, below in command.below.items():
        yield from commands(below, *path, name)


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
    with served(create_app(WeChatSandboxConfig(provider_bearer=BEARER))) as url:
        yield url


def set_clock(wechat: str, **to: str | int) -> None:
    """Set the platform's clock, or let it run ahead."""
    httpx.post(f"{wechat}/sandbox/clock", json=to, verify=verification()).raise_for_status()
