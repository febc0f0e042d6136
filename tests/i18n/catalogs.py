"""The catalogs and the code, read as data."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

import bot
import handlers
from bot import i18n

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
