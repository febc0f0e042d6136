"""The typings' comments, in every spelling that occurs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import SITE, decoded, load
from bot.domain.can.features import Emptied, Lost, Platform, Renderer, Source
from bot.domain.numbers.version import Version
from tests.tools.catalog.sample import derived
from tools.catalog.generate import CatalogueError, Conflict, Unread
from tools.catalog.table import Documented, documentation, encoded, read

_LINK = "(https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html)"


def _read(comment: str, platform: Platform = Platform.MINI_PROGRAM) -> Documented:
    return read(f"/** {comment} */", platform)


@pytest.mark.parametrize(
    ("comment", "minimum"),
    [
        ("需要基础库： `2.20.2`\n         *\n         * 开启 chunked。", "2.20.2"),
        ("[wx.getDeviceInfo()](link)\n*\n* 需要基础库： `2.20.1`\n*\n* 获取设备基础信息", "2.20.1"),
        ("最低基础库: 2.1.0", "2.1.0"),
        ("最低基础库: `2.7.0`", "2.7.0"),
        ("最低基础库 1.7.0", "1.7.0"),
        ("最低基础库： 2.11.0", "2.11.0"),
        ("旋转程度，最低基础库 2.3.0", "2.3.0"),
        ("窗口尺寸改变时触发，最低基础库：`2.4.0`", "2.4.0"),
        ("当前是 tab 页时，点击 tab 时触发，最低基础库： `1.9.0`", "1.9.0"),
        ("显示图片长宽比是 5:4，最低基础库： `1.5.0`。默认值：使用默认截图", "1.5.0"),
        ("统计用区划代码 当 mode = region 时有效 (最低基础库: 1.4.0)", "1.4.0"),
        (f"节点\n         *\n         * 最低基础库版本：[`2.4.0`]{_LINK}", "2.4.0"),
        (f"最低基础库版本： [`2.2.3`]{_LINK}", "2.2.3"),
        ("在基础库 1.9.90 起支持", "1.9.90"),
        ("键盘高度, 在基础库 `1.9.90` 起支持", "1.9.90"),
        ("页面间通信接口，用于监听数据。基础库 2.7.3 开始支持。", "2.7.3"),
        ("是否走到了高性能模式。基础库 v3.3.4 起支持。", "3.3.4"),
        ("可选子 key 数组，从基础库版本3.12.1开始支持", "3.12.1"),
        ("可以用于提升页面更新性能。从小程序基础库版本 2.8.2 开始支持。", "2.8.2"),
        (f"由自定义组件本身完全决定。从小程序基础库版本 [`2.11.2`]{_LINK} 开始支持", "2.11.2"),
        ("iOS 优先 write，安卓优先 writeNoResponse 。（基础库 2.22.0 开始支持）", "2.22.0"),
        ("基础库 2.11.3 开始支持，低版本需做兼容处理。", "2.11.3"),
        ("基础库 2.10.3，安卓 7.0.15 版本起支持，iOS 暂不支持", "2.10.3"),
        ("在基础库版本`v2.31.1`以上支持。", "2.31.1"),
        ("暂停当前播放的视频。\n         * 需要在基础库`v2.33.0`及以上支持。", "2.33.0"),
        ("基础库`v3.0.2`以上版本支持。", "3.0.2"),
        ("在基础库版本**v2.29.2**以上导出。", "2.29.2"),
        ("*(基础库2.31.1及之后)*\n         * 可以忽略某一些限制", "2.31.1"),
        ("接收端地址信息，2.18.0 起支持", "2.18.0"),
        (f"可视化图层统一回调出口，[2.26.0]{_LINK} 起支持。", "2.26.0"),
        ("keyCode 为键值 (目前工具还不支持返回keyCode参数) `2.1.0` 起支持", "2.1.0"),
        ("分包名，主包表示为 __APP__ (2.21.2 开始)。仅 evaluateScript 指标有效。", "2.21.2"),
        ("2.29.2 自定义路由类型，相关文档 [自定义路由](link)", "2.29.2"),
    ],
)  # fmt: skip
def test_a_minimum_is_read_in_every_spelling(comment: str, minimum: str) -> None:
    assert _read(comment).minimum == Version.parse(minimum)


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "客户端基础库版本",
        "自定义维度，基础库 v2.14.0 开始支持可选",
        "向指定的 IP 和 port 发送消息。基础库 2.9.0 起支持广播 (指定地址为 255.255.255.255)。",
        "在基础库 <= 2.9.3 版本必须是和本机同网段的 IP 地址",
        "最多可以选择的文件个数，基础库2.25.0前，最多可支持9个文件，2.25.0及以后最多可支持20个文件",
        "基础库 2.13.0 以下的版本只支持本地路径。 2.13.0 开始支持 http:// 协议的远程路径。",
        "允许微信使用蓝牙的开关（安卓基础库 3.5.0 以上有效）",
        "其中`threeDof`需要基础库`2.30.4`以上支持。",
        "value 改变时触发\n     *\n     * 当 mode = region 时 (最低基础库: 1.4.0)",
        "x 和 y 字段在 2.1.0 之后支持",
        "- subScoreKey 参数从基础库版本3.12.1开始支持",
        "- 'v2': v2 版本，目前只有 iOS 基础库 2.22.0 以上支持;",
        "倍率，支持 0.5/0.8/1.0/1.25/1.5，2.6.3 起支持 2.0 倍速",
        "获取当前帧 rgba buffer。iOS 端微信在 v8.0.20 开始支持，安卓微信 8.0.30 开始支持。",
        "客户端 8.0.31 版本开始支持。",
        "打开的小程序是否支持全屏。基础库 `3.10.0` 版本起，强制为 true",
        "```js\n// 方案三、mp后台设置最低基础库版本 3.7.3\n```",
        "在插件中使用：需要基础库 `2.21.3`",
    ],
)
def test_what_came_later_to_a_thing_is_not_its_minimum(comment: str) -> None:
    """A sentence about a part of a thing, a client, a plugin or an example does not date the thing."""
    assert _read(comment).minimum is None


@pytest.mark.parametrize(("platform", "minimum"), [(Platform.MINI_PROGRAM, "2.6.0"), (Platform.MINI_GAME, "2.0.4")])
def test_the_higher_of_two_demands_counts(platform: Platform, minimum: str) -> None:
    comment = (
        "需要基础库： `2.0.4`\n *\n * 请判断版本号后再使用该 API（小游戏端要求 >= 2.0.4， 小程序端要求 >= 2.6.0）。"
    )

    assert _read(comment, platform).minimum == Version.parse(minimum)


def test_a_demand_on_mini_games_is_read_without_a_platform() -> None:
    comment = "请通过 SDKVersion 判断基础库版本号 >= 2.11.1 后再使用该 API。"

    assert _read(comment, Platform.MINI_GAME).minimum == Version.parse("2.11.1")


def test_plugins_have_a_minimum_of_their_own() -> None:
    documented = _read("需要基础库： `2.0.4`\n *\n * 在插件中使用：需要基础库 `2.8.1`")

    assert (documented.minimum, documented.plugin_minimum) == (Version.parse("2.0.4"), Version.parse("2.8.1"))


@pytest.mark.parametrize("comment", ["在插件中使用：支持", "在插件中使用：不支持"])
def test_plugins_without_a_version_have_no_minimum(comment: str) -> None:
    assert _read(comment) == Documented()


@pytest.mark.parametrize(
    ("comment", "since"),
    [
        (f"@deprecated 基础库版本 [2.4.0]{_LINK} 起已废弃，请使用 [wx.createX](link)", "2.4.0"),
        ("@deprecated 旧式的定义方式，基础库 `2.2.3` 起请在 lifetimes 中定义", "2.2.3"),
        ("@deprecated 请在`v3.0.2`后使用异步版本，同步版本不再维护，请使用`captureToDataURLAsync`。", "3.0.2"),
        (
            "目前最高不到50）<br> 注意：从基础库3.4.5开始，本返回值停止维护，请使用[wx.getDeviceBenchmarkInfo](link)",
            "3.4.5",
        ),
        ("@deprecated", None),
        ("@warning **该接口已停止维护，推荐使用 [wx.createVKSession](link) 代替**", None),
        ("@warning **该接口已废弃，连接状态开发者自行维护即可**", None),
        ("@warning **接口已废弃**", None),
        ("初始化人脸检测。本接口不再维护，请使用 [wx.createVKSession](link) 接口代替。", None),
    ],
)
def test_a_deprecation_is_read_in_every_spelling(comment: str, since: str | None) -> None:
    documented = _read(comment)

    assert documented.deprecated
    assert documented.deprecated_since == (Version.parse(since) if since else None)
    assert documented.minimum is None


@pytest.mark.parametrize(
    "comment",
    [
        "1. 从基础库 3.8.2 开始，style 参数废弃",
        "- 1103：发现栏小程序主入口（基础库 2.2.4 版本起废弃）",
        "使用 gcj02 坐标系（即将废弃）",
    ],
)
def test_a_deprecated_part_does_not_deprecate_the_whole(comment: str) -> None:
    assert not _read(comment).deprecated


@pytest.mark.parametrize(
    ("comment", "instead"),
    [
        (f"@deprecated 基础库版本 [2.4.0]{_LINK} 起已废弃，请使用 [wx.a](link)、[wx.b](link) 替换", ("wx.a", "wx.b")),
        (
            "@deprecated 基础库版本 2.4.0 起已废弃，请使用 [建议使用 [A.go](link)]((建议使用 [A.go](link))) 替换",
            ("A.go",),
        ),
        ("@deprecated 基础库版本 1.9.90 起已废弃，请使用 [A.x|A.y](link) 替换", ("A.x", "A.y")),
        ("@warning **该接口已停止维护，推荐使用 [wx.createVKSession](link) 代替**", ("wx.createVKSession",)),
        ("注意：从基础库3.4.5开始，本返回值停止维护，请使用[wx.getB](link)", ("wx.getB",)),
        (f"@deprecated 基础库版本 [2.4.0]{_LINK} 起已废弃", ()),
        ("[wx.a(Object object)](link)\n*\n* 判断版本后再使用 [wx.b](link)", ()),
    ],
)
def test_what_to_use_instead_is_read(comment: str, instead: tuple[str, ...]) -> None:
    assert _read(comment).instead == instead


@pytest.mark.parametrize(
    ("start", "page"),
    [
        ("[wx.login(Object object)](https://developers.weixin.qq.com/api/wx.login.html)", "api/wx.login.html"),
        (
            "[[Task](https://developers.weixin.qq.com/api/Task.html) wx.go(Object o)](https://developers.weixin.qq.com/api/wx.go.html)",
            "api/wx.go.html",
        ),
        ("[audio](https://developers.weixin.qq.com/component/audio.html) 组件的 id", ""),
        ("[wx.login(Object object)](https://example.com/wx.login.html)", ""),
        ("见 [wx.login()](https://developers.weixin.qq.com/api/wx.login.html)", ""),
    ],
)
def test_the_page_of_an_api_is_what_its_signature_links_to(start: str, page: str) -> None:
    assert _read(f"{start}\n*\n* 登录").page == (f"https://developers.weixin.qq.com/{page}" if page else "")


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
    assert derived()[name].minimum == (Version.parse(minimum) if minimum else None)


@pytest.mark.parametrize("name", ["wx.request.success", "wx.request.success.statusCode", "wx.request.option"])
def test_what_every_api_has_is_no_name(name: str) -> None:
    assert name not in derived()


def test_a_method_called_in_does_not_hide_its_neighbours() -> None:
    task = "interface Log {\n a(): Log\n        in(page: any): void\n /** 需要基础库： `2.7.1` */\n warn(): void }"

    names = derived(_WX % ("", task))

    assert set(names) == {"Log.a", "Log.in", "Log.warn"}
    assert names["Log.warn"].minimum == Version.parse("2.7.1")


def test_overloads_that_agree_are_one_name() -> None:
    signature = "/** 需要基础库： `2.7.0` */ createOffscreenCanvas(%s): void;"

    names = derived(_WX % (signature % "width: number" + signature % "options: object", ""))

    assert list(names) == ["wx.createOffscreenCanvas"]


def test_two_minimums_of_one_name_stop_everything() -> None:
    signature = "/** 需要基础库： `%s` */ get(): void;"

    with pytest.raises(Conflict, match=r"wx\.get"):
        derived(_WX % (signature % "2.7.0" + signature % "2.8.0", ""))


def test_a_minimum_without_a_name_stops_everything() -> None:
    with pytest.raises(Unread, match="最低基础库"):
        derived(_WX % ("", "type Kind =\n/** 最低基础库: 2.1.0 */\n'a' | 'b'"))


def test_typings_without_the_root_object_stop_everything() -> None:
    with pytest.raises(CatalogueError, match="wx"):
        derived("declare function setTimeout(): void")


def test_types_that_name_themselves_end() -> None:
    types = "interface Tree { /** 需要基础库： `2.7.0` */ left?: Tree; right?: Tree } type A = A | Tree"

    names = derived(_WX % ("grow(option: A): void", types))

    assert "wx.grow.left.left" in names


_SOURCE = Source("typings", "5.2.3", "sha512-abc=", Version.parse("3.17.0"))
_VERSIONS = st.none() | st.tuples(st.integers(1, 9), st.integers(0, 99), st.integers(0, 99)).map(Version)
_NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@st.composite
def _documented(draw: st.DrawFn) -> Documented:
    since = draw(_VERSIONS)
    return Documented(
        draw(_VERSIONS),
        draw(_VERSIONS),
        since is not None or draw(st.booleans()),
        since,
        draw(st.sampled_from([(), ("wx.a", "wx.b")])),
        draw(st.sampled_from(["", "https://developers.weixin.qq.com/a.html", "https://example.com/a.html"])),
        draw(st.none() | st.booleans()),
        draw(st.none() | st.sampled_from(Renderer)),
        open=draw(st.booleans()),
        call=draw(st.sampled_from(["", "()", "info = (id)"])),
        emptied=draw(st.none() | st.builds(Emptied, st.sampled_from(Lost), st.dates(), st.just(f"{SITE}a"))),
    )


@given(st.dictionaries(_NAMES, _documented(), max_size=8))
def test_a_table_is_read_back_as_it_was_written(names: dict[str, Documented]) -> None:
    features = decoded(encoded(_SOURCE, None, names), Platform.MINI_GAME)

    assert {feature.name: documentation(feature) for feature in features} == names
    assert (features.source, features.components, features.platform) == (_SOURCE, None, Platform.MINI_GAME)


def test_the_same_names_make_the_same_file() -> None:
    names = dict(derived())
    backwards = dict(reversed(names.items()))

    assert encoded(_SOURCE, _SOURCE, names) == encoded(_SOURCE, _SOURCE, backwards)


def test_a_part_knows_what_it_is_a_part_of() -> None:
    names = ("wx.a", "wx.a.b", "wx.a.success.c", "Task.d", "<x>", "<x y>", "<x y=z>", "<x y=z w>", "<x z w>", "<xy>")

    features = decoded(encoded(_SOURCE, None, dict.fromkeys(names, Documented())), Platform.MINI_PROGRAM)

    assert {feature.name: feature.parent for feature in features} == {
        "wx.a": None,
        "wx.a.b": "wx.a",
        "wx.a.success.c": "wx.a",
        "Task.d": None,
        "<x>": None,
        "<x y>": "<x>",
        "<x y=z>": "<x y>",
        "<x y=z w>": "<x y>",
        "<x z w>": "<x>",
        "<xy>": None,
    }
