"""What is found in WXML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.scan.findings import Finding, Place
from bot.scan.rules.markup.markup import read_wxml
from tests.scan.reading import judged


def findings(source: str) -> dict[str, Finding]:
    """What is found, by name."""
    return {finding.name: finding for finding in judged({"a.wxml": read_wxml(source.encode(), "a.wxml")}).findings}


def test_components_and_attributes() -> None:
    """WeChat's tags, and what needs more than they; the project's components are none."""
    found = findings('<view class="a">\n  <camera mode="normal" flash="on"/><my-list camera="1"></my-list>\n</view>')

    assert found.keys() == {"<view>", "<camera>", "<camera mode>"}
    assert found["<camera>"].first == Place("a.wxml", 2, 3)
    assert found["<camera mode>"].first == Place("a.wxml", 2, 11)


def test_values_of_attributes() -> None:
    """Some values need more than their attribute; one that is computed says nothing."""
    assert str(findings('<button open-type="chooseAvatar">')["<button open-type=chooseAvatar>"].minimum) == "2.21.2"
    assert "<button open-type=chooseAvatar>" not in findings('<button open-type="{{type}}">')
    assert "<button open-type=chooseAvatar>" in findings("<button open-type=chooseAvatar>")


@pytest.mark.parametrize(
    "binding", ["binddragstart", "bind:dragstart", "catchdragstart", "catch:dragstart", "capture-bind:dragstart"]
)
def test_events(binding: str) -> None:
    """An event is the same however it is listened to."""
    assert "<scroll-view binddragstart>" in findings(f'<scroll-view {binding}="drag"/>')


@pytest.mark.parametrize(
    ("source", "guarded"),
    [
        ('<camera wx:if="{{canIUse}}"/>', True),
        ('<view wx:if="{{ready && canIUseCamera}}"><view><camera/></view></view>', True),
        ('<view wx:elif="{{ support.canIUse }}"><camera/></view>', True),
        ('<view wx:if="{{!canIUse}}"><camera/></view>', False),
        ('<view wx:if="{{!(canIUse)}}"><camera/></view>', False),
        ('<view wx:if="{{!!canIUse}}"><camera/></view>', True),
        ('<view wx:if="{{ready}}"><camera/></view>', False),
        ("<view wx:if=\"{{ready === 'canIUse'}}\"><camera/></view>", False),
        ('<view hidden="{{canIUse}}"><camera/></view>', False),
        ('<view wx:if="{{canIUse}}"></view><camera/>', False),
        ('<view wx:if="{{canIUse}}"></view><view wx:else><camera/></view>', False),
        ('<view wx:if="{{!canIUse}}"></view><view wx:else><camera/></view>', True),
        ('<view wx:if="{{!canIUse}}"></view><view wx:elif="{{ready}}"><camera/></view>', True),
        ('<view wx:if="{{!canIUse}}"></view><view/><view wx:else><camera/></view>', False),
    ],
)
def test_conditions(source: str, guarded: bool) -> None:  # noqa: FBT001
    """`wx:if` with a name such as `canIUse` guards what is in it."""
    assert [use.guarded for use in findings(source)["<camera>"].uses] == [guarded]


def test_a_property_that_wxs_observes_may_have_any_name() -> None:
    """`change:closed` beside it is WeChat's own form; a name of WeChat's needs what it needs all the same."""
    doubts = judged({"a.wxml": read_wxml(b"<view closed='{{a}}' change:closed='{{w.f}}' moo='1'></view>", "a.wxml")})
    needs = findings("<camera mode='{{a}}' change:mode='{{w.f}}' />")

    assert [each.name for each in doubts.unjudged] == ["<view moo>"]
    assert needs["<camera mode>"].unguarded


def test_deep_nesting_is_read() -> None:
    """However deep it is."""
    assert "<camera>" in findings("<view>" * 5_000 + "<camera/>" + "</view>" * 5_000)


@given(st.one_of(st.binary(max_size=100), st.text("<>/={{}}\"'awx:if camera!", max_size=100).map(str.encode)))
def test_anything_is_read(source: bytes) -> None:
    """Whatever is written, reading it ends."""
    judged({"a.wxml": read_wxml(source, "a.wxml")})
