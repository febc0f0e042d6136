"""A third language for tests: a sentence's key and parameters instead of it."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import count, product
from pathlib import Path
from typing import Any, Final, Self

from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

import bot
import handlers
from bot import i18n
from bot.i18n import Texts, texts_for

_FIRST: Final = 0x20000
"""Rare characters that no limit cuts and no sentence has."""


class Keys(Texts):
    """Makes `{cover-present minimum=3.0.0}` where English says "The minimum now is 3.0.0."; numbers as in English.

    While a message is built each sentence is a single character, which no limit of Slack's can cut short;
    `spelled_out` puts the keys in its place.
    """

    def __init__(self) -> None:
        english = texts_for("en")
        super().__init__(english.locale, english._sentences)
        self._free = count(_FIRST)
        self._characters: dict[str, str] = {}
        self._spelled: dict[int, str] = {}

    def __call__(self, key: str, /, **params: str | int) -> str:
        """One character for the sentence; a missing key or parameter is an error."""
        super().__call__(key, **params)
        text = " ".join([key, *(f"{name}={value}" for name, value in params.items())])
        if text not in self._characters:
            character = next(self._free)
            self._characters[text] = chr(character)
            self._spelled[character] = f"{{{text.translate(self._spelled)}}}"
        return self._characters[text]

    def on_terminal(self) -> Self:
        """The same, with the keys of the terminal's own sentences."""
        self._place = "terminal"
        return self

    def spelled_out(self, made: Any) -> Any:
        """What was built, with keys in place of the characters."""
        if isinstance(made, str):
            return made.translate(self._spelled)
        if isinstance(made, dict):
            return {name: self.spelled_out(value) for name, value in made.items()}
        if isinstance(made, list | tuple):
            return [self.spelled_out(value) for value in made]
        return made


_MANY: Final = 12
_SAMPLES: Final[dict[str, str | int]] = {
    **dict.fromkeys(("count", "hours", "remain", "retry_after"), _MANY),
    **dict.fromkeys(("version", "minimum", "first"), "3.0.0"),
    **dict.fromkeys(("loss", "before", "limit"), "1.1%"),
    **dict.fromkeys(("coverage", "after", "target", "share"), "98.9%"),
    **dict.fromkeys(("program", "name"), "shop"),
    "names": "shop, news",
    "appid": "wx1234567890abcdef",
    "day": "23 Nov 2026",
    "moment": "Mon 23 Nov 2026, 09:00 (Asia/Shanghai)",
    "channel": "<#C1>",
    "owner": "<@U1>",
    "who": "<@U1>",
    "span": "3 days",
    "change": "+0.3 pp",
    "code": "61004",
}
"""Whatever is missing here stands in its sentence as ‹name›."""
_PLURALS: Final = frozenset({"zero", "one", "two", "few", "many", "other"})


class _Choices(Visitor):
    def __init__(self) -> None:
        self.found: dict[str, list[str | int]] = {}

    def visit_SelectExpression(self, node: ftl.SelectExpression) -> None:  # noqa: N802  # the visitor's own spelling
        assert isinstance(node.selector, ftl.VariableReference)
        values = self.found.setdefault(node.selector.id.name, [])
        counted = any(
            isinstance(variant.key, ftl.NumberLiteral) or variant.key.name in _PLURALS for variant in node.variants
        )
        for variant in node.variants:
            values.append(_number(variant.key) if counted else _word(variant.key))
        self.generic_visit(node)


def _number(key: ftl.Identifier | ftl.NumberLiteral) -> int:
    if isinstance(key, ftl.NumberLiteral):
        return int(key.value)
    return 1 if key.name == "one" else _MANY


def _word(key: ftl.Identifier | ftl.NumberLiteral) -> str:
    return key.name if isinstance(key, ftl.Identifier) else key.value


def choices(sentences: Iterable[ftl.Pattern]) -> list[dict[str, str | int]]:
    """The choices that lead to each variant in any language; one empty choice without any."""
    reader = _Choices()
    for sentence in sentences:
        reader.visit(sentence)
    values = [dict.fromkeys(found) for found in reader.found.values()]
    return [dict(zip(reader.found, chosen, strict=True)) for chosen in product(*values)]


