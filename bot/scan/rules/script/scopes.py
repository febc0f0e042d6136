"""JavaScript's scopes: resolve names to declarations, before the code is read."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Tree

from bot.scan.rules.ensured import Steps, TooManySteps
from bot.scan.rules.uses import Known

JAVASCRIPT: Final = "javascript"
TYPESCRIPT: Final = "typescript"
TSX: Final = "tsx"
_HARMLESS: Final = 4 * 1024
"""Bytes of a text that no parser takes long for."""
_PIECE: Final = 1024
"""Bytes read at once while parsing is rehearsed."""
_OPERATIONS: Final = 100
"""Operations of the parser between two questions whether to stop."""
_FOR_EACH_BYTE: Final = 30
"""Steps of parsing; ordinary sources take three."""
_MOST: Final = 8_000_000
"""Steps of parsing the largest; each may make a node of a hundred bytes."""
_CONTROL: Final = bytes({*range(32), 127} - set(b"\t\n\v\f\r"))
_FOR_EACH_CONTROL: Final = 20
"""Bytes of text to a control character at least. In what is no text, each is an error that the parser recovers from."""
_LONGEST: Final = 1000
"""Bytes of a name, with quotes."""
_INNER: Final = 0x80
"""The upper two bits of a continuation byte in UTF-8."""

_ESCAPE: Final = re.compile(r"\\u(?:\{([0-9A-Fa-f]{1,8})\}|([0-9A-Fa-f]{4}))")
_ASCII: Final = 128

_GRAMMARS: Final = {
    JAVASCRIPT: tree_sitter_javascript.language,
    TYPESCRIPT: tree_sitter_typescript.language_typescript,
    TSX: tree_sitter_typescript.language_tsx,
}


@cache
def _language(name: str) -> Language:
    return Language(_GRAMMARS[name]())


def parse(text: bytes, language: str) -> Tree:
    """Return the syntax tree of any text, with errors marked in it."""
    if len(text) > _HARMLESS:
        _rehearse(text, language)
    return Parser(_language(language)).parse(text)


def _rehearse(text: bytes, language: str) -> None:
    """Parse a text with its steps counted, which is possible only while it is read in pieces.

    The grammars' own scanners look ahead: over a row of comments in an expression after each of them. That takes time
    by the square of their number.
    """
    if _FOR_EACH_CONTROL * (len(text) - len(text.translate(None, _CONTROL))) > len(text):
        raise TooManySteps
    steps = Steps(min(_FOR_EACH_BYTE * len(text), _MOST))

    def piece(offset: int, _point: object) -> bytes:
        steps.taken += _PIECE
        return text[offset : offset + _PIECE]

    def stop(_offset: int, _has_error: bool) -> bool:  # noqa: FBT001  # tree-sitter's signature
        steps.taken += _OPERATIONS
        return steps.taken > steps.most

    try:
        Parser(_language(language)).parse(piece, encoding="utf8", progress_callback=stop)
    except ValueError as error:
        raise TooManySteps from error


def text_of(node: Node) -> str:
    """Return the text of a node; a name that is written with escapes is the name itself."""
    text = (node.text or b"").decode("utf-8", "replace")
    return _ESCAPE.sub(_unescaped, text) if "\\" in text and "identifier" in node.type else text


def _unescaped(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < _ASCII and (chr(code).isalnum() or chr(code) in "_$") else escape[0]


def operator_of(node: Node) -> str:
    """Return the sign of an expression, such as `&&`; empty when it has none."""
    sign = node.child_by_field_name("operator")
    return sign.type if sign is not None else ""


def operands(expression: Node) -> list[Node]:
    """Return the operands of a binary expression from left to right.

    `a && b && c`, which is `(a && b) && c`, has three.
    """
    sign, found = operator_of(expression), []
    left: Node | None = expression
    while left is not None and left.type == "binary_expression" and operator_of(left) == sign:
        found += left.children_by_field_name("right")
        left = left.child_by_field_name("left")
    return [*([left] if left is not None else []), *reversed(found)]


def is_broken(root: Node, steps: Steps) -> bool:
    """Whether a text has syntax errors; one missing `;` is none, as compilers would add it."""
    stack = [root] if root.has_error else []
    while stack:
        node = stack.pop()
        steps.take()
        if node.is_error or (node.is_missing and node.type != ";"):
            return True
        stack += [child for child in node.children if child.has_error or child.is_missing]
    return False


class Lines:
    """The lines of a text, to locate nodes. Minified text is one line with thousands of nodes."""

    def __init__(self, text: bytes) -> None:
        self._lines = text.split(b"\n")
        self._inner: dict[int, list[int]] = {}
        """The positions of continuation bytes, by row."""

    def position(self, node: Node) -> tuple[int, int]:
        """Line and column, counted from 1, in characters."""
        row, byte = node.start_point
        if row not in self._inner:
            line = self._lines[row] if row < len(self._lines) else b""
            self._inner[row] = [] if line.isascii() else [at for at, each in enumerate(line) if each & 0xC0 == _INNER]
        return row + 1, byte - bisect_left(self._inner[row], byte) + 1


def string_of(node: Node) -> str | None:
    """Return the value of a string literal.

    None for anything else, for one with escapes, and for one longer than any name.
    """
    if node.type not in ("string", "template_string") or node.end_byte - node.start_byte > _LONGEST:
        return None
    parts = node.named_children
    if any(part.type != "string_fragment" for part in parts):
        return None
    return "".join(text_of(part) for part in parts)


FUNCTIONS: Final = frozenset({
    "function_declaration", "function_expression", "generator_function", "generator_function_declaration",
    "arrow_function", "method_definition",
})  # fmt: skip
_FUNCTIONS: Final = FUNCTIONS | {"class_static_block"}
_BLOCKS: Final = frozenset({"statement_block", "for_statement", "for_in_statement", "catch_clause", "switch_body"})
_NAMED_OUTSIDE: Final = frozenset({
    "function_declaration", "generator_function_declaration", "class_declaration", "abstract_class_declaration",
    "enum_declaration", "internal_module", "module",
})  # fmt: skip
_DECLARING: Final = _FUNCTIONS | _BLOCKS | _NAMED_OUTSIDE | {
    "variable_declaration", "lexical_declaration", "import_statement",
}  # fmt: skip
_SETTING: Final = frozenset({
    "assignment_expression", "augmented_assignment_expression", "update_expression", "for_in_statement",
})  # fmt: skip
_NOTHING: Final = frozenset({"null", "undefined", "false"})
_REJECT: Final = "reject"
ALL: Final = "*"
"""The name of a module as a whole."""
TYPES: Final = frozenset({
    "ambient_declaration", "interface_declaration", "type_alias_declaration", "type_annotation", "type_arguments",
    "type_parameters", "type_query",
})  # fmt: skip
"""Declarations without any effect at run time."""


@dataclass(eq=False, slots=True)
class Binding:
    scope: "Scope"
    """The scope in which its value is evaluated."""
    value: Node | None = None
    """The value in its declaration; None if unknown."""
    keys: tuple[str, ...] = ()
    """The part of the value: `("request",)` for `const { request } = wx`."""
    given: bool = False
    """Whether its first value comes from elsewhere: a parameter's, or a part of another value."""
    fixed: bool = True
    """Whether it is never reassigned."""
    imported: tuple[str, str] | None = None
    """The module it is imported from, and its name there: `default`, `*` for all of it."""
    parameter: tuple[int, int] | None = None
    """The function whose parameter it is, and which of them."""
    mentioned: bool = False
    handed_over: bool = False
    """Whether a function gets it that may set it, or what is in it."""
    paths: dict[int, str | None] = field(default_factory=dict)
    """What it resolves to, by depth: found once, however often it is mentioned."""
    known: dict[int, Known] = field(default_factory=dict)
    """What it ensures as a condition, by depth."""


