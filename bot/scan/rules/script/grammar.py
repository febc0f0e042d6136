"""The parsers, and helpers for reading their trees."""

import re
from bisect import bisect_left
from functools import cache
from typing import Final

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Tree

from bot.scan.rules.ensured import Steps, TooManySteps

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
    """The syntax tree of any text, with errors marked in it.

    Raises:
        TooManySteps: parsing takes far more than ordinary text does.
    """
    if len(text) > _HARMLESS:
        _rehearse(text, language)
    return Parser(_language(language)).parse(text)


def _rehearse(text: bytes, language: str) -> None:
    """Parse a text with its steps counted, which is possible only while it is read in pieces.

    The grammars' own scanners look ahead: over a row of comments in an expression after each of them. That takes time
    by the square of their number.

    Raises:
        TooManySteps: it takes far more than ordinary text does, or it is no text.
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
    """The text of a node; a name that is written with escapes is the name itself."""
    text = (node.text or b"").decode("utf-8", "replace")
    return _ESCAPE.sub(_unescaped, text) if "\\" in text and "identifier" in node.type else text


def _unescaped(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < _ASCII and (chr(code).isalnum() or chr(code) in "_$") else escape[0]


def operator_of(node: Node) -> str:
    """The sign of an expression, such as `&&`; empty when it has none."""
    sign = node.child_by_field_name("operator")
    return sign.type if sign is not None else ""


def operands(expression: Node) -> list[Node]:
    """The operands of a binary expression from left to right: `a && b && c`, which is `(a && b) && c`, has three."""
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
    """The value of a string literal; None for anything else, for one with escapes, and for one longer than any name."""
    if node.type not in ("string", "template_string") or node.end_byte - node.start_byte > _LONGEST:
        return None
    parts = node.named_children
    if any(part.type != "string_fragment" for part in parts):
        return None
    return "".join(text_of(part) for part in parts)
