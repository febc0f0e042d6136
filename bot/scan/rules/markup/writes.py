"""What markup sets: `v-model="can"`, `@tap="can = true"`, `:open.sync="can"`, `model:value="{{can}}"`."""

import re
from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from bot.scan.rules.script.grammar import JAVASCRIPT, parse
from bot.scan.rules.script.names import last_name
from bot.scan.rules.script.writes import flag_of, set_by
from bot.scan.rules.steps import Steps

_SETTING: Final = frozenset({"assignment_expression", "augmented_assignment_expression", "update_expression"})
_SIGN: Final = re.compile(r"(?<![=!<>])=(?![=>])|\+\+|--")
"""Without it, an expression sets nothing."""


def names_set(expression: str, *, is_target: bool) -> Iterator[str]:
    """The names that an expression sets; those that are known only at run time are left out.

    Args:
        expression: of an attribute.
        is_target: whether the element sets the expression itself.

    Raises:
        TooManySteps: it is built to keep a reader busy.
    """
    if not is_target and _SIGN.search(expression) is None:
        return
    text = expression.encode()
    steps = Steps.for_file(text)
    stack = [parse(text, JAVASCRIPT).root_node]
    while stack:
        node = stack.pop()
        steps.take()
        if is_target and node.type == "expression_statement":
            yield from map(_name, node.named_children)
        elif node.type in _SETTING:
            left = node.child_by_field_name("left") or node.child_by_field_name("argument")
            yield from map(_name, set_by(left) if left is not None else ())
        stack += node.named_children


def _name(target: Node) -> str:
    name = last_name(target) or ""
    return flag_of(target, name)
