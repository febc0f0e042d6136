"""What makes a table of bot/catalog/: sources merged, rows written, changes named."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from bot.catalog import SITE, Row
from bot.domain.can.features import Emptied, Feature, Lost, Source
from bot.domain.numbers.version import Version
from tools.catalog.documented import Documented

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
    """The names with those of `retired.json` added, which WeChat no longer lists and still has.

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
    """The names, with a mark at each that `harmony.json` names, and at the methods of objects that it names.

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
    """The names, with what `emptied.json` says of those that WeChat emptied and does not call deprecated.

    Raises:
        KeyError: no such name is documented.
    """
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
    """The file's text: one line per name, so that diffs show the changes."""
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(_row(names[name]))}" for name in sorted(names))
    return f'{{\n"source": {_source(source)},\n"components": {_source(components)},\n"features": {{\n{rows}\n}}\n}}\n'


def row_of(entry: Documented) -> dict[str, Any]:
    """What is documented, as a row has it; `bot.catalog.fields_of` reads it."""
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
    """A version in JSON."""
    return version.text if version else None


def changes(old: Mapping[str, Documented | Feature], new: Mapping[str, Documented | Feature]) -> Iterator[str]:
    """A line for each name that is new, gone or documented otherwise."""
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
