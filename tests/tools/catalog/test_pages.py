"""WeChat's component pages, with both forms of tables; the texts are made up."""

import json
from typing import Final

import pytest

from bot.domain.can.features import Renderer
from bot.domain.numbers.version import Version
from tools.catalog.pages import Unreadable, read_page
from tools.catalog.table import Attribute, Component

_HEAD: Final = """\
# lamp

> 基础库 2.3.0 开始支持，低版本需做[兼容处理](1003706)。

> __微信 Windows 版__：支持
>
> __微信 鸿蒙 OS 版__：支持

渲染框架支持情况：Skyline （使用最新 [Nightly](/nightly.html) 工具调试）、WebView
"""
_V1, _V2, _V3 = Version((2, 3)), Version((2, 10, 1)), Version((3, 2))


def _rows(*rows: dict[str, object]) -> str:
    return f"```json\n{json.dumps(rows, ensure_ascii=False)}\n```\n"


def _row(name: str, type_: str, minimum: str, about: str = "", **more: object) -> dict[str, object]:
    row = {"属性": name, "类型": type_, "默认值": "", "必填": "否", "说明": about, "最低版本": f"[{minimum}](1003706)"}
    return row | more


def test_a_page_has_the_component_and_what_holds_for_all_of_it() -> None:
    found = read_page(_HEAD, "lamp")

    assert found == Component(minimum=_V1, harmony=True)


def test_a_table_of_attributes_is_read() -> None:
    page = f"""{_HEAD}
## 属性说明

| 属性 | 类型 | 默认值 | 必填 | 说明 | 最低版本 |
| ---- | ---- | ------ | -------- | ---- | -------- |
| bright | boolean | false | 否 | 是否明亮 | [2.3.0](1003706) |
| hue | string |  | 否 | `a | b`, 鸿蒙 OS 暂不支持 | [2.10.1](1003706) |
| old | string |  | 否 | （即将废弃） |  |
| bind:on | eventhandle |  | 否 | 点亮 | [3.2.0](1003706) |
| off | eventhandle |  | 否 | 熄灭 | [3.2.0](1003706) |
| worklet:onframe | worklet |  | 否 | 每帧 | [3.2.0](1003706) |
"""

    assert read_page(page, "lamp").attributes == {
        "bright": Attribute(_V1),
        "hue": Attribute(_V2, harmony=False),
        "old": Attribute(deprecated=True),
        "bindon": Attribute(_V3),
        "bindoff": Attribute(_V3),
        "worklet:onframe": Attribute(_V3),
    }


def test_values_are_read_from_below_their_attribute() -> None:
    modes = [
        {"合法值": "zh\\_CN", "说明": "普通"},
        {"合法值": "deep", "说明": "鸿蒙 OS 暂不支持", "最低版本": "[3.2.0](x)"},
    ]
    curve = [{"合法值": "linear", "说明": ""}, {"合法值": "cubic-bezier(x, y)", "说明": ""}]
    details = [{"eventhandler 回调参数": "state", "说明": "状态"}]
    page = f"{_HEAD}\n## 通用属性\n" + _rows(
        _row("mode", "string", "2.3.0", 子项=modes),
        _row("curve", "string", "2.3.0", 子项=curve),
        _row("bindon", "eventhandle", "2.3.0", 子项=details),
    )

    assert read_page(page, "lamp").attributes == {
        "mode": Attribute(_V1, values={"zh_CN": Attribute(), "deep": Attribute(_V3, harmony=False)}),
        "curve": Attribute(_V1),
        "bindon": Attribute(_V1),
    }


def test_values_are_read_from_a_table_of_their_own() -> None:
    page = f"""{_HEAD}
## 属性说明

| 属性名 | 类型 | 默认值 | 说明 | 最低版本 |
| --- | --- | --- | --- | --- |
| level | string | room | 范围 | [2.10.1](1003706) |

level 的有效值

| 值 | 说明 |
| --- | --- |
| room | 房间 |
| house | 房子 |
"""

    assert read_page(page, "lamp").attributes["level"].values == {"room": Attribute(), "house": Attribute()}


def test_attributes_of_one_renderer_are_marked() -> None:
    common, skyline, webview = (
        _rows(_row("glow", "boolean", "2.3.0")),
        _rows(_row("glow", "boolean", "3.2.0"), _row("pulse", "boolean", "3.2.0")),
        _rows(_row("flex", "boolean", "2.10.1")),
    )
    page = f"{_HEAD}## 通用属性\n{common}## Skyline 特有属性\n{skyline}## WebView 特有属性\n{webview}"

    assert read_page(page, "lamp").attributes == {
        "glow": Attribute(_V1),
        "pulse": Attribute(_V3, renderer=Renderer.SKYLINE),
        "flex": Attribute(_V2, renderer=Renderer.WEBVIEW),
    }


def test_tables_about_something_else_are_left_out() -> None:
    page = f"""{_HEAD}
## 属性说明
{_rows(_row("bright", "boolean", "2.3.0"))}
## marker

| 属性 | 说明 | 类型 | 必填 | 备注 | 最低版本 |
| --- | --- | --- | --- | --- | --- |
| zIndex | 层级 | number | 否 |  | [2.3.0](1003706) |

## Bug & Tip

```json
{{"component": true}}
```

| 属性 | 类型 | 默认值 | 说明 |
| --- | --- | --- | --- |
| name | string |  | 字段名 |
"""

    assert read_page(page, "lamp").attributes.keys() == {"bright"}


def test_a_component_that_is_no_longer_maintained_names_the_one_to_use() -> None:
    ended = "从基础库 [1.6.0](1003706) 开始，本接口停止维护，请使用 [wx.createLight](/x) 代替\n"
    covered = "目前[原生组件](/x)均已支持同层渲染，建议使用 [image](/x) 替代\n"

    audio, cover = (read_page(f"# lamp\n\n{text}{_HEAD[7:]}", "lamp") for text in (ended, covered))

    assert (audio.deprecated, audio.deprecated_since, audio.instead) == (True, Version((1, 6)), ("wx.createLight",))
    assert (cover.deprecated, cover.deprecated_since, cover.instead) == (True, None, ("<image>",))


@pytest.mark.parametrize(
    "page",
    ["<html>Not found</html>", "# list", f"{_HEAD}\n## 属性说明\n\n<table><tr><td>bright</td></tr></table>\n"],
)
def test_a_page_that_is_not_understood_is_refused(page: str) -> None:
    with pytest.raises(Unreadable, match="lamp"):
        read_page(page, "lamp")


def test_what_the_tables_of_a_page_leave_out_is_added() -> None:
    """Canvas types are in a sentence, a map event in the changelog; a page's minimum counts."""
    canvas = (
        _HEAD.replace("lamp", "canvas") + "## 属性说明\n" + _rows(_row("type", "string", "2.3.0", "支持 2d (2.9.0)"))
    )

    assert read_page(canvas, "canvas").attributes["type"].minimum == _V1
    assert read_page(canvas, "canvas").attributes["type"].values["2d"] == Attribute(Version((2, 9)))
    assert read_page(_HEAD.replace("lamp", "map"), "map").attributes.keys() == {"bindrendersuccess"}
