"""Finds uses of `wx` in JavaScript and TypeScript, with the guards around them.

The walk has its own stack: sources nest deeper than Python's call limit.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from tree_sitter import Node

from bot.domain.scan import NOTHING_KNOWN, Fact, Kind, Place, Use
from bot.scan.rules.checks import known_by
from bot.scan.rules.grammar import Lines, operands, operator_of, parse, text_of
from bot.scan.rules.names import WRAPPERS, WX, below, key_of, links, part_of, path_of
from bot.scan.rules.options import options
from bot.scan.rules.scopes import TYPES, Binding, Scope, find_scopes, targets
from bot.scan.rules.steps import Steps, TooManySteps

_NOTHING_IN: Final = TYPES | {"comment", "string", "regex", "number", "import_statement", "statement_identifier"}
_COMPARISONS: Final = frozenset({"==", "===", "!=", "!==", "in", "instanceof"})
_LEAVES: Final = frozenset({"return_statement", "throw_statement", "continue_statement", "break_statement"})
_MOST_FACTS: Final = 200
_LONGEST_CHAIN: Final = 10


@dataclass(frozen=True, slots=True)
class _Step:
    """A node still to be walked."""

    node: Node
    scope: Scope
    known: frozenset[Fact] = NOTHING_KNOWN
    tested: bool = False
    """Whether its existence is only tested."""


@dataclass(slots=True)
class Script:
    """The uses in one file."""

    uses: list[Use] = field(default_factory=list)
    computed: list[Place] = field(default_factory=list)
    """Where names are accessed that are known only at run time."""
    has_errors: bool = False
    complete: bool = True
    """Whether reading it took no more steps than a file of its size may."""


def read_script(text: bytes, path: str, language: str, steps: Steps | None = None) -> Script:
    """Find all uses.

    Args:
        text: the source.
        path: its path in places.
        language: one of `bot.scan.rules.grammar`.
        steps: counts the steps, up to a limit; without them, as many as suit the size of the text.
    """
    script = Script()
    if WX.encode() not in text:
        return script
    steps = steps or Steps.for_file(text)
    try:
        root = parse(text, language).root_node
        script.has_errors = root.has_error
        _Walk(script, path, Lines(text), find_scopes(root, steps), steps).all(root)
    except TooManySteps:
        script.complete = False
    return script


@dataclass(slots=True)
class _Walk:
    script: Script
    path: str
    lines: Lines
    scopes: Mapping[int, Scope]
    steps: Steps
    stack: list[_Step] = field(default_factory=list)
    aliases: list[tuple[Binding, str | None, Node, frozenset[Fact]]] = field(default_factory=list)
    """Aliases: the declaration, the name it resolves to, the node, and the facts known there."""
    exported: set[int] = field(default_factory=set)
    """The ids of exported declarations."""

    def all(self, root: Node) -> None:
        """Walk everything below a node."""
        self.stack.append(_Step(root, self.scopes[root.id]))
        while self.stack:
            self.steps.take()
            step = self.stack.pop()
            scope = self.scopes.get(step.node.id)
            self._walk(_Step(step.node, scope, step.known, step.tested) if scope else step)
        for binding, path, name, known in self.aliases:
            if not binding.mentioned:  # its callers are not in this file
                self._use(path, name, known)

    def _walk(self, step: _Step) -> None:
        kind = step.node.type
        if kind in _NOTHING_IN:
            return
        if (walk := _WALKS.get(kind)) is not None:
            walk(self, step)
            return
        tested = step.tested and kind in WRAPPERS
        for child in step.node.named_children:
            self._push(step, child, tested=tested)

    def _push(
        self, step: _Step, node: Node | None, known: frozenset[Fact] = NOTHING_KNOWN, *, tested: bool = False
    ) -> None:
        if node is not None:
            self.stack.append(_Step(node, step.scope, _both(step.known, known), tested))

    def statements(self, step: _Step) -> None:
        """Walk statements; after `if (!wx.foo) return` the rest runs only where `wx.foo` exists."""
        known = step.known
        for statement in step.node.named_children:
            self.stack.append(_Step(statement, step.scope, known))
            if statement.type == "if_statement":
                condition = known_by(statement.child_by_field_name("condition"), step.scope)
                if _leaves(statement.child_by_field_name("consequence")):
                    known = _both(known, condition.false)
                if _leaves(statement.child_by_field_name("alternative")):
                    known = _both(known, condition.true)

    def branches(self, step: _Step) -> None:
        node = step.node
        condition = node.child_by_field_name("condition")
        known = known_by(condition, step.scope)
        holds = NOTHING_KNOWN if node.type == "do_statement" else known.true
        self._push(step, condition, tested=True)
        self._push(step, node.child_by_field_name("initializer"))
        for name in ("consequence", "body", "increment"):
            self._push(step, node.child_by_field_name(name), holds)
        self._push(step, node.child_by_field_name("alternative"), known.false)

    def binary(self, step: _Step) -> None:
        """Walk `a && b && c`: each operand is reached only if those before it hold."""
        *before, last = operands(step.node)
        sign = operator_of(step.node)
        if sign in ("&&", "||", "??"):
            known = NOTHING_KNOWN
            for operand in before:
                self._push(step, operand, known, tested=True)
                found = known_by(operand, step.scope)
                known = _both(known, found.true if sign == "&&" else found.false)
            self._push(step, last, known, tested=step.tested)
        else:
            for side in (*before, last):
                self._push(step, side, tested=sign in _COMPARISONS)

    def unary(self, step: _Step) -> None:
        operand = step.node.child_by_field_name("argument")
        self._push(step, operand, tested=operator_of(step.node) in ("!", "typeof"))

    def call(self, step: _Step) -> None:
        called, arguments = step.node.child_by_field_name("function"), step.node.child_by_field_name("arguments")
        if called is None:
            return
        path = path_of(called, step.scope)
        known = _both(step.known, _assured(called, step.scope))
        if path and _is_optional(step.node):
            known = _both(known, frozenset({path}))
        self.name(_Step(called, step.scope, known))
        given = arguments.named_children if arguments is not None else []
        boolean = called.type == "identifier" and text_of(called) == "Boolean"
        for argument in given:
            self.stack.append(_Step(argument, step.scope, known, tested=boolean))
        if path and path.startswith(f"{WX}."):
            for name, key in options(given, step.scope):
                self._use(f"{path}.{name}", key, known, Kind.OPTION)

    def name(self, step: _Step) -> None:
        """Walk a chain such as `wx.createCanvasContext('a').draw`: a use of its end, and its base."""
        self.inside(step, step.node)
        if step.tested:
            return
        path = path_of(step.node, step.scope)
        self._use(path, step.node, _both(step.known, _assured(step.node, step.scope)))
        *chain, base = links(step.node)
        if path == WX or (chain and path_of(base, step.scope) == WX and below(WX, key_of(chain[-1])) is None):
            self.script.computed.append(self._place(step.node))

    def inside(self, step: _Step, node: Node) -> None:
        """Walk the base of a chain, without its end."""
        *chain, base = links(node)
        if base.type not in ("identifier", "shorthand_property_identifier"):
            self._push(step, base)
        elif (binding := step.scope.find(text_of(base))) is not None:
            binding.mentioned = True
        for link in chain:
            self._push(step, link.child_by_field_name("index"))

    def export(self, step: _Step) -> None:
        for declaration in step.node.named_children:
            self.exported |= {declarator.id for declarator in declaration.named_children}
            self._push(step, declaration)

    def declarator(self, step: _Step) -> None:
        """Walk `const { request, login: signIn } = wx`: no use yet, unless a name is exported or reassigned."""
        pattern, value = step.node.child_by_field_name("name"), step.node.child_by_field_name("value")
        if pattern is None or value is None:
            return
        for default in _defaults(pattern):
            self._push(step, default)
        path = path_of(value, step.scope)
        if path is None:
            self._push(step, value)
            return
        self.inside(step, value)
        exported = step.node.id in self.exported
        for name, keys in targets(pattern):
            meant = part_of(path, keys) if keys is not None else None
            binding = step.scope.find(text_of(name))
            if binding is not None and binding.fixed and not exported:
                self.aliases.append((binding, meant, name, step.known))
            elif meant == WX:
                self.script.computed.append(self._place(name))
            else:
                self._use(meant, name, step.known)

    def assignment(self, step: _Step) -> None:
        """Walk `wx.foo = ...`, which uses nothing: it polyfills a missing API."""
        left = step.node.child_by_field_name("left")
        if left is not None and left.type in ("member_expression", "subscript_expression"):
            self.inside(step, left)
        elif left is not None:
            for default in _defaults(left):
                self._push(step, default)
        self._push(step, step.node.child_by_field_name("right"))

    def _use(self, path: str | None, node: Node, known: frozenset[Fact], kind: Kind | None = None) -> None:
        if path and path.startswith(f"{WX}.") and not path.endswith(")"):
            kind = kind or (Kind.METHOD if "()" in path else Kind.API)
            self.script.uses.append(Use(kind, path, self._place(node), known))

    def _place(self, node: Node) -> Place:
        return Place(self.path, *self.lines.position(node))


_WALKS: Final[Mapping[str, Callable[[_Walk, _Step], None]]] = {
    **dict.fromkeys(
        ("program", "statement_block", "switch_case", "switch_default", "class_static_block"), _Walk.statements
    ),
    **dict.fromkeys(
        ("if_statement", "ternary_expression", "while_statement", "for_statement", "do_statement"),
        _Walk.branches,
    ),
    **dict.fromkeys(
        ("member_expression", "subscript_expression", "identifier", "shorthand_property_identifier"), _Walk.name
    ),
    "binary_expression": _Walk.binary,
    "unary_expression": _Walk.unary,
    "call_expression": _Walk.call,
    "export_statement": _Walk.export,
    "variable_declarator": _Walk.declarator,
    "assignment_expression": _Walk.assignment,
}
"""The walk for each kind of node; for all others, their children are walked."""


def _both(known: frozenset[Fact], more: frozenset[Fact]) -> frozenset[Fact]:
    """Both facts, unless there are very many: each use is compared with each of them."""
    return known | more if more and max(len(known), len(more)) < _MOST_FACTS else known


def _is_optional(node: Node) -> bool:
    """Whether it is accessed or called only if it exists: `wx.foo?.bar`, `wx.foo?.()`."""
    return any(child.type in ("optional_chain", "?.") for child in node.children)


def _assured(node: Node, scope: Scope) -> frozenset[Fact]:
    """The facts that `?.` in a chain ensures: `wx.foo?.bar()` needs nothing of a base library without `wx.foo`."""
    *chain, _ = links(node)
    objects = [link.child_by_field_name("object") for link in chain[:_LONGEST_CHAIN] if _is_optional(link)]
    paths = [path_of(each, scope) for each in objects if each is not None]
    return frozenset(path for path in paths if path and path != WX)


def _leaves(node: Node | None) -> bool:
    """Whether a branch never reaches the code after it."""
    while node is not None and node.type in ("else_clause", "statement_block"):
        statements = [child for child in node.named_children if child.type != "comment"]
        node = statements[-1] if statements else None
    return node is not None and node.type in _LEAVES


def _defaults(pattern: Node) -> Iterator[Node]:
    """The default values in a pattern."""
    stack = [pattern]
    while stack:
        node = stack.pop()
        if node.type in ("object_assignment_pattern", "assignment_pattern"):
            default, node_left = node.child_by_field_name("right"), node.child_by_field_name("left")
            yield from [default] if default is not None else []
            stack += [node_left] if node_left is not None else []
        elif node.type in ("object_pattern", "array_pattern", "pair_pattern", "rest_pattern"):
            stack += node.named_children
