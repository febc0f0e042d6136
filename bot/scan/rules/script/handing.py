"""What is handed to a function, which may write it: `fill(can)` of Vue's `ref`, and `fill(support)` of an object."""

from collections.abc import Iterator, Sequence
from typing import Final

from tree_sitter import Node

from bot.scan.rules.frameworks import MODULES, NAMED, ROOTS, WX
from bot.scan.rules.script.grammar import string_of, text_of
from bot.scan.rules.script.names import imported_by, key_of, last_key, last_name, links, path_of, unwrap
from bot.scan.rules.script.refs import is_written, kept_in, names_in
from bot.scan.rules.script.scopes import Scope
from bot.scan.rules.script.step import Step, Walk
from bot.scan.rules.script.writes import SET_DATA, holds_flags

_READERS: Final = frozenset({
    "Boolean", "Number", "String", "computed", "isReactive", "isRef", "markRaw", "reactive", "readonly", "ref",
    "shallowReactive", "shallowReadonly", "shallowRef", "toRaw", "toRef", "toRefs", "toValue", "unref", "watch",
    "watchEffect",
})  # fmt: skip
"""Functions of JavaScript's and of Vue's that write nothing that they are given."""
_OBJECTS: Final = frozenset({"Array", "JSON", "Reflect", "console"})
"""Objects whose functions write nothing."""
_SETTERS: Final = frozenset({"$set", "set", "defineProperty"})
"""Functions that set what their second argument names."""
_KEY: Final = 1
_DEFAULTS: Final = "withDefaults"
_OBJECT: Final = "Object"
_WRITERS: Final = frozenset({"assign", "defineProperties", "defineProperty", "setPrototypeOf"})
"""Functions of `Object` that write their first argument."""


def hand_over(walk: Walk, step: Step, called: Node | None, path: str | None, given: Sequence[Node]) -> None:
    """Add that a function which is not known may set what it is given.

    Args:
        called: the function; None for a class.
        path: its name under `wx`.
    """
    if called is not None:
        _set(walk, step, called, given)
    written = given if called is None else _written(called, path, given, step.scope)
    for argument in written:
        node = unwrap(argument)
        for each in _parts(node) if node.type in ("object", "array") else (node,):
            _hand(walk, each, step.scope)
    if len(written) == 1 and holds_flags(written[0]) and any(map(_is_unknown, given[1:])):
        walk.flag_any(None, step)  # `Object.assign(this, found)`


def hand_module(walk: Walk, step: Step, called: Node, arguments: Node | None) -> None:
    """Walk `f(require('@tarojs/taro'))` and `import('@tarojs/taro')`: what becomes of the object is not followed."""
    if called.type == "import":
        first = arguments.named_children[:1] if arguments is not None else []
        module = next((string_of(each) for each in first), None) or ""
        root = MODULES.get(module) or NAMED.get(module)
    else:
        root = path_of(step.node, step.scope)
    if root is not None and root in ROOTS:
        walk.compute(root, step.node, step.known)


def _set(walk: Walk, step: Step, called: Node, given: Sequence[Node]) -> None:
    """Add what `this.$set(this, 'can', true)` sets, and that a parent sets what is in `withDefaults(props, {...})`."""
    name = last_name(called)
    if name == _DEFAULTS:  # a parent sets them
        for literal in filter(None, map(kept_in, given[1:2])):
            walk.lose(names_in(literal))
    elif name in _SETTERS and len(given) > _KEY:
        key = string_of(unwrap(given[_KEY]))
        if key is not None:
            walk.lose([key.rpartition(".")[2]])
        elif holds_flags(given[0]):
            walk.flag_any(None, step)
        else:
            _hand(walk, unwrap(given[0]), step.scope)


def _written(called: Node, path: str | None, given: Sequence[Node], scope: Scope) -> Sequence[Node]:
    """The arguments that a function may set."""
    link, *inner = links(called)
    if link.type == "identifier":
        name = text_of(link)
        binding = scope.find(name)
        return () if name in _READERS and (binding is None or imported_by(binding) is not None) else given
    key, base = key_of(link) if inner else None, inner[0] if len(inner) == 1 else link
    if key in SET_DATA or (key in _SETTERS and len(given) > _KEY) or (path is not None and path.startswith(f"{WX}.")):
        return ()
    name = text_of(base) if base.type == "identifier" else ""
    if name == _OBJECT:
        return given[:1] if key in _WRITERS else ()
    return () if name in _OBJECTS else given


def _parts(literal: Node) -> Iterator[Node]:
    """What a literal holds at once."""
    for child in literal.named_children:
        value = child.child_by_field_name("value") if child.type == "pair" else child
        if value is not None:
            yield unwrap(value)


def _hand(walk: Walk, node: Node, scope: Scope) -> None:
    if node.type in ("identifier", "shorthand_property_identifier"):
        binding = scope.find(text_of(node))
        if binding is not None and binding.value is not None and not binding.keys and not binding.handed_over:
            binding.handed_over = True  # however often it is
            walk.lose([text_of(node)] if is_written(binding.value, binding.scope) else [])
            literal = kept_in(binding.value)
            walk.lose(names_in(literal) if literal is not None else ())
    elif (key := last_key(node)) is not None and [*links(node)][-1].type == "this":
        walk.handed_over.add(key)


def _is_unknown(node: Node) -> bool:
    """Whether an object may have any names."""
    node = unwrap(node)
    return node.type != "object" or any(child.type == "spread_element" for child in node.named_children)
