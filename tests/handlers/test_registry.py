"""The registry of listeners."""

import re

import pytest

from bot.i18n import texts_for
from handlers.commands.registry import subcommands
from handlers.registry import Registry


def test_usages_are_in_the_readers_language() -> None:
    """Nothing that is to be typed in its place is named in English, also where several may be."""
    t = texts_for("zh-CN")
    for command in subcommands().values():
        for word in re.findall(r"(?<=[<\[])\w+(?= \.\.\.|\.\.\.|[>\]])", t.usage(command.typed)):
            assert t.placeholder(word) == word, command.name


def test_a_name_is_taken_once() -> None:
    """Two functions for one name would hide one of them."""
    registry = Registry[str]("handlers.pages")
    registry.add("report.open", "one")

    with pytest.raises(ValueError, match="registered twice"):
        registry.add("report.open", "another")


def test_an_unknown_name() -> None:
    """What is not registered has no listener."""
    assert Registry[str]("handlers.pages").get("report.open") is None