@dataclass(eq=False, slots=True)
class Scope:
    steps: Steps
    """Those of reading the file."""
    parent: "Scope | None" = None
    of_function: bool = True
    of_markup: bool = False
    """Whether names that are not declared are those of the page's data."""
    throws: bool = False
    """Whether it holds a `throw`, or rejects a promise."""
    names: dict[str, Binding] = field(default_factory=dict)
    handed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The names under which the project's modules hand out `wx`."""
    results: dict[tuple[int, int], tuple[str | None, int]] = field(default_factory=dict)
    """The names of functions whose results are used, and how many calls are in them, by node and depth."""

    def find(self, name: str) -> Binding | None:
        """Return the declaration of a name here; None if it is the platform's own."""
        scope: Scope | None = self
        while scope is not None:
            self.steps.take()
            if (binding := scope.names.get(name)) is not None:
                return binding
            scope = scope.parent
        return None

    def binding_of(self, node: Node) -> Binding | None:
        """Return the declaration of the name that a node is; None if it is the platform's own, or no name."""
        return self.find(text_of(node)) if node.type == "identifier" else None

    def declare(self, name: str, binding: Binding) -> None:
        """Declare a name; one declared twice resolves to neither."""
        known = self.names.setdefault(name, binding)
        known.fixed = known.fixed and known is binding
        known.given = known.given or binding.given

    def throw(self) -> None:
        """Mark it, and those around it in the same function."""
        scope: Scope | None = self
        while scope is not None and not scope.throws and not scope.of_function:
            self.steps.take()
            scope.throws, scope = True, scope.parent

    @property
    def function(self) -> "Scope":
        """The scope in which `var` declares."""
        scope = self
        while not scope.of_function and scope.parent is not None:
            self.steps.take()
            scope = scope.parent
        return scope


