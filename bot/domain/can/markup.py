"""What a page's markup may hold: components, attributes, values and events, looked up in the catalogue."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.can.features import Feature, Features
from bot.domain.numbers.version import Version


class Known(StrEnum):
    """How much the catalogue knows of a name."""

    DOCUMENTED = "documented"
    """It has an entry of its own."""
    COMMON = "common"
    """Every component has it: `class`, `data-id`, `bindtap`."""
    FREE = "free"
    """The attribute takes any value, or the component has attributes that the catalogue does not list."""
    UNKNOWN = "unknown"
    """It is newer than the catalogue, misspelled, or the project's own: a component's event bubbles."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The catalogue's entry of a name in markup."""

    known: Known
    feature: Feature | None = None
    """None unless it is documented."""
    minimum: Version | None = None
    """The lowest base library that has it and all that it is part of; None when undocumented."""


_COMMON: Final = frozenset({"animation", "class", "hidden", "id", "name", "slot", "style"})
"""https://developers.weixin.qq.com/miniprogram/dev/framework/view/component.html, and `name`, which forms read:
https://developers.weixin.qq.com/miniprogram/dev/component/form.html"""
_PREFIXES: Final = {
    "wx:": None,
    "data-": None,
    "slot:": None,
    "generic:": Version((1, 9, 6)),
    "change:": Version((2, 4, 4)),
    "aria-": Version((2, 7, 1)),
    "mark:": Version((2, 7, 1)),
    "model:": Version((2, 9, 3)),
}
"""https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxml/event.html, .../view/two-way-bindings.html,
.../custom-component/generics.html, .../view/interactive-animation.html, .../component/aria-component.html"""
_BINDINGS: Final = {
    "capture-bind:": Version((1, 5)),
    "capture-catch:": Version((1, 5)),
    "mut-bind:": Version((2, 8, 2)),
    "mut-bind": Version((2, 8, 2)),
    "bind:": None,
    "catch:": None,
    "bind": None,
    "catch": None,
}
"""Prefixes of an event's attribute, the longest first."""
_EVENTS: Final = {
    **dict.fromkeys(("tap", "longtap", "touchstart", "touchmove", "touchcancel", "touchend"), None),
    **dict.fromkeys(("transitionend", "animationstart", "animationiteration", "animationend"), None),
    **dict.fromkeys(("pointerdown", "pointermove", "pointerup"), None),
    "longpress": Version((1, 5)),
    "touchforcechange": Version((1, 9, 90)),
}
"""https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxml/event.html"""
_HYPHEN: Final = re.compile(r"-([a-z])")
_CAPITAL: Final = re.compile(r"[A-Z]")
_UNKNOWN: Final = Entry(Known.UNKNOWN)


class Markup:
    """The markup of one platform. Names count as written, except that WXML takes `openType` for `open-type`."""

    def __init__(self, features: Features) -> None:
        self._features = features

    def component(self, tag: str) -> Entry:
        """A component: `page-container`."""
        return self._documented(f"<{tag}>") or _UNKNOWN

    def attribute(self, tag: str, name: str) -> Entry:
        """An attribute or event: `open-type`, `bind:tap`, `catchtap`, `capture-bind:tap`, `data-id`."""
        whole = self.component(tag)
        for spelling in _spellings(name):
            if (entry := self._documented(f"<{tag} {spelling}>")) is not None:
                return entry
        for prefix, since in _BINDINGS.items():
            if name.startswith(prefix):
                return self._event(tag, name.removeprefix(prefix), since)
        if name in _COMMON:
            return Entry(Known.COMMON, minimum=whole.minimum)
        for prefix, since in _PREFIXES.items():
            if name.startswith(prefix):
                return Entry(Known.COMMON, minimum=_later(whole.minimum, since))
        return Entry(Known.FREE, minimum=whole.minimum) if whole.feature and whole.feature.open else _UNKNOWN

    def value(self, tag: str, name: str, value: str) -> Entry:
        """A value of an attribute; `a|b`, as `open-type` takes it, needs what both need."""
        attribute = self.attribute(tag, name)
        listed = self._features.options_of(attribute.feature.name) if attribute.feature else ()
        if not any("=" in each.name for each in listed):
            known = Known.FREE if attribute.known is not Known.UNKNOWN else Known.UNKNOWN
            return Entry(known, minimum=attribute.minimum)
        whole = attribute.feature.name.removesuffix(">") if attribute.feature else ""
        entries = [self._documented(f"{whole}={each}>") for each in dict.fromkeys((value, *value.split("|")))]
        if entries[0] is not None:
            return entries[0]
        parts = [entry for entry in entries[1:] if entry is not None]
        if not parts or len(parts) < len(entries) - 1:
            return _UNKNOWN
        return max(parts, key=lambda entry: entry.minimum or Version(()))

    def _event(self, tag: str, event: str, since: Version | None) -> Entry:
        entry = self._documented(f"<{tag} bind{event}>")
        if entry is not None:
            return Entry(entry.known, entry.feature, _later(entry.minimum, since))
        whole = self.component(tag)
        minimum = _later(whole.minimum, since)
        if event in _EVENTS:
            return Entry(Known.COMMON, minimum=_later(minimum, _EVENTS[event]))
        return Entry(Known.FREE, minimum=minimum) if whole.feature and whole.feature.open else _UNKNOWN

    def _documented(self, name: str) -> Entry | None:
        feature = self._features.named(name)
        if feature is None:
            return None
        return Entry(Known.DOCUMENTED, feature, self._features.needed(feature))


def _spellings(name: str) -> Iterator[str]:
    """An attribute as written, and in the two spellings of a word of several: `activeColor`, `active-color`."""
    yield name
    if "-" in name:
        yield _HYPHEN.sub(lambda found: found[1].upper(), name)
    elif name != name.casefold():
        hyphened = _CAPITAL.sub(lambda found: f"-{found[0].casefold()}", name)
        yield hyphened
        yield f"worklet:{hyphened}"


def _later(one: Version | None, other: Version | None) -> Version | None:
    return max((version for version in (one, other) if version), default=None)
