"""What makes a table of bot/catalog/: sources merged, rows written, changes named.

The table of WeChat's components: `components.json`, kept by hand and by `make components`. Each component has the
address of its page at WeChat, the day on which the page was read, and whether that was the page itself or a public
copy of it. `components.schema.json` is the form.

Reads base libraries from the comments in WeChat's typings. The typings are generated from the documentation, which
has many wordings for one fact. Each rule here names the sentence that it reads; tests/tools/catalog/typings has one
of each. A version counts only when the sentence is about the whole feature: `基础库 2.9.0 起支持广播` dates an
addition to an option, not the option itself.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from bot.catalog import SITE, Row, fields_of
from bot.domain.can.features import Emptied, Feature, Lost, Platform, Renderer, Source
from bot.domain.numbers.version import Version


@dataclass(frozen=True, slots=True)
class Documented:
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
    """Return what is documented of something that is more: a feature, a component or its attribute."""
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
    """Return the text without code, emphasis and the targets of links; brackets delimit a clause as commas do."""
    text = _MARGIN.sub("", comment.removeprefix("/").removesuffix("/"))
    text = _LINK.sub("", _CODE.sub("", text))
    return _MARK.sub("", _BRACKET.sub("，", text)).strip()


def _first(text: str, clauses: Iterable[re.Pattern[str]]) -> Version | None:
    for clause in clauses:
        if (found := clause.search(text)) is not None:
            return Version.read(found["version"])
    return None


_PAGES = f"{SITE}miniprogram/dev/api/file/"
"""Of the retired APIs."""


def merged(apis: Mapping[str, Documented], pages: Mapping[str, Documented]) -> Mapping[str, Documented]:
    """Both tables merged. Of an event in both, the page counts; the typings fill in what it leaves out."""
    both = {
        name: replace(entry, minimum=entry.minimum or apis[name].minimum)
        for name, entry in pages.items()
        if name in apis
    }
    return {**pages, **apis, **both}


def with_retired(names: Mapping[str, Documented], text: str) -> Mapping[str, Documented]:
    """Return the names with those of `retired.json` added, which WeChat no longer lists and still has.

    They are from older typings, looked up by hand. A name that is documented again keeps its documentation.
    """
    retired = {
        name: Documented(
            Version.read(entry["minimum"]) if entry["minimum"] else None,
            deprecated=True,
            instead=(entry["instead"],),
            page=f"{_PAGES}{name}.html",
            call="(options)",
        )
        for name, entry in json.loads(text)["retired"].items()
    }
    return retired | dict(names)


def marked(names: Mapping[str, Documented], text: str) -> Mapping[str, Documented]:
    """Return the names, with a mark at each that `harmony.json` names, and at the methods of objects that it names.

    They are lacking at any base library: from WeChat's guide, which is older than some pages. An API whose own page
    says that HarmonyOS supports it is not in the list; components say it on their pages. Changes are looked up by hand.
    """
    lacking = frozenset(json.loads(text)["lacking"])
    objects = lacking - names.keys()
    return {
        name: replace(entry, harmony=False) if name in lacking or name.partition(".")[0] in objects else entry
        for name, entry in names.items()
    }


def with_emptied(names: Mapping[str, Documented], text: str) -> Mapping[str, Documented]:
    """Return the names, with what `emptied.json` says of those that WeChat emptied and does not call deprecated."""
    changed = {
        name: replace(
            names[name],
            deprecated=True,
            deprecated_since=Version.read(entry["library"]) if "library" in entry else None,
            instead=tuple(entry["instead"]),
            emptied=Emptied(Lost(entry["lost"]), date.fromisoformat(entry["since"]), entry["source"]),
        )
        for name, entry in json.loads(text)["emptied"].items()
    }
    return {**names, **changed}


def encoded(source: Source, components: Source | None, names: Mapping[str, Documented]) -> str:
    """Return the file's text: one line per name, so that diffs show the changes."""
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(_row(names[name]))}" for name in sorted(names))
    return f'{{\n"source": {_source(source)},\n"components": {_source(components)},\n"features": {{\n{rows}\n}}\n}}\n'


def row_of(entry: Documented) -> dict[str, Any]:
    """Return what is documented, as a row has it; `bot.catalog.fields_of` reads it."""
    fields = {
        "minimum": text_of(entry.minimum),
        "plugin": text_of(entry.plugin_minimum),
        "deprecated": text_of(entry.deprecated_since) or entry.deprecated or None,
        "instead": entry.instead or None,
        "page": entry.page.removeprefix(SITE) or None,
        "harmony": entry.harmony,
        "renderer": entry.renderer,
        "open": entry.open or None,
        "call": entry.call or None,
        "emptied": entry.emptied and _emptied(entry.emptied),
    }
    return {name: value for name, value in fields.items() if value is not None}