def targets(pattern: Node) -> Iterator[tuple[Node, tuple[str, ...] | None]]:
    """Yield the names that a pattern sets, each with its part of the value; None if unknown."""
    stack: list[tuple[Node, tuple[str, ...] | None]] = [(pattern, ())]
    while stack:
        node, keys = stack.pop()
        match node.type:
            case "identifier" | "shorthand_property_identifier_pattern":
                # `const { request } = wx` sets `request` to a part of the value; `const api = wx` to all of it.
                own = (text_of(node),) if node.type != "identifier" else ()
                yield node, None if keys is None else keys + own
            case "pair_pattern":
                name = _key(node.child_by_field_name("key"))
                part = None if keys is None or name is None else (*keys, name)
                stack += [(value, part) for value in node.children_by_field_name("value")]
            case "object_assignment_pattern" | "assignment_pattern":
                part = keys if _is_nothing(node) else None  # it may also be its default
                stack += [(left, part) for left in node.children_by_field_name("left")]
            case "required_parameter" | "optional_parameter":
                stack += [(inner, None) for inner in node.children_by_field_name("pattern")]
            case "parenthesized_expression" | "non_null_expression" | "as_expression":
                stack += [(child, None) for child in node.named_children[:1]]
            case "object_pattern" | "rest_pattern":
                stack += [(child, keys) for child in node.named_children]
            case "array_pattern":
                stack += [(child, None) for child in node.named_children]


def unknown_parts(pattern: Node) -> Iterator[Node]:
    """Yield the keys that are known only at run time, and the names for a part that may also be an object."""
    stack = [pattern]
    while stack:
        node = stack.pop()
        match node.type:
            case "pair_pattern":
                yield from (key for key in node.children_by_field_name("key") if _key(key) is None)
                stack += node.children_by_field_name("value")
            case "object_assignment_pattern" | "assignment_pattern":
                left, default = node.child_by_field_name("left"), node.child_by_field_name("right")
                if left is not None and default is not None and default.type == "object" and not _is_nothing(node):
                    yield left
                stack += [left] if left is not None else []
            case "object_pattern" | "rest_pattern" | "array_pattern":
                stack += node.named_children


def _is_nothing(pattern: Node) -> bool:
    """Whether a default makes up for nothing: `ask = null`, `{ ask } = {}`."""
    left, default = pattern.child_by_field_name("left"), pattern.child_by_field_name("right")
    if left is None or default is None:
        return False
    empty = default.type == "object" and not default.named_child_count
    return default.type in _NOTHING or (empty and left.type == "object_pattern")


def _key(node: Node | None) -> str | None:
    if node is None:
        return None
    if node.type == "computed_property_name":
        return string_of(node.named_children[0]) if node.named_child_count else None
    return text_of(node) if node.type == "property_identifier" else string_of(node)


