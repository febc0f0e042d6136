"""What can be changed in a module: small edits of its text after which it does something else."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any, Final

_SIGNS: Final = {
    ast.And: ("and-or", b"and", b"or"),
    ast.Or: ("and-or", b"or", b"and"),
    ast.Lt: ("comparison", b"<", b"<="),
    ast.LtE: ("comparison", b"<=", b"<"),
    ast.Gt: ("comparison", b">", b">="),
    ast.GtE: ("comparison", b">=", b">"),
    ast.Eq: ("comparison", b"==", b"!="),
    ast.NotEq: ("comparison", b"!=", b"=="),
    ast.In: ("comparison", b"in", b"not in"),
    ast.NotIn: ("comparison", b"not in", b"in"),
    ast.Is: ("comparison", b"is", b"is not"),
    ast.IsNot: ("comparison", b"is not", b"is"),
    ast.Add: ("plus-minus", b"+", b"-"),
    ast.Sub: ("plus-minus", b"-", b"+"),
}
"""Of operators: the kind, the sign, and what stands in its place."""
_NAMES: Final = {"min": b"max", "max": b"min", "any": b"all", "all": b"any"}
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
_ITSELF: Final = b"\0"
"""Stands for what was there; no source has it."""
_NEGATED: Final = b"not (" + _ITSELF + b")"

Replaced = tuple[str, ast.AST, bytes]
"""A kind, a part of the tree, and the text in its place."""


@dataclass(frozen=True)
class Edit:
    """A text in place of another; offsets are in bytes, as the parser counts."""

    kind: str
    start: int
    end: int
    text: bytes

    def of(self, source: bytes) -> bytes:
        return source[: self.start] + self.text + source[self.end :]

    def changes(self, source: bytes) -> bool:
        """Tell whether the source means something else with it: a sign may have been found in a comment."""
        try:
            return ast.dump(ast.parse(self.of(source))) != ast.dump(ast.parse(source))
        except SyntaxError:
            return False

    def to_json(self, source: bytes) -> dict[str, Any]:
        """Name its place, and the lines without and with it."""
        first = source.rfind(b"\n", 0, self.start) + 1
        last = (source + b"\n").find(b"\n", self.end)
        return {
            "line": source.count(b"\n", 0, self.start) + 1,
            "column": self.start - first + 1,
            "kind": self.kind,
            "before": source[first:last].decode().strip(),
            "after": self.of(source)[first : last + len(self.text) - (self.end - self.start)].decode().strip(),
        }


def edits(source: bytes) -> Iterator[Edit]:
    starts = [0, *accumulate(map(len, source.splitlines(keepends=True)))]

    def place(node: Any) -> tuple[int, int]:
        return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset

    for node, boolean in _nodes(ast.parse(source)):
        for kind, part, text in [*_conditions(node), *_statements(node, boolean=boolean), *_values(node)]:
            start, end = place(part)
            yield Edit(kind, start, end, text.replace(_ITSELF, source[start:end]))
        for left, operator, right in _operations(node):
            begin, before = place(left)[1], place(right)[0]
            kind, sign, text = _SIGNS[type(operator)]
            if found := re.search(rb"\s+".join(map(re.escape, sign.split())), source[begin:before]):
                yield Edit(kind, begin + found.start(), begin + found.end(), text)


def _conditions(node: ast.AST) -> Iterator[Replaced]:
    tests: list[ast.expr] = []
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) | ast.match_case(guard=ast.expr() as test):
            tests = [test]
        case ast.comprehension(ifs=tests):
            pass
    yield from (("condition", test, _NEGATED) for test in tests)


def _statements(node: ast.AST, *, boolean: bool) -> Iterator[Replaced]:
    match node:
        case ast.Return(value=ast.Constant(value=None)):
            pass
        case ast.Return(value=ast.expr() as value):
            yield "returned", value, _NEGATED if boolean else b"None"
        case ast.Expr(value=ast.Call() | ast.Await(value=ast.Call())):
            yield "call", node, b"pass"


def _values(node: ast.AST) -> Iterator[Replaced]:
    match node:
        case ast.Name(id=name) if name in _NAMES:
            yield "min-max" if name.startswith("m") else "any-all", node, _NAMES[name]
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as number):
            yield "number", node, repr(number + 1).encode()
        case ast.Constant(value=str(text)) if _NUMBER.fullmatch(text):
            yield "number", node, f'"{Decimal(text) + 1}"'.encode()


def _operations(node: ast.AST) -> Iterator[tuple[ast.expr, ast.AST, ast.expr]]:
    match node:
        case ast.BoolOp(op=operator, values=values):
            yield from ((left, operator, right) for left, right in pairwise(values))
        case ast.Compare(left=first, ops=operators, comparators=others):
            yield from zip([first, *others], operators, others, strict=False)
        case ast.BinOp(left=left, op=operator, right=right) | ast.AugAssign(target=left, op=operator, value=right):
            if type(operator) in _SIGNS:
                yield left, operator, right


def _nodes(node: ast.AST, *, boolean: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """Find each with whether the function around it returns a bool; annotations do nothing.

    Python 3.11 does not say where the parts of an f-string are.
    """
    match node:
        case ast.JoinedStr():
            return
        case ast.FunctionDef(returns=told) | ast.AsyncFunctionDef(returns=told):
            boolean = isinstance(told, ast.Name) and told.id == "bool"
    yield node, boolean
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and name not in ("annotation", "returns"):
                yield from _nodes(child, boolean=boolean)
