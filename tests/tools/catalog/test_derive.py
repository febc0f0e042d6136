"""The names that are derived from typings."""

from dataclasses import replace

import pytest

from bot.catalog import load
from bot.domain.can.features import Platform
from bot.domain.numbers.version import Version
from tests.tools.catalog.sample import derived
from tools.catalog.derive import CatalogueError, Conflict, Unread
from tools.catalog.table import documentation

_WX = "declare namespace WechatMiniprogram { interface Wx { %s } %s }\ndeclare let wx: WechatMiniprogram.Wx"


def test_the_committed_table_says_what_the_excerpts_say() -> None:
    """What is derived from excerpts of the typings is in the committed table, to the letter.

    Of components their pages count, and of HarmonyOS its list.
    """
    features = load(Platform.MINI_PROGRAM)
    committed = {feature.name: replace(documentation(feature), harmony=None) for feature in features}
    sample = {name: text for name, text in derived().items() if not name.startswith("<")}

    assert {name: committed.get(name) for name in sample} == sample


@pytest.mark.parametrize(
    ("name", "minimum"),
    [
        ("wx.request", None),
        ("wx.request.url", None),
        ("wx.request.enableChunked", "2.20.2"),
        ("wx.request.success.cookies", "2.10.0"),
        ("wx.request.success.profile.queueEnd", "3.8.10"),
        ("wx.createUDPSocket.type", "2.18.0"),
        ("UDPSocket.onMessage.callback.localInfo", "2.18.0"),
        ("RequestTask.abort", "1.4.0"),
        ("App.onThemeChange", "2.11.0"),
        ("getApp.allowDefault", "2.2.4"),
        ("Page.onTabItemTap.index", "1.9.0"),
        ("Page.onShareAppMessage.return.imageUrl", "1.5.0"),
        ("Component.lifetimes.error", "2.4.1"),
        ("Component.options.virtualHost", "2.11.2"),
        ("requireMiniProgram", "2.11.1"),
        ("clearTimeout", None),
        ("<scroll-view binddragstart>", "2.12.0"),
        ("<movable-view bindscale x>", "2.1.0"),
        ("<map bindregionchange rotate>", "2.3.0"),
        ("<input bindinput keyCode>", "2.1.0"),
        ("XrFrame.VideoTexture.pause", "2.33.0"),
    ],
)  # fmt: skip
def test_each_kind_of_name_is_derived(name: str, minimum: str | None) -> None:
    """APIs, options, results, objects, constructors, functions, events and modules get their usual names."""
    assert derived()[name].minimum == (Version.parse(minimum) if minimum else None)


@pytest.mark.parametrize("name", ["wx.request.success", "wx.request.success.statusCode", "wx.request.option"])
def test_what_every_api_has_is_no_name(name: str) -> None:
    """Callbacks and undocumented fields would only hide the names that matter."""
    assert name not in derived()


def test_a_method_called_in_does_not_hide_its_neighbours() -> None:
    """The parser takes `in` for an operator, which must not hide what follows."""
    task = "interface Log {\n a(): Log\n        in(page: any): void\n /** 需要基础库： `2.7.1` */\n warn(): void }"

    names = derived(_WX % ("", task))

    assert set(names) == {"Log.a", "Log.in", "Log.warn"}
    assert names["Log.warn"].minimum == Version.parse("2.7.1")


def test_overloads_that_agree_are_one_name() -> None:
    """Several signatures of a method are the same API."""
    signature = "/** 需要基础库： `2.7.0` */ createOffscreenCanvas(%s): void;"

    names = derived(_WX % (signature % "width: number" + signature % "options: object", ""))

    assert list(names) == ["wx.createOffscreenCanvas"]


def test_two_minimums_of_one_name_stop_everything() -> None:
    """No table is made when the typings contradict themselves."""
    signature = "/** 需要基础库： `%s` */ get(): void;"

    with pytest.raises(Conflict, match=r"wx\.get"):
        derived(_WX % (signature % "2.7.0" + signature % "2.8.0", ""))


def test_a_minimum_without_a_name_stops_everything() -> None:
    """A comment that no rule attaches to a name is not passed over."""
    with pytest.raises(Unread, match="最低基础库"):
        derived(_WX % ("", "type Kind =\n/** 最低基础库: 2.1.0 */\n'a' | 'b'"))


def test_typings_without_the_root_object_stop_everything() -> None:
    """Another package's declarations are not taken for WeChat's."""
    with pytest.raises(CatalogueError, match="wx"):
        derived("declare function setTimeout(): void")


def test_types_that_name_themselves_end() -> None:
    """A recursive type or alias is read once."""
    types = "interface Tree { /** 需要基础库： `2.7.0` */ left?: Tree; right?: Tree } type A = A | Tree"

    names = derived(_WX % ("grow(option: A): void", types))

    assert "wx.grow.left.left" in names
