"""The state of a walk over a script."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tree_sitter import Node

from bot.domain.scan.findings import Kind, Place
from bot.scan.rules.ensured import ROOTS, WX, Steps
from bot.scan.rules.script.checks import known_by
from bot.scan.rules.script.held import Held, promised, values_of
from bot.scan.rules.script.names import (
    REF,
    WRAPPERS,
    imported_by,
    imported_function,
    kept_in,
    key_of,
    last_key,
    last_name,
    links,
    names_in,
    unwrap,
)
from bot.scan.rules.script.scopes import FUNCTIONS, Binding, Lines, Scope, operator_of, string_of, text_of
from bot.scan.rules.uses import (
    AWAITED,
    CAUGHT,
    NEVER,
    NOTHING,
    NOTHING_KNOWN,
    THEN,
    Awaited,
    Called,
    Computed,
    Facts,
    Flag,
    Known,
    Parameter,
    Source,
    Use,
)

_MOST_FACTS: Final = 200
_MOST_ALTERNATIVES: Final = 8
_CAUGHT: Final[Facts] = frozenset({CAUGHT})
"""Errors are caught where a name is set, not where it is read later."""
_IS_PROMISE: Final = Flag("then")
NO_FUNCTION: Final = ("", 0)
_ANYTHING: Final = frozenset({
    "await_expression", "binary_expression", "call_expression", "identifier", "member_expression", "new_expression",
    "subscript_expression", "ternary_expression",
})  # fmt: skip
"""Values that may be an object."""
_NAMES: Final = frozenset({"identifier", "shorthand_property_identifier", "jsx_identifier"})


@dataclass(slots=True)
class Step:
    """A node still to be walked."""

    node: Node
    scope: Scope
    known: Facts = NOTHING_KNOWN
    tested: bool = False
    """Whether its existence is only tested."""
    name: str = ""
    """The name that it gets, as a value."""
    function: tuple[str, int] = NO_FUNCTION
    """The name and node of the function around it."""
    entered: Facts = NOTHING_KNOWN
    """What was known where that function is written."""

    def onto(self, node: Node, known: Facts, *, tested: bool = False, name: str = "") -> "Step":
        """Return the step onto another node in the same function."""
        return Step(node, self.scope, known, tested, name, self.function, self.entered)


@dataclass(slots=True)
class Walk:
    source: Source
    path: str
    lines: Lines
    scopes: Mapping[int, Scope]
    steps: Steps
    stack: list[Step] = field(default_factory=list)
    aliases: list[tuple[Binding, str | None, Node, Facts]] = field(default_factory=list)
    """Aliases: the declaration, the name it resolves to, the node, and the facts known there."""
    exported: set[int] = field(default_factory=set)
    """The ids of exported declarations."""
    local: set[int] = field(default_factory=set)
    """The ids of functions that have no name but their variable's."""
    handed_out: set[int] = field(default_factory=set)
    """The nodes that other files get by a name."""
    held: Held = field(default_factory=Held)
    functions: set[str] = field(default_factory=set)
    """The names of functions that are called by name."""
    properties: set[str] = field(default_factory=set)
    """The names of flags that are properties."""
    literals: dict[str, list[Node]] = field(default_factory=dict)
    """The object literals that are kept under a name."""
    handed_over: set[str] = field(default_factory=set)
    """The names of properties that functions get, which may set what is in them."""
    anywhere: list[Facts] = field(default_factory=list)
    """What may be set under any name."""
    handled: set[int] = field(default_factory=set)
    """The ids of functions whose errors are handled: those of promises that are awaited in a `try`."""
    asynchronous: set[str] = field(default_factory=set)
    """The names of those whose calls return a promise."""

    def push(
        self, step: Step, node: Node | None, known: Facts = NOTHING_KNOWN, *, tested: bool = False, name: str = ""
    ) -> None:
        """Walk a node later."""
        if node is not None:
            known = both(step.known, known)
            self.stack.append(step.onto(node, known, tested=tested, name=name))

    def place(self, node: Node) -> Place:
        """Where a node is."""
        return Place(self.path, *self.lines.position(node))

    def use(self, path: str | None, node: Node, known: Facts, kind: Kind | None = None) -> None:
        """Add a use of a name, if it is one of `wx`."""
        of_wechat = path is not None and (path.startswith(f"{WX}.") or kind is Kind.METHOD)
        if path and of_wechat and not path.endswith(")"):
            kind = kind or (Kind.METHOD if "()" in path else Kind.API)
            self.source.uses.append(Use(kind, path, self.place(node), known))

    def promise(self, node: Node, scope: Scope, known: Facts) -> None:
        """Add that a value is taken for a promise, unless its `then` is checked."""
        if _IS_PROMISE in known:
            return
        for value in values_of(node):
            if (name := promised(value, scope)) is None:
                self.held.use_promise(value, scope, known)
                if (function := imported_function(value, scope)) is not None:
                    self.source.awaited.append(Awaited(*function, self.place(value), known))
            elif f"{name.removesuffix(THEN)}(){THEN}" not in known:
                self.use(name, value, known, Kind.METHOD)

    def compute(self, name: str, node: Node, known: Facts) -> None:
        """Add a place whose names are known only at run time."""
        self.source.computed.append(Computed(name, self.place(node), known, exported=node.id in self.handed_out))

    def give(self, name: str, path: str | None, node: Node) -> None:
        """Add that other files get `wx` as a whole by a name, if that is what a node is."""
        if path in ROOTS:
            self.source.exports[name] = path or WX
            self.handed_out.add(node.id)

    def flag(self, name: str, value: Node | None, step: Step, *, is_property: bool = False) -> None:
        """Add what an assignment ensures about the name it sets; nothing, if its value is unknown."""
        if value is not None:
            self.held.keep(name, value, step.scope)
            if (literal := kept_in(value)) is not None:
                self.literals.setdefault(name, []).append(literal)
        if (facts := self._of_value(value, step)) is not None:
            self._put(self.source.flags, name, facts)
            if is_property:
                self.properties.add(name)

    def replace(self, name: str, value: Node | None) -> None:
        """Add that what a name stands for becomes something else: what was in it says nothing of what is."""
        if value is not None and kept_in(value) is None and unwrap(value).type in _ANYTHING:
            self.handed_over.add(name)

    def lose(self, names: Iterable[str]) -> None:
        """Add that something unknown may set names."""
        for name in names:
            self._put(self.source.flags, name, NOTHING_KNOWN)

    def flag_any(self, value: Node | None, step: Step) -> None:
        """Add what an assignment ensures that may set any property."""
        if (facts := self._of_value(value, step)) is not None:
            self._add(self.anywhere, facts)

    @staticmethod
    def _of_value(value: Node | None, step: Step) -> Facts | None:
        """Return what is known where a value is true; None if it never is."""
        known = known_by(value, step.scope)
        return None if NEVER in known.true else without_parameters(both(step.known, known.true))

    def returns(self, step: Step) -> None:
        """Add what returning a value ensures about the function around it."""
        name, owner = step.function
        if name:
            self.held.keep(f"{name}()", step.node, step.scope)
            known = known_by(step.node, step.scope)
            here = step.known - step.entered - _CAUGHT
            true, false = (self._of_function(both(here, facts), owner) for facts in (known.true, known.false))
            self.source.results.setdefault(name, []).append(Known(true, false))

    def falls_through(self, step: Step) -> None:
        """Add that a function may return nothing, which is false."""
        name, _ = step.function
        if name:
            self.source.results.setdefault(name, []).append(Known(frozenset({NEVER}), NOTHING_KNOWN))

    def called(self, called: Node, step: Step) -> None:
        """Add a call of a function in this file."""
        if called.type == "identifier":
            self._put(self.source.calls, text_of(called), step.known)
        else:
            self.mention(called)

    def mention(self, node: Node) -> None:
        """Add that something else may call a function: it is handed on, or called by `ask.call(this)`."""
        *_, base = links(node)
        if base.type in _NAMES:
            self.hand_out(text_of(base))

    def hand_out(self, name: str) -> None:
        """Add that what is not known may call a function."""
        self._put(self.source.calls, name, NOTHING_KNOWN)

    def finish(self, top: Scope) -> None:
        """Keep what other files may ask for, and what is called on kept objects."""
        for path, node, known in self.held.uses():
            self.use(path, node, known, Kind.METHOD)
        of_functions = ((name, found) for name, found in self.held.promises.items() if name.endswith("()"))
        self.source.promised = {name.removesuffix("()"): found for name, found in of_functions}
        for name, binding in top.names.items():
            if (imported := imported_by(binding)) is not None:
                self.source.imports.setdefault(name, imported)
        for name in self.handed_over & self.literals.keys():
            for literal in self.literals[name]:
                self.lose(names_in(literal))
        for facts in self.anywhere:
            for name in self.properties:
                self._put(self.source.flags, name, facts)
        results = self.source.results
        for name in self.asynchronous & results.keys():
            results[f"{AWAITED}{name}"], results[name] = results[name], [NOTHING]
        calls = self.source.calls
        self.source.calls = {name: calls[name] for name in calls if name in self.functions}

    def _put(self, table: dict[str, list[Facts]], name: str, facts: Facts) -> None:
        self._add(table.setdefault(name, []), facts)

    @staticmethod
    def _add(found: list[Facts], facts: Facts) -> None:
        facts -= _CAUGHT
        if not facts or len(found) == _MOST_ALTERNATIVES:
            found[:] = [NOTHING_KNOWN]  # nothing more can be learned
        elif found != [NOTHING_KNOWN]:
            found.append(facts)

    @staticmethod
    def _of_function(facts: Facts, owner: int) -> Facts:
        """Return the facts that a caller can use.

        About its own arguments, and not about how the function was called.
        """
        return frozenset(
            fact
            for fact in facts
            if not isinstance(fact, Called) and (not isinstance(fact, Parameter) or fact.owner == owner)
        )


def without_parameters(facts: Facts) -> Facts:
    """Facts that hold outside the function."""
    return frozenset(fact for fact in facts if not isinstance(fact, Parameter))


def both(known: Facts, more: Facts) -> Facts:
    """Both facts, unless there are very many: each use is compared with each of them."""
    if not more:
        return known
    return known | more if max(len(known), len(more)) < _MOST_FACTS else known


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
    """Yield the names and chains that a pattern sets."""
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
    """Return the name whose truth an assignment sets: `can` for Vue's `can.value = ...` and `this.can.value = ...`."""
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
    """Return the last name in a key that `setData` takes as a path, of which the end is enough.

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
