"""Guards: conditions that ensure that a name exists, or that the base library is new enough."""

import operator
import re
from collections.abc import Callable, Mapping
from typing import Final

from tree_sitter import Node

from bot.domain.numbers.version import Version
from bot.domain.scan import NOTHING_KNOWN, Fact
from bot.scan.rules.grammar import operator_of, string_of, text_of
from bot.scan.rules.known import NOTHING, Known
from bot.scan.rules.names import SDK_VERSION, WX, key_of, links, path_of, unwrap
from bot.scan.rules.scopes import Scope

_DEEPEST: Final = 40
"""A condition nested deeper ensures nothing."""
_JUMP: Final = 15
"""The depth that a name for a condition adds: names of names soon contain very many conditions."""
_COMPARE: Final = ("compare", "cmp")
_VERSION: Final = "ver"
"""`compareVersion` as in WeChat's documentation, and its common variants.
https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html"""
_LONGEST_CONSTANT: Final = 20
"""Bytes. Longer expressions are not copied at every level of a nested comparison."""
_NUMBER: Final = re.compile(r"-?\s*[01]")
_OPERATORS: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "===": operator.eq, "!=": operator.ne, "!==": operator.ne,
}  # fmt: skip
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_EQUAL: Final = frozenset({"==", "==="})
_UNEQUAL: Final = frozenset({"!=", "!=="})


def known_by(node: Node | None, scope: Scope, depth: int = 0) -> Known:
    """The facts that a condition ensures."""
    scope.steps.take()
    if node is None or depth > _DEEPEST:
        return NOTHING
    node = unwrap(node)
    match node.type:
        case "unary_expression" if operator_of(node) == "!":
            return known_by(node.child_by_field_name("argument"), scope, depth + 1).negated
        case "binary_expression":
            return _by_binary(node, scope, depth)
        case "call_expression":
            return _by_call(node, scope, depth)
        case "identifier" | "member_expression" | "subscript_expression":
            return _by_name(node, scope, depth)
        case _:
            return NOTHING


def _by_binary(node: Node, scope: Scope, depth: int) -> Known:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return NOTHING
    sign = operator_of(node)
    if sign in ("&&", "||"):
        first, second = known_by(left, scope, depth + 1), known_by(right, scope, depth + 1)
        if sign == "&&":
            return Known(first.true | second.true, first.false & second.false)
        return Known(first.true & second.true, first.false | second.false)
    left, right = unwrap(left), unwrap(right)
    if sign == "in":
        name = string_of(left)
        return Known(true=frozenset({f"{WX}.{name}"})) if name and path_of(right, scope) == WX else NOTHING
    known = _by_comparison(left, sign, right, scope, depth)
    if known is None:
        known = _by_comparison(right, _MIRRORED.get(sign, sign), left, scope, depth)
    return known or NOTHING


def _by_comparison(left: Node, sign: str, right: Node, scope: Scope, depth: int) -> Known | None:
    """The facts of a comparison with a constant on its right; None for any other."""
    constant = text_of(right) if right.end_byte - right.start_byte <= _LONGEST_CONSTANT else ""
    if left.type == "call_expression" and _NUMBER.fullmatch(constant):
        return _by_version(left, sign, int(constant.replace(" ", "")), scope)
    if sign not in _EQUAL and sign not in _UNEQUAL:
        return None
    if left.type == "unary_expression" and operator_of(left) == "typeof":
        kind = string_of(right)
        known = _exists(left.child_by_field_name("argument"), scope) if kind else None
        absent = kind == "undefined"
    elif constant in ("undefined", "null", "void 0"):
        known, absent = _exists(left, scope), True
    elif constant in ("true", "false"):
        known, absent = known_by(left, scope, depth + 1), constant == "false"
    else:
        return None
    return known if known is None or absent == (sign in _UNEQUAL) else known.negated


def _exists(node: Node | None, scope: Scope) -> Known | None:
    path = path_of(node, scope) if node is not None else None
    named = path is not None and path.startswith(f"{WX}.") and not path.endswith(")")
    return Known(true=frozenset({path})) if path and named else None


def _by_version(call: Node, sign: str, number: int, scope: Scope) -> Known:
    """`compareVersion(SDKVersion, '2.10.0') >= 0`: -1, 0 or 1 as the first is lower, equal or higher."""
    called, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if called is None or arguments is None or sign not in _OPERATORS or not _compares(called):
        return NOTHING
    pair = [argument for argument in arguments.named_children if argument.type != "comment"]
    if len(pair) < 2:  # noqa: PLR2004  # the two versions compared
        return NOTHING
    versions = [_version(argument) for argument in pair[:2]]
    own = [path_of(argument, scope) == SDK_VERSION for argument in pair[:2]]
    if own[0] and versions[1]:
        bound, turn = versions[1], 1
    elif own[1] and versions[0]:
        bound, turn = versions[0], -1
    else:
        return NOTHING
    holds = {result * turn for result in (-1, 0, 1) if _OPERATORS[sign](result, number)}
    fails = {-1, 0, 1} - holds
    return Known(_at_least(bound, holds), _at_least(bound, fails))


def _at_least(bound: Version, results: set[int]) -> frozenset[Fact]:
    """The fact that the base library is a version or newer, if all possible results imply it."""
    return frozenset({bound}) if results and min(results) >= 0 else NOTHING_KNOWN


def _compares(called: Node) -> bool:
    link = next(links(called))
    name = text_of(link) if link.type == "identifier" else key_of(link) if link.type == "member_expression" else None
    name = (name or "").casefold()
    return _VERSION in name and any(word in name for word in _COMPARE)


def _version(node: Node) -> Version | None:
    text = string_of(unwrap(node))
    return Version.read(text) if text else None


def _by_call(node: Node, scope: Scope, depth: int) -> Known:
    """The facts of `wx.canIUse('...')` and `Boolean(...)`."""
    called, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    first = next((child for child in arguments.named_children if child.type != "comment"), None) if arguments else None
    if called is None or first is None:
        return NOTHING
    if path_of(called, scope) == f"{WX}.canIUse":
        schema = string_of(unwrap(first))
        return Known(true=frozenset({schema})) if schema else NOTHING
    if called.type == "identifier" and text_of(called) == "Boolean" and scope.find("Boolean") is None:
        return known_by(first, scope, depth + 1)
    return NOTHING


def _by_name(node: Node, scope: Scope, depth: int) -> Known:
    """The facts of a name under `wx`, or of a name for a condition: `const can = wx.canIUse('...')`."""
    if (known := _exists(node, scope)) is not None:
        return known
    binding = scope.find(text_of(node)) if node.type == "identifier" else None
    if binding is None or not binding.fixed or binding.keys:
        return NOTHING
    if depth not in binding.known:
        binding.known[depth] = NOTHING  # a name for itself ensures nothing
        binding.known[depth] = known_by(binding.value, binding.scope, depth + _JUMP)
    return binding.known[depth]
