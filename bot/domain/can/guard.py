"""Code that uses an API only where the base library has it.

A function is there or is not, and WeChat says to ask for it: https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html
`wx.canIUse` is for what cannot be seen: options, components, values.
https://developers.weixin.qq.com/miniprogram/dev/api/base/wx.canIUse.html
"""

import re
from collections.abc import Sequence
from typing import Final

from bot.domain.can.features import Feature
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
    """What `wx.canIUse` takes for a documented name: `request.object.enableChunked`; empty where it takes nothing."""
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
    """A variable's name for one of WeChat's objects: `udpSocket` of `UDPSocket`."""
    return _CAPITALS.sub(lambda found: found[0].lower(), kind, count=1)


def check(feature: Feature, minimum: Version | None) -> str:
    """The condition under which a feature is there; empty where it always is, or nothing tells.

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
    """A line or two to paste; none where nothing tells whether it is there, or where another API has another form.

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
    """The new one where it is there, else the old one; what each returns under one name."""
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
    """A name for what a function returns, empty if that is not its answer, and its call."""
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
