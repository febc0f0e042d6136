"""Conditions on the platform that a framework compiles for."""

from tree_sitter import Node

from bot.scan.rules.facts import ALWAYS, Known
from bot.scan.rules.frameworks import ENVIRONMENTS, PLATFORM, TARO, WECHAT
from bot.scan.rules.script.grammar import string_of
from bot.scan.rules.script.names import last_key, last_name, path_of
from bot.scan.rules.script.scopes import Scope


def by_platform(left: Node, right: Node, scope: Scope) -> Known | None:
    """`process.env.TARO_ENV === 'weapp'`: code for other platforms never runs in WeChat."""
    if left.type == "call_expression":
        platform = _environment(left, right, scope)
    else:
        platform = string_of(right) if last_name(left) in PLATFORM else None
    if not platform:
        return None
    return ALWAYS if platform.casefold() in WECHAT else ALWAYS.negated


def _environment(call: Node, right: Node, scope: Scope) -> str | None:
    """What `Taro.getEnv() === Taro.ENV_TYPE.WEAPP` compares with; None unless it is Taro's."""
    called = call.child_by_field_name("function")
    inner = called.child_by_field_name("object") if called is not None else None
    if called is None or inner is None or last_key(called) != "getEnv" or path_of(inner, scope) != TARO:
        return None
    name = string_of(right) or last_key(right)
    return name if name in ENVIRONMENTS else None
