"""Finds the options passed to a call."""

from collections.abc import Iterator, Sequence
from typing import Final

from tree_sitter import Node

from bot.scan.rules.script.grammar import string_of, text_of
from bot.scan.rules.script.names import unwrap
from bot.scan.rules.script.scopes import Scope

_LONGEST: Final = 100
"""Bytes of an option's name."""
_FOR_EACH: Final = 20
"""Steps: each option is a use, which is located and judged."""
_DEEPEST: Final = 3
"""Depth of nested options."""


def options(arguments: Sequence[Node], scope: Scope) -> Iterator[tuple[str, Node]]:
    """The options in a call's first argument, by name, including nested ones: `data.a`."""
    first = next((unwrap(argument) for argument in arguments if argument.type != "comment"), None)
    if first is not None and first.type == "identifier":
        binding = scope.find(text_of(first))
        value = binding.value if binding is not None and binding.fixed and not binding.keys else None
        first = unwrap(value) if value is not None else None
    stack = [("", first, 0)]
    while stack:
        before, node, depth = stack.pop()
        if node is None or node.type != "object" or depth == _DEEPEST:
            continue
        for member in node.named_children:
            scope.steps.take(_FOR_EACH)
            key = member.child_by_field_name("key") or member.child_by_field_name("name") or member
            name = _option_name(key)
            if name is not None:
                yield f"{before}{name}", key
                stack.append((f"{before}{name}.", member.child_by_field_name("value"), depth + 1))


def _option_name(key: Node) -> str | None:
    if key.end_byte - key.start_byte > _LONGEST:
        return None
    if key.type in ("property_identifier", "shorthand_property_identifier"):
        return text_of(key)
    return string_of(key)
