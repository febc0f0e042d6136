"""Finds uses of `wx` in JavaScript and TypeScript, with the guards around them.

The walk has its own stack: sources nest deeper than Python's call limit.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from tree_sitter import Node

from bot.domain.scan.findings import Kind, Skipped
from bot.scan.rules.ensured import COMPONENTS, ROOTS, WX, Steps, TooManySteps
from bot.scan.rules.script.checks import known_by
from bot.scan.rules.script.declarations import (
    assignment,
    declarator,
    export,
    hand_module,
    hand_over,
    member_of_object,
    method,
)
from bot.scan.rules.script.held import awaited, catches, executor
from bot.scan.rules.script.names import (
    WRAPPERS,
    assured,
    computed_path,
    imported_by,
    is_optional,
    key_of,
    links,
    options,
    path_of,
    required,
)
from bot.scan.rules.script.scopes import (
    ALL,
    FUNCTIONS,
    TYPES,
    Lines,
    Scope,
    find_scopes,
    is_broken,
    operands,
    operator_of,
    parse,
    string_of,
    text_of,
)
from bot.scan.rules.script.step import NO_FUNCTION, Step, Walk, both, write, write_data
from bot.scan.rules.script.versions import compares_text, glues_digits
from bot.scan.rules.uses import CAUGHT, NEVER, NOTHING, NOTHING_KNOWN, Called, Fact, Source, Use

_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", re.ASCII)
_EVENT: Final = re.compile(r"on[A-Z]", re.ASCII)
_LONGEST: Final = 100
"""Bytes of the name of a component or property."""
_EVENTS: Final = {"click": "tap"}
"""Events that frameworks name as browsers do."""
_OWN: Final = frozenset({"key", "ref", "children", "className", "dangerouslySetInnerHTML"})
"""React's properties, and the class."""


def kebab(name: str) -> str:
    """`ScrollView` as WXML spells it: `scroll-view`."""
    return _HUMP.sub("-", name).lower()


def binding(event: str) -> str:
    """Return the attribute that WXML has for an event of a framework: `bindtap` for `click`."""
    return f"bind{_EVENTS.get(event, event)}"


def element(walk: Walk, step: Step) -> None:
    """Walk an element: a use of its component, and of its properties."""
    node = step.node
    name = node.child_by_field_name("name")
    tag = _tag(name, step.scope) if name is not None else None
    if name is not None and tag is None:
        walk.push(step, name)
    if name is not None and tag:
        walk.source.uses.append(Use(Kind.COMPONENT, f"<{tag}>", walk.place(node), step.known))
    for attribute in node.named_children:
        if attribute.type == "jsx_attribute":
            _attribute(walk, step, tag, attribute)
        elif name is None or attribute.id != name.id:
            walk.push(step, attribute)


def _tag(name: Node, scope: Scope) -> str | None:
    if name.end_byte - name.start_byte > _LONGEST:
        return None
    *members, base = links(name)
    binding = scope.find(text_of(base))
    imported = imported_by(binding) if binding is not None else None
    if imported is None or imported[0] not in COMPONENTS:
        return None
    whole = imported[1] in (ALL, "default")
    if whole and len(members) == 1:  # `<C.View>` of `import * as C`
        spelled = key_of(members[0])
        return kebab(spelled) if spelled else None
    return kebab(imported[1]) if not whole and not members else None


def _attribute(walk: Walk, step: Step, tag: str | None, attribute: Node) -> None:
    key, *values = attribute.named_children
    name = text_of(key) if key.end_byte - key.start_byte <= _LONGEST else ""
    if tag and name and name not in _OWN:
        event = name[2:].lower()
        spelled = binding(event) if _EVENT.match(name) else kebab(name)
        walk.source.uses.append(Use(Kind.ATTRIBUTE, f"<{tag} {spelled}>", walk.place(attribute), step.known))
        text = _text(values[0]) if values else None
        if text:
            walk.source.uses.append(Use(Kind.ATTRIBUTE, f"<{tag} {spelled}={text}>", walk.place(attribute), step.known))
    for value in values:
        walk.push(step, value)


def _text(value: Node) -> str | None:
    """Return the text of a property's value, if it is known."""
    if value.type == "jsx_expression":
        inner = value.named_children
        return string_of(inner[0]) if len(inner) == 1 else None
    return string_of(value)


