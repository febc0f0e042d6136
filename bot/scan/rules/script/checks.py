"""Guards: conditions that ensure that a name exists, or that the base library is new enough."""

from typing import Final

from tree_sitter import Node

from bot.scan.rules.ensured import ROOTS, WX
from bot.scan.rules.script.names import (
    REF,
    by_platform,
    computed_name,
    held_by,
    imported_by,
    key_of,
    last_key,
    links,
    path_of,
    unwrap,
)
from bot.scan.rules.script.scopes import ALL, FUNCTIONS, Scope, operator_of, string_of, text_of
from bot.scan.rules.script.versions import by_comparer, by_version
from bot.scan.rules.uses import (
    ALWAYS,
    AWAITED,
    NOTHING,
    PASSED_ON,
    Fact,
    Flag,
    Helper,
    Known,
    Parameter,
    Result,
    any_of,
)

_DEEPEST: Final = 40
"""A condition nested deeper ensures nothing."""
_JUMP: Final = 15
"""The depth that a name for a condition adds: names of names soon contain very many conditions."""
_LONGEST_CONSTANT: Final = 20
"""Bytes. Longer expressions are not copied at every level of a nested comparison."""
_STRICT: Final = 3
"""The length of `===`."""
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_EQUAL: Final = frozenset({"==", "==="})
_UNEQUAL: Final = frozenset({"!=", "!=="})
_DECIDING: Final = _EQUAL | _UNEQUAL | _MIRRORED.keys() | {"!", "in", "instanceof"}
"""Operators whose result is `true` or `false`."""
_ALWAYS_TRUE: Final = FUNCTIONS | {"true", "object", "array", "new_expression", "class", "regex"}
_NEVER_TRUE: Final = frozenset({"false", "null", "undefined"})
_SHARED: Final = "globalData"
_MOST_KEYS: Final = 4
_MOST_ARGUMENTS: Final = 4


def known_by(node: Node | None, scope: Scope, depth: int = 0) -> Known:  # noqa: PLR0911  # one for each kind
    """Return the facts that a condition ensures."""
    scope.steps.take()
    if node is None or depth > _DEEPEST:
        return NOTHING
    node = unwrap(node)
    match node.type:
        case "unary_expression":
            return _by_sign(node, scope, depth)
        case "binary_expression":
            return _by_binary(node, scope, depth)
        case "ternary_expression":
            return _by_choice(node, scope, depth)
        case "await_expression":
            return _by_promise(node, scope, depth)
        case "sequence_expression":
            return known_by(node.named_children[-1] if node.named_child_count else None, scope, depth + 1)
        case "assignment_expression":
            return known_by(node.child_by_field_name("right"), scope, depth + 1)
        case "call_expression":
            return _by_call(node, scope, depth)
        case "identifier" | "shorthand_property_identifier" | "member_expression" | "subscript_expression":
            return _by_name(node, scope, depth)
        case _:
            return _by_constant(node)


def _by_constant(node: Node) -> Known:
    if node.type in _ALWAYS_TRUE:
        return ALWAYS
    if node.type in _NEVER_TRUE:
        return ALWAYS.negated
    if node.type == "number" and node.end_byte - node.start_byte == 1:
        return ALWAYS.negated if text_of(node) == "0" else ALWAYS
    if node.type == "string":
        return ALWAYS if node.named_child_count else ALWAYS.negated
    return NOTHING


def _by_sign(node: Node, scope: Scope, depth: int) -> Known:
    operand = node.child_by_field_name("argument")
    match operator_of(node):
        case "!":
            return known_by(operand, scope, depth + 1).negated
        case "void":
            return ALWAYS.negated
        case _:
            return NOTHING


def _by_choice(node: Node, scope: Scope, depth: int) -> Known:
    condition, first, second = (
        known_by(node.child_by_field_name(name), scope, depth + 1)
        for name in ("condition", "consequence", "alternative")
    )
    return Known(
        any_of((condition.true | first.true, condition.false | second.true)),
        any_of((condition.true | first.false, condition.false | second.false)),
    )


def _by_binary(node: Node, scope: Scope, depth: int) -> Known:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return NOTHING
    sign = operator_of(node)
    if sign in ("&&", "||"):
        first, second = known_by(left, scope, depth + 1), known_by(right, scope, depth + 1)
        if sign == "&&":
            return Known(first.true | second.true, any_of((first.false, second.false)))
        return Known(any_of((first.true, second.true)), first.false | second.false)
    left, right = unwrap(left), unwrap(right)
    if sign == "in":
        return _by_containing(left, right, scope)
    known = _by_comparison(left, sign, right, scope, depth)
    if known is None:
        known = _by_comparison(right, _MIRRORED.get(sign, sign), left, scope, depth)
    return known or NOTHING


