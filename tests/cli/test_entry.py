"""`baselib` as a process: what it loads, and what a command is given."""

import asyncio
import signal
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from inspect import Parameter, signature
from pathlib import Path
from typing import Final

import pytest

from bot.cli.entry import spoken
from bot.cli.output import interruptible
from bot.i18n import texts_for
from tests.command_line import commands
from tests.scan.test_scanning import PROJECT

BASELIB: Final = (sys.executable, "-m", "bot")


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """`baselib` as a process, in a folder without settings."""
    env = {"PYTHONPATH": ":".join(sys.path), "XDG_CACHE_HOME": str(folder / ".cache")}
    return subprocess.run(  # noqa: S603  # ours
        [*BASELIB, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def test_every_command_takes_its_options() -> None:
    """What it runs has a parameter for each; of `scan`, several are read together."""
    for path, command in commands():
        if command.runs:
            module, _, function = command.runs.partition(":")
            taken = signature(getattr(import_module(module), function)).parameters.values()
            own = {each.name for each in taken if each.kind is Parameter.KEYWORD_ONLY}
            options = {option.parameter for option in command.options if not option.action}

            assert own == options or path == "scan", path


@pytest.mark.parametrize("typed", ["--help", "--version", "scan"])
def test_what_is_fast_loads_nothing_of_the_bot(typed: str, tmp_path: Path) -> None:
    """Neither Slack's nor the database's libraries."""
    arguments = (typed, str(PROJECT), "--json") if typed == "scan" else (typed,)
    code = (
        "import sys; from bot.cli import entry\n"
        "try: entry.main()\nexcept SystemExit: pass\n"
        "loaded = {'sqlalchemy', 'slack_sdk', 'httpx', 'bot.app', 'bot.wiring'} & sys.modules.keys()\n"
        "print(sorted(loaded), file=sys.stderr)"
    )
    env = {"PYTHONPATH": ":".join(sys.path)}
    result = subprocess.run(  # noqa: S603  # ours
        [sys.executable, "-c", code, *arguments], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )

    assert result.stderr == "[]\n"
    assert result.stdout


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh-CN"),
        ({"LANG": "zh_CN.UTF-8", "BASELIB_LOCALE": "en"}, "en"),
        ({"LANG": "de_DE.UTF-8", "BASELIB_LOCALE": "zh-CN"}, "zh-CN"),
        ({"LANG": "", "LC_ALL": ""}, "en"),
    ],
)
def test_the_language(environment: dict[str, str], language: str) -> None:
    """The setting's; without one the shell's."""
    assert spoken(environment) == language


def test_version(tmp_path: Path) -> None:
    """The one that is installed."""
    assert run("--version", folder=tmp_path).stdout.strip() == version("baselib-wechat")


def test_scan_alone(tmp_path: Path) -> None:
    """Its exit status is that of the full command line; with settings, that is what runs."""
    (tmp_path / "a.js").write_text("wx.getPrivacySetting()", "utf-8")
    limits = ("scan", ".", "--max-minimum", "2.20.0")
    alone = run(*limits, folder=tmp_path)
    (tmp_path / ".env").write_text("BASELIB_LOCALE=zh-CN", "utf-8")
    full = run(*limits, folder=tmp_path)

    assert (alone.returncode, full.returncode) == (1, 1)
    assert texts_for("en")("scan-needs", version="2.32.3") in alone.stdout
    assert texts_for("zh-CN")("scan-needs", version="2.32.3") in full.stdout


def test_ctrl_c_at_a_question() -> None:
    """It ends a command that waits for an answer, at once and not after it."""

    async def waiting() -> None:
        with interruptible():
            signal.raise_signal(signal.SIGINT)
            await asyncio.Event().wait()

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(waiting())
