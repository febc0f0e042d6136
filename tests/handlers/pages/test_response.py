"""Which language a browser is answered in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import LOCALES
from handlers.pages.response import preferred


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("de-DE,de;q=0.9,zh;q=0.5,en;q=0.4", "zh-CN"),
        ("en-GB;q=0.8, zh;q=0.9", "zh-CN"),
        ("zh;q=0, en", "en"),
        ("zh;q=high, en;q=0.1", "en"),
        ("de,*;q=0.5", "en"),
        ("zh; q=1 ,en", "zh-CN"),
    ],
)
def test_what_the_browser_prefers(accepted: str, locale: str) -> None:
    """The best of ours, else the installation's."""
    assert preferred(accepted, "en") == locale


@given(st.text())
def test_whatever_a_browser_sends(accepted: str) -> None:
    """Some language comes of it."""
    assert preferred(accepted, "en") in LOCALES
