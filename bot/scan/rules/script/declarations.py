"""Declarations and assignments: aliases of `wx`, and names whose truth ensures something."""

from collections.abc import Iterator, Sequence
from typing import Final

from tree_sitter import Node

from bot.scan.rules.ensured import MODULES, NAMED, ROOTS, WX
from bot.scan.rules.script.names import (
    computed_name,
    exported_path,
    held_by,
    imported_by,
    is_open,
    is_written,
    kept_in,
    key_of,
    last_key,
    last_name,
    links,
    names_in,
    part_of,
    path_of,
    required,
    unwrap,
)
from bot.scan.rules.script.scopes import ALL, FUNCTIONS, Scope, string_of, targets, text_of, unknown_parts
from bot.scan.rules.script.step import SET_DATA, Step, Walk, flag_of, holds_flags, path_end, write_all

_DEFAULT: Final = "default"
_MADE: Final = frozenset({"identifier", "call_expression"})
"""What may be a function: `animate: throttle(...)`."""
_MIXING: Final = frozenset({"behaviors", "mixins"})
_EXPORTS: Final = "exports"
_LONGEST: Final = 100
"""Bytes of the name of a property."""


def declarator(walk: Walk, step: Step) -> bool:
    """Walk `const { request, login: signIn } = wx`: no use yet, unless a name is exported or reassigned.

    Returns:
        Whether the value is an alias, whose base is still to be walked.
    """
    pattern, value = step.node.child_by_field_name("name"), step.node.child_by_field_name("value")
    if pattern is None or value is None:
        return False
    for default in defaults(pattern):
        walk.push(step, default)
    exported = step.node.id in walk.exported
    if pattern.type == "identifier":
        _name_value(walk, step, text_of(pattern), value, exported=exported)
    else:
        _name_parts(walk, step, pattern)
    path = path_of(value, step.scope)
    if path is None:
        if pattern.type == "identifier" and unwrap(value).type in FUNCTIONS:
            walk.local.add(unwrap(value).id)
        walk.push(step, value, name=text_of(pattern) if pattern.type == "identifier" else "")
        return False
    _compute_parts(walk, step, pattern, path)
    for name, keys in targets(pattern):
        member = part_of(path, keys) if keys is not None else None
        binding = step.scope.find(text_of(name))
        if binding is not None and binding.fixed and not exported:
            walk.aliases.append((binding, member, name, step.known))
        elif member in ROOTS:
            if exported and binding is not None and binding.fixed:
                walk.give(text_of(name), member, name)
            walk.compute(member or "", name, step.known)
        else:
            walk.use(member, name, step.known)
    return True


def _compute_parts(walk: Walk, step: Step, pattern: Node, path: str) -> None:
    for part in unknown_parts(pattern) if is_open(path) else ():
        key = part.named_children[0] if part.type == "computed_property_name" else None
        walk.compute(computed_name(key), part, step.known)


def _name_value(walk: Walk, step: Step, name: str, value: Node, *, exported: bool) -> None:
    """Add what a variable's value ensures, where other code may ask for it."""
    walk.held.keep(name, value, step.scope)
    binding = step.scope.find(name)
    at_top = step.scope.parent is None
    held = held_by(value, step.scope)
    if held is not None or exported or at_top or binding is None or not binding.fixed:
        walk.flag(name, value if held is None else held, step)


def _name_parts(walk: Walk, step: Step, pattern: Node) -> None:
    """Add that variables which are set again start with something unknown."""
    for name, _ in targets(pattern):
        binding = step.scope.find(text_of(name))
        if binding is not None and not binding.fixed:
            walk.flag(text_of(name), None, step)


