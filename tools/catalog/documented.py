"""Reads base libraries from the comments in WeChat's typings.

The typings are generated from the documentation, which has many wordings for one fact. Each rule here names the
sentence that it reads; tests/tools/catalog/typings has one of each. A version counts only when the sentence is about
the whole feature: `基础库 2.9.0 起支持广播` dates an addition to an option, not the option itself.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from bot.domain.can.features import Emptied, Platform, Renderer
from bot.domain.numbers.version import Version


@dataclass(frozen=True, slots=True)
class Documented:
    """The documentation of one name."""

    minimum: Version | None = None
    plugin_minimum: Version | None = None
    deprecated: bool = False
    deprecated_since: Version | None = None
    instead: tuple[str, ...] = ()
    page: str = ""
    harmony: bool | None = None
    renderer: Renderer | None = None
    open: bool = False
    call: str = ""
    emptied: Emptied | None = None
    """These seven: see `Feature`."""


def documentation(entry: object) -> Documented:
    """What is documented of something that is more: a feature, a component or its attribute."""
    return Documented(**{each.name: getattr(entry, each.name) for each in fields(Documented)})


_CODE: Final = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_LINK: Final = re.compile(r"\]\([^)\s]*\)")
_BRACKET: Final = re.compile(r"[()（）]")
_MARK: Final = re.compile(r"[`*\[\]]")
_MARGIN: Final = re.compile(r"^[ \t]*\*+ ?", re.MULTILINE)
_ITEM: Final = re.compile(r"^\s*(?:[-+|]|[0-9]+\. |当 ).*$", re.MULTILINE)
"""Lists, tables, and lines such as 当 mode = region 时 (when ...) are about single cases."""

_VERSION: Final = r"v?(?P<version>[0-9]+(?:\.[0-9]+){1,3})(?![.0-9])"
_START: Final = r"(?:^|[，,。；])[ \t]*"
"""The start of such a clause: a word before it would be its subject."""
_END: Final = r"[ \t]*(?:[，,。；]|$)"
"""The end of such a clause: a word after it would be a later addition."""


def _clause(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("V", _VERSION), re.MULTILINE)


_MINIMUMS: Final = (
    # 需要基础库： `2.10.4`
    _clause(r"^需要基础库[:：]\s*V"),
    # 最低基础库: 2.1.0 · 最低基础库 2.4.1 · 最低基础库版本：[`2.4.0`](link)
    _clause(rf"{_START}最低基础库(?:版本)?\s*[:：]?\s*V"),
    # 基础库 2.7.3 开始支持。 · 在基础库 1.9.90 起支持 · 从小程序基础库版本 2.8.2 开始支持。
    # 基础库`v3.0.2`以上版本支持。 · 需要在基础库`v2.33.0`及以上支持。 · 在基础库版本**v2.29.2**以上导出。
    _clause(
        rf"{_START}(?:需要)?[从在]?(?:小程序)?基础库(?:版本)?\s*V\s*(?:开始|起|及?以上(?:版本)?)\s*(?:支持|导出){_END}"
    ),
    # *(基础库2.31.1及之后)*
    _clause(rf"{_START}基础库V及之后{_END}"),
    # 基础库 2.10.3，安卓 7.0.15 版本起支持，iOS 暂不支持
    _clause(rf"{_START}基础库\s*V，安卓 [0-9.]+ 版本起支持{_END}"),
    # 接收端地址信息，2.18.0 起支持 · 主包表示为 __APP__ (2.21.2 开始)。
    _clause(rf"[，,。；][ \t]*V\s*(?:起支持|开始){_END}"),
    # 3.4.0 自定义路由配置
    _clause(r"\AV "),
)
"""In this order: the first match counts. The first one is the documentation's own field."""

_DEMANDED: Final = {
    Platform.MINI_PROGRAM: _clause(r"小程序端要求\s*>=\s*V"),
    Platform.MINI_GAME: _clause(r"(?:小游戏端要求|判断基础库版本号)\s*>=\s*V"),
}
"""判断基础库版本号后再使用该 API（小游戏端要求 >= 2.0.4， 小程序端要求 >= 2.6.0）

The higher of this and `_MINIMUMS` counts."""

_IN_PLUGINS: Final = _clause(r"^在插件中使用：需要基础库\s*V")
"""在插件中使用：需要基础库 `2.21.3`"""

_DEPRECATED: Final = re.compile(
    r"^@deprecated\b|^@warning 该?接口已(?:停止维护|废弃)|本(?:接口|返回值)(?:不再|停止)维护", re.MULTILINE
)
"""@deprecated · @warning **该接口已停止维护 · @warning **该接口已废弃 · 本接口不再维护"""
_DEPRECATED_SINCE: Final = (
    # @deprecated 基础库版本 [2.4.0](link) 起已废弃 · @deprecated 旧式的定义方式，基础库 `2.2.3` 起请在 lifetimes 中定义
    _clause(r"^@deprecated.*基础库(?:版本)?\s*V\s*起"),
    # @deprecated 请在`v3.0.2`后使用异步版本
    _clause(r"^@deprecated 请在V后使用"),
    # 从基础库3.4.5开始，本返回值停止维护
    _clause(r"从基础库\s*V\s*开始，本(?:接口|返回值)停止维护"),
)

_INSTEAD: Final = re.compile(r"(?:废弃|停止维护|不再维护)\S*?(?:请|推荐|建议)使用(?P<rest>.*)")
_NAMED: Final = re.compile(r"\[(?P<names>[A-Za-z][\w.|]*)\]\(")
"""@deprecated 基础库版本 2.20.1 起已废弃，请使用 [wx.getDeviceInfo](link)、[wx.getWindowInfo](link) 替换 ·
@warning **该接口已停止维护，推荐使用 [wx.createVKSession](link) 代替**"""
_PAGE: Final = re.compile(r"/\*\*[\s*]*\[.*\)\]\((?P<page>https://developers\.weixin\.qq\.com/[^)\s]+\.html)\)")
"""A comment that starts with the whole signature links to the page about it: /** [wx.login(Object object)](link)"""


def read(comment: str, platform: Platform) -> Documented:
    """Parse the JSDoc comment of a declaration ("" for none)."""
    text = _plain(comment)
    prose = _ITEM.sub("", text)
    minimum = max(
        (found for found in (_first(prose, _MINIMUMS), _first(text, (_DEMANDED[platform],))) if found), default=None
    )
    return Documented(
        minimum=minimum,
        plugin_minimum=_first(text, (_IN_PLUGINS,)),
        deprecated=_DEPRECATED.search(prose) is not None,
        deprecated_since=_first(prose, _DEPRECATED_SINCE),
        instead=_instead(comment),
        page=found["page"] if (found := _PAGE.match(comment)) else "",
    )


def _instead(comment: str) -> tuple[str, ...]:
    sentence = _INSTEAD.search(comment)
    named = _NAMED.finditer(sentence["rest"]) if sentence else ()
    return tuple(dict.fromkeys(name for found in named for name in found["names"].split("|")))


def _plain(comment: str) -> str:
    """The text without code, emphasis and the targets of links; brackets delimit a clause as commas do."""
    text = _MARGIN.sub("", comment.removeprefix("/").removesuffix("/"))
    text = _LINK.sub("", _CODE.sub("", text))
    return _MARK.sub("", _BRACKET.sub("，", text)).strip()


def _first(text: str, clauses: Iterable[re.Pattern[str]]) -> Version | None:
    for clause in clauses:
        if (found := clause.search(text)) is not None:
            return Version.read(found["version"])
    return None
