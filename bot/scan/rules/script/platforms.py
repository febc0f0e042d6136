"""Conditions on the platform that a framework compiles for."""

from collections.abc import Mapping
from typing import Final

from tree_sitter import Node

from bot.scan.rules.facts import ALWAYS, Known
from bot.scan.rules.frameworks import ENVIRONMENTS, PERHAPS, PLATFORM, TARO, WECHAT
from bot.scan.rules.script.grammar import string_of, text_of
from bot.scan.rules.script.names import last_key, path_of
from bot.scan.rules.script.scopes import Scope

_CONSTANTS: Final[Mapping[str, str]] = {**PLATFORM, **PERHAPS}
_LONGEST: Final = max(map(len, _CONSTANTS))
_IN_MARKUP: Final = "__mpx_mode__"
"""Other names in markup are those of the page's data."""


def by_platform(left: Node, right: Node, scope: Scope) -> Known | None:
    """`process.env.TARO_ENV === 'weapp'`: code for other platforms never runs in WeChat."""
    if left.type == "call_expression":
        platform = _environment(left, right, scope)
        return _compared(platform, WECHAT) if platform else None
    constant, platform = _constant(left, scope), string_of(right)
    if constant is None or not platform:
        return None
    if constant in PERHAPS and platform == PERHAPS[constant]:
        return None
    return _compared(platform, _CONSTANTS[constant])


def _compared(platform: str, wechat: str) -> Known:
    return ALWAYS if platform == wechat else ALWAYS.negated


def _constant(node: Node, scope: Scope) -> str | None:
    """What a build replaces; None for the same name in anything else: `config.TARO_ENV`."""
    text = text_of(node) if node.end_byte - node.start_byte <= _LONGEST else ""
    if text not in _CONSTANTS:
        return None
    declared = scope.find(text.partition(".")[0]) is not None
    return None if declared or (scope.of_markup and text != _IN_MARKUP) else text


def _environment(call: Node, right: Node, scope: Scope) -> str | None:
    """What `Taro.getEnv() === Taro.ENV_TYPE.WEAPP` compares with; None unless it is Taro's."""
    called = call.child_by_field_name("function")
    inner = called.child_by_field_name("object") if called is not None else None
    if called is None or inner is None or last_key(called) != "getEnv" or path_of(inner, scope) != TARO:
        return None
    name = string_of(right) or last_key(right)
    return name if name in ENVIRONMENTS else None