def assignment(walk: Walk, step: Step) -> Node | None:
    """Walk `wx.foo = ...`, which uses nothing: it polyfills a missing API.

    Returns:
        The chain that is assigned, whose base is still to be walked.
    """
    left, right = step.node.child_by_field_name("left"), step.node.child_by_field_name("right")
    name = ""
    chain = None
    if left is not None and left.type in ("member_expression", "subscript_expression"):
        chain, name = left, key_of(left) or ""
        path = path_of(left, step.scope)
        if path and path.startswith(f"{WX}."):
            walk.source.added.add(path)
    elif left is not None and left.type == "identifier":
        name = text_of(left)
    if left is not None and not name:
        for default in defaults(left):
            walk.push(step, default)
        write_all(walk, step, left)
    if right is not None and (given := _export_of(left, name, step)):
        for each in given:
            walk.give(each, path_of(right, step.scope), unwrap(right))
    if right is not None and name == _EXPORTS:
        name = _DEFAULT
    if right is not None and name:
        walk.flag(flag_of(chain, name), right, step, is_property=chain is not None)
        walk.replace(flag_of(chain, name), right)
        _stand_for(walk, name, right)
    walk.push(step, right, name=name)
    return chain


def _export_of(left: Node | None, name: str, step: Step) -> tuple[str, ...]:
    """Return the names that `module.exports = ...` or `exports.api = ...` exports under, at the top of a file."""
    if left is None or step.scope.parent is not None:
        return ()
    *chain, base = links(left)
    if base.type != "identifier" or step.scope.find(text_of(base)) is not None:
        return ()
    keys = [text_of(base), *(key_of(link) or "" for link in reversed(chain))]
    match keys:
        case ["module", "exports"]:
            return (_DEFAULT, ALL)
        case ["module", "exports", _] | ["exports", _]:
            return (name,)
    return ()


def _stand_for(walk: Walk, name: str, value: Node) -> None:
    """Add that a name stands for another of this file: `module.exports = { can: canIUse }`."""
    value = unwrap(value)
    if value.type == "identifier" and text_of(value) != name:
        walk.source.imports.setdefault(name, ("", text_of(value)))


def member_of_object(walk: Walk, step: Step) -> None:
    """Walk `name: value` in an object, or a field of a class."""
    key = step.node.child_by_field_name("key") or step.node.child_by_field_name("property")
    key = key or step.node.child_by_field_name("name")
    value = step.node.child_by_field_name("value")
    if key is None or value is None:
        walk.push(step, value)
        return
    name = _spelled(key)
    if key.type == "computed_property_name":
        walk.push(step, key)
    if end := path_end(key):
        walk.flag(end, value, step, is_property=True)
    if not name:
        walk.push(step, value)
        return
    _stand_for(walk, name, value)
    if name in _MIXING and unwrap(value).type == "array":
        _mix_in(walk, step, unwrap(value))
    if unwrap(value).type in _MADE:
        walk.held.own.add(name)
    walk.push(step, value, name=name)


def _mix_in(walk: Walk, step: Step, array: Node) -> None:
    for each in array.named_children:
        binding = step.scope.binding_of(each)
        imported = imported_by(binding) if binding is not None else None
        module = imported[0] if imported is not None else required(each) if each.type == "call_expression" else None
        walk.source.mixed_in += [module] if module else []


def method(walk: Walk, step: Step) -> None:
    """Walk an object, whose methods have names."""
    for child in step.node.named_children:
        if child.type == "method_definition":
            key = child.child_by_field_name("name")
            walk.push(step, child, name=_spelled(key) if key is not None else "")
        else:
            if child.type == "shorthand_property_identifier":
                walk.flag(text_of(child), child, step, is_property=True)
                walk.held.own.add(text_of(child))
            walk.push(step, child)


def _spelled(key: Node) -> str:
    if key.end_byte - key.start_byte > _LONGEST:
        return ""
    if key.type in ("property_identifier", "private_property_identifier"):
        return text_of(key)
    return string_of(key) or ""


