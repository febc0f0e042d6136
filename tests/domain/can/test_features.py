"""Features: found by what people type, and what they need."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import load
from bot.domain.can.features import Features, Platform, Source
from bot.domain.numbers.version import Version
from bot.errors import UnknownFeature
from tests.domain.api_tables import feature_of
from tests.domain.build import v

_LONGEST = 100


_SOME = Features(
    Platform.MINI_PROGRAM,
    Source("typings", "1.0.0", "sha512-", v("3.17.0")),
    [
        feature_of("wx.request"),
        feature_of("wx.request.url", parent="wx.request"),
        feature_of("wx.request.enableChunked", "2.20.2", parent="wx.request"),
        feature_of("wx.request.success.profile", "2.10.4", parent="wx.request"),
        feature_of("wx.request.success.profile.queueEnd", "3.8.10", parent="wx.request.success.profile"),
        feature_of("wx.requestPayment", "1.0.1"),
        feature_of("wx.getUserProfile", "2.10.4"),
        feature_of("wx.getUserProfile.lang", parent="wx.getUserProfile"),
        feature_of("wx.getUserProfile.desc", "1.1.0", parent="wx.getUserProfile"),
        feature_of("RequestTask.abort", "1.4.0"),
        feature_of("DownloadTask.abort", "1.4.0"),
        feature_of("Video.onended"),
        feature_of("Video.onEnded", "2.0.7"),
        feature_of("<button>"),
        feature_of("<button open-type>", "1.1.0", parent="<button>"),
        feature_of("<button open-type=share>", "1.2.0", parent="<button open-type>"),
        feature_of("<button open-type=getThing>", "2.0.0", parent="<button open-type>"),
        feature_of("<button bindgetthing>", "2.0.0", parent="<button>"),
        feature_of("<button bindtouch>", parent="<button>"),
        feature_of("<button title>", parent="<button>"),
        feature_of("<canvas>"),
        feature_of("<canvas bindtouch>", parent="<canvas>"),
    ],
)
_ALL = load(Platform.MINI_PROGRAM)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wx.request", "wx.request"),
        ("request", "wx.request"),
        (" WX.Request ", "wx.request"),
        ("wx.request()", "wx.request"),
        ("`wx.request`", "wx.request"),
        ("request.enablechunked", "wx.request.enableChunked"),
        ("request.object.enableChunked", "wx.request.enableChunked"),
        ("requesttask.abort", "RequestTask.abort"),
        ("Video.onended", "Video.onended"),
        ("Video.onEnded", "Video.onEnded"),
        ("<button>", "<button>"),
        ("<button/>", "<button>"),
        ("button", "<button>"),
        ("<button open-type>", "<button open-type>"),
        ('<button open-type="share">', "<button open-type=share>"),
        ("button.open-type.share", "<button open-type=share>"),
        ("button.open-type=share", "<button open-type=share>"),
        ("open-type='share'", "<button open-type=share>"),
        ("getThing", "<button open-type=getThing>"),
        ("bind:getthing", "<button bindgetthing>"),
        ("bindgetthing", "<button bindgetthing>"),
    ],
)
def test_a_feature_is_found_as_people_and_programs_write_it(text: str, name: str) -> None:
    assert _SOME.find(text).name == name


def test_a_component_is_no_api() -> None:
    assert _SOME.get("wx.canvas") is None
    assert _SOME.get("canvas") is not None


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("getUserProfle", "wx.getUserProfile"),
        ("wx.getUserProfle", "wx.getUserProfile"),
        ("enableChunked", "wx.request.enableChunked"),
        ("abort", "DownloadTask.abort, RequestTask.abort"),
        ("bindtouch", "<button bindtouch>, <canvas bindtouch>"),
        ("title", "<button title>"),
        ("DownloadTask", "DownloadTask.abort"),
        ("<buton>", "<button>"),
        ("request.enabelChunked", "wx.request.enableChunked"),
        ("somethingElse", ""),
        ("", ""),
    ],
)
def test_close_names_are_suggested(text: str, suggestion: str) -> None:
    """A typo, a bare option or a bare object finds the intended names; nonsense finds none."""
    with pytest.raises(UnknownFeature) as caught:
        _SOME.find(text)

    assert caught.value.params == {"name": text, "suggestion": suggestion, "newest": "3.17.0"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("wx.request", ["wx.request", "wx.requestPayment"]),
        ("request", ["wx.request", "wx.requestPayment"]),
        ("enable", ["wx.request.enableChunked"]),
        ("user", ["wx.getUserProfile", "wx.getUserProfile.desc"]),
        ("request chunked", ["wx.request.enableChunked"]),
        ("<but", ["<button>", "<button bindgetthing>"]),
        ("button sh", ["<button open-type=share>"]),
        ("getUserProfle", ["wx.getUserProfile"]),
        ("wx.", ["wx.getUserProfile", "wx.request"]),
        ("xyzzy", []),
    ],
)
def test_the_best_name_comes_first(text: str, names: list[str]) -> None:
    """Exact name, then names that start with it, then names that contain it; similar ones only as a last resort."""
    assert [feature.name for feature in _SOME.search(text, 2)] == names


def test_the_parts_of_a_feature_are_listed_by_name() -> None:
    assert [feature.name for feature in _SOME.options_of("request")] == [
        "wx.request.enableChunked",
        "wx.request.success.profile",
        "wx.request.success.profile.queueEnd",
        "wx.request.url",
    ]
    assert _SOME.options_of("requestPayment") == ()


def test_the_parts_of_an_unknown_feature_are_not_guessed() -> None:
    with pytest.raises(UnknownFeature):
        _SOME.options_of("wx.reqest")


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("wx.request", None),
        ("wx.request.url", None),
        ("wx.request.success.profile.queueEnd", "3.8.10"),
        ("wx.getUserProfile.lang", "2.10.4"),
        ("wx.getUserProfile.desc", "2.10.4"),
        ("<button open-type=share>", "1.2.0"),
    ],
)
def test_a_part_needs_what_the_whole_needs(name: str, needed: str | None) -> None:
    """It needs the highest minimum of a feature and all that it is part of; none stays none."""
    assert _SOME.needed(_SOME.find(name)) == (Version.parse(needed) if needed else None)


_WRITINGS = [str, str.lower, lambda name: name.removeprefix("wx."), lambda name: f"{name}()"]


@given(st.sampled_from([feature.name for feature in _ALL]), st.lists(st.sampled_from(_WRITINGS), unique=True))
def test_every_name_is_found_in_every_writing(name: str, writings: list[Callable[[str], str]]) -> None:
    text = name
    for write in writings:
        text = write(text)

    assert _ALL.find(text).name == name


@given(st.text(max_size=300))
def test_any_text_is_answered(text: str) -> None:
    if _ALL.get(text) is not None:
        return

    with pytest.raises(UnknownFeature) as caught:
        _ALL.find(text)

    suggested = [name for name in str(caught.value.params["suggestion"]).split(", ") if name]
    assert all(_ALL.find(name).name == name for name in suggested)
    assert len(str(caught.value.params["name"])) <= _LONGEST


@given(st.text("wx.<>= abcdeghilnopqrstu", max_size=12) | st.text(max_size=300), st.integers(1, 100))
def test_any_search_is_bounded(text: str, limit: int) -> None:
    names = [feature.name for feature in _ALL.search(text, limit)]

    assert len(names) <= limit
    assert len(set(names)) == len(names)