def find_scopes(
    root: Node,
    steps: Steps,
    handed: Mapping[str, Mapping[str, str]] | None = None,
    written: Iterable[str] = (),
) -> Mapping[int, Scope]:
    """Return the scope that each node opens, by the node's id; what is written elsewhere is set again."""
    top = Scope(steps, handed=handed or {})
    scopes = {root.id: top}
    set_again = [(name, top) for name in written]
    stack: list[tuple[Node, Scope]] = [(root, top)]
    while stack:
        node, scope = stack.pop()
        steps.take()
        inner, kind = scope, node.type
        if kind in _FUNCTIONS or kind in _BLOCKS:
            inner = Scope(steps, scope, of_function=kind in _FUNCTIONS, handed=top.handed)
            scopes[node.id] = inner
        elif kind in TYPES:
            continue
        if kind in _DECLARING:
            _declare(node, scope, inner)
        if kind in _SETTING:
            set_again += [(name, inner) for name in _set_again(node)]
        if kind == "throw_statement" or (kind == "call_expression" and _rejects(node)):
            scope.throw()
        if node.named_child_count:  # most have none
            stack += [(child, inner) for child in node.named_children]
    for name, scope in set_again:
        if (binding := scope.find(name)) is not None:
            binding.fixed = False
    return scopes


def _declare(node: Node, scope: Scope, inner: Scope) -> None:
    """Declare a node's names, in the scope around it or inside it."""
    kind = node.type
    if kind in ("variable_declaration", "lexical_declaration"):
        _declare_variables(node, scope.function if kind == "variable_declaration" else scope, scope)
    elif kind in _NAMED_OUTSIDE or kind == "function_expression":
        name = node.child_by_field_name("name")
        if name is not None and name.type in ("identifier", "type_identifier"):
            where = inner if kind == "function_expression" else scope
            where.declare(text_of(name), Binding(where, node))
    elif kind == "import_statement":
        for local, imported in _imports(node):
            scope.declare(local, Binding(scope, imported=imported))
    if kind in _FUNCTIONS or kind in _BLOCKS:
        _declare_parameters(node, inner)


def _imports(statement: Node) -> Iterator[tuple[str, tuple[str, str] | None]]:
    """Yield the names that `import ... from '...'` declares, and what each stands for."""
    stack = list(statement.named_children)
    sources = [*statement.children_by_field_name("source")]
    while stack:
        node = stack.pop()
        if node.type in ("import_clause", "named_imports"):
            stack += node.named_children
            continue
        sources += node.children_by_field_name("source")
        module = string_of(sources[0]) if sources else None
        if node.type == "identifier":
            name, local = "default", node
        elif node.type in ("namespace_import", "import_require_clause"):
            name, local = ALL, next((child for child in node.named_children if child.type == "identifier"), node)
        elif node.type == "import_specifier" and (spelled := node.child_by_field_name("name")) is not None:
            name, local = text_of(spelled), node.child_by_field_name("alias") or spelled
        else:
            continue
        yield text_of(local), (module, name) if module else None


def _declare_variables(node: Node, where: Scope, scope: Scope) -> None:
    for declarator in node.named_children:
        pattern = declarator.child_by_field_name("name") if declarator.type == "variable_declarator" else None
        if pattern is None:
            continue
        value = declarator.child_by_field_name("value")
        for name, keys in targets(pattern):
            binding = Binding(scope, given=True) if keys is None else Binding(scope, value, keys, given=bool(keys))
            where.declare(text_of(name), binding)


def _declare_parameters(node: Node, inner: Scope) -> None:
    """Declare the parameters of functions, `catch (...)` and `for (const ... of ...)`."""
    patterns = [each for group in node.children_by_field_name("parameters") for each in group.named_children]
    patterns += node.children_by_field_name("parameter")
    if node.type == "for_in_statement" and node.child_by_field_name("kind") is not None:
        patterns += node.children_by_field_name("left")
    for index, pattern in enumerate(patterns):
        whole = pattern.child_by_field_name("pattern") or pattern  # TypeScript's has a type, too
        for name, _ in targets(pattern):
            parameter = (node.id, index) if name.id == whole.id else None
            inner.declare(text_of(name), Binding(inner, given=True, parameter=parameter))


def _rejects(call: Node) -> bool:
    called = call.child_by_field_name("function")
    name = (called.child_by_field_name("property") or called) if called is not None else None
    return name is not None and name.end_byte - name.start_byte == len(_REJECT) and text_of(name) == _REJECT


def _set_again(node: Node) -> Iterator[str]:
    match node.type:
        case "assignment_expression" | "augmented_assignment_expression":
            left = node.child_by_field_name("left")
        case "update_expression":
            left = node.child_by_field_name("argument")
        case "for_in_statement" if node.child_by_field_name("kind") is None:
            left = node.child_by_field_name("left")
        case _:
            return
    if left is not None:
        yield from (text_of(name) for name, _ in targets(left))
