"""The parsers, and what every reader of a tree needs."""

from functools import cache
from typing import Final

import tree_sitter_html
import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Tree

JAVASCRIPT: Final = "javascript"
TYPESCRIPT: Final = "typescript"
TSX: Final = "tsx"
HTML: Final = "html"

_GRAMMARS: Final = {
    JAVASCRIPT: tree_sitter_javascript.language,
    TYPESCRIPT: tree_sitter_typescript.language_typescript,
    TSX: tree_sitter_typescript.language_tsx,
    HTML: tree_sitter_html.language,
}


@cache
def _language(name: str) -> Language:
    return Language(_GRAMMARS[name]())


def parse(text: bytes, language: str) -> Tree:
    """A syntax tree; whatever the text is, there is one, with errors marked in it."""
    return Parser(_language(language)).parse(text)


def text_of(node: Node) -> str:
    """The text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def position(node: Node, lines: list[bytes]) -> tuple[int, int]:
    """Line and column of a node, counted from 1, in characters.

    Args:
        node: where.
        lines: the whole text, split at line feeds.
    """
    row, byte = node.start_point
    line = lines[row] if row < len(lines) else b""
    return row + 1, len(line[:byte].decode("utf-8", "replace")) + 1


def string_of(node: Node) -> str | None:
    """The value of a string that stands there as it is; None for anything else, and for one with escapes in it."""
    if node.type not in ("string", "template_string"):
        return None
    parts = node.named_children
    if any(part.type != "string_fragment" for part in parts):
        return None
    return "".join(text_of(part) for part in parts)
