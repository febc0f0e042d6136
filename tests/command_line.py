"""The command line as somebody types it, and the local WeChat platform that it reads from."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import typer
import uvicorn
from starlette.types import ASGIApp
from typer import testing
from typer.testing import CliRunner, Result

from bot.cli.main import build
from bot.errors import BotError
from bot.i18n import Texts, texts_for
from bot.lib.tls import verification
from bot.sandbox.wechat.app import create_app
from bot.sandbox.wechat.config import WeChatSandboxConfig, demo_programs
from tests.clock import NOW
from tests.logging_state import kept_logging
from tests.patience import PATIENCE

BEARER: Final = "canary-bearer"
PROGRAMS: Final = {str(program.alias): program for program in demo_programs()}
Reach = Callable[..., None]
_WEEK: Final = 7 * 86_400
# A process makes its commands once, and so does this one: making them takes longer than most of them run.
testing._get_command = cache(testing._get_command)  # type: ignore[attr-defined]


def baselib(*arguments: str, locale: str = "en", texts: Texts | None = None) -> Result:
    """Run the command line."""
    cli = _built(texts or texts_for(locale))
    return CliRunner().invoke(cli, list(arguments), prog_name="baselib", terminal_width=200)


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


@pytest.fixture
def bare_command_line(bare_environment: None, at_now: None) -> Iterator[None]:
    """No setting, `.env` or date of the machine gets in, files are this test's own, and logging is put back."""
    del bare_environment, at_now
    with kept_logging():
        yield


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """An application on a free port, in a thread of its own: the command line has a loop of its own. Yields its URL."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, timeout_keep_alive=600, access_log=False, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    up = threading.Event()
    while not server.started and thread.is_alive():
        up.wait(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=PATIENCE)


@pytest.fixture(scope="module")
def wechat(at_now: None) -> Iterator[str]:
    """The local platform; yields its URL."""
    del at_now
    with served(create_app(WeChatSandboxConfig(provider_bearer=BEARER))) as url:
        yield url


def set_clock(wechat: str, **to: str | int) -> None:
    """Set the platform's clock, or let it run ahead."""
    httpx.post(f"{wechat}/sandbox/clock", json=to, verify=verification()).raise_for_status()


@pytest.fixture
def migrated_command_line(bare_command_line: None, sqlite_template: Path, tmp_path: Path) -> None:
    """As `bare_command_line`, where the bot has been before: its database needs no migration any more."""
    del bare_command_line
    shutil.copyfile(sqlite_template, tmp_path / "baselib.db")


@pytest.fixture
def reach(bare_command_line: None, monkeypatch: pytest.MonkeyPatch, wechat: str) -> Iterator[Reach]:
    """Makes settings that reach the platform, for programs by their short names; its faults end with the test."""
    del bare_command_line
    set_clock(wechat, set=NOW.isoformat())

    def settings(**programs: str) -> None:
        monkeypatch.setenv("WECHAT_API_URL", wechat)
        monkeypatch.setenv("WECHAT_TOKEN_URL", f"{wechat}/provider/token")
        monkeypatch.setenv("WECHAT_TOKEN_BEARER", BEARER)
        monkeypatch.setenv("WECHAT_PROGRAMS", ",".join(f"{alias}={appid}" for alias, appid in programs.items()))

    yield settings
    httpx.delete(f"{wechat}/sandbox/faults", verify=verification())


@pytest.fixture
def configured_command_line(migrated_command_line: None, reach: Reach) -> None:
    """Settings that reach the platform, with two programs."""
    del migrated_command_line
    reach(shop=PROGRAMS["shop"].appid, coffee=PROGRAMS["coffee"].appid)


@pytest.fixture
def read_for_two_weeks(configured_command_line: None, monkeypatch: pytest.MonkeyPatch, wechat: str) -> None:
    """The shop was read twice, a week apart, and the second time a week ago."""
    del configured_command_line
    monkeypatch.setenv("BASELIB_CLOCK_URL", f"{wechat}/sandbox/clock")
    for _ in range(2):
        data_of(baselib("report", "shop", "--json"))
        set_clock(wechat, advance_seconds=_WEEK)