_NOTHING_IN: Final = TYPES | {"comment", "string", "regex", "number", "import_statement", "statement_identifier"}
_COMPARISONS: Final = frozenset({"==", "===", "!=", "!==", "in", "instanceof"})
_DECLARATIONS: Final = frozenset({"function_declaration", "generator_function_declaration"})
_LEAVES: Final = frozenset({"return_statement", "throw_statement", "continue_statement", "break_statement"})
_ON_BEHALF: Final = frozenset({"call", "apply", "bind"})


def read_script(
    text: bytes,
    path: str,
    language: str,
    steps: Steps | None = None,
    handed: Mapping[str, Mapping[str, str]] | None = None,
    *,
    written: Iterable[str] = (),
) -> Source:
    """Find all uses.

    Args:
        language: one of `bot.scan.rules.script.scopes`.
        steps: counts the steps, up to a limit; without them, as many as suit the size of the text.
        handed: the names under which the project's modules hand out `wx`.
        written: the names that the markup of a component sets.
    """
    source = Source()
    steps = steps or Steps.for_file(text)
    try:
        root = parse(text, language).root_node
        if is_broken(root, steps):
            source.unread.append(Skipped.SYNTAX)
        _walk_all(Walk(source, path, Lines(text), find_scopes(root, steps, handed, written), steps), root)
    except TooManySteps:
        source.unread.append(Skipped.TOO_COSTLY)
    return source


def _walk_all(walk: Walk, root: Node) -> None:
    top = walk.scopes[root.id]
    walk.stack.append(Step(root, top))
    while walk.stack:
        walk.steps.take()
        step = walk.stack.pop()
        if NEVER in step.known:
            continue
        kind = step.node.type
        if kind in FUNCTIONS:
            _enter(walk, step)
        if (scope := walk.scopes.get(step.node.id)) is not None:
            step.scope = scope
        if kind not in _NOTHING_IN:
            _WALKS.get(kind, _children)(walk, step)
    for binding, member, name, known in walk.aliases:
        if not binding.mentioned:  # its callers are not in this file
            walk.use(member, name, known)
    walk.finish(top)


def _enter(walk: Walk, step: Step) -> None:
    """Enter a function: an error in it is caught where it is called, not where it is written."""
    name, node = step.name, step.node
    if declared := node.type in _DECLARATIONS:
        spelled = node.child_by_field_name("name")
        name = text_of(spelled) if spelled is not None else name
    elif node.id not in walk.local:
        own = node.child_by_field_name("name") if node.type == "method_definition" else None
        walk.held.own.add(text_of(own) if own is not None else name)
    step.known = step.known | {CAUGHT} if node.id in walk.handled else step.known - {CAUGHT}
    step.function, step.entered = (name, node.id), step.known
    _defer(walk, step)
    if name and (declared or node.id in walk.local):
        step.known = both(step.known, frozenset[Fact]({Called(name)}))
        walk.functions.add(name)
    body = node.child_by_field_name("body")
    if body is not None and body.type != "statement_block":
        step.scope = walk.scopes.get(node.id, step.scope)
        walk.returns(step.onto(body, step.known))
    elif body is not None and not _leaves(body):
        walk.falls_through(step)


def _defer(walk: Walk, step: Step) -> None:
    """Note that a call returns a promise or an iterator, which is true whatever the function returns."""
    name, _ = step.function
    kinds = {child.type for child in step.node.children}
    if name and "*" in kinds:
        walk.source.results.setdefault(name, []).append(NOTHING)
        step.function = NO_FUNCTION
    elif name and "async" in kinds:
        walk.asynchronous.add(name)


def _children(walk: Walk, step: Step) -> None:
    tested = step.tested and step.node.type in WRAPPERS
    name = step.name if step.node.type in WRAPPERS else ""
    own = step.node.child_by_field_name("name") if step.node.type in FUNCTIONS else None
    for child in step.node.named_children:
        if own is None or child.id != own.id:
            walk.push(step, child, tested=tested, name=name)


def _statements(walk: Walk, step: Step) -> None:
    """Walk statements; after `if (!wx.foo) return` the rest runs only where `wx.foo` exists.

    Functions declared there are called before, too.
    """
    known = step.known
    for statement in step.node.named_children:
        walk.stack.append(step.onto(statement, step.known if _is_hoisted(statement) else known))
        if statement.type == "if_statement":
            condition = known_by(statement.child_by_field_name("condition"), step.scope)
            if _leaves(statement.child_by_field_name("consequence")):
                known = both(known, condition.false)
            if _leaves(statement.child_by_field_name("alternative")):
                known = both(known, condition.true)


