"""The names in a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.can.features import Features, Platform, Source, Tables
from bot.domain.can.use import Mentioned, mentioned
from tests.domain.api_tables import GAME_FEATURES, PROGRAM_FEATURES, feature_of
from tests.domain.build import v

_TABLES = Tables(
    Features(
        Platform.MINI_PROGRAM,
        Source("typings", "1.0.0", "sha512-x", v("3.17.0")),
        [
            *PROGRAM_FEATURES,
            feature_of("<button>", "1.0.0"),
            feature_of("<button size>", "1.0.0", parent="<button>"),
            feature_of("<button open-type>", "1.1.0", parent="<button>"),
            feature_of("<button open-type=agreePrivacy>", "2.32.3", parent="<button open-type>"),
            feature_of("<button bindagreeprivacy>", "2.32.3", parent="<button>"),
            feature_of("<page-container>", "2.16.0"),
        ],
    ),
    GAME_FEATURES,
)


@pytest.mark.parametrize(
    ("text", "names", "unknown"),
    [
        ("Can we use wx.login or `getUserProfile()`?", ("wx.login", "wx.getUserProfile"), ()),
        ("const x = await this.wx.request.abort({})", ("wx.request",), ()),
        ("wx.login, login and wx.login again", ("wx.login",), ()),
        ("a page-container, bindagreeprivacy, agreePrivacy", (
            "<page-container>", "<button bindagreeprivacy>", "<button open-type=agreePrivacy>"), ()),
        ('<button open-type="agreePrivacy" class="a" bind:agreeprivacy="go">', (
            "<button open-type=agreePrivacy>", "<button bindagreeprivacy>"), ()),
        ('<button size="mini" data-id="{{id}}"/>', ("<button>",), ()),
        ('<button open-type="{{type}}">', ("<button open-type>",), ()),
        ("wx.getGroupCloudStorage of games", ("wx.getGroupCloudStorage",), ()),
        ("wx.toCome({}), then <no-such-tag> and <button glow open-type='x'>", (
            "<button>",), ("wx.toCome", "<no-such-tag>", "<button glow>", "<button open-type=x>")),
        ("see <https://example.com|this> by <@U123>, a well-known example.com, v3.0.0 and e.g. that", (), ()),
    ],
)  # fmt: skip
def test_names_in_a_message(text: str, names: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    """From code and prose; of an element what needs more than it. Unknown names are kept apart."""
    assert mentioned(text, _TABLES, most=10) == Mentioned(names, (), unknown)


def test_more_names_than_a_question_may_have() -> None:
    """None is dropped: the others are named, too."""
    assert mentioned("wx.login wx.request wx.openEmbedded", _TABLES, most=1) == Mentioned(
        ("wx.login",), ("wx.request", "wx.openEmbedded")
    )


@given(st.text("<>/= \"'wx.abutton-{}", max_size=60))
def test_any_text(text: str) -> None:
    """All found names are documented, and none is in two lists."""
    found = mentioned(text, _TABLES, most=3)

    assert len(found.names) <= 3
    assert all(_TABLES.knows(name) for name in (*found.names, *found.beyond))
    assert not {*found.names, *found.beyond} & set(found.unknown)
