"""The committed form of a catalogue: one line per name, so that diffs show the changes.

An undocumented name has `null`, one with only a minimum has that, and any other has `[minimum, minimum in plugins,
deprecated]`, where `deprecated` is false, true, or the version it starts with.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.catalog.documented import Documented
from bot.domain.can.features import Feature, Features, Platform, Source
from bot.domain.numbers.version import Version

_Row = None | str | list[Any]


def encoded(source: Source, components: Source | None, names: Mapping[str, Documented]) -> str:
    """The file's text."""
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(_row(names[name]))}" for name in sorted(names))
    return f'{{\n"source": {_said(source)},\n"components": {_said(components)},\n"features": {{\n{rows}\n}}\n}}\n'


def decoded(text: str, platform: Platform) -> Features:
    """The features in a file's text."""
    table = json.loads(text)
    rows: Mapping[str, _Row] = table["features"]
    features = (_feature(name, row, rows) for name, row in rows.items())
    components = table["components"] and _source(table["components"])
    return Features(platform, _source(table["source"]), features, components=components)


def _said(source: Source | None) -> str:
    return json.dumps(source and asdict(source) | {"newest": _text(source.newest)})


def _source(said: Mapping[str, str]) -> Source:
    return Source(said["package"], said["version"], said["integrity"], _version(said["newest"]))


def _row(documented: Documented) -> _Row:
    minimum = _text(documented.minimum)
    if documented.plugin_minimum is None and not documented.deprecated:
        return minimum
    since = _text(documented.deprecated_since)
    return [minimum, _text(documented.plugin_minimum), since or documented.deprecated]


def _feature(name: str, row: _Row, rows: Mapping[str, _Row]) -> Feature:
    minimum, plugin_minimum, deprecated = row if isinstance(row, list) else (row, None, False)
    return Feature(
        name,
        _version(minimum),
        plugin_minimum=_version(plugin_minimum),
        deprecated=bool(deprecated),
        deprecated_since=_version(deprecated) if isinstance(deprecated, str) else None,
        parent=_parent(name, rows),
    )


def _parent(name: str, rows: Mapping[str, _Row]) -> str | None:
    """The longest known name that this one continues: `wx.request` of `wx.request.success.cookies`."""
    separators, closing = (" =", ">") if name.startswith("<") else (".", "")
    whole = name.removesuffix(closing)
    while whole := whole[: max(map(whole.rfind, separators))] if any(map(whole.count, separators)) else "":
        if f"{whole}{closing}" in rows:
            return f"{whole}{closing}"
    return None


def _text(version: Version | None) -> str | None:
    return version.text if version else None


def _version(text: str | None) -> Version | None:
    return Version.read(text) if text else None
