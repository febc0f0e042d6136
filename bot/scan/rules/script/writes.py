"""Writes of flags that are no plain assignments; one that is not understood leaves its flag without any meaning."""

from collections.abc import Iterator, Sequence
from typing import Final

from tree_sitter import Node

from bot.scan.rules.script.grammar import operator_of, string_of, text_of
from bot.scan.rules.script.names import WRAPPERS, key_of, last_key, last_name, links, unwrap
from bot.scan.rules.script.refs import REF
from bot.scan.rules.script.scopes import FUNCTIONS
from bot.scan.rules.script.step import Step, Walk

SET_DATA: Final = frozenset({"setData", "$patch"})
"""Methods of pages and components, and of Pinia's stores, that set what an object names."""
HOLDERS: Final = frozenset({"data", "globalData", "$data"})
"""Properties whose own properties are flags."""
_OR: Final = frozenset({"||=", "??="})
_PATTERNS: Final = frozenset({"object_pattern", "array_pattern", "rest_pattern"})


def write(walk: Walk, step: Step) -> None:
    """Add what `can ||= ...`, `can++` and `for (can of ...)` write; `can &&= ...` makes nothing true."""
    node = step.node
    target = node.child_by_field_name("left") or node.child_by_field_name("argument")
    declares = node.type == "for_in_statement" and node.child_by_field_name("kind") is not None
    sign = operator_of(node) if node.type == "augmented_assignment_expression" else ""
    if target is not None and not declares and sign != "&&=":
        write_all(walk, step, target, node.child_by_field_name("right") if sign in _OR else None)


def write_all(walk: Walk, step: Step, pattern: Node, value: Node | None = None) -> None:
    """Add that everything in a pattern is set: to a value, or to something unknown."""
    for target in set_by(pattern):
        if target.type not in ("member_expression", "subscript_expression"):
            walk.flag(text_of(target), value, step)
        elif key := key_of(target):
            walk.flag(flag_of(target, key), value, step, is_property=True)
        elif (holder := target.child_by_field_name("object")) is not None and holds_flags(holder):
            walk.flag_any(value, step)


def set_by(pattern: Node) -> Iterator[Node]:
    """The names and chains that a pattern sets."""
    stack = [pattern]
    while stack:
        node = stack.pop()
        if node.type in _PATTERNS or node.type in WRAPPERS:
            stack += node.named_children
        elif node.type == "pair_pattern":
            stack += node.children_by_field_name("value")
        elif node.type in ("object_assignment_pattern", "assignment_pattern"):
            stack += node.children_by_field_name("left")
        else:
            yield node


def flag_of(chain: Node | None, name: str) -> str:
    """The name whose truth an assignment sets: `can` for Vue's `can.value = ...` and `this.can.value = ...`."""
    if chain is None or name != REF:
        return name
    _, inner, *_ = *links(chain), None
    if inner is None:
        return name
    return last_name(inner) or name


def holds_flags(node: Node) -> bool:
    """Whether the properties of an object are flags: those of `this`, `this.data` and `app.globalData`."""
    node = unwrap(node)
    return node.type == "this" or last_key(node) in HOLDERS


def write_data(walk: Walk, step: Step, called: Node, given: Sequence[Node]) -> None:
    """Add what `setData(...)` writes without its name in the source."""
    link = next(links(called))
    if link.type != "member_expression" or key_of(link) not in SET_DATA or not given:
        return
    data = unwrap(given[0])
    if data.type != "object":
        if data.type not in FUNCTIONS:  # which sets what it names
            walk.flag_any(None, step)
        return
    for child in data.named_children:
        key = child.child_by_field_name("key") if child.type == "pair" else None
        if child.type == "spread_element":
            walk.flag_any(None, step)
        elif key is not None and key.type == "computed_property_name" and path_end(key) is None:
            walk.flag_any(child.child_by_field_name("value"), step)
        elif key is not None and (name := path_end(key)):
            walk.replace(name, child.child_by_field_name("value"))


def path_end(key: Node) -> str | None:
    """The last name in a key that `setData` takes as a path, of which the end is enough.

    Returns:
        `can` for `'page.can'` and `['list[' + index + '].can']`; empty for an element of a list; None if unknown.
    """
    node = key
    if node.type == "computed_property_name" and node.named_child_count:
        node = unwrap(node.named_children[0])
    whole = text_of(node) if node.type == "property_identifier" else string_of(node)
    if whole is not None:
        return whole.rpartition(".")[2].partition("[")[0]
    end = ""
    if node.type == "binary_expression" and operator_of(node) == "+":
        right = node.child_by_field_name("right")
        end = (string_of(unwrap(right)) if right is not None else None) or ""
    elif node.type == "template_string" and node.named_child_count:
        last = node.named_children[-1]
        end = text_of(last) if last.type == "string_fragment" else ""
    _, dot, name = end.rpartition(".")
    if name.endswith("]"):
        return ""
    return name if dot else None
