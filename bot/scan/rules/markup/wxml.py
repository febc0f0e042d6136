"""WXML, WeChat's own markup, which mpx writes, too."""

from typing import Final

from bot.scan.rules.markup.markup import Dialect, Written, read_markup
from bot.scan.rules.markup.tags import Attribute
from bot.scan.rules.uses import Source

_BINDINGS: Final = ("capture-bind", "capture-catch", "mut-bind", "bind", "catch")
"""Prefixes of an event's attribute.
https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxml/event.html"""
_TWO_WAYS: Final = "model:"
"""Prefix of an attribute that also sets the page's data.
https://developers.weixin.qq.com/miniprogram/dev/framework/view/two-way-bindings.html"""
_NO_COMPONENTS: Final = frozenset({"block", "import", "import-sjs", "include", "slot", "template", "wxs"})
"""Tags of WXML itself. https://developers.weixin.qq.com/miniprogram/dev/reference/wxml/"""


def _expression(value: str) -> str:
    """The expression in `{{...}}`."""
    return value.partition("{{")[2].partition("}}")[0]


def _tag(name: str) -> str | None:
    return None if name in _NO_COMPONENTS else name


def _attribute(attribute: Attribute) -> Written | None:
    if attribute.name.startswith(_BINDINGS):
        return Written(attribute.name)
    return Written(attribute.name, attribute.value if "{{" not in attribute.value else None)


def _target(attribute: Attribute) -> str | None:
    return _expression(attribute.value) if attribute.name.startswith(_TWO_WAYS) else None


def _declared(attribute: Attribute) -> str | None:
    if attribute.name in ("wx:for-item", "wx:for-index"):
        return attribute.value
    return "item index" if attribute.name == "wx:for" else None


WXML: Final = Dialect(
    when=frozenset({"wx:if"}),
    otherwise=frozenset({"wx:elif", "wx:else"}),
    condition=_expression,
    tag=_tag,
    attribute=_attribute,
    target=_target,
    code=lambda _: None,  # an event names a method
    declared=_declared,
)


def read_wxml(text: bytes, path: str) -> Source:
    """Find what a file of WXML uses.

    An element counts as guarded when it, or one around it, has a condition such as `wx:if="{{canIUse}}"`, as on
    WeChat's page on compatibility: https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html
    """
    return read_markup(text.decode("utf-8", "replace"), path, WXML)
