"""How scripts call what the typings declare, for code to paste: `(options)`, `info = ()`, `videoContext = (id)`."""

import re
from typing import Final

from tree_sitter import Node

from bot.domain.can.guard import instance
from tools.catalog.declarations import Scope, Typings, parameters, text

_SPELLED: Final = {"option": "options", "args": "options"}
_EXPECTED: Final = frozenset({"options", "listener"})
"""What people pass although it may be left out; `off` without a listener removes all."""
_NOTHING: Final = re.compile(r"(?::\s*)?(?:void|undefined|never|Promise\b.*|PromisifySuccessResult\b.*|)", re.DOTALL)
"""Types of what is not worth a name: nothing, and the promise that replaces callbacks."""
_CALLBACKS: Final = frozenset({"success", "fail", "complete"})
_OBJECT: Final = "info"
_VALUE: Final = "value"


def call_of(function: Node, scope: Scope, typings: Typings) -> str:
    """The call of a function: what it must be given, and a name for what it returns if that is its answer."""
    taken = [_taken(parameter) for parameter, _ in parameters(function)]
    needed = [name for name, is_optional in taken if not is_optional]
    expected = [name for name, _ in taken[:1] if name in _EXPECTED]
    arguments = ", ".join(needed or expected)
    given = "" if _answers_later(function, scope, typings) else _given(function, scope, typings)
    return f"{given} = ({arguments})" if given else f"({arguments})"


def _taken(parameter: Node) -> tuple[str, bool]:
    pattern = parameter.child_by_field_name("pattern")
    name = text(pattern or parameter).removeprefix("...")
    return _SPELLED.get(name, name), parameter.type == "optional_parameter" or text(parameter).startswith("...")


def _answers_later(function: Node, scope: Scope, typings: Typings) -> bool:
    """Whether it hands its answer to a callback, whatever it returns besides."""
    types = (parameter.child_by_field_name("type") for parameter, _ in parameters(function))
    return any(member.name in _CALLBACKS for type_ in types for member in typings.data(type_, scope))


def _given(function: Node, scope: Scope, typings: Typings) -> str:
    """A name for what it returns: of WeChat's objects their own; empty where nothing is returned."""
    returned = function.child_by_field_name("return_type")
    if returned is None or _NOTHING.fullmatch(text(returned)):
        return ""
    for name in typings.interfaces(returned, scope):
        members = [member for declared in typings.types[name] for member in typings.own_members(declared)]
        return instance(name.rpartition(".")[2]) if any(each.is_method for each in members) else _OBJECT
    return _OBJECT if next(iter(typings.data(returned, scope)), None) else _VALUE
