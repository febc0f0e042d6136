"""How to guard an API or a component: code for a page, and what markup can do.

Code that uses an API only where the base library has it. A function is there or is not, and WeChat says to ask for
it: https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html `wx.canIUse` is for what cannot be
seen: options, components, values. https://developers.weixin.qq.com/miniprogram/dev/api/base/wx.canIUse.html
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.can.features import Feature, Features
from bot.domain.numbers.version import Version

_OWN_TAKES: Final = frozenset({"success", "fail", "complete", "return", "callback"})
"""After an API's name `wx.canIUse` takes these, and `object` before the name of an option."""
_NOT_TAKEN: Final = re.compile(
    r"(?:App|getApp|Page|Component|Behavior|XrFrame|console|require|clear|set(?:Timeout|Interval))\b"
)
"""What `wx.canIUse` does not know: hooks, which older base libraries never call, and JavaScript's own."""
_KNOWS_ALL: Final = Version.parse("2.6.2")
"""Before it, `wx.canIUse` says no to much that is there, as WeChat's staff say:
https://developers.weixin.qq.com/community/develop/doc/000cac40cf0eb8d3e429647c351c09"""
_OWN: Final = "Component."
_CAPITALS: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]")
_MARKUP: Final = re.compile(r"<(?P<tag>[\w-]+)(?: (?P<attribute>[\w:-]+)(?:=(?P<value>[^>]*))?)?>")


def can_i_use(name: str) -> str:
    """Return what `wx.canIUse` takes for a documented name: `request.object.enableChunked`.

    Empty where it takes nothing.
    """
    markup = _MARKUP.fullmatch(name)
    if markup is not None:
        return ".".join(part for part in markup.group("tag", "attribute", "value") if part)
    if name.startswith("<") or _NOT_TAKEN.match(name):
        return ""
    api, *parts = name.removeprefix("wx.").split(".")
    if not name.startswith("wx.") or not parts or parts[0] in _OWN_TAKES:
        return ".".join([api, *parts])
    return ".".join([api, "object", *parts])


def instance(kind: str) -> str:
    """Return a variable's name for one of WeChat's objects: `udpSocket` of `UDPSocket`."""
    return _CAPITALS.sub(lambda found: found[0].lower(), kind, count=1)


def check(feature: Feature, minimum: Version | None) -> str:
    """Return the condition under which a feature is there; empty where it always is, or nothing tells.

    Args:
        minimum: the base library that has it; None when undocumented.
    """
    if minimum is None:
        return ""
    if feature.call:
        return _exists(feature)
    schema = can_i_use(feature.name) if minimum >= _KNOWS_ALL else ""
    return f"wx.canIUse('{schema}')" if schema else ""


def guard(feature: Feature, minimum: Version | None, instead: Sequence[Feature] = ()) -> tuple[str, ...]:
    """Return a line or two to paste.

    None where nothing tells whether it is there, or where another API has another form.

    Args:
        minimum: the base library that has it; None when undocumented.
        instead: what WeChat says to use instead of a deprecated one.
    """
    if feature.instead:
        newer = next((each for each in instead if each.call), None)
        return _replaced(feature, newer) if newer is not None and feature.call else ()
    condition = check(feature, minimum)
    if not condition or minimum is None:
        return ()
    if feature.call:
        return _called(feature, condition, f"console.warn('{feature.name} needs base library {minimum.text}')")
    if (markup := _MARKUP.fullmatch(feature.name)) is not None:
        return (f"this.setData({{ canIUse: {condition} }})", _element(markup))
    return _optional(feature.name, condition)


def _exists(feature: Feature) -> str:
    """Whether a function is there, which plugins and every base library can ask."""
    if feature.name.startswith(_OWN):
        return f"typeof {_callee(feature)} === 'function'"
    owner, *parts = _callee(feature).split(".")
    return " && ".join(".".join([owner, *parts[: length + 1]]) for length in range(len(parts)))


def _replaced(feature: Feature, newer: Feature) -> tuple[str, ...]:
    """Return the new one where it is there, else the old one; what each returns under one name."""
    condition, old = _exists(newer), _given(feature)[1]
    name, value = _given(newer)
    if name and _given(feature)[0]:
        return (f"const {name} = {condition} ? {value} : {old}",)
    return _called(newer, condition, old)


def _called(feature: Feature, condition: str, otherwise: str) -> tuple[str, ...]:
    name, value = _given(feature)
    if name:
        return (f"const {name} = {condition} ? {value} : undefined", f"if ({name} === undefined) {otherwise}")
    return (f"if ({condition}) {value}", f"else {otherwise}")


def _given(feature: Feature) -> tuple[str, str]:
    """Return a name for what a function returns, empty if that is not its answer, and its call."""
    name, equals, arguments = feature.call.rpartition(" = ")
    return (name if equals else ""), f"{_callee(feature)}{arguments}"


def _callee(feature: Feature) -> str:
    owner, dot, method = feature.name.partition(".")
    return f"{'this' if f'{owner}{dot}' == _OWN else instance(owner)}.{method}"


def _optional(name: str, condition: str) -> tuple[str, ...]:
    """Around an option, or a field of a result."""
    api, *parts = name.removeprefix("wx.").split(".")
    if not name.startswith("wx.") or not parts or parts[0] in _OWN_TAKES:
        return (f"const hasIt = {condition}", f"// {name}")
    whole, *inner = parts
    value = f"{whole}: {{ {'.'.join(inner)} }}" if inner else whole
    return (f"const options = {condition} ? {{ {value} }} : {{}}", f"wx.{api}(options)")


def _element(markup: re.Match[str]) -> str:
    tag, attribute, value = markup.group("tag", "attribute", "value")
    written = f' {attribute}="{value or "…"}"' if attribute else ""
    return f'<{tag} wx:if="{{{{canIUse}}}}"{written}></{tag}>'


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
        """Return a component: `page-container`."""
        return self._documented(f"<{tag}>") or _UNKNOWN

    def attribute(self, tag: str, name: str) -> Entry:
        """Return an attribute or event: `open-type`, `bind:tap`, `catchtap`, `capture-bind:tap`, `data-id`."""
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
        """Return a value of an attribute; `a|b`, as `open-type` takes it, needs what both need."""
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
    """Yield an attribute as written, and in the two spellings of a word of several: `activeColor`, `active-color`."""
    yield name
    if "-" in name:
        yield _HYPHEN.sub(lambda found: found[1].upper(), name)
    elif name != name.casefold():
        hyphened = _CAPITAL.sub(lambda found: f"-{found[0].casefold()}", name)
        yield hyphened
        yield f"worklet:{hyphened}"


def _later(one: Version | None, other: Version | None) -> Version | None:
    return max((version for version in (one, other) if version), default=None)
