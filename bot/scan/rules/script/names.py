"""Resolves expressions that come from `wx`."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from tree_sitter import Node

from bot.scan.rules.ensured import (
    ENV,
    ENVIRONMENTS,
    GLOBAL,
    GLOBAL_OBJECTS,
    MODULES,
    NAMED,
    PERHAPS,
    PLATFORM,
    ROOTS,
    TARO,
    WECHAT,
    WX,
    member,
)
from bot.scan.rules.script.scopes import ALL, Binding, Scope, string_of, text_of
from bot.scan.rules.uses import ALWAYS, Facts, Known

SDK_VERSION: Final = "SDKVersion"
"""The name for any value that is the base library's version."""
_VERSIONS: Final = frozenset({"sdkversion", "hostsdkversion"})
_NAME: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,60}", re.ASCII)
_LONGEST: Final = 200
_LONGEST_INDEX: Final = 40
_DEEPEST: Final = 20
"""Depth of names for names, and of calls on results of calls."""
_FOR_DEEP: Final = 50
"""Steps for a call on so many calls that no API is called so: several things are looked up of each."""
WRAPPERS: Final = frozenset({
    "parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "type_assertion",
})  # fmt: skip
_LONGEST_CHAIN: Final = 10
_LINKS: Final = frozenset({"member_expression", "subscript_expression"})


def unwrap(node: Node) -> Node:
    """Return the expression without brackets, TypeScript-only syntax and the `0` of compiled `(0, version.can)()`."""
    while (node.type in WRAPPERS and node.named_child_count) or _is_detached(node):
        inner = node.named_children[-1 if node.type in ("type_assertion", "sequence_expression") else 0]
        if inner.type == "comment":
            break
        node = inner
    return node


def _is_detached(node: Node) -> bool:
    """Whether it is `0, version.can`, as compilers write a function that is called without its object."""
    return node.type == "sequence_expression" and [each.type for each in node.named_children[:-1]] == ["number"]


def links(node: Node) -> Iterator[Node]:
    """Yield a chain from its end to its base: `wx.a?.b[0]`, `wx.a?.b`, `wx.a`, `wx`; calls are bases."""
    while True:
        kind = node.type
        if kind in WRAPPERS:
            node = unwrap(node)
            kind = node.type
        yield node
        inner = node.child_by_field_name("object") if kind in _LINKS else None
        if inner is None:
            return
        node = inner


def key_of(link: Node) -> str | None:
    """Return the name after the dot or in the brackets; None if known only at run time."""
    if link.type == "member_expression":
        key = link.child_by_field_name("property")
        named = key is not None and key.type == "property_identifier" and key.end_byte - key.start_byte <= _LONGEST
        return text_of(key) if key is not None and named else None
    index = link.child_by_field_name("index")
    return string_of(unwrap(index)) if index is not None else None


def last_key(node: Node) -> str | None:
    """Return the end of a chain; None for what is no chain."""
    return key_of(node) if node.type in _LINKS else None


def last_name(node: Node) -> str | None:
    """Return the end of a chain, or an identifier; None for anything else."""
    return text_of(node) if node.type == "identifier" else last_key(node)


def path_of(node: Node, scope: Scope, depth: int = 0) -> str | None:
    """Return the name of an expression: `wx`, `uni`, `wx.request`, `wx.downloadFile().abort`, `SDKVersion`.

    Else None.
    """
    path: str | None = None
    calls, waiting = 0, list[tuple[int, list[str | None]]]()
    while True:
        scope.steps.take()
        *chain, base = islice(links(node), _DEEPEST + 1)
        keys = [key_of(link) for link in chain]
        if keys and _is_version(keys[0]):
            path = SDK_VERSION
            break
        if depth >= _DEEPEST or len(chain) >= _DEEPEST:
            break
        called = base.child_by_field_name("function") if base.type == "call_expression" else None
        if called is None or required(base) is not None:
            path = part_of(_base_path(base, scope, depth), reversed(keys))
            break
        waiting.append((called.id, keys))
        if (known := scope.results.get((called.id, depth))) is not None:
            path, calls = known
            break
        node = called
    for function, keys in reversed(waiting):  # a chain of calls on calls is looked at from its base, and only once
        if (function, depth) not in scope.results:
            scope.results[function, depth] = path, calls
            scope.steps.take(_FOR_DEEP if calls > _DEEPEST else 0)
        calls += 1
        path = f"{path}()" if path and path.startswith(f"{WX}.") and depth + calls < _DEEPEST else None
        path = part_of(path, reversed(keys))
    return path


