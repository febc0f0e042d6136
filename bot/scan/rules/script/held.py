"""Objects of WeChat that a file keeps under a name: `this.video = wx.createVideoContext('v')`.

Such a name may be set to anything else, too. Each method that is called on it counts, where WeChat's object has it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from tree_sitter import Node

from bot.scan.rules.facts import Facts, Flag
from bot.scan.rules.frameworks import OF_COMPONENTS, WX
from bot.scan.rules.script.grammar import operands, operator_of, text_of
from bot.scan.rules.script.names import last_key, last_name, links, path_of, unwrap
from bot.scan.rules.script.promises import promised
from bot.scan.rules.script.scopes import Scope

_OF_COMPONENTS: Final = {
    f"{made}()": (f"{WX}.{made}()",)
    for made in ("createSelectorQuery", "createIntersectionObserver", "createMediaQueryObserver")
}
"""What pages and components have of their own: `this.createSelectorQuery()`."""
_LIKE_OTHERS: Final = frozenset({"animate", "clearAnimation", "getAppBar", "getPageId", "getPassiveEvent", "getTabBar"})
"""Names of methods that other objects have, too."""
_MAKES: Final = re.compile(r"(?<!define)(?:Page|Component|Behavior)$")
"""What makes a page or a component, also for a library: `VantComponent({})`."""
_NATIVE: Final = "$scope"
"""Where frameworks keep WeChat's page or component."""
_THIS: Final = frozenset({"_self", "_that", "_this", "me", "self", "that"})
"""How variables for `this` are called."""
_PAGES: Final = "getCurrentPages()"
_DEEPEST: Final = 6
"""Methods of what a method returns."""
_FOR_EACH: Final = 10
"""Steps: of calls on calls, each is kept under several names."""
_MOST: Final = 8
"""Objects under one name, and values of one expression."""


@dataclass(frozen=True, slots=True)
class MethodCall:
    """A method that is called on something with a name."""

    name: str
    methods: tuple[str, ...]
    """It, after those whose result it is called on: `("select", "node")`."""
    node: Node
    known: Facts


@dataclass(slots=True)
class Held:
    """What is kept in one file, and what is called on it."""

    objects: dict[str, set[str]] = field(default_factory=dict)
    """What a name may be: `wx.createVideoContext()`. The result of a function is named `video()`."""
    calls: list[MethodCall] = field(default_factory=list)
    promises: dict[str, set[str]] = field(default_factory=dict)
    """The promises that a name may be: `wx.login.then`."""
    awaited: list[MethodCall] = field(default_factory=list)
    """What is taken for a promise."""
    of_components: list[MethodCall] = field(default_factory=list)
    """Methods of pages and components."""
    own: set[str] = field(default_factory=set)
    """The names of methods that the file itself writes."""
    makes: bool = False
    """Whether the file makes a page or a component."""

    def keep(self, name: str, value: Node, scope: Scope) -> None:
        """Add what a name may be."""
        for each in islice(values_of(value), _MOST):
            if (promise := promised(each, scope)) is not None:
                self.promises.setdefault(name, set()).add(promise)
            path = path_of(each, scope)
            if path is None or not path.startswith(f"{WX}.") or not path.endswith(")"):
                continue
            kept = self.objects.setdefault(name, set())
            if len(kept) < _MOST:
                kept.add(path)

    def call(self, called: Node, scope: Scope, known: Facts) -> None:
        """Add a call of a method."""
        node: Node | None = called
        methods: tuple[str, ...] = ()
        self._call_component(called, scope, known)
        while node is not None and len(methods) < _DEEPEST:
            node = unwrap(node)
            inner, method = node.child_by_field_name("object"), last_key(node)
            if inner is None or method is None:
                return
            methods, inner = (method, *methods), unwrap(inner)
            if name := _name(inner, scope):
                scope.steps.take(_FOR_EACH)
                self.calls.append(MethodCall(name, methods, called, known))
            node = inner.child_by_field_name("function") if inner.type == "call_expression" else None

    def use_promise(self, node: Node, scope: Scope, known: Facts) -> None:
        """Add that something with a name is taken for a promise."""
        if name := _name(node, scope):
            self.awaited.append(MethodCall(name, (), node, known))

    def _call_component(self, called: Node, scope: Scope, known: Facts) -> None:
        inner, method = called.child_by_field_name("object"), last_name(unwrap(called)) or ""
        self.makes = self.makes or _MAKES.search(method) is not None
        if inner is None or method not in OF_COMPONENTS:
            return
        owner = _owner(unwrap(inner), scope)
        if method not in _LIKE_OTHERS or owner:
            self.of_components.append(MethodCall(owner, (method,), called, known))

    def uses(self) -> Iterator[tuple[str, Node, Facts]]:
        """The methods that are not checked where they are called."""
        for each in self.of_components:
            (method,) = each.methods
            known = each.name != "this" or self.makes or method not in _LIKE_OTHERS
            if known and method not in self.own and Flag(method) not in each.known:
                yield f"Component.{method}", each.node, each.known
        for each in self.awaited:
            for path in sorted(self.promises.get(each.name, ())):
                yield path, each.node, each.known
        for each in self.calls:
            if Flag(each.methods[-1]) not in each.known:
                for path in sorted(self.objects.get(each.name, _OF_COMPONENTS.get(each.name, ()))):
                    yield f"{path}.{'().'.join(each.methods)}", each.node, each.known


def _owner(node: Node, scope: Scope) -> str:
    """What a method is called on, if that is a page or a component, or may be: `this`."""
    binding = scope.binding_of(node)
    if binding is not None and binding.value is not None and not binding.keys:
        node = unwrap(binding.value)
    if node.type == "identifier" and text_of(node) in _THIS:
        return "this"
    if node.type == "this" or last_key(node) == _NATIVE:
        return last_key(node) or node.type
    base = _base(node)  # `pages[pages.length - 1]`, `getCurrentPages().pop()`
    binding = scope.binding_of(base)
    base = unwrap(binding.value) if binding is not None and binding.value is not None else base
    called = base.child_by_field_name("function") if base.type == "call_expression" else None
    if called is not None and last_key(called) is not None:
        base = _base(called)
    return _PAGES if _spelled(base) == _PAGES else ""


def _base(node: Node) -> Node:
    *_, base = islice(links(node), _DEEPEST)
    return base


def values_of(node: Node) -> Iterator[Node]:
    """What an expression may be: both sides of `this.video || wx.createVideoContext('v')`."""
    node = unwrap(node)
    match node.type:
        case "binary_expression" if operator_of(node) in ("||", "??", "&&"):
            yield from map(unwrap, operands(node)[-_MOST:])
        case "ternary_expression":
            yield from node.children_by_field_name("consequence")
            yield from node.children_by_field_name("alternative")
        case "assignment_expression":
            yield from node.children_by_field_name("right")
        case _:
            yield node


def _name(node: Node, scope: Scope) -> str:
    """The name under which something is kept; empty for anything else, and for a parameter."""
    node = unwrap(node)
    binding = scope.binding_of(node)
    if binding is None or not binding.fixed:
        return _spelled(node) if binding is not None or node.type != "identifier" else ""
    if binding.value is None or binding.keys:
        return binding.keys[-1] if binding.keys else ""
    return _spelled(unwrap(binding.value)) or text_of(node)


def _spelled(node: Node) -> str:
    if node.type == "call_expression":
        called = node.child_by_field_name("function")
        name = last_name(unwrap(called)) if called is not None else None
        return f"{name}()" if name else ""
    return last_name(node) or ""
