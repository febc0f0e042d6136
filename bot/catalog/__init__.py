"""WeChat's documented APIs as committed tables, a line each; `make catalog` renews them (docs/develop/catalogue.md).

An undocumented name has `null`, one with only a minimum has that, and any other has an object.
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from bot.domain.can.features import Emptied, Feature, Features, Lost, Platform, Renderer, Source
from bot.domain.numbers.version import Version

FILES: Final = {Platform.MINI_PROGRAM: "mini_program.json", Platform.MINI_GAME: "mini_game.json"}
SITE: Final = "https://developers.weixin.qq.com/"
"""Left out of the addresses of pages."""

Row = None | str | Mapping[str, Any]


@cache
def load(platform: Platform) -> Features:
    """Return the features of a platform. The first call for each reads a file and takes about 20 ms."""
    return decoded((files(__name__) / FILES[platform]).read_text(encoding="utf-8"), platform)


def decoded(text: str, platform: Platform) -> Features:
    table = json.loads(text)
    rows: Mapping[str, Row] = table["features"]
    features = (Feature(name, parent=_parent(name, rows), **fields_of(row)) for name, row in rows.items())
    components = table["components"] and _source(table["components"])
    return Features(platform, _source(table["source"]), features, components=components)


def fields_of(row: Row) -> dict[str, Any]:
    """Return what a row says, by the names of the fields of `Feature`."""
    if row is None or isinstance(row, str):
        return {"minimum": _version(row)}
    deprecated = row.get("deprecated")
    page = row.get("page", "")
    return {
        "minimum": _version(row.get("minimum")),
        "plugin_minimum": _version(row.get("plugin")),
        "deprecated": bool(deprecated),
        "deprecated_since": _version(deprecated) if isinstance(deprecated, str) else None,
        "instead": tuple(row.get("instead", ())),
        "page": page if not page or page.startswith("http") else f"{SITE}{page}",
        "harmony": row.get("harmony"),
        "renderer": Renderer(row["renderer"]) if "renderer" in row else None,
        "open": row.get("open", False),
        "call": row.get("call", ""),
        "emptied": _emptied(row["emptied"]) if "emptied" in row else None,
    }


def _emptied(row: Mapping[str, str]) -> Emptied:
    return Emptied(Lost(row["lost"]), date.fromisoformat(row["since"]), f"{SITE}{row['source']}")


def _source(row: Mapping[str, str]) -> Source:
    return Source(row["package"], row["version"], row["integrity"], _version(row["newest"]))


def _parent(name: str, rows: Mapping[str, Row]) -> str | None:
    """Return the longest known name that this one continues: `wx.request` of `wx.request.success.cookies`."""
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


def _version(text: str | None) -> Version | None:
    return Version.read(text) if text else None
