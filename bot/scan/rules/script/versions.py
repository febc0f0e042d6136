"""Comparisons of the base library's version, right and wrong."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from tree_sitter import Node

from bot.domain.numbers.version import Version
from bot.scan.rules.script.names import SDK_VERSION, key_of, links, path_of, unwrap
from bot.scan.rules.script.scopes import Scope, operator_of, string_of, text_of
from bot.scan.rules.uses import NOTHING, NOTHING_KNOWN, Fact, Facts, Known, Parameter

_COMPARE: Final = ("compare", "cmp")
_VERSION: Final = "ver"
"""`compareVersion` as in WeChat's documentation, and its common variants.
https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html"""
_NUMBER: Final = re.compile(r"-?\s*[01]")
_DOTTED: Final = re.compile(r"v?[0-9]+(?:\.[0-9]+)+")
_OPERATORS: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "===": operator.eq, "!=": operator.ne, "!==": operator.ne,
}  # fmt: skip
_ORDERS: Final = frozenset({"<", "<=", ">", ">="})
_NUMBERS: Final = frozenset({"parseInt", "parseFloat", "Number"})
_NAMED: Final[Mapping[str, str]] = {"gte": ">=", "gt": ">", "lt": "<", "lte": "<="}
"""Functions of npm's `semver`."""
_PAIR: Final = 2


def by_version(call: Node, sign: str, constant: str, scope: Scope) -> Known | None:
    """`compareVersion(SDKVersion, '2.10.0') >= 0`: -1, 0 or 1 as the first is lower, equal or higher."""
    called, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if not _NUMBER.fullmatch(constant):
        return None
    if called is None or arguments is None or sign not in _OPERATORS or not _compares(called):
        return NOTHING
    given = [argument for argument in arguments.named_children if argument.type != "comment"]
    return _ordered(given, sign, int(constant.replace(" ", "")), scope) or NOTHING


def by_comparer(called: Node, given: Sequence[Node], scope: Scope) -> Known | None:
    """`compare(SDKVersion, '2.10.0', '>=')` and `semver.gte(SDKVersion, '2.10.0')`."""
    if len(given) < _PAIR:
        return None
    link, *_ = links(called)
    name = text_of(link) if link.type == "identifier" else key_of(link) or ""
    sign = string_of(given[_PAIR]) if len(given) > _PAIR else _NAMED.get(name)
    return _ordered(given, sign, 0, scope) if sign in _ORDERS else None


def _ordered(given: Sequence[Node], sign: str | None, number: int, scope: Scope) -> Known | None:
    """Return the facts of a comparison of two versions, one of which is the base library's."""
    if len(given) < _PAIR or sign is None or sign not in _OPERATORS:
        return None
    bounds = [_version(argument, scope) for argument in given[:_PAIR]]
    own = [path_of(argument, scope) == SDK_VERSION for argument in given[:_PAIR]]
    if own[0] and bounds[1]:
        bound, turn = bounds[1], 1
    elif own[1] and bounds[0]:
        bound, turn = bounds[0], -1
    else:
        return None
    holds = {result * turn for result in (-1, 0, 1) if _OPERATORS[sign](result, number)}
    fails = {-1, 0, 1} - holds
    return Known(_at_least(bound, holds), _at_least(bound, fails))


def _at_least(bound: Fact, results: set[int]) -> Facts:
    """Return the fact that the base library is a version or newer, if all possible results imply it."""
    return frozenset({bound}) if results and min(results) >= 0 else NOTHING_KNOWN


def _compares(called: Node) -> bool:
    link = next(links(called))
    name = text_of(link) if link.type == "identifier" else key_of(link) if link.type == "member_expression" else None
    name = (name or "").casefold()
    return _VERSION in name and any(word in name for word in _COMPARE)


def _version(node: Node, scope: Scope) -> Fact | None:
    node = unwrap(node)
    text = string_of(node)
    if text:
        return Version.read(text)
    binding = scope.binding_of(node)
    if binding is None:
        return None
    if binding.parameter is not None:
        return Parameter(*binding.parameter, is_version=True)
    text = (
        string_of(unwrap(binding.value)) if binding.value is not None and binding.fixed and not binding.keys else None
    )
    return Version.read(text) if text else None


def compares_text(comparison: Node, scope: Scope) -> bool:
    """Whether `SDKVersion >= '2.10.0'` compares versions as text: `'2.9.0'` is more than `'2.10.0'`."""
    if operator_of(comparison) not in _ORDERS:
        return False
    sides = [side for name in ("left", "right") for side in comparison.children_by_field_name(name)]
    texts = [string_of(unwrap(side)) for side in sides]
    return any(text and _DOTTED.fullmatch(text) for text in texts) and any(
        path_of(side, scope) == SDK_VERSION for side in sides
    )


def glues_digits(call: Node, scope: Scope) -> bool:
    """Whether `SDKVersion.replace('.', '')` or `parseInt(SDKVersion)` makes one number of a version."""
    called, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if called is None or arguments is None:
        return False
    given = [argument for argument in arguments.named_children if argument.type != "comment"]
    if called.type == "identifier":
        return text_of(called) in _NUMBERS and bool(given) and path_of(given[0], scope) == SDK_VERSION
    inner = called.child_by_field_name("object") if called.type == "member_expression" else None
    if inner is None:
        return False
    match key_of(called):
        case "replace" | "replaceAll":
            empty = len(given) == _PAIR and string_of(given[1]) == ""
            return empty and path_of(inner, scope) == SDK_VERSION
        case "join":
            return len(given) == 1 and string_of(given[0]) == "" and _splits(inner, scope)
        case _:
            return False


def _splits(node: Node, scope: Scope) -> bool:
    called = node.child_by_field_name("function") if node.type == "call_expression" else None
    inner = called.child_by_field_name("object") if called is not None and called.type == "member_expression" else None
    return (
        inner is not None and called is not None and key_of(called) == "split" and path_of(inner, scope) == SDK_VERSION
    )