def export(walk: Walk, step: Step) -> None:
    """Walk an export, whose names other files may use."""
    node = step.node
    default = any(child.type == _DEFAULT for child in node.children)
    module = next((string_of(child) for child in node.children_by_field_name("source")), None)
    if module and any(child.type == ALL for child in node.children):
        walk.source.passed_on.append(module)
    if module and any(child.type in (ALL, "namespace_export") for child in node.children):
        _pass_all_on(walk, step, module)
    for child in node.named_children:
        if child.type == "export_clause":
            _export_names(walk, step, child, module or "")
            continue
        walk.exported |= {declarator.id for declarator in child.named_children}
        if default:
            _stand_for(walk, _DEFAULT, child)
            walk.give(_DEFAULT, path_of(child, step.scope), unwrap(child))
        _hand_out(walk, child)
        walk.push(step, child, name=_DEFAULT if default and not child.child_by_field_name("name") else "")


def _hand_out(walk: Walk, declaration: Node) -> None:
    names = [declaration, *declaration.named_children]
    for name in (node.child_by_field_name("name") for node in names):
        if name is not None and name.type == "identifier":
            walk.hand_out(text_of(name))


def _pass_on(walk: Walk, step: Step, node: Node, path: str | None) -> None:
    """Add what other files get: a member of `wx`, or `wx` as a whole."""
    if path in ROOTS:
        walk.compute(path or "", node, step.known)
    else:
        walk.use(path, node, step.known)


def _pass_all_on(walk: Walk, step: Step, module: str) -> None:
    """Walk `export * from '@tarojs/taro'`, and `export * as Taro`."""
    node = step.node
    named = next((child for child in node.named_children if child.type == "namespace_export"), None)
    path = exported_path(module, ALL, step.scope)
    if named is not None:
        walk.give(text_of(named.named_children[-1]) if named.named_children else "", path, node)
    elif path is not None:
        walk.give(ALL, path, node)
    else:
        handed = step.scope.handed.get(module, {})
        for name, root in handed.items():
            if name != _DEFAULT:
                walk.give(name, root, node)
        path = next(iter(handed.values()), None)
    _pass_on(walk, step, node, path)


def _export_names(walk: Walk, step: Step, clause: Node, module: str) -> None:
    for specifier in clause.named_children:
        name = specifier.child_by_field_name("name")
        if name is None:
            continue
        alias = specifier.child_by_field_name("alias") or name
        path = exported_path(module, text_of(name), step.scope) if module else path_of(name, step.scope)
        walk.give(text_of(alias), path, specifier)
        _pass_on(walk, step, specifier, path)
        if not module:
            walk.hand_out(text_of(name))
            if (binding := step.scope.find(text_of(name))) is not None:
                binding.mentioned = True  # here, not where it is declared
        if module or text_of(alias) != text_of(name):
            walk.source.imports.setdefault(text_of(alias), (module, text_of(name)))


def defaults(pattern: Node) -> Iterator[Node]:
    """Yield the default values in a pattern."""
    stack = [pattern]
    while stack:
        node = stack.pop()
        if node.type in ("object_assignment_pattern", "assignment_pattern"):
            default, node_left = node.child_by_field_name("right"), node.child_by_field_name("left")
            yield from [default] if default is not None else []
            stack += [node_left] if node_left is not None else []
        elif node.type in ("object_pattern", "array_pattern", "pair_pattern", "rest_pattern"):
            stack += node.named_children


_READERS: Final = frozenset({
    "Boolean", "Number", "String", "computed", "isReactive", "isRef", "markRaw", "reactive", "readonly", "ref",
    "shallowReactive", "shallowReadonly", "shallowRef", "toRaw", "toRef", "toRefs", "toValue", "unref", "watch",
    "watchEffect",
})  # fmt: skip
"""Functions of JavaScript's and of Vue's that write nothing that they are given."""
_OBJECTS: Final = frozenset({"Array", "JSON", "Reflect", "console"})
"""Objects whose functions write nothing."""
_SETTERS: Final = frozenset({"$set", "set", "defineProperty"})
"""Functions that set what their second argument names."""
_KEY: Final = 1
_DEFAULTS: Final = "withDefaults"
_OBJECT: Final = "Object"
_WRITERS: Final = frozenset({"assign", "defineProperties", "defineProperty", "setPrototypeOf"})
"""Functions of `Object` that write their first argument."""


