"""What markup may hold, by a small catalogue."""

import pytest

from bot.domain.can.features import Feature, Features, Platform, Source
from bot.domain.can.guard import Entry, Known, Markup
from tests.domain.api_tables import feature_of
from tests.domain.build import v

_FEATURES = Features(
    Platform.MINI_PROGRAM,
    Source("typings", "1.0.0", "sha512-x"),
    [
        feature_of("<button>", "1.0.0"),
        feature_of("<button size>", parent="<button>"),
        feature_of("<button open-type>", "1.1.0", parent="<button>"),
        feature_of("<button open-type=share>", "1.2.0", parent="<button open-type>"),
        feature_of("<button open-type=agree>", "2.32.3", parent="<button open-type>"),
        feature_of("<button bindagree>", "2.32.3", parent="<button>"),
        feature_of("<button activeColor>", parent="<button>"),
        feature_of("<button worklet:on-move>", "2.29.0", parent="<button>"),
        feature_of("<root-portal>", "2.25.2"),
        Feature("<xr-node>", v("2.32.0"), open=True),
    ],
)
_MARKUP = Markup(_FEATURES)


def _entry(known: Known, minimum: str = "", name: str = "") -> Entry:
    return Entry(known, _FEATURES.get(name) if name else None, v(minimum) if minimum else None)


def test_a_component_is_looked_up_by_its_tag() -> None:
    """Exactly as written, and not by what is like it."""
    assert _MARKUP.component("root-portal") == _entry(Known.DOCUMENTED, "2.25.2", "<root-portal>")
    assert [_MARKUP.component(tag).known for tag in ("root", "Root-Portal", "button.size")] == [Known.UNKNOWN] * 3


@pytest.mark.parametrize(
    ("name", "known", "minimum", "feature"),
    [
        ("size", Known.DOCUMENTED, "1.0.0", "<button size>"),
        ("open-type", Known.DOCUMENTED, "1.1.0", "<button open-type>"),
        ("bindagree", Known.DOCUMENTED, "2.32.3", "<button bindagree>"),
        ("bind:agree", Known.DOCUMENTED, "2.32.3", "<button bindagree>"),
        ("capture-catch:agree", Known.DOCUMENTED, "2.32.3", "<button bindagree>"),
        ("openType", Known.DOCUMENTED, "1.1.0", "<button open-type>"),
        ("active-color", Known.DOCUMENTED, "1.0.0", "<button activeColor>"),
        ("onMove", Known.DOCUMENTED, "2.29.0", "<button worklet:on-move>"),
        ("class", Known.COMMON, "1.0.0", ""),
        ("data-id", Known.COMMON, "1.0.0", ""),
        ("wx:if", Known.COMMON, "1.0.0", ""),
        ("mark:id", Known.COMMON, "2.7.1", ""),
        ("model:value", Known.COMMON, "2.9.3", ""),
        ("catchtap", Known.COMMON, "1.0.0", ""),
        ("bindlongpress", Known.COMMON, "1.5.0", ""),
        ("mut-bind:tap", Known.COMMON, "2.8.2", ""),
        ("mut-bindtap", Known.COMMON, "2.8.2", ""),
        ("glow", Known.UNKNOWN, "", ""),
        ("bindglow", Known.UNKNOWN, "", ""),
    ],
)
def test_an_attribute_is_looked_up_in_every_spelling(name: str, known: Known, minimum: str, feature: str) -> None:
    """Common attributes are not repeated per component; an event binding has its own minimum."""
    assert _MARKUP.attribute("button", name) == _entry(known, minimum, feature)


def test_what_all_components_have_is_as_old_as_the_component() -> None:
    """A `bindtap` on a new component needs the component."""
    assert _MARKUP.attribute("root-portal", "bindtap") == _entry(Known.COMMON, "2.25.2")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("share", _entry(Known.DOCUMENTED, "1.2.0", "<button open-type=share>")),
        ("share|agree", _entry(Known.DOCUMENTED, "2.32.3", "<button open-type=agree>")),
        ("share|glow", _entry(Known.UNKNOWN)),
        ("glow", _entry(Known.UNKNOWN)),
        ("", _entry(Known.UNKNOWN)),
    ],
)
def test_a_listed_value_has_its_minimum(value: str, expected: Entry) -> None:
    """Two values at once need what both need; an unlisted one is unknown."""
    assert _MARKUP.value("button", "open-type", value) == expected


def test_an_attribute_without_a_list_takes_any_value() -> None:
    """The value needs no more than the attribute; an unknown attribute stays unknown."""
    assert _MARKUP.value("button", "size", "mini") == _entry(Known.FREE, "1.0.0")
    assert _MARKUP.value("button", "class", "a") == _entry(Known.FREE, "1.0.0")
    assert _MARKUP.value("button", "glow", "a") == _entry(Known.UNKNOWN)


def test_of_a_component_that_is_listed_in_part_any_attribute_passes() -> None:
    """The catalogue has the tags of XR-FRAME, and not all their attributes."""
    assert _MARKUP.attribute("xr-node", "position") == _entry(Known.FREE, "2.32.0")
    assert _MARKUP.attribute("xr-node", "bind:ready") == _entry(Known.FREE, "2.32.0")


def test_a_value_is_looked_up_whatever_the_spelling_of_its_attribute() -> None:
    """`openType="agree"` is what `open-type="agree"` is."""
    assert _MARKUP.value("button", "openType", "agree") == _entry(
        Known.DOCUMENTED, "2.32.3", "<button open-type=agree>"
    )
