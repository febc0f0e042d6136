"""A catalog of Fluent's, whose sentences are parsed when they are needed: a command prints a few of a thousand."""

import re
from typing import Final

from fluent.syntax import FluentParser, ast

from bot.i18n.texts import Entry, Pattern

_ENTRY: Final = re.compile(r"^([A-Za-z][\w-]*) *=", re.MULTILINE)


class Catalog:
    """The sentences of one language, from its source."""

    def __init__(self, source: str) -> None:
        starts = [*_ENTRY.finditer(source)]
        ends = [*(found.start() for found in starts[1:]), len(source)]
        self._sources = {found[1]: source[found.start() : end] for found, end in zip(starts, ends, strict=True)}
        self._read: dict[str, Entry] = {}

    def entry(self, key: str) -> Entry | None:
        """Return a sentence with its attributes; None when there is none."""
        if key not in self._read and key in self._sources:
            self._read[key] = _entry(self._sources[key])
        return self._read.get(key)

    def compiled(self) -> dict[str, Entry]:
        return {key: entry for key in self._sources if (entry := self.entry(key)) is not None}


def _entry(source: str) -> Entry:
    message = FluentParser(with_spans=False).parse_entry(source)
    if not isinstance(message, ast.Message):
        raise ValueError(source)  # noqa: TRY004  # what was written, not what was passed
    parts = {"": message.value} | {each.id.name: each.value for each in message.attributes}
    return {name: _pattern(value) for name, value in parts.items() if value is not None}


def _pattern(pattern: ast.Pattern) -> Pattern:
    return [
        element.value if isinstance(element, ast.TextElement) else _part(element.expression)
        for element in pattern.elements
    ]


def _part(expression: ast.InlineExpression | ast.Placeable | ast.SelectExpression) -> str | list[object]:
    match expression:
        case ast.StringLiteral():
            return str(expression.parse()["value"])
        case ast.VariableReference():
            return [expression.id.name]
        case ast.SelectExpression(selector=ast.VariableReference() as selector):
            cases = {_name(each.key): _pattern(each.value) for each in expression.variants}
            default = next(_name(each.key) for each in expression.variants if each.default)
            return [selector.id.name, cases, default]
    raise ValueError(expression.to_json())


def _name(key: ast.Identifier | ast.NumberLiteral) -> str:
    return key.name if isinstance(key, ast.Identifier) else key.value
