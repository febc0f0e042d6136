"""The table of WeChat's components: `components.json`, kept by hand and by `make components`.

Each component has the address of its page at WeChat, the day on which the page was read, and whether that was the page
itself or a public copy of it. `components.schema.json` is the form.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from bot.catalog.documented import Documented
from bot.domain.can.features import Renderer
from bot.domain.numbers.version import Version


class Reading(StrEnum):
    """Where the page was read."""

    WECHAT = "wechat"
    """At WeChat."""
    COPY = "copy"
    """In a public copy of WeChat's documentation."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute, an event or a value."""

    minimum: Version | None = None
    """None where the page says nothing: then it is as old as the component."""
    values: Mapping[str, "Attribute"] = field(default_factory=dict)
    """The only values it takes; empty when it takes any."""
    renderer: Renderer | None = None
    """The only renderer that has it; None when both do."""
    harmony: bool | None = None
    """False when HarmonyOS lacks it, whatever the base library."""
    deprecated: bool = False

    def widened(self, other: "Attribute") -> "Attribute":
        """This one as two tables of a page have it, one for each renderer: the earlier minimum counts."""
        earlier = min((minimum for minimum in (self.minimum, other.minimum) if minimum), default=None)
        return replace(self, minimum=earlier, values={**other.values, **self.values}, renderer=None)


@dataclass(frozen=True, slots=True)
class Component:
    """A component as its page documents it."""

    minimum: Version | None = None
    harmony: bool | None = None
    """Whether HarmonyOS has it; None where WeChat does not say."""
    renderer: Renderer | None = None
    deprecated: bool = False
    deprecated_since: Version | None = None
    instead: tuple[str, ...] = ()
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    open: bool = False
    """Whether it has attributes that the table does not list."""
    page: str = ""
    read: date | None = None
    reading: Reading = Reading.WECHAT


_ATTRIBUTE: Final = Attribute()
_COMPONENT: Final = Component()


def decoded(text: str) -> dict[str, Component]:
    """The components in a file's text."""
    return {name: _component(entry) for name, entry in json.loads(text)["components"].items()}


def encoded(components: Mapping[str, Component]) -> str:
    """The file's text: a line for each attribute, so that diffs show what changed."""
    blocks = ",\n".join(_block(name, components[name]) for name in sorted(components))
    return f'{{\n"$schema": "components.schema.json",\n"components": {{\n{blocks}\n}}\n}}\n'


def documented(components: Mapping[str, Component]) -> Mapping[str, Documented]:
    """The names of components and parts: `<live-player>`, `<scroll-view scroll-x>`, `<button open-type=share>`."""
    return dict(_named(components))


def merged(apis: Mapping[str, Documented], pages: Mapping[str, Documented]) -> Mapping[str, Documented]:
    """Both tables merged. Of an event in both, the page counts; the typings fill in what it leaves out."""
    both = {
        name: replace(entry, minimum=entry.minimum or apis[name].minimum)
        for name, entry in pages.items()
        if name in apis
    }
    return {**pages, **apis, **both}


def _named(components: Mapping[str, Component]) -> Iterator[tuple[str, Documented]]:
    for tag, component in components.items():
        yield (
            f"<{tag}>",
            Documented(
                minimum=component.minimum,
                deprecated=component.deprecated,
                deprecated_since=component.deprecated_since,
                instead=component.instead,
                page=component.page,
                harmony=component.harmony,
                renderer=component.renderer,
                open=component.open,
            ),
        )
        for name, attribute in component.attributes.items():
            yield f"<{tag} {name}>", _part(attribute)
            for value, part in attribute.values.items():
                yield f"<{tag} {name}={value}>", _part(part)


def _part(part: Attribute) -> Documented:
    return Documented(minimum=part.minimum, deprecated=part.deprecated, harmony=part.harmony, renderer=part.renderer)


def _component(entry: Mapping[str, Any]) -> Component:
    return Component(
        minimum=_version(entry["minimum"]),
        harmony=entry.get("harmony"),
        renderer=_renderer(entry),
        deprecated="deprecated" in entry,
        deprecated_since=_version(entry.get("deprecated")),
        instead=tuple(entry.get("instead", ())),
        attributes={name: _attribute(each) for name, each in entry["attributes"].items()},
        open=entry.get("open", False),
        page=entry["page"],
        read=date.fromisoformat(entry["read"]),
        reading=Reading(entry["reading"]),
    )


def _attribute(entry: Any) -> Attribute:
    if not isinstance(entry, dict):
        return Attribute(_version(entry))
    return Attribute(
        minimum=_version(entry.get("minimum")),
        values={value: _attribute(each) for value, each in entry.get("values", {}).items()},
        renderer=_renderer(entry),
        harmony=entry.get("harmony"),
        deprecated=entry.get("deprecated", False),
    )


def _version(text: Any) -> Version | None:
    return Version.read(text) if isinstance(text, str) else None


def _renderer(entry: Mapping[str, Any]) -> Renderer | None:
    return Renderer(entry["renderer"]) if "renderer" in entry else None


def _block(name: str, component: Component) -> str:
    head = {
        "page": component.page,
        "read": component.read.isoformat() if component.read else None,
        "reading": component.reading,
        "minimum": _text(component.minimum),
        **_unusual(component, _COMPONENT, "harmony", "renderer", "instead", "open"),
        **({"deprecated": _text(component.deprecated_since) or True} if component.deprecated else {}),
    }
    lines = [f"  {_json(key)}: {_json(value)}" for key, value in head.items()]
    parts = [f"    {_json(key)}: {_json(_entry(each))}" for key, each in component.attributes.items()]
    attributes = "{\n" + ",\n".join(parts) + "\n  }" if parts else "{}"
    return f"{_json(name)}: {{\n" + ",\n".join([*lines, f'  "attributes": {attributes}']) + "\n}"


def _entry(attribute: Attribute) -> Any:
    if attribute == replace(_ATTRIBUTE, minimum=attribute.minimum):
        return _text(attribute.minimum)
    minimum = {"minimum": _text(attribute.minimum)} if attribute.minimum else {}
    values = {value: _entry(each) for value, each in attribute.values.items()}
    unusual = _unusual(attribute, _ATTRIBUTE, "renderer", "harmony", "deprecated")
    return minimum | unusual | ({"values": values} if values else {})


def _unusual(entry: Component | Attribute, usual: Component | Attribute, *names: str) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in names if getattr(entry, name) != getattr(usual, name)}


def _text(version: Version | None) -> str | None:
    return version.text if version else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
