"""Parsing the words after `can`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.can.use import CanQuestion, read_can
from tests.domain.api_tables import TABLES


@pytest.mark.parametrize(
    ("typed", "names", "program"),
    [
        ("wx.login", ["wx.login"], ""),
        ("wx.login shop", ["wx.login"], "shop"),
        ("wx.login request.enableChunked Corner Coffee", ["wx.login", "request.enableChunked"], "Corner Coffee"),
        ("wx.login,wx.request shop", ["wx.login", "wx.request"], "shop"),
        ("wx.login, wx.request() , shop", ["wx.login", "wx.request"], ", shop"),
        ("wx.login、wx.request 云上商城", ["wx.login", "wx.request"], "云上商城"),
        ("LOGIN request shop", ["LOGIN", "request"], "shop"),
        ("shop wx.login", ["wx.login"], "shop"),
        ("Corner Coffee wx.login wx.request", ["wx.login", "wx.request"], "Corner Coffee"),
        ("wx.login Shop, Inc", ["wx.login"], "Shop, Inc"),
        ("wx.login my request", ["wx.login"], "my request"),
        ("wx.loggin wx1234567890abcdef", ["wx.loggin"], "wx1234567890abcdef"),
        ("getUserProfle", ["getUserProfle"], ""),
        ("getUserProfle shop", ["getUserProfle"], "shop"),
        ("<map> shop", ["<map>"], "shop"),
        ("<map scale> shop", ["<map scale>"], "shop"),
        ("map.scale shop", ["map.scale"], "shop"),
        (",", [","], ""),
    ],
)
def test_words(typed: str, names: list[str], program: str) -> None:
    """APIs stand together and are known by a table or their dots; the rest names a program."""
    assert read_can(typed.split(), TABLES.knows) == CanQuestion(tuple(names), program)


@given(st.lists(st.text("wx.abA,<>()、 1", min_size=1).filter(str.strip), min_size=1, max_size=8))
def test_any_words(words: list[str]) -> None:
    """There is at least one name, and no word is lost or invented."""
    words = " ".join(words).split()
    question = read_can(words, TABLES.knows)
    kept = "".join([*question.names, question.program])

    assert question.names
    assert sorted(_letters(kept)) == sorted(_letters("".join(words)))


def _letters(text: str) -> str:
    return "".join(char for char in text if char not in " ,、()")