def _is_hoisted(statement: Node) -> bool:
    declared = statement.child_by_field_name("declaration") if statement.type == "export_statement" else statement
    return declared is not None and declared.type in _DECLARATIONS


def _branches(walk: Walk, step: Step) -> None:
    node = step.node
    condition = node.child_by_field_name("condition")
    known = known_by(condition, step.scope)
    holds = NOTHING_KNOWN if node.type == "do_statement" else known.true
    walk.push(step, condition, tested=True)
    walk.push(step, node.child_by_field_name("initializer"))
    tested = step.tested and node.type == "ternary_expression"
    for name in ("consequence", "body", "increment"):
        walk.push(step, node.child_by_field_name(name), holds, tested=tested)
    walk.push(step, node.child_by_field_name("alternative"), known.false, tested=tested)


def _attempt(walk: Walk, step: Step) -> None:
    """Walk `try { wx.foo() } catch {}`: calling what is not there throws, and that is handled."""
    handler, finalizer = (step.node.child_by_field_name(name) for name in ("handler", "finalizer"))
    last = finalizer.child_by_field_name("body") if finalizer is not None else None
    after = [each for each in (handler, last) if each is not None]
    handled = handler is not None and not any(walk.scopes[each.id].throws for each in after)
    walk.push(step, step.node.child_by_field_name("body"), frozenset[Fact]({CAUGHT}) if handled else NOTHING_KNOWN)
    walk.push(step, handler)
    walk.push(step, finalizer)


def _binary(walk: Walk, step: Step) -> None:
    """Walk `a && b && c`: each operand is reached only if those before it hold."""
    *before, last = operands(step.node)
    sign = operator_of(step.node)
    if sign in ("&&", "||", "??"):
        known = NOTHING_KNOWN
        for operand in before:
            walk.push(step, operand, known, tested=True)
            found = known_by(operand, step.scope)
            known = both(known, found.true if sign == "&&" else found.false)
        walk.push(step, last, known, tested=step.tested)
        return
    if compares_text(step.node, step.scope):
        walk.source.comparisons.append(walk.place(step.node))
    for side in (*before, last):
        walk.push(step, side, tested=sign in _COMPARISONS)


def _unary(walk: Walk, step: Step) -> None:
    operand = step.node.child_by_field_name("argument")
    walk.push(step, operand, tested=operator_of(step.node) in ("!", "typeof"))


def _sequence(walk: Walk, step: Step) -> None:
    """Walk `a(), b`: the last operand is the value."""
    children = step.node.named_children
    for child in children:
        walk.push(step, child, tested=step.tested and child.id == children[-1].id)


def _returned(walk: Walk, step: Step) -> None:
    for value in step.node.named_children:
        if value.type != "comment":
            walk.returns(step.onto(value, step.known))
            walk.push(step, value)
    if not step.node.named_child_count:
        walk.falls_through(step)


def _call(walk: Walk, step: Step) -> None:
    called, arguments = step.node.child_by_field_name("function"), step.node.child_by_field_name("arguments")
    if called is None:
        return
    path = path_of(called, step.scope)
    known = both(step.known, assured(called, step.scope))
    if path and is_optional(step.node):
        known = both(known, frozenset({path}))
    elif path is None and not is_optional(step.node):
        walk.held.call(called, step.scope, known)
    for each in awaited(called, arguments, step.scope):
        walk.promise(each, step.scope, known)
    hand_module(walk, step, called, arguments)
    walk.called(called, step)
    _catch(walk, step, called, arguments)
    _name(walk, step.onto(called, known), mentioned=False)
    if glues_digits(step.node, step.scope):
        walk.source.comparisons.append(walk.place(step.node))
    given = arguments.named_children if arguments is not None else []
    write_data(walk, step, called, given)
    hand_over(walk, step, called, path, given)
    boolean = called.type == "identifier" and text_of(called) == "Boolean"
    on_behalf = path is not None and path.startswith(f"{WX}.") and path.rpartition(".")[2] in _ON_BEHALF
    for index, argument in enumerate(given):
        if on_behalf and index == 0 and path_of(argument, step.scope) in ROOTS:
            continue
        walk.stack.append(step.onto(argument, known, tested=boolean))
    if path and path.startswith(f"{WX}."):
        for option, key in options(given, step.scope):
            walk.use(f"{path}.{option}", key, known, Kind.OPTION)


