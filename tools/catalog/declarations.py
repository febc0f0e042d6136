"""The declarations in TypeScript typings, each with the comment before it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from bot.domain.can.guard import instance

_LANGUAGE: Final = Language(tree_sitter_typescript.language_typescript())
_METHOD_CALLED_IN: Final = re.compile(rb"^(\s+) in(?=\()", re.MULTILINE)
"""Without a semicolon before it, the parser takes the method `in(...)` for the operator `in`."""
_OF_ANOTHER: Final = frozenset({"Array", "Omit", "Partial", "Pick", "Promise", "Readonly", "Required"})
"""Generic types that have the members of their first argument."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a name is looked up: the namespaces around it, and the type parameters in force."""

    namespace: str = ""
    constraints: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """A named declaration, and the comment before it."""

    name: str
    node: Node
    comment: Node | None
    scope: Scope

    @property
    def is_method(self) -> bool:
        """Whether it is declared as a method; a property that holds a function is not."""
        return self.node.type == "method_signature"


class Typings:
    def __init__(self, files: Iterable[bytes]) -> None:
        self.types: dict[str, list[Declared]] = {}
        """Interfaces, classes and aliases by full name; one may have several declarations."""
        self.values: list[Declared] = []
        """Functions and variables by full name."""
        self.comments: list[Node] = []
        for file in files:
            root = Parser(_LANGUAGE).parse(_METHOD_CALLED_IN.sub(rb"\1;in", file)).root_node
            self.comments += (node for node in _within(root) if node.type == "comment")
            self._read(root, Scope())

    def _read(self, block: Node, scope: Scope) -> None:
        for node, comment in _commented(block):
            match node.type:
                case "internal_module" | "module":
                    name = _inner(scope, text(_field(node, "name")).strip("'\""))
                    self._read(_field(node, "body"), Scope(name))
                case (
                    "interface_declaration"
                    | "type_alias_declaration"
                    | "class_declaration"
                    | "abstract_class_declaration"
                ):
                    name = _inner(scope, text(_field(node, "name")))
                    declared = Declared(name, node, comment, _with_parameters(scope, node))
                    self.types.setdefault(name, []).append(declared)
                case "function_signature":
                    self.values.append(Declared(_inner(scope, text(_field(node, "name"))), node, comment, scope))
                case "lexical_declaration" | "variable_declaration":
                    for variable in node.named_children:
                        if variable.type == "variable_declarator":
                            name = _inner(scope, text(_field(variable, "name")))
                            self.values.append(Declared(name, variable, comment, scope))

    def data(self, type_: Node | None, scope: Scope) -> Iterator[Declared]:
        """Yield the members of the objects that a type describes, for each part of a union.

        Interfaces with methods are left out: they are not data, and have names of their own.
        """
        for body, inner in self._bodies(type_, scope, ()):
            members = list(_members(body, inner))
            if body.type == "object_type" or not any(member.is_method for member in members):
                yield from members

    def own_members(self, type_: Declared) -> Iterator[Declared]:
        """Yield the members that a declaration itself has, without inherited ones."""
        body = type_.node.child_by_field_name("body") or type_.node.child_by_field_name("value")
        if body is not None and body.type in ("interface_body", "class_body", "object_type"):
            yield from _members(body, type_.scope)

    def functions(self, type_: Node | None, scope: Scope) -> Iterator[tuple[Node, Scope]]:
        for node, inner, _ in self._resolved(type_, scope, ()):
            if node.type == "function_type":
                yield node, inner

    def interfaces(self, type_: Node | None, scope: Scope) -> Iterator[str]:
        """Yield the full names of the interfaces and classes that a type names."""
        for node, _, name in self._resolved(type_, scope, ()):
            if node.type != "type_alias_declaration" and name:
                yield name

    def _bodies(self, type_: Node | None, scope: Scope, seen: tuple[str, ...]) -> Iterator[tuple[Node, Scope]]:
        for node, inner, name in self._resolved(type_, scope, ()):
            if node.type == "object_type":
                yield node, inner
            elif (body := node.child_by_field_name("body")) is not None and name not in seen:
                yield body, inner
                for clause in node.children:
                    if clause.type in ("extends_type_clause", "class_heritage"):
                        for base in clause.named_children:
                            yield from self._bodies(base, inner, (*seen, name))

    def _resolved(self, type_: Node | None, scope: Scope, seen: tuple[str, ...]) -> Iterator[tuple[Node, Scope, str]]:
        """Yield object types, function types and declarations that a type stands for, through aliases and unions."""
        if type_ is None:
            return
        match type_.type:
            case "object_type" | "function_type":
                yield type_, scope, ""
            case "type_identifier" | "nested_type_identifier" | "identifier":
                yield from self._named(text(type_), scope, seen)
            case "generic_type":
                name = text(_field(type_, "name"))
                if name in _OF_ANOTHER:
                    arguments = _field(type_, "type_arguments").named_children
                    yield from self._resolved(arguments[0], scope, seen)
                else:
                    yield from self._named(name, scope, seen)
            case (
                "type_annotation"
                | "union_type"
                | "intersection_type"
                | "array_type"
                | "parenthesized_type"
                | "constraint"
            ):
                for part in type_.named_children:
                    yield from self._resolved(part, scope, seen)
            case _:
                return

    def _named(self, name: str, scope: Scope, seen: tuple[str, ...]) -> Iterator[tuple[Node, Scope, str]]:
        constraint = dict(scope.constraints).get(name)
        if constraint is not None:
            if name not in seen:
                yield from self._resolved(constraint, scope, (*seen, name))
            return
        for full in _outwards(scope.namespace, name):
            if full in self.types:
                for declared in self.types[full]:
                    value = declared.node.child_by_field_name("value")
                    if value is None:
                        yield declared.node, declared.scope, full
                    elif full not in seen:
                        yield from self._resolved(value, declared.scope, (*seen, full))
                return


