"""The table of WeChat's components: `components.json`, kept by hand and by `make components`.

Each component has the address of its page at WeChat, the day on which the page was read, and whether that was the page
itself or a public copy of it. `components.schema.json` is the form.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from bot.catalog import Row, fields_of
from tools.catalog.documented import Documented, documentation
from tools.catalog.table import row_of, text_of


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
        """This one merged with the same of the other renderer's table; the earlier minimum counts."""
        earlier = min((minimum for minimum in (self.minimum, other.minimum) if minimum), default=None)
        return replace(self, minimum=earlier, values={**other.values, **self.values}, renderer=None)


@dataclass(frozen=True, slots=True)
class Component(Documented):
    """A component as its page documents it."""

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    read: date | None = None
    reading: Reading = Reading.WECHAT


def decoded(text: str) -> dict[str, Component]:
    """The components in a file's text."""
    return {name: _component(entry) for name, entry in json.loads(text)["components"].items()}


def encoded(components: Mapping[str, Component]) -> str:
    """The file's text: a line for each attribute, so that diffs show what changed."""
    blocks = ",\n".join(_block(name, components[name]) for name in sorted(components))
    return f'{{\n"$schema": "components.schema.json",\n"components": {{\n{blocks}\n}}\n}}\n'


def documented(components: Mapping[str, Component]) -> Mapping[str, Documented]:
    """The names of components and parts: `<live-player>`, `<scroll-view scroll-x>`, `<button open-type=share>`."""
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
