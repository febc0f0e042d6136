"""The fast way into the command line says what the full one does."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pytest
from typer.main import get_command

from bot.cli import entry
from bot.cli.main import build
from bot.i18n import LOCALES, texts_for
from tests.scan.test_scanning import PROJECT

BASELIB: Final = (sys.executable, "-m", "bot")


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """`baselib` as a process, in a folder without settings."""
    env = {"PYTHONPATH": ":".join(sys.path), "XDG_CACHE_HOME": str(folder / ".cache")}
    return subprocess.run(  # noqa: S603  # ours
        [*BASELIB, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_help_names_every_command(locale: str) -> None:
    """In the same order and the same words, without those that are hidden."""
    texts = texts_for(locale)
    every = getattr(get_command(build(texts)), "commands", {})
    commands = {name: command for name, command in every.items() if not command.hidden}
    text = entry.sentences(locale)

    assert list(entry.COMMANDS) == list(commands)
    assert {name: text[key] for name, key in entry.COMMANDS.items()} == {
        name: command.help for name, command in commands.items()
    }


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


def test_version(tmp_path: Path) -> None:
    """The one that is installed."""
    assert run("--version", folder=tmp_path).stdout.strip() == version("baselib")


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
