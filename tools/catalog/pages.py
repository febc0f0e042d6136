"""`make components`: read WeChat's component pages again, renew the table of components, and say what changed.

`https://developers.weixin.qq.com/miniprogram/dev/component/<name>.md` has the text of the page of that name. Tables of
attributes are Markdown, or JSON where an attribute has values of its own (子项).
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

import httpx

from bot.domain.can.features import Renderer
from bot.domain.numbers.version import Version
from tools.catalog import COMPONENTS, FOLDER
from tools.catalog.table import Attribute, Component, Reading, changes, decoded, documented
from tools.catalog.table import components_encoded as encoded

_Row = Mapping[str, Any]

_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_VERSION: Final = re.compile(r"\b[0-9]+(?:\.[0-9]+){1,3}\b")
_SINCE: Final = re.compile(r"^> 基础库 ([0-9.]+) 开始支持", re.MULTILINE)
_HARMONY: Final = re.compile(r"鸿蒙 ?OS 版[\W_]*：(不?)支持")
_HARMONY_LACKS: Final = re.compile(r"鸿蒙 OS 暂不支持")
_RENDERERS: Final = re.compile(r"^渲染框架支持情况：(.*)$", re.MULTILINE)
_UNMAINTAINED: Final = re.compile(r"从基础库 ([0-9.]+) 开始，本接口停止维护，请使用 (\S+) 代替")
_REPLACED: Final = re.compile(r"^目前.*均已支持同层渲染，建议使用 (\S+) 替代", re.MULTILINE)
_VALUES_BELOW: Final = re.compile(r"^\W*([a-z][\w-]*)\s*(?:的)?\s*(?:有效值|合法值)")
_GOING: Final = re.compile(r"即将(?:废弃|移除)")
_ESCAPED: Final = re.compile(r"\\([_*|])")
_CELLS: Final = re.compile(r"(?<!\\)\|")
_OF_RENDERER: Final = {"Skyline": Renderer.SKYLINE, "WebView": Renderer.WEBVIEW}
_TIPS: Final = re.compile(r"^#+ .*(?:Bug|示例代码|注意事项)", re.MULTILINE)
"""What follows explains, and has tables about other things."""

_ELSEWHERE: Final[Mapping[str, Mapping[str, Attribute]]] = {
    "canvas": {
        "type": Attribute(
            values={
                "2d": Attribute(Version((2, 9))),
                "webgl": Attribute(Version((2, 7))),
                "webgl2": Attribute(Version((2, 24))),
            }
        )
    },
    "cover-view": {"scroll-x": Attribute(Version((3, 8, 8)))},
    "map": {"bindrendersuccess": Attribute(Version((2, 27, 1)))},
    "picker": {"mode": Attribute(values={"region": Attribute(Version((1, 4)))})},
    "swiper": {
        "current-item-id": Attribute(Version((1, 9)), deprecated=True),
        "skip-hidden-item-layout": Attribute(Version((1, 9)), deprecated=True),
    },
}
"""What the tables of a page leave out: stated in a sentence or a heading, on the page of `Canvas.getContext`, in the
changelog (https://developers.weixin.qq.com/miniprogram/dev/framework/release/), or on the page as it was in 2018."""


class Unreadable(ValueError):
    """A page is not the page of a component, or its form is new."""


@dataclass
class _Section:
    heading: str
    rows: list[_Row] = field(default_factory=list)
    values: dict[str, list[_Row]] = field(default_factory=dict)
    """Tables of the values of one attribute, by its name."""

    @property
    def renderer(self) -> Renderer | None:
        """The only renderer that has these attributes."""
        named = [renderer for name, renderer in _OF_RENDERER.items() if name in self.heading]
        return named[0] if "特有" in self.heading and named else None


def read_page(text: str, name: str) -> Component:
    title = re.search(rf"^# (?:\[.*?\]\(.*?\) )?{re.escape(name)}\s*$", text, re.MULTILINE)
    if title is None:
        raise Unreadable(f"no page of <{name}>")
    plain = _LINK.sub(r"\1", text)
    tips = _TIPS.search(text)
    sections = list(_sections(text[: tips.start()] if tips else text))
    attributes: dict[str, Attribute] = {}
    for section in sections:
        for row in section.rows:
            key, attribute = _attribute(row, section)
            attributes[key] = attributes[key].widened(attribute) if key in attributes else attribute
    for key, attribute in _ELSEWHERE.get(name, {}).items():
        known = attributes.get(key, attribute)
        attributes[key] = replace(known, values={**known.values, **attribute.values})
    if re.search(r"^#+ .*属性", text, re.MULTILINE) and not attributes:
        raise Unreadable(f"no attributes on the page of <{name}>")
    since, harmony = _SINCE.search(plain), _HARMONY.search(plain)
    unmaintained, replaced = _UNMAINTAINED.search(plain), _REPLACED.search(plain)
    return Component(
        minimum=_version(since[1]) if since else None,
        harmony=None if harmony is None else not harmony[1],
        renderer=_only_renderer(plain),
        deprecated=unmaintained is not None or replaced is not None,
        deprecated_since=_version(unmaintained[1]) if unmaintained else None,
        instead=_instead(unmaintained[2] if unmaintained else replaced[1] if replaced else ""),
        attributes=attributes,
    )


def _instead(name: str) -> tuple[str, ...]:
    if not name:
        return ()
    return (name if "." in name else f"<{name}>",)


def _only_renderer(plain: str) -> Renderer | None:
    listed = _RENDERERS.search(plain)
    named = [renderer for name, renderer in _OF_RENDERER.items() if listed and name in listed[1]]
    return named[0] if len(named) == 1 else None


def _attribute(row: _Row, section: _Section) -> tuple[str, Attribute]:
    name = _name(str(row.get("属性") or row["属性名"]), str(row["类型"]))
    values = [each for each in row.get("子项", ()) if "合法值" in each] or section.values.get(name, [])
    parts = {_cell(each.get("合法值") or each["值"]): _part(each) for each in values}
    if any("(" in value for value in parts):  # a function such as `cubic-bezier(x1, y1, x2, y2)`
        parts = {}
    return name, replace(_part(row), values=parts, renderer=section.renderer)


def _part(row: _Row) -> Attribute:
    about = str(row.get("说明", ""))
    return Attribute(
        minimum=_version(row.get("最低版本")),
        harmony=False if _HARMONY_LACKS.search(about) else None,
        deprecated=_GOING.search(about) is not None,
    )


def _name(written: str, type_: str) -> str:
    """Return an attribute as source files spell it: `bind:tap`, `bindtap`, and an event listed as `tap`, are one."""
    name = _cell(written).removeprefix("bind:")
    if name.startswith("bind") or ":" in name:
        return name
    is_event = type_.casefold().startswith("eventhandle") or written.startswith("bind:")
    return f"bind{name}" if is_event else name


def _cell(text: object) -> str:
    return _ESCAPED.sub(r"\1", _LINK.sub(r"\1", str(text))).strip("` ")


def _version(cell: object) -> Version | None:
    found = _VERSION.search(str(cell or ""))
    return Version.read(found[0]) if found else None


def _sections(text: str) -> Iterator[_Section]:
    lines = iter(text.splitlines())
    section, below = _Section(""), ""
    for line in lines:
        if line.startswith("#"):
            yield section
            section, below = _Section(line), ""
        elif line.startswith("```json"):
            _add(section, below, _parsed("\n".join(takewhile(lambda each: not each.startswith("```"), lines))))
        elif line.startswith("|"):
            rest = takewhile(lambda each: each.startswith("|"), lines)
            _add(section, below, list(_table([line, *rest])))
            below = ""
        elif (values := _VALUES_BELOW.match(line)) is not None:
            below = values[1]
    yield section


def _add(section: _Section, below: str, rows: Sequence[_Row]) -> None:
    first: _Row = rows[0] if rows else {}
    if {"类型", "默认值"} <= first.keys() and first.keys() & {"属性", "属性名"}:
        section.rows += rows
    elif below and "值" in first:
        section.values[below] = list(rows)


def _parsed(block: str) -> Sequence[_Row]:
    try:
        rows = json.loads(block)
    except ValueError:  # an example
        return []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _table(lines: Sequence[str]) -> Iterator[_Row]:
    rows = [[cell.strip() for cell in _CELLS.split(line.strip())[1:-1]] for line in lines]
    head = rows[0]
    for row in rows[2:]:
        about = len(head) - 2  # the description, the last but one, may have bars of its own
        cells = [*row[:about], "|".join(row[about:-1]), row[-1]] if len(row) > len(head) else row
        yield dict(zip(head, cells, strict=False))


_SITE: Final = "https://developers.weixin.qq.com"
_FOLDER: Final = "/miniprogram/dev/component/"
_LISTED: Final = re.compile(
    rf"\[(?P<name>[a-z]+(?:-[a-z]+)*)\]\((?P<path>{re.escape(_FOLDER)}[\w/-]*?)/?(?:\.html|\.md)?\)"
)
"""A component in the overview: [page-container](/miniprogram/dev/component/page-container)"""
_NOT_COMPONENTS: Final = frozenset({"aria-component", "native-component"})
"""Pages among them about something else."""


def main(day: date, file: Path = FOLDER / COMPONENTS, transport: httpx.BaseTransport | None = None) -> None:
    """Renew the table, as of today. A page that cannot be read leaves its entry as it was."""
    old = decoded(file.read_text(encoding="utf-8"))
    with httpx.Client(base_url=_SITE, transport=transport, timeout=30, follow_redirects=True) as site:
        try:
            paths = {name: f"{_FOLDER}{name}" for name, each in old.items() if _has_page(name, each)} | _listed(site)
        except httpx.HTTPError as problem:
            sys.exit(f"{_SITE}{_FOLDER}: {problem}")
        new, unread = dict(old), []
        for name, path in sorted(paths.items()):
            try:
                new[name] = _read(site, path, name, old.get(name, Component()), day)
            except (httpx.HTTPError, Unreadable) as problem:
                unread.append(f"  not read: <{name}>: {str(problem).partition(chr(10))[0]}")
    file.write_text(encoded(new), encoding="utf-8")
    lines = (
        f"{len(paths) - len(unread)} of {len(paths)} pages read",
        *unread,
        *changes(documented(old), documented(new)),
    )
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _listed(site: httpx.Client) -> dict[str, str]:
    """Return the components in WeChat's overview, with the paths of their pages."""
    found = _LISTED.finditer(_text(site, f"{_FOLDER}index.md"))
    return {each["name"]: each["path"] for each in found if each["name"] not in _NOT_COMPONENTS}


def _has_page(name: str, component: Component) -> bool:
    """Whether the component's page is its own; others share one, as tags of the template language do."""
    return component.page == f"{_SITE}{_FOLDER}{name}.html"


def _read(site: httpx.Client, path: str, name: str, old: Component, today: date) -> Component:
    found = read_page(_text(site, f"{path}.md"), name)
    return replace(
        found,
        harmony=old.harmony if found.harmony is None else found.harmony,
        open=old.open,
        page=f"{_SITE}{path}.html",
        read=today,
        reading=Reading.WECHAT,
    )


def _text(site: httpx.Client, path: str) -> str:
    return site.get(path).raise_for_status().text


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]))
