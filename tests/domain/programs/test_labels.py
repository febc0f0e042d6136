"""Aliases and tags as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.programs import (
    FLEET_WORDS,
    LONGEST,
    MOST_TAGS,
    check_reserved,
    folded,
    is_reserved,
    read_alias,
    read_tag,
    with_tags,
)
from bot.errors import BadLabel
from handlers.commands.decisions import READY
from handlers.commands.registry import subcommands


@pytest.mark.parametrize(
    ("typed", "alias"),
    [("shop", "shop"), ("Shop-2", "Shop-2"), ("ｓｈｏｐ", "shop"), ("餐饮", "餐饮"), ("x" * 40, "x" * 40)],
)
def test_alias(typed: str, alias: str) -> None:
    """It keeps its spelling; full-width forms are made plain."""
    assert read_alias(typed) == alias


@pytest.mark.parametrize(("typed", "tag"), [("Food", "food"), ("#Food", "food"), ("a=b", "a=b"), ("餐饮", "餐饮")])
def test_tag(typed: str, tag: str) -> None:
    """It is folded, without the sign before it."""
    assert read_tag(typed) == tag


@pytest.mark.parametrize(
    "typed", ["", " ", "two words", "a,b", "a，b", "a、b", "a`b", "x" * 41, "a\nb", "a\u202eb", "a\u3000b", "ß" * 21]
)
def test_no_label(typed: str) -> None:
    """Empty, too long, or with what would end it in a command or spoil a message."""
    for read in (read_alias, read_tag):
        with pytest.raises(BadLabel):
            read(typed)


def test_an_alias_ends_at_an_equals_sign() -> None:
    """As in the settings."""
    with pytest.raises(BadLabel) as refused:
        read_alias("a=b")
    assert refused.value.params == {"kind": "alias", "text": "a=b"}


@given(st.text(max_size=60))
def test_a_label_is_one_word_that_stays_the_same(typed: str) -> None:
    """Whatever is taken can be typed again, and means the same."""
    try:
        alias, tag = read_alias(typed), read_tag(typed)
    except BadLabel:
        return
    assert alias.split() == [alias]
    assert len(folded(alias)) <= LONGEST
    assert read_alias(alias) == alias
    assert tag == folded(tag)


def test_tags_are_joined() -> None:
    """Each once, in alphabetical order, and only so many."""
    assert with_tags(("food", "beijing"), ["food", "new"]) == ("beijing", "food", "new")
    with pytest.raises(BadLabel) as refused:
        with_tags([f"tag{number}" for number in range(MOST_TAGS)], ["one-more"])
    assert refused.value.params == {"kind": "tags", "text": "20"}


def test_all_that_commands_understand() -> None:
    """Every command in both languages, and what stands in the place of a program after one."""
    commands = {word for name, command in subcommands().items() for word in (name, *command.chinese)}

    assert [word for word in (*commands, *READY, *FLEET_WORDS, "wechat", "微信") if not is_reserved(word)] == []


@pytest.mark.parametrize("name", ["Report", "ＨＥＬＰ", "3.8.5", "v3.8", "wx.request", "#food", "--on", "—on"])
def test_reserved(name: str) -> None:
    """In any case and width: also versions, APIs, tags and options."""
    with pytest.raises(BadLabel) as refused:
        check_reserved(name)
    assert refused.value.params["kind"] == "reserved"


@pytest.mark.parametrize("name", ["shop", "report-2", "99", "wx2", "360", "报告厅", "wxs.food"])
def test_free(name: str) -> None:
    """Anything else."""
    check_reserved(name)
