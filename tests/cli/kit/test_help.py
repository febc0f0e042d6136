"""`--help` on a terminal of eighty columns: whole, and in the reader's language."""

import re
from typing import Final

import pytest

from bot.cli.kit.parser import HELP, width_of
from bot.i18n import LOCALES, texts_for
from tests.command_line import baselib, commands

WIDTH: Final = 80
ENGLISH: Final = re.compile(r"Usage|Options|Arguments|Commands|Show this|COMMAND|\[OPTIONS\]|default|required|<\w+>")
"""What argparse says itself, or our English catalogue in its place."""

pytestmark = pytest.mark.usefixtures("bare_command_line")


def squeezed(text: str) -> str:
    """A text without the breaks of lines, which stand between Chinese characters, too."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("locale", LOCALES)
def test_help_is_whole_and_in_the_readers_language(locale: str) -> None:
    """Every sentence of every command, in lines that fit; nothing of it is English for Chinese readers."""
    for path, command in commands():
        shown = baselib(*path.split(), "--help", locale=locale, width=WIDTH).stdout
        shown_options = [option.help for option in (*command.options, HELP) if not option.hidden]
        keys = [command.help, *shown_options, *(each.help for each in command.below.values())]
        sentences = map(texts_for(locale), keys)

        assert [each for each in sentences if squeezed(each) not in squeezed(shown)] == []
        assert [line for line in shown.splitlines() if width_of(line) > WIDTH] == []
        assert locale == "en" or ENGLISH.findall(shown.replace("WECHAT_", "")) == []


def test_usage_names_what_is_required() -> None:
    """Arguments and options, and what may be left out in brackets."""
    assert baselib("import", "--help").stdout.startswith("Usage: baselib import [options] --program PROGRAM FILE\n")
    assert baselib("raise", locale="zh-CN").stderr.endswith("\n用法: baselib raise [选项] 版本 [小程序]\n")


def test_defaults() -> None:
    """The port of the page, in the reader's words."""
    assert "(default: 3001)" in baselib("demo", "--help").stdout
    assert "（默认：3001）" in baselib("demo", "--help", locale="zh-CN").stdout