def _by_containing(left: Node, right: Node, scope: Scope) -> Known:
    if path_of(right, scope) not in ROOTS:
        return NOTHING
    name = string_of(left)
    return Known(true=frozenset({f"{WX}.{name}" if name else computed_name(left)}))


def _by_comparison(left: Node, sign: str, right: Node, scope: Scope, depth: int) -> Known | None:
    """Return the facts of a comparison with a constant on its right; None for any other."""
    constant = text_of(right) if right.end_byte - right.start_byte <= _LONGEST_CONSTANT else ""
    if left.type == "call_expression" and (known := by_version(left, sign, constant, scope)) is not None:
        return known
    if sign not in _EQUAL and sign not in _UNEQUAL:
        return None
    strict = len(sign) == _STRICT
    if left.type == "unary_expression" and operator_of(left) == "typeof":
        known = _by_type(left.child_by_field_name("argument"), string_of(right), scope, depth)
    elif constant in ("undefined", "null", "void 0"):
        known = _exists(left, scope) or NOTHING
        known = NOTHING if constant == "null" and strict else known.negated  # `undefined !== null` is true
    elif constant in ("true", "false", "!0", "!1"):
        known = _by_truth(left, scope, depth, truth=constant in ("true", "!0"), strict=strict)
    else:
        known = by_platform(left, right, scope)
    return known if known is None or sign in _EQUAL else known.negated


def _by_type(operand: Node | None, kind: str | None, scope: Scope, depth: int) -> Known | None:
    """`typeof wx.foo === 'function'`; of a flag, only a function is true for sure."""
    known = _exists(operand, scope) if operand is not None and kind else None
    if known is not None:
        return known.negated if kind == "undefined" else known
    if operand is None or kind != "function":
        return None
    return Known(known_by(operand, scope, depth + 1).true)


def _by_truth(operand: Node, scope: Scope, depth: int, *, truth: bool, strict: bool) -> Known:
    """`can === true`; `can !== false` ensures something only of what is true or false: it may be `undefined`."""
    known = known_by(operand, scope, depth + 1)
    if not truth:
        known = known.negated
    if _is_boolean(operand, scope):
        return known
    return Known(known.true) if truth or strict else NOTHING  # `'0' == false` is true


def _is_boolean(node: Node, scope: Scope) -> bool:
    """Whether it is true or false, and nothing else."""
    if node.type == "call_expression":
        called = node.child_by_field_name("function")
        return called is not None and path_of(called, scope) == f"{WX}.canIUse"
    return operator_of(node) in _DECIDING


def _exists(node: Node | None, scope: Scope) -> Known | None:
    """Return the fact that a member of `wx` is there."""
    if node is None:
        return None
    path = path_of(node, scope)
    if path is None:
        fact = _computed(node, scope)
        return Known(true=frozenset({fact})) if fact else None
    named = path.startswith(f"{WX}.") and not path.endswith(")")
    return Known(true=frozenset({path})) if named else None


def _computed(node: Node, scope: Scope) -> str | None:
    link, *_ = links(node)
    inner = link.child_by_field_name("object") if link.type == "subscript_expression" else None
    if inner is None or path_of(inner, scope) not in ROOTS:
        return None
    return computed_name(link.child_by_field_name("index"))


def _by_call(node: Node, scope: Scope, depth: int) -> Known:
    """Return the facts of `wx.canIUse('...')`, `Boolean(...)`, and of a helper's result."""
    called, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if called is None or arguments is None:
        return NOTHING
    given = _given(arguments)
    path = path_of(called, scope)
    if path == f"{WX}.canIUse" and given:
        return Known(true=frozenset({_schema(unwrap(given[0]), scope)}))
    if given and called.type == "identifier" and text_of(called) == "Boolean" and scope.find("Boolean") is None:
        return known_by(given[0], scope, depth + 1)
    if path is not None:
        return NOTHING
    if (known := by_comparer(called, given, scope)) is not None:
        return known
    return _by_result(called, given, scope)


def _by_promise(node: Node, scope: Scope, depth: int) -> Known:
    """Return the facts of `await can()`: of what the function returns, at once or as a promise."""
    value = unwrap(node.named_children[-1]) if node.named_child_count else None
    known = known_by(value, scope, depth + 1)
    called = value.child_by_field_name("function") if value is not None else None
    arguments = value.child_by_field_name("arguments") if value is not None else None
    if called is None or arguments is None or path_of(called, scope) is not None:
        return known
    later = _by_result(called, _given(arguments), scope, AWAITED)
    return Known(known.true | later.true, known.false | later.false)


