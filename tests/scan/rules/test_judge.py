"""What uses need, by the documentation."""

from typing import Final

import pytest

from bot.domain.scan.findings import Doubt, Finding, Kind, Place, Severity, Unjudged
from bot.scan.rules.judge import judge
from bot.scan.rules.uses import CAUGHT, AnyOf, Fact, Helper, Use
from tests.domain.build import v
from tests.scan.table import table

PLACE: Final = Place("a.js", 1, 1)


def judged(name: str, *known: Fact, kind: Kind = Kind.API, in_plugin: bool = False) -> Finding:
    """The one finding of one use."""
    use = Use(kind, name, PLACE, frozenset(known))
    (finding,) = judge([use], table(), in_plugin=in_plugin).findings
    return finding


@pytest.mark.parametrize(
    ("name", "minimum", "in_plugin"),
    [
        ("wx.nextTick", "2.2.3", "2.7.1"),
        ("wx.setStorageSync", "", "1.9.6"),
        ("wx.getUserProfile", "2.10.4", "2.10.4"),
        ("wx.login", "", ""),
    ],
)
def test_plugins_have_minimums_of_their_own(name: str, minimum: str, in_plugin: str) -> None:
    """A plugin's documented minimum counts, else the program's."""
    assert judged(name).minimum == (v(minimum) if minimum else None)
    assert judged(name, in_plugin=True).minimum == (v(in_plugin) if in_plugin else None)


def test_a_plugin_may_need_more_than_was_checked() -> None:
    """A version that programs are content with may be too low for plugins."""
    assert judged("wx.nextTick", v("2.2.3")).uses[0].guarded
    assert not judged("wx.nextTick", v("2.2.3"), in_plugin=True).uses[0].guarded
    assert judged("wx.nextTick", v("2.7.1"), in_plugin=True).uses[0].guarded


def test_deprecation() -> None:
    """It is passed on, with the version where one is documented."""
    old, older = judged("wx.getSystemInfoSync"), judged("wx.getUserInfo")

    assert (old.deprecated, old.deprecated_since) == (True, v("2.20.1"))
    assert (older.deprecated, older.deprecated_since) == (True, None)
    assert not judged("wx.login").deprecated


def test_what_to_use_instead_of_a_deprecated_api() -> None:
    """Its alternatives, and the base library that has all documented ones."""
    old = judged("wx.getSystemInfoSync")

    assert old.instead == ("wx.getAppBaseInfo", "wx.getWindowInfo")
    assert old.instead_minimum == v("2.20.1")
    assert old.page == "https://developers.weixin.qq.com/wx.getSystemInfoSync"
    assert judged("wx.login").instead_minimum is None


def test_what_harmony_os_lacks() -> None:
    """Whatever its base library, so that no guard by version helps."""
    assert judged("wx.createVKSession").lacks_harmony
    assert not judged("wx.login").lacks_harmony


@pytest.mark.parametrize(
    ("kind", "name", "doubt"),
    [
        (Kind.API, "wx.makeTea.now", Unjudged(Doubt.API, "wx.makeTea", (PLACE,))),
        (Kind.COMPONENT, "<no-such-tag>", Unjudged(Doubt.COMPONENT, "<no-such-tag>", (PLACE,))),
        (Kind.ATTRIBUTE, "<button moo>", Unjudged(Doubt.ATTRIBUTE, "<button moo>", (PLACE,))),
        (Kind.ATTRIBUTE, "<button open-type=moo>", Unjudged(Doubt.ATTRIBUTE, "<button open-type=moo>", (PLACE,))),
        (Kind.ATTRIBUTE, "<no-such-tag moo>", None),
        (Kind.ATTRIBUTE, "<button moo=cow>", None),
        (Kind.ATTRIBUTE, "<button data-moo>", None),
        (Kind.OPTION, "wx.login.moo", None),
    ],
)
def test_unknown_names_cannot_be_judged(kind: Kind, name: str, doubt: Unjudged | None) -> None:
    """Each is named once: no attribute of an unknown component, no value of an unknown attribute."""
    judged = judge([Use(kind, name, PLACE)], table())

    assert judged.findings == ()
    assert judged.unjudged == ((doubt,) if doubt else ())


def test_a_name_without_a_minimum_is_documented() -> None:
    """That is not the same as a name that is not there."""
    assert judged("wx.login").minimum is None


def test_what_older_base_libraries_do() -> None:
    """They throw where something is called, and ignore the rest."""
    assert judged("wx.login").severity is Severity.BREAKS
    assert judged("wx.request.enableChunked", kind=Kind.OPTION).severity is Severity.DEGRADES
    assert judged("<page-container>", kind=Kind.COMPONENT).severity is Severity.DEGRADES
    assert judged("<button open-type=chooseAvatar>", kind=Kind.ATTRIBUTE).severity is Severity.DEGRADES


@pytest.mark.parametrize(
    ("fact", "guarded"),
    [
        ("wx.login", True),
        ("login", True),
        ("wx.getPrivacySetting", False),
        (v("99.0.0"), False),
        ("wx", False),
        (CAUGHT, True),
        (Helper("canIUseLogin"), True),
        (Helper("canIUse"), True),
        (Helper("canIUsePay"), False),
        (AnyOf(frozenset({frozenset({"wx.login"}), frozenset({CAUGHT})})), True),
        (AnyOf(frozenset({frozenset({"wx.login"}), frozenset({v("99.0.0")})})), False),
    ],
)
def test_an_undocumented_minimum_needs_its_own_check(fact: Fact, guarded: bool) -> None:  # noqa: FBT001
    """No known version suffices, so only a check of the API does."""
    assert judged("wx.login", fact).uses[0].guarded is guarded


def test_places_are_in_order() -> None:
    """Whatever order they were found in."""
    places = [Place("b.js", 1, 1), Place("a.js", 2, 1), Place("a.js", 1, 9)]
    (finding,) = judge([Use(Kind.API, "wx.login", place) for place in places], table()).findings

    assert [use.place for use in finding.uses] == sorted(places)