def _await(walk: Walk, step: Step) -> None:
    for value in step.node.named_children:
        walk.promise(value, step.scope, step.known - {CAUGHT})  # awaiting nothing throws nothing
        function = executor(value, step.scope) if CAUGHT in step.known else None
        walk.handled |= {function.id} if function is not None else set()
        walk.push(step, value)


def _catch(walk: Walk, step: Step, called: Node, arguments: Node | None) -> None:
    """Note that `new Promise(...).catch(...)` handles what its function throws, unless it throws it again."""
    handler = catches(called, arguments)
    function = executor(called, step.scope) if handler is not None else None
    if handler is not None and function is not None and not walk.scopes[handler.id].throws:
        walk.handled.add(function.id)


def _new(walk: Walk, step: Step) -> None:
    arguments = step.node.child_by_field_name("arguments")
    hand_over(walk, step, None, None, arguments.named_children if arguments is not None else [])
    _children(walk, step)


def _name(walk: Walk, step: Step, *, mentioned: bool = True) -> None:
    """Walk a chain such as `wx.createCanvasContext('a').draw`: a use of its end, and its base."""
    inside(walk, step, step.node)
    if mentioned:
        walk.mention(step.node)
    if step.tested:
        return
    path = path_of(step.node, step.scope)
    known = step.known - {CAUGHT} if mentioned else step.known  # only a call of what is not there throws
    walk.use(path, step.node, both(known, assured(step.node, step.scope)))
    if path in ROOTS:
        walk.compute(path or WX, step.node, step.known)
    elif path is None and (name := computed_path(step.node, step.scope)) is not None:
        walk.compute(name, step.node, both(step.known, assured(step.node, step.scope)))


def inside(walk: Walk, step: Step, node: Node) -> None:
    """Walk the base of a chain, without its end."""
    *chain, base = links(node)
    if base.type not in ("identifier", "shorthand_property_identifier"):
        if base.type != "call_expression" or required(base) is None:
            walk.push(step, base)
    elif (binding := step.scope.find(text_of(base))) is not None:
        binding.mentioned = True
    for link in chain:
        walk.push(step, link.child_by_field_name("index"))


def _declarator(walk: Walk, step: Step) -> None:
    if declarator(walk, step):
        value = step.node.child_by_field_name("value")
        if value is not None:
            inside(walk, step, value)


def _assignment(walk: Walk, step: Step) -> None:
    left = assignment(walk, step)
    if left is not None:
        inside(walk, step, left)


def _writing(walk: Walk, step: Step) -> None:
    write(walk, step)
    _children(walk, step)


_WALKS: Final[Mapping[str, Callable[[Walk, Step], None]]] = {
    **dict.fromkeys(("program", "statement_block", "switch_case", "switch_default", "class_static_block"), _statements),
    **dict.fromkeys(
        ("if_statement", "ternary_expression", "while_statement", "for_statement", "do_statement"), _branches
    ),
    **dict.fromkeys(
        ("member_expression", "subscript_expression", "identifier", "shorthand_property_identifier"), _name
    ),
    **dict.fromkeys(("jsx_opening_element", "jsx_self_closing_element"), element),
    **dict.fromkeys(("field_definition", "public_field_definition", "pair"), member_of_object),
    **dict.fromkeys(("augmented_assignment_expression", "update_expression", "for_in_statement"), _writing),
    "binary_expression": _binary,
    "unary_expression": _unary,
    "sequence_expression": _sequence,
    "call_expression": _call,
    "new_expression": _new,
    "await_expression": _await,
    "return_statement": _returned,
    "try_statement": _attempt,
    "object": method,
    "export_statement": export,
    "variable_declarator": _declarator,
    "assignment_expression": _assignment,
}
"""The walk for each kind of node; for all others, their children are walked."""


def _leaves(node: Node | None) -> bool:
    """Whether a branch never reaches the code after it."""
    while node is not None and node.type in ("else_clause", "statement_block"):
        statements = [child for child in node.named_children if child.type != "comment"]
        node = statements[-1] if statements else None
    return node is not None and node.type in _LEAVES
