"""The states in which a command finds its folder and its settings."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest

from bot.lib.aiohttp_transport import verification
from tests.clock import NOW
from tests.command_line import BEARER, PROGRAMS, Reach, baselib, data_of, local_wechat, set_clock
from tests.logging_state import kept_logging

_WEEK: Final = 7 * 86_400


@pytest.fixture
def bare_command_line(bare_environment: None, at_now: None) -> Iterator[None]:
    """No setting, `.env` or date of the machine gets in, files are this test's own, and logging is put back."""
    del bare_environment, at_now
    with kept_logging():
        yield


@pytest.fixture(scope="module")
def wechat(at_now: None) -> Iterator[str]:
    del at_now
    with local_wechat() as url:
        yield url


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
