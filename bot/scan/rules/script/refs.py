"""Vue's `ref` and `computed`, which hold a value."""

from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from bot.scan.rules.script.grammar import string_of, text_of
from bot.scan.rules.script.names import imported_by, unwrap
from bot.scan.rules.script.scopes import Scope

_REFS: Final = frozenset({"ref", "shallowRef"})
_REACTIVE: Final = frozenset({"reactive", "ref", "shallowReactive", "shallowRef"})
_COMPUTED: Final = "computed"
_VUE: Final = frozenset({"vue", "@vue/composition-api", "@vue/reactivity", "@mpxjs/core"})
REF: Final = "value"
"""Where Vue's `ref` holds its value."""


def held_by(node: Node, scope: Scope) -> Node | None:
    """The value with which Vue's `ref(value)` or `computed(() => value)` starts; None for anything else."""
    name, given = _call(unwrap(node))
    if given is None or (name not in _REFS and name != _COMPUTED) or not _is_of_vue(name, scope):
        return None
    if name != _COMPUTED:
        return given
    body = given.child_by_field_name("body") if given.type == "arrow_function" else None
    return body if body is not None and body.type != "statement_block" else None


def is_written(node: Node, scope: Scope) -> bool:
    """Whether it is Vue's `ref(value)`, which whatever gets it may set."""
    called = unwrap(node).child_by_field_name("function")
    return called is not None and text_of(called) in _REFS and held_by(node, scope) is not None


def kept_in(node: Node) -> Node | None:
    """The object literal that a value is, or that Vue's `reactive({...})` or `ref({...})` makes one of."""
    node = unwrap(node)
    name, given = _call(node)
    literal = given if given is not None and name in _REACTIVE else node
    return literal if literal.type == "object" else None


def names_in(literal: Node) -> Iterator[str]:
    """The names that an object literal sets."""
    for child in literal.named_children:
        key = child.child_by_field_name("key") if child.type == "pair" else child
        if key is not None and key.type in ("property_identifier", "shorthand_property_identifier"):
            yield text_of(key)
        elif key is not None and (name := string_of(key)):
            yield name


def _call(node: Node) -> tuple[str, Node | None]:
    """The name of the function that is called, and its first argument."""
    called, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if node.type != "call_expression" or called is None or arguments is None or called.type != "identifier":
        return "", None
    return text_of(called), unwrap(arguments.named_children[0]) if arguments.named_child_count else None


def _is_of_vue(name: str, scope: Scope) -> bool:
    """Whether a name is not declared, as plugins import Vue's, or imported from Vue."""
    binding = scope.find(name)
    imported = imported_by(binding) if binding is not None else None
    return binding is None or (imported is not None and imported[0] in _VUE and imported[1] == name)