def below(path: str | None, key: str | None) -> str | None:
    if key is not None and _is_version(key):
        return SDK_VERSION
    if path in GLOBAL_OBJECTS:
        return key if key in GLOBAL else None
    if path is None or path == SDK_VERSION or key is None or not _NAME.fullmatch(key) or len(path) > _LONGEST:
        return None
    return member(path, key) if path in ROOTS else f"{path}.{key}"


def part_of(path: str | None, keys: Iterable[str | None]) -> str | None:
    """Several steps down."""
    for key in keys:
        path = below(path, key)
    return path


def is_open(path: str | None) -> bool:
    """Whether an object may have members that need other base libraries: `wx` and `wx.cloud`, but no answer's."""
    return path in ROOTS or (path is not None and path.startswith(f"{WX}.") and "()" not in path and path != ENV)


def computed_name(index: Node | None, whole: str = WX) -> str:
    """How a member of `wx` whose name is known only at run time is called: `wx[name]`."""
    short = index is not None and index.end_byte - index.start_byte <= _LONGEST_INDEX
    return f"{whole}[{' '.join(text_of(index).split()) if index is not None and short else '…'}]"


def imported_by(binding: Binding) -> tuple[str, str] | None:
    """Return the module and the name there that a declared name stands for, by `import` or `require`."""
    if binding.imported is not None:
        return binding.imported
    called, keys = binding.value, binding.keys
    if called is not None and called.type == "member_expression":  # `require('./version').canIUse`
        keys, called = (key_of(called) or "", *keys), called.child_by_field_name("object")
    if called is None or called.type != "call_expression" or not binding.fixed or len(keys) > 1:
        return None
    module = required(called)
    return (module, keys[0] if keys else ALL) if module else None


