"""Objects of WeChat that a file keeps under a name: `this.video = wx.createVideoContext('v')`.

Such a name may be set to anything else, too. Each method that is called on it counts, where WeChat's object has it.

Promises of WeChat's asynchronous APIs: `await wx.login()`, `wx.login().then(...)`. "基础库 2.10.2 版本起，异步 API 支持
callback & promise 两种调用方式": without callbacks they return a promise, before that nothing.
https://developers.weixin.qq.com/miniprogram/dev/framework/app-service/api.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from tree_sitter import Node

from bot.scan.rules.ensured import OF_COMPONENTS, WX
from bot.scan.rules.script.names import is_optional, kept_in, last_key, last_name, links, names_in, path_of, unwrap
from bot.scan.rules.script.scopes import FUNCTIONS, Scope, operands, operator_of, text_of
from bot.scan.rules.uses import THEN, Facts, Flag

USES: Final = frozenset({"then", "catch", "finally"})
"""What is called on a promise."""
_ALL: Final = frozenset({"all", "allSettled", "any", "race", "resolve"})
"""Functions of `Promise` that take promises."""
_CALLBACKS: Final = frozenset({"success", "fail", "complete"})
_TIMERS: Final = frozenset({"setTimeout", "setInterval"})
"""Functions that get the result of `wx.hideLoading()` where the function was meant."""
_NO_PROMISE: Final = frozenset({
    "arrayBufferToBase64", "base64ToArrayBuffer", "canIUse", "connectSocket", "downloadFile",
    "getMenuButtonBoundingClientRect", "nextTick", "reportAnalytics", "reportMonitor", "reportPerformance", "request",
    "uploadFile",
})  # fmt: skip
"""What returns something else on every base library, by WeChat's typings, as do the names below."""
_NO_PROMISES: Final = re.compile(r"(?:on|off)[A-Z].*|create(?!BLEConnection).*|.*Sync|get.*(?:Manager|System)")
_CHAIN: Final = frozenset({"call_expression", "member_expression"})
_DEEPEST: Final = 3
"""Names for names of an API."""
_MEMBERS: Final = 2
"""Parts of `wx.login`."""


def promised(node: Node, scope: Scope) -> str | None:
    """Return the name of what is called on the promise that a call returns, `wx.login.then`; None for any other call.

    What `uni`, `Taro` and `mpx` return is a promise of their own.
    """
    node = unwrap(node)
    binding = scope.binding_of(node)
    if binding is not None and binding.fixed and binding.value is not None and not binding.keys:
        node, scope = unwrap(binding.value), binding.scope
    called = node.child_by_field_name("function") if node.type == "call_expression" else None
    if called is None:
        return None
    path = path_of(called, scope) or ""
    root, _, name = path.partition(".")
    if root != WX or "." in name or not name or name in _NO_PROMISE or _NO_PROMISES.fullmatch(name):
        return None
    return f"{path}{THEN}" if _is_of_wx(called, scope) and not _has_callbacks(node, scope) else None


def awaited(called: Node, arguments: Node | None, scope: Scope) -> Iterator[Node]:
    """Yield what a call takes for promises.

    `Promise.all([wx.login(), ...])`, and `wx.login()` of `wx.login().then(...)`.

    A call that is passed to a function is one, too: `retry(wx.login())`.
    """
    inner, name = called.child_by_field_name("object"), last_name(called)
    given = arguments.named_children if arguments is not None else []
    if name in USES:
        if inner is not None and not is_optional(called):
            yield unwrap(inner)
    elif name in _ALL and inner is not None and text_of(inner) == "Promise" and scope.find("Promise") is None:
        for argument in map(unwrap, given[:1]):
            for each in argument.named_children if argument.type == "array" else (argument,):
                yield from _promises_in(unwrap(each))
    elif name not in _TIMERS and (inner is None or text_of(inner) != "console"):
        yield from (each for each in map(unwrap, given) if each.type == "call_expression" and _is_outer(each))


