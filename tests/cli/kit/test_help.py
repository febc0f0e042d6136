"""`--help` on a terminal of eighty columns: whole, and in the reader's language."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from typer.main import get_command

from bot.cli import entry
from bot.cli.main import build
from bot.cli.scan.columns import width_of
from bot.i18n import LOCALES, texts_for
from tests.command_line import baselib

WIDTH: Final = 80
ENGLISH: Final = re.compile(r"Usage|Options|Arguments|Commands|Show this|COMMAND|\[OPTIONS\]|default|required|<\w+>")
"""What typer says itself, or our English catalogue in its place."""

pytestmark = pytest.mark.usefixtures("bare_command_line")


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with its path, the program itself first."""
    yield path, command
    for name, each in getattr(command, "commands", {}).items():
        yield from commands(each, (*path, name))


def squeezed(text: str) -> str:
    """A text without the breaks of lines, which stand between Chinese characters, too."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("locale", LOCALES)
def test_help_is_whole_and_in_the_readers_language(locale: str) -> None:
    """Every sentence of every command, in lines that fit; nothing of it is English for Chinese readers."""
    every = list(commands(get_command(build(texts_for(locale)))))
    shown = {
        path: baselib(*path, "--help", locale=locale, width=WIDTH - 2).stdout for path, _ in every if path != ("scan",)
    }

    for path, command in every:
        if path not in shown:
            continue
        below = getattr(command, "commands", {}).values()
        parameters = [each for each in command.params if not getattr(each, "hidden", False)]
        said = [each.help for each in (command, *parameters, *below) if not getattr(each, "hidden", False)]
        assert all(each for each in said if each is not command)
        assert [each for each in said if squeezed(each or "") not in squeezed(shown[path])] == []
        assert [line for line in shown[path].splitlines() if width_of(line) > WIDTH] == []
        assert locale == "en" or ENGLISH.findall(shown[path].replace("WECHAT_", "")) == []
    assert len(shown) > len(entry.COMMANDS)


def test_usage_names_what_is_required() -> None:
    """Arguments and options, and what may be left out in brackets."""
    assert baselib("import", "--help").stdout.startswith("Usage: baselib import [options] --program PROGRAM FILE\n")
    assert baselib("raise", locale="zh-CN").stderr.endswith("\n用法: baselib raise [选项] VERSION [PROGRAM]\n")


def test_defaults() -> None:
    """The port of the page, in the reader's words."""
    assert "(default: 3001)" in baselib("demo", "--help").stdout
    assert "（默认：3001）" in baselib("demo", "--help", locale="zh-CN").stdout