def required(call: Node) -> str | None:
    """Return the module of `require('./version')`; None for any other call."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None or function.type != "identifier" or text_of(function) != "require":
        return None
    return next((string_of(argument) for argument in arguments.named_children), None)


def imported_function(node: Node, scope: Scope) -> tuple[str, str] | None:
    """Return the module, and the name there, of a function that is called: `version.can()`, `can()`.

    None for this file's.
    """
    called = node.child_by_field_name("function") if node.type == "call_expression" else None
    if called is None:
        return None
    *chain, base = islice(links(called), _DEEPEST)
    binding = scope.find(text_of(base)) if base.type == "identifier" and len(chain) <= 1 else None
    imported = imported_by(binding) if binding is not None else None
    if imported is None or not chain:
        return imported
    key = key_of(chain[0])
    return (imported[0], key) if key is not None and imported[1] in (ALL, "default") else None


def exported_path(module: str, name: str, scope: Scope) -> str | None:
    """Return what a module exports under a name, of a framework or of the project: its object, or a member of it."""
    if (handed := scope.handed.get(module)) is not None:
        if name in handed:
            return handed[name]
        return member(handed[ALL], name) if ALL in handed and name != "default" else None
    root, named = MODULES.get(module), NAMED.get(module)
    if root is not None and name in (ALL, "default", root):
        return root
    return member(named, name) if named is not None and name not in (ALL, "default") else None


def binding_path(binding: Binding, depth: int = 0) -> str | None:
    """Return the name that a declared name resolves to."""
    imported = imported_by(binding)
    if imported is not None and (imported[0] in binding.scope.handed or imported[0] in MODULES.keys() | NAMED.keys()):
        return exported_path(*imported, binding.scope)
    if not binding.fixed or binding.value is None:
        return None
    if depth not in binding.paths:
        binding.paths[depth] = part_of(path_of(binding.value, binding.scope, depth + 1), binding.keys)
    return binding.paths[depth]


def _base_path(base: Node, scope: Scope, depth: int) -> str | None:
    if base.type in ("identifier", "shorthand_property_identifier", "jsx_identifier"):
        name = text_of(base)
        binding = scope.find(name)
        if binding is None and (name in GLOBAL or name in GLOBAL_OBJECTS):
            return name
        path = binding_path(binding, depth) if binding else None
        return path or (SDK_VERSION if _is_version(name) else None)
    module = required(base) if base.type == "call_expression" else None
    return exported_path(module, ALL, scope) if module is not None else None


def _is_version(name: str | None) -> bool:
    return name is not None and name.casefold() in _VERSIONS


def computed_path(node: Node, scope: Scope) -> str | None:
    """Return the name of `wx[name]` or `wx.cloud[name]` at the start of a chain."""
    *chain, base = links(node)
    path = path_of(base, scope)
    for link in reversed(chain):
        if not is_open(path):
            return None
        if (key := key_of(link)) is None:
            index = link.child_by_field_name("index")
            return computed_name(index, WX if path in ROOTS or path is None else path)
        path = below(path, key)
    return None


def is_optional(node: Node) -> bool:
    """Whether it is accessed or called only if it exists: `wx.foo?.bar`, `wx.foo?.()`."""
    return any(child.type in ("optional_chain", "?.") for child in node.children)


def assured(node: Node, scope: Scope) -> Facts:
    """Return the facts that `?.` in a chain ensures.

    `wx.foo?.bar()` needs nothing of a base library without `wx.foo`.
    """
    *chain, _ = links(node)
    objects = [link.child_by_field_name("object") for link in chain[:_LONGEST_CHAIN] if is_optional(link)]
    paths = [path_of(each, scope) for each in objects if each is not None]
    return frozenset(path for path in paths if path and path not in ROOTS)


_REFS: Final = frozenset({"ref", "shallowRef"})
_REACTIVE: Final = frozenset({"reactive", "ref", "shallowReactive", "shallowRef"})
_COMPUTED: Final = "computed"
_VUE: Final = frozenset({"vue", "@vue/composition-api", "@vue/reactivity", "@mpxjs/core"})
REF: Final = "value"
"""Where Vue's `ref` holds its value."""


def held_by(node: Node, scope: Scope) -> Node | None:
    """Return the value with which Vue's `ref(value)` or `computed(() => value)` starts; None for anything else."""
    name, given = _call(unwrap(node))
    if given is None or (name not in _REFS and name != _COMPUTED) or not _is_of_vue(name, scope):
        return None
    if name != _COMPUTED:
        return given
    body = given.child_by_field_name("body") if given.type == "arrow_function" else None
    return body if body is not None and body.type != "statement_block" else None


def is_written(node: Node, scope: Scope) -> bool:
    """Whether it is Vue's `ref(value)`, which whatever gets it may set."""
    called = unwrap(node).child_by_field_name("function")
    return called is not None and text_of(called) in _REFS and held_by(node, scope) is not None


def kept_in(node: Node) -> Node | None:
    """Return the object literal that a value is, or that Vue's `reactive({...})` or `ref({...})` makes one of."""
    node = unwrap(node)
    name, given = _call(node)
    literal = given if given is not None and name in _REACTIVE else node
    return literal if literal.type == "object" else None


def names_in(literal: Node) -> Iterator[str]:
    """Yield the names that an object literal sets."""
    for child in literal.named_children:
        key = child.child_by_field_name("key") if child.type == "pair" else child
        if key is not None and key.type in ("property_identifier", "shorthand_property_identifier"):
            yield text_of(key)
        elif key is not None and (name := string_of(key)):
            yield name