def hand_over(walk: Walk, step: Step, called: Node | None, path: str | None, given: Sequence[Node]) -> None:
    """Add that a function which is not known may set what it is given.

    Args:
        called: the function; None for a class.
        path: its name under `wx`.
    """
    if called is not None:
        _set(walk, step, called, given)
    written = given if called is None else _written(called, path, given, step.scope)
    for argument in written:
        node = unwrap(argument)
        for each in _parts(node) if node.type in ("object", "array") else (node,):
            _hand(walk, each, step.scope)
    if len(written) == 1 and holds_flags(written[0]) and any(map(_is_unknown, given[1:])):
        walk.flag_any(None, step)  # `Object.assign(this, found)`


def hand_module(walk: Walk, step: Step, called: Node, arguments: Node | None) -> None:
    """Walk `f(require('@tarojs/taro'))` and `import('@tarojs/taro')`: what becomes of the object is not followed."""
    if called.type == "import":
        first = arguments.named_children[:1] if arguments is not None else []
        module = next((string_of(each) for each in first), None) or ""
        root = MODULES.get(module) or NAMED.get(module)
    else:
        root = path_of(step.node, step.scope)
    if root is not None and root in ROOTS:
        walk.compute(root, step.node, step.known)


def _set(walk: Walk, step: Step, called: Node, given: Sequence[Node]) -> None:
    """Add what `this.$set(this, 'can', true)` sets, and that a parent sets what is in `withDefaults(props, {...})`."""
    name = last_name(called)
    if name == _DEFAULTS:  # a parent sets them
        for literal in filter(None, map(kept_in, given[1:2])):
            walk.lose(names_in(literal))
    elif name in _SETTERS and len(given) > _KEY:
        key = string_of(unwrap(given[_KEY]))
        if key is not None:
            walk.lose([key.rpartition(".")[2]])
        elif holds_flags(given[0]):
            walk.flag_any(None, step)
        else:
            _hand(walk, unwrap(given[0]), step.scope)


def _written(called: Node, path: str | None, given: Sequence[Node], scope: Scope) -> Sequence[Node]:
    link, *inner = links(called)
    if link.type == "identifier":
        name = text_of(link)
        binding = scope.find(name)
        return () if name in _READERS and (binding is None or imported_by(binding) is not None) else given
    key, base = key_of(link) if inner else None, inner[0] if len(inner) == 1 else link
    if key in SET_DATA or (key in _SETTERS and len(given) > _KEY) or (path is not None and path.startswith(f"{WX}.")):
        return ()
    name = text_of(base) if base.type == "identifier" else ""
    if name == _OBJECT:
        return given[:1] if key in _WRITERS else ()
    return () if name in _OBJECTS else given


def _parts(literal: Node) -> Iterator[Node]:
    for child in literal.named_children:
        value = child.child_by_field_name("value") if child.type == "pair" else child
        if value is not None:
            yield unwrap(value)


def _hand(walk: Walk, node: Node, scope: Scope) -> None:
    if node.type in ("identifier", "shorthand_property_identifier"):
        binding = scope.find(text_of(node))
        if binding is not None and binding.value is not None and not binding.keys and not binding.handed_over:
            binding.handed_over = True  # however often it is
            walk.lose([text_of(node)] if is_written(binding.value, binding.scope) else [])
            literal = kept_in(binding.value)
            walk.lose(names_in(literal) if literal is not None else ())
    elif (key := last_key(node)) is not None and [*links(node)][-1].type == "this":
        walk.handed_over.add(key)


def _is_unknown(node: Node) -> bool:
    node = unwrap(node)
    return node.type != "object" or any(child.type == "spread_element" for child in node.named_children)