def _emptied(emptied: Emptied) -> dict[str, str]:
    source = emptied.source.removeprefix(SITE)
    return {"lost": emptied.lost.value, "since": emptied.since.isoformat(), "source": source}


def text_of(version: Version | None) -> str | None:
    return version.text if version else None


def changes(old: Mapping[str, Documented | Feature], new: Mapping[str, Documented | Feature]) -> Iterator[str]:
    """Yield a line for each name that is new, gone or documented otherwise."""
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            yield f"  {'-' if now is None else '+'} {name}"
        elif _shown(was) != _shown(now):
            yield f"  {name}: {_shown(was)} -> {_shown(now)}"


def _row(entry: Documented) -> Row:
    row = row_of(entry)
    return row if row.keys() - {"minimum"} else text_of(entry.minimum)


def _source(source: Source | None) -> str:
    return json.dumps(source and asdict(source) | {"newest": text_of(source.newest)})


def _shown(name: Documented | Feature) -> str:
    minimum = name.minimum.text if name.minimum else "undocumented"
    return f"{minimum}, deprecated" if name.deprecated else minimum


class Reading(StrEnum):
    """Where the page was read."""

    WECHAT = "wechat"
    """At WeChat."""
    COPY = "copy"
    """In a public copy of WeChat's documentation."""


@dataclass(frozen=True, slots=True)
class Attribute(Documented):
    """An attribute, an event or a value. Without a minimum it is as old as the component."""

    values: Mapping[str, "Attribute"] = field(default_factory=dict)
    """The only values it takes; empty when it takes any."""

    def widened(self, other: "Attribute") -> "Attribute":
        """Return this one merged with the same of the other renderer's table; the earlier minimum counts."""
        earlier = min((minimum for minimum in (self.minimum, other.minimum) if minimum), default=None)
        return replace(self, minimum=earlier, values={**other.values, **self.values}, renderer=None)


@dataclass(frozen=True, slots=True)
class Component(Documented):
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    read: date | None = None
    reading: Reading = Reading.WECHAT


def decoded(text: str) -> dict[str, Component]:
    return {name: _component(entry) for name, entry in json.loads(text)["components"].items()}


def components_encoded(components: Mapping[str, Component]) -> str:
    """Return the file's text: a line for each attribute, so that diffs show what changed."""
    blocks = ",\n".join(_block(name, components[name]) for name in sorted(components))
    return f'{{\n"$schema": "components.schema.json",\n"components": {{\n{blocks}\n}}\n}}\n'


def documented(components: Mapping[str, Component]) -> Mapping[str, Documented]:
    """Return the names of components and parts.

    `<live-player>`, `<scroll-view scroll-x>`, `<button open-type=share>`.
    """
    return {name: documentation(entry) for name, entry in _named(components)}


def _named(components: Mapping[str, Component]) -> Iterator[tuple[str, Documented]]:
    for tag, component in components.items():
        yield f"<{tag}>", component
        for name, attribute in component.attributes.items():
            yield f"<{tag} {name}>", attribute
            for value, part in attribute.values.items():
                yield f"<{tag} {name}={value}>", part


def _component(entry: Mapping[str, Any]) -> Component:
    attributes = {name: _attribute(each) for name, each in entry["attributes"].items()}
    read, reading = date.fromisoformat(entry["read"]), Reading(entry["reading"])
    return Component(**fields_of(entry), attributes=attributes, read=read, reading=reading)


def _attribute(row: Row) -> Attribute:
    values = row.get("values", {}) if isinstance(row, Mapping) else {}
    return Attribute(**fields_of(row), values={value: _attribute(each) for value, each in values.items()})


def _block(name: str, component: Component) -> str:
    read = component.read and component.read.isoformat()
    origin = {"page": component.page, "read": read, "reading": component.reading}
    head = {**origin, "minimum": None, **row_of(component), **origin}
    lines = [f"  {_json(key)}: {_json(value)}" for key, value in head.items()]
    parts = [f"    {_json(key)}: {_json(_entry(each))}" for key, each in component.attributes.items()]
    attributes = "{\n" + ",\n".join(parts) + "\n  }" if parts else "{}"
    return f"{_json(name)}: {{\n" + ",\n".join([*lines, f'  "attributes": {attributes}']) + "\n}"


def _entry(attribute: Attribute) -> Row:
    values = {value: _entry(each) for value, each in attribute.values.items()}
    row = row_of(attribute) | ({"values": values} if values else {})
    return row if row.keys() - {"minimum"} else text_of(attribute.minimum)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