def _call(node: Node) -> tuple[str, Node | None]:
    """Return the name of the function that is called, and its first argument."""
    called, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if node.type != "call_expression" or called is None or arguments is None or called.type != "identifier":
        return "", None
    return text_of(called), unwrap(arguments.named_children[0]) if arguments.named_child_count else None


def _is_of_vue(name: str, scope: Scope) -> bool:
    """Whether a name is not declared, as plugins import Vue's, or imported from Vue."""
    binding = scope.find(name)
    imported = imported_by(binding) if binding is not None else None
    return binding is None or (imported is not None and imported[0] in _VUE and imported[1] == name)


_CONSTANTS: Final[Mapping[str, str]] = {**PLATFORM, **PERHAPS}
_PLATFORMS_LONGEST: Final = max(map(len, _CONSTANTS))
_IN_MARKUP: Final = "__mpx_mode__"
"""Other names in markup are those of the page's data."""


def by_platform(left: Node, right: Node, scope: Scope) -> Known | None:
    """`process.env.TARO_ENV === 'weapp'`: code for other platforms never runs in WeChat."""
    if left.type == "call_expression":
        platform = _environment(left, right, scope)
        return _compared(platform, WECHAT) if platform else None
    constant, platform = _constant(left, scope), string_of(right)
    if constant is None or not platform:
        return None
    if constant in PERHAPS and platform == PERHAPS[constant]:
        return None
    return _compared(platform, _CONSTANTS[constant])


def _compared(platform: str, wechat: str) -> Known:
    return ALWAYS if platform == wechat else ALWAYS.negated


def _constant(node: Node, scope: Scope) -> str | None:
    """Return what a build replaces; None for the same name in anything else: `config.TARO_ENV`."""
    text = text_of(node) if node.end_byte - node.start_byte <= _PLATFORMS_LONGEST else ""
    if text not in _CONSTANTS:
        return None
    declared = scope.find(text.partition(".")[0]) is not None
    return None if declared or (scope.of_markup and text != _IN_MARKUP) else text


def _environment(call: Node, right: Node, scope: Scope) -> str | None:
    """Return what `Taro.getEnv() === Taro.ENV_TYPE.WEAPP` compares with; None unless it is Taro's."""
    called = call.child_by_field_name("function")
    inner = called.child_by_field_name("object") if called is not None else None
    if called is None or inner is None or last_key(called) != "getEnv" or path_of(inner, scope) != TARO:
        return None
    name = string_of(right) or last_key(right)
    return name if name in ENVIRONMENTS else None


_OPTIONS_LONGEST: Final = 100
"""Bytes of an option's name."""
_FOR_EACH: Final = 20
"""Steps: each option is a use, which is located and judged."""
_OPTIONS_DEEPEST: Final = 3
"""Depth of nested options."""


def options(arguments: Sequence[Node], scope: Scope) -> Iterator[tuple[str, Node]]:
    """Yield the options in a call's first argument, by name, including nested ones: `data.a`."""
    first = next((unwrap(argument) for argument in arguments if argument.type != "comment"), None)
    if first is not None and first.type == "identifier":
        binding = scope.find(text_of(first))
        value = binding.value if binding is not None and binding.fixed and not binding.keys else None
        first = unwrap(value) if value is not None else None
    stack = [("", first, 0)]
    while stack:
        before, node, depth = stack.pop()
        if node is None or node.type != "object" or depth == _OPTIONS_DEEPEST:
            continue
        for child in node.named_children:
            scope.steps.take(_FOR_EACH)
            key = child.child_by_field_name("key") or child.child_by_field_name("name") or child
            name = _option_name(key)
            if name is not None:
                yield f"{before}{name}", key
                stack.append((f"{before}{name}.", child.child_by_field_name("value"), depth + 1))


def _option_name(key: Node) -> str | None:
    if key.end_byte - key.start_byte > _OPTIONS_LONGEST:
        return None
    if key.type in ("property_identifier", "shorthand_property_identifier"):
        return text_of(key)
    return string_of(key)
