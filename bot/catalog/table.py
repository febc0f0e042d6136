"""The committed form of a catalogue: one line per name, so that diffs show the changes.

An undocumented name has `null`, one with only a minimum has that, and any other has an object.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from bot.domain.can.features import Feature, Features, Platform, Renderer, Source
from bot.domain.numbers.version import Version

if TYPE_CHECKING:  # decoding needs no rules of the documentation
    from bot.catalog.documented import Documented

_Row = None | str | Mapping[str, Any]
_SITE: Final = "https://developers.weixin.qq.com/"
"""Left out of the addresses of pages."""


def encoded(source: Source, components: Source | None, names: "Mapping[str, Documented]") -> str:
    """The file's text."""
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(_row(names[name]))}" for name in sorted(names))
    return f'{{\n"source": {_encoded(source)},\n"components": {_encoded(components)},\n"features": {{\n{rows}\n}}\n}}\n'


def decoded(text: str, platform: Platform) -> Features:
    """The features in a file's text."""
    table = json.loads(text)
    rows: Mapping[str, _Row] = table["features"]
    features = (_feature(name, row, rows) for name, row in rows.items())
    components = table["components"] and _source(table["components"])
    return Features(platform, _source(table["source"]), features, components=components)


def _encoded(source: Source | None) -> str:
    return json.dumps(source and asdict(source) | {"newest": _text(source.newest)})


def _source(row: Mapping[str, str]) -> Source:
    return Source(row["package"], row["version"], row["integrity"], _version(row["newest"]))


def _row(documented: "Documented") -> _Row:
    fields = {
        "minimum": _text(documented.minimum),
        "plugin": _text(documented.plugin_minimum),
        "deprecated": _text(documented.deprecated_since) or documented.deprecated or None,
        "instead": documented.instead or None,
        "page": documented.page.removeprefix(_SITE) or None,
        "harmony": documented.harmony,
        "renderer": documented.renderer,
        "open": documented.open or None,
    }
    row = {name: value for name, value in fields.items() if value is not None}
    return row if row.keys() - {"minimum"} else _text(documented.minimum)


def _feature(name: str, row: _Row, rows: Mapping[str, _Row]) -> Feature:
    if row is None or isinstance(row, str):
        return Feature(name, _version(row), parent=_parent(name, rows))
    deprecated = row.get("deprecated")
    page = row.get("page", "")
    return Feature(
        name,
        _version(row.get("minimum")),
        plugin_minimum=_version(row.get("plugin")),
        deprecated=bool(deprecated),
        deprecated_since=_version(deprecated) if isinstance(deprecated, str) else None,
        parent=_parent(name, rows),
        instead=tuple(row.get("instead", ())),
        page=page if not page or page.startswith("http") else f"{_SITE}{page}",
        harmony=row.get("harmony"),
        renderer=Renderer(row["renderer"]) if "renderer" in row else None,
        open=row.get("open", False),
    )


def _parent(name: str, rows: Mapping[str, _Row]) -> str | None:
    """The longest known name that this one continues: `wx.request` of `wx.request.success.cookies`."""
    if not name.startswith("<"):
        separator, closing, whole = ".", "", name
    else:
        attribute, equals, _ = name.partition("=")  # a value may have spaces: `<image mode=top left>`
        separator, closing, whole = " ", ">", f"{attribute} " if equals else name.removesuffix(">")
    while separator in whole:
        whole = whole.rpartition(separator)[0]
        if f"{whole}{closing}" in rows:
            return f"{whole}{closing}"
    return None


def _text(version: Version | None) -> str | None:
    return version.text if version else None


def _version(text: str | None) -> Version | None:
    return Version.read(text) if text else None
