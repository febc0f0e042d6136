"""Promises of WeChat's asynchronous APIs: `await wx.login()`, `wx.login().then(...)`.

"基础库 2.10.2 版本起，异步 API 支持 callback & promise 两种调用方式": without callbacks they return a promise, before
that nothing. https://developers.weixin.qq.com/miniprogram/dev/framework/app-service/api.html
"""

import re
from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from bot.scan.rules.frameworks import WX
from bot.scan.rules.script.grammar import text_of
from bot.scan.rules.script.names import is_optional, last_name, links, path_of, unwrap
from bot.scan.rules.script.refs import kept_in, names_in
from bot.scan.rules.script.scopes import FUNCTIONS, Scope
from bot.scan.rules.uses import THEN

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
    """The name of what is called on the promise that a call returns, `wx.login.then`; None for any other call.

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
    """What a call takes for promises: `Promise.all([wx.login(), ...])`, and `wx.login()` of `wx.login().then(...)`.

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
    """A promise, and those of `files.map(file => wx.saveFile(file))`."""
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
    """The function of `new Promise(...)`, also of one that `.then(...)` is called on: its errors reject the promise.

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
    """The body of the function in `promise.catch(error => { ... })`; None for any other call."""
    if called.type != "member_expression" or last_name(called) != "catch" or arguments is None:
        return None
    function = unwrap(next(iter(arguments.named_children), called))
    body = function.child_by_field_name("body") if function.type in FUNCTIONS else None
    return body if body is not None and body.type == "statement_block" else None