def text(node: Node) -> str:
    return (node.text or b"").decode()


def parameters(function: Node) -> Iterator[tuple[Node, Node | None]]:
    """Yield the parameters of a function or method, each with the comment before it."""
    formal = function.child_by_field_name("parameters")
    if formal is not None:
        yield from ((node, comment) for node, comment in _commented(formal) if node.child_by_field_name("pattern"))


def _commented(block: Node) -> Iterator[tuple[Node, Node | None]]:
    """Yield the declarations in a block, without modifiers, each with the JSDoc comment right before it."""
    comment = None
    for node in block.named_children:
        if node.type == "comment":
            comment = node if text(node).startswith("/**") else comment
            continue
        inner = node
        while inner.type in ("ambient_declaration", "export_statement", "expression_statement"):
            named = [child for child in inner.named_children if child.type != "comment"]
            if not named:
                break
            inner = named[-1]
        yield inner, comment
        comment = None


def _members(body: Node, scope: Scope) -> Iterator[Declared]:
    for node, comment in _commented(body):
        name = node.child_by_field_name("name")
        if name is not None and name.type != "computed_property_name":
            yield Declared(text(name).strip("'\""), node, comment, _with_parameters(scope, node))


def _with_parameters(scope: Scope, node: Node) -> Scope:
    """Return the scope within a declaration, including its constrained type parameters."""
    declared = node.child_by_field_name("type_parameters")
    if declared is None:
        return scope
    own = tuple(
        (text(_field(parameter, "name")), constraint)
        for parameter in declared.named_children
        if (constraint := parameter.child_by_field_name("constraint")) is not None
    )
    return Scope(scope.namespace, (*scope.constraints, *own))


def _field(node: Node, name: str) -> Node:
    child = node.child_by_field_name(name)
    if child is None:
        raise ValueError(f"{node.type} without {name}: {text(node)[:80]}")
    return child


def _inner(scope: Scope, name: str) -> str:
    return f"{scope.namespace}.{name}" if scope.namespace else name


def _outwards(namespace: str, name: str) -> Iterator[str]:
    """Yield the possible full names of a name, from the innermost namespace outwards."""
    while namespace:
        yield f"{namespace}.{name}"
        namespace = namespace.rpartition(".")[0]
    yield name


def _within(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        yield (node := waiting.pop())
        waiting.extend(node.children)


_SPELLED: Final = {"option": "options", "args": "options"}
_EXPECTED: Final = frozenset({"options", "listener"})
"""What people pass although it may be left out; `off` without a listener removes all."""
_NOTHING: Final = re.compile(r"(?::\s*)?(?:void|undefined|never|Promise\b.*|PromisifySuccessResult\b.*|)", re.DOTALL)
"""Types of what is not worth a name: nothing, and the promise that replaces callbacks."""
_CALLBACKS: Final = frozenset({"success", "fail", "complete"})
_OBJECT: Final = "info"
_VALUE: Final = "value"


def call_of(function: Node, scope: Scope, typings: Typings) -> str:
    """Return the call of a function: what it must be given, and a name for what it returns if that is its answer."""
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
    """Return a name for what it returns: of WeChat's objects their own; empty where nothing is returned."""
    returned = function.child_by_field_name("return_type")
    if returned is None or _NOTHING.fullmatch(text(returned)):
        return ""
    for name in typings.interfaces(returned, scope):
        members = [member for declared in typings.types[name] for member in typings.own_members(declared)]
        return instance(name.rpartition(".")[2]) if any(each.is_method for each in members) else _OBJECT
    return _OBJECT if next(iter(typings.data(returned, scope)), None) else _VALUE
