"""Code that uses an API only where the base library has it.

https://developers.weixin.qq.com/miniprogram/dev/api/base/wx.canIUse.html
"""

import re
from collections.abc import Sequence
from typing import Final

_OWN_TAKES: Final = frozenset({"success", "fail", "complete", "return", "callback"})
"""After an API's name `wx.canIUse` takes these, and `object` before the name of an option."""
_NOT_TAKEN: Final = re.compile(
    r"(?:App|getApp|Page|Component|Behavior|XrFrame|console|require|clear|set(?:Timeout|Interval))\b"
)
"""What `wx.canIUse` does not know: hooks, which older base libraries never call, and JavaScript's own."""
_CALLED: Final = re.compile(r"(?:wx\.[a-z]\w*|[A-Z]\w*\.[a-z]\w*)")
_LISTENS: Final = re.compile(r"(?:on|off)[A-Z]")
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


def guard(name: str, minimum: str, instead: Sequence[str] = ()) -> tuple[str, ...]:
    """Two lines to paste; none where `wx.canIUse` does not take the name, or another API has another form.

    Args:
        minimum: the base library that has it; empty when undocumented.
        instead: what WeChat says to use instead of a deprecated name.
    """
    if instead:
        return _replaced(name, next((each for each in instead if _is_called(each)), ""))
    schema = can_i_use(name)
    if not schema:
        return ()
    if (markup := _MARKUP.fullmatch(name)) is not None:
        return (f"this.setData({{ canIUse: wx.canIUse('{schema}') }})", _element(markup))
    if _is_called(name):
        needs = f"base library {minimum}" if minimum else "a newer base library"
        return (f"if (wx.canIUse('{schema}')) {_call(name)}", f"else console.warn('{name} needs {needs}')")
    return _optional(name, schema)


def _replaced(name: str, newer: str) -> tuple[str, ...]:
    if not newer or not _is_called(name):
        return ()
    return (f"if (wx.canIUse('{can_i_use(newer)}')) {_call(newer)}", f"else {_call(name)}")


def _optional(name: str, schema: str) -> tuple[str, ...]:
    """Around an option, or a field of a result."""
    api, _, option = schema.partition(".object.")
    if not option:
        return (f"const hasIt = wx.canIUse('{schema}')", f"// {name}")
    whole, _, part = option.partition(".")
    value = f"{whole}: {{ {part} }}" if part else whole
    return (f"const options = wx.canIUse('{schema}') ? {{ {value} }} : {{}}", f"wx.{api}(options)")


def _is_called(name: str) -> bool:
    """Whether it is a function of `wx` or of an object."""
    return _CALLED.fullmatch(name) is not None and not _NOT_TAKEN.match(name)


def _call(name: str) -> str:
    owner, _, method = name.partition(".")
    argument = "listener" if _LISTENS.match(method) else "" if method.endswith("Sync") else "options"
    return f"{owner[:1].lower()}{owner[1:]}.{method}({argument})"


def _element(markup: re.Match[str]) -> str:
    tag, attribute, value = markup.group("tag", "attribute", "value")
    written = f' {attribute}="{value or "…"}"' if attribute else ""
    return f'<{tag} wx:if="{{{{canIUse}}}}"{written}></{tag}>'