def _given(arguments: Node) -> list[Node]:
    return [child for child in arguments.named_children[: 2 * _MOST_ARGUMENTS] if child.type != "comment"]


def _by_result(called: Node, given: list[Node], scope: Scope, before: str = "") -> Known:
    texts = tuple(_argument(unwrap(argument), scope) for argument in given[:_MOST_ARGUMENTS])
    results = [_result(called, texts, scope, before, holds=holds) for holds in (True, False)]
    true, false = (frozenset({fact}) if fact is not None else frozenset[Fact]() for fact in results)
    return Known(true, false)


def _argument(node: Node, scope: Scope) -> str:
    if node.type != "identifier":
        return string_of(node) or ""
    binding = scope.find(text_of(node))
    return f"{PASSED_ON}{binding.parameter[1]}" if binding and binding.parameter else ""


def _schema(node: Node, scope: Scope) -> Fact:
    schema = string_of(node)
    if schema:
        return schema
    binding = scope.binding_of(node)
    return Parameter(*binding.parameter, is_version=False) if binding and binding.parameter else computed_name(node)


def _result(called: Node, arguments: tuple[str, ...], scope: Scope, before: str, *, holds: bool) -> Fact | None:
    """Return the fact that a function of this file, or of another, returned something true or false."""
    link, *below = links(called)
    if link.type == "identifier":
        name = text_of(link)
        binding = scope.find(name)
        if binding is None:
            return Helper.of(name) if holds else None
        if binding.parameter is not None:
            return None
        imported = imported_by(binding)
        module, name = imported or ("", name)
        return Result(module, f"{before}{name}", arguments, holds)
    key = last_key(link)
    if key is None:
        return None
    return Result(_module(below, scope), f"{before}{key}", arguments, holds)


def _module(chain: list[Node], scope: Scope) -> str:
    """Return the module whose member it is: `version` was imported for `version.canIUse`. Empty for this file."""
    if len(chain) != 1 or chain[0].type != "identifier":
        return ""
    binding = scope.find(text_of(chain[0]))
    imported = imported_by(binding) if binding is not None else None
    return imported[0] if imported and imported[1] in (ALL, "default") else ""


def _by_name(node: Node, scope: Scope, depth: int) -> Known:
    """Return the facts of a name under `wx`, or of a name for a condition: `const can = wx.canIUse('...')`."""
    if node.type == "member_expression" and key_of(node) == REF:
        return _by_ref(node, scope)
    binding = scope.find(text_of(node)) if node.type in ("identifier", "shorthand_property_identifier") else None
    if binding is not None and binding.fixed and binding.value is not None and not binding.keys:
        if depth not in binding.known:
            binding.known[depth] = NOTHING  # a name for itself ensures nothing
            known = _exists(node, scope) if path_of(node, scope) else None
            binding.known[depth] = known or known_by(binding.value, binding.scope, depth + _JUMP)
        return binding.known[depth]
    known = _exists(node, scope)
    fact = _set_elsewhere(node, scope) if known is None and path_of(node, scope) is None else None
    return known or (Known(true=frozenset({fact})) if fact else NOTHING)


def _by_ref(node: Node, scope: Scope) -> Known:
    """Return the facts of Vue's `can.value`, which may be written; any other object's `value` ensures nothing."""
    inner = node.child_by_field_name("object")
    name = text_of(inner) if inner is not None and inner.type == "identifier" else ""
    binding = scope.find(name) if name else None
    if binding is None or binding.value is None or binding.keys or not binding.fixed:
        return NOTHING
    return Known(frozenset({Flag(name)})) if held_by(binding.value, binding.scope) is not None else NOTHING


def _set_elsewhere(node: Node, scope: Scope) -> Fact | None:
    """Return the fact that a property or variable is true, which other code may set."""
    if node.type in ("identifier", "shorthand_property_identifier"):
        return _variable(text_of(node), scope)
    *chain, base = links(node)
    key = key_of(chain[0]) if chain else None
    if key is None or key == REF:
        return None
    module = _module([base] if len(chain) == 1 else [], scope)
    if module:
        return Result(module, key)
    return Flag(key, shared=any(key_of(link) == _SHARED for link in chain[1:_MOST_KEYS]))


def _variable(name: str, scope: Scope) -> Fact | None:
    binding = scope.find(name)
    if binding is None:
        if scope.of_markup:
            return Flag(name)
        return Helper.of(name)
    if binding.parameter is not None:
        return None
    imported = imported_by(binding)
    if imported is not None:
        return Result(*imported)
    if binding.fixed:
        return Flag(binding.keys[-1]) if binding.keys and binding.keys[-1] != REF else None
    return None if binding.given else Flag(name)