def _promises_in(node: Node) -> Iterator[Node]:
    """Yield a promise, and those of `files.map(file => wx.saveFile(file))`."""
    yield node
    arguments = node.child_by_field_name("arguments") if node.type == "call_expression" else None
    for given in arguments.named_children if arguments is not None else ():
        body = given.child_by_field_name("body") if given.type in FUNCTIONS else None
        if body is not None and body.type == "statement_block":
            for statement in body.named_children:
                yield from statement.named_children if statement.type == "return_statement" else ()
        elif body is not None:
            yield body


def _is_outer(call: Node) -> bool:
    """Whether a call is of `wx.login`, and not of what another returned."""
    called = call.child_by_field_name("function")
    return called is not None and all(link.type != "call_expression" for link in links(called))


def _is_of_wx(called: Node, scope: Scope, depth: int = 0) -> bool:
    link, *inner = [*links(called)][:_MEMBERS]
    if inner:
        return path_of(inner[0], scope) == WX
    binding = scope.binding_of(link)
    if binding is None or binding.value is None or depth == _DEEPEST:
        return False
    if binding.keys:
        return path_of(binding.value, binding.scope) == WX
    return _is_of_wx(binding.value, binding.scope, depth + 1)


def _has_callbacks(call: Node, scope: Scope) -> bool:
    arguments = call.child_by_field_name("arguments")
    given = unwrap(arguments.named_children[0]) if arguments is not None and arguments.named_child_count else None
    if given is not None and given.type == "identifier":
        binding = scope.find(text_of(given))
        given = binding.value if binding is not None and not binding.keys else None
    literal = kept_in(given) if given is not None else None
    if literal is None:
        return False
    methods = (child.child_by_field_name("name") for child in literal.named_children)
    names = {*names_in(literal), *(text_of(each) for each in methods if each is not None)}
    return not _CALLBACKS.isdisjoint(names)


def executor(value: Node, scope: Scope) -> Node | None:
    """Return the function of `new Promise(...)`, also of one that `.then(...)` is called on.

    Its errors reject the promise.

    None for any other value, and for an asynchronous function, whose errors are its own promise's.
    """
    node = unwrap(value)
    while node.type in _CHAIN:
        scope.steps.take()
        inner = node.child_by_field_name("function") or node.child_by_field_name("object")
        if inner is None or (node.type == "member_expression" and last_name(node) not in USES):
            return None
        node = unwrap(inner)
    made = node.child_by_field_name("constructor") if node.type == "new_expression" else None
    arguments = node.child_by_field_name("arguments")
    if made is None or arguments is None or text_of(made) != "Promise" or scope.find("Promise") is not None:
        return None
    function = unwrap(next(iter(arguments.named_children), node))
    is_plain = function.type in FUNCTIONS and all(child.type != "async" for child in function.children)
    return function if is_plain else None


def catches(called: Node, arguments: Node | None) -> Node | None:
    """Return the body of the function in `promise.catch(error => { ... })`; None for any other call."""
    if called.type != "member_expression" or last_name(called) != "catch" or arguments is None:
        return None
    function = unwrap(next(iter(arguments.named_children), called))
    body = function.child_by_field_name("body") if function.type in FUNCTIONS else None
    return body if body is not None and body.type == "statement_block" else None


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
_HELD_DEEPEST: Final = 6
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
        node: Node | None = called
        methods: tuple[str, ...] = ()
        self._call_component(called, scope, known)
        while node is not None and len(methods) < _HELD_DEEPEST:
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
        """Yield the methods that are not checked where they are called."""
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
    """Return what a method is called on, if that is a page or a component, or may be: `this`."""
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
    *_, base = islice(links(node), _HELD_DEEPEST)
    return base


def values_of(node: Node) -> Iterator[Node]:
    """Yield what an expression may be: both sides of `this.video || wx.createVideoContext('v')`."""
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
    """Return the name under which something is kept; empty for anything else, and for a parameter."""
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