def filled(names: Iterable[str]) -> dict[str, str | int]:
    return {name: _SAMPLES.get(name, f"‹{name}›") for name in names}


_REASON: Final = re.compile(r"[a-z]+(-[a-z]+)+")
_SPEAKERS: Final = frozenset({"t", "texts", "self"})
"""What a `Texts` is called where it is called."""


class _Reader(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.texts: list[str] = []

    def visit_TextElement(self, node: ftl.TextElement) -> None:  # noqa: N802  # the visitor's own spelling
        self.texts.append(str(node.value))

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802  # the visitor's own spelling
        self.names.add(node.id.name)


@cache
def chapters(locale: str) -> dict[str, dict[str, ftl.Pattern]]:
    folder = Path(str(i18n.__file__)).parent / locale
    return {
        path.relative_to(folder).with_suffix("").as_posix(): _chapter(path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.ftl"))
    }


def _chapter(source: str) -> dict[str, ftl.Pattern]:
    found: dict[str, ftl.Pattern] = {}
    for entry in FluentParser().parse(source).body:
        assert not isinstance(entry, ftl.Junk), entry.content
        if isinstance(entry, ftl.Message):
            assert entry.id.name not in found, entry.id.name
            if entry.value:
                found[entry.id.name] = entry.value
            found |= {f"{entry.id.name}.{attribute.id.name}": attribute.value for attribute in entry.attributes}
    return found


@cache
def patterns(locale: str) -> dict[str, ftl.Pattern]:
    found: dict[str, ftl.Pattern] = {}
    for chapter in chapters(locale).values():
        assert not found.keys() & chapter.keys()
        found |= chapter
    return found


def variables(pattern: ftl.Pattern) -> set[str]:
    reader = _Reader()
    reader.visit(pattern)
    return reader.names


def texts_in(pattern: ftl.Pattern) -> list[str]:
    reader = _Reader()
    reader.visit(pattern)
    return reader.texts


@cache
def _code() -> list[ast.Constant | ast.Call]:
    """Every text and call of the code, in one pass."""
    nodes = (node for source in _sources() for node in ast.walk(source))
    return [node for node in nodes if isinstance(node, ast.Constant | ast.Call)]


def _sources() -> Iterator[ast.Module]:
    for package in (bot, handlers):
        root = Path(str(package.__file__)).parent
        for path in root.rglob("*.py"):
            yield ast.parse(path.read_text(encoding="utf-8"))


def _calls() -> Iterator[ast.Call]:
    return (node for node in _code() if isinstance(node, ast.Call))


def constants() -> set[str]:
    return {node.value for node in _code() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def used_keys() -> set[str]:
    return {key for argument in _key_arguments() for key in _literals(argument)}


def families() -> set[str]:
    """The beginnings of keys that are put together (`reason-{...}`)."""
    return {
        str(part.value)
        for argument in _key_arguments()
        for part in _beginning(argument)
        if isinstance(part, ast.Constant)
    }


def _beginning(argument: ast.expr) -> list[ast.expr]:
    if isinstance(argument, ast.JoinedStr):
        return argument.values[:1]
    return [argument.left] if isinstance(argument, ast.BinOp) else []


def _key_arguments() -> Iterator[ast.expr]:
    return (call.args[0] for call in _calls() if call.args and _name(call.func) in _SPEAKERS)


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Name):
        return called.id
    return called.attr if isinstance(called, ast.Attribute) else ""


def _literals(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _literals(argument.body)
        yield from _literals(argument.orelse)


def setting_reasons() -> set[str]:
    found = set()
    for call in _calls():
        if _name(call.func) == "SettingsError":
            found |= {text for keyword in call.keywords if keyword.arg == "reason" for text in _in(keyword.value)}
        if _name(call.func) == "ValueError":  # what a validator of Settings raises
            found |= {text for argument in call.args for text in _in(argument) if _REASON.fullmatch(text)}
    return found


def _in(value: ast.expr) -> set[str]:
    return {node.value for node in ast.walk(value) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
