"""The golden files are those that tests read."""

import ast
from collections.abc import Iterator
from typing import Final

from bot.i18n import LOCALES
from tests.blocks.golden import GOLDEN
from tests.i18n.catalogs import chapters

_TESTS: Final = GOLDEN.parent


def _calls() -> Iterator[ast.Call]:
    """Whatever compares something with a golden file."""
    for path in _TESTS.rglob("test_*.py"):
        text = path.read_text("utf-8")
        if "assert_builder(" in text or "assert_golden(" in text:
            yield from (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))


def _read() -> Iterator[str]:
    """Every golden file that a test reads."""
    yield from (
        "access_matrix.json",
        "access_left.json",
        "access_later.json",
        "agents/matrix.json",
        "fleet_of_3000.json",
    )
    yield from (f"agents/tools.{locale}.json" for locale in LOCALES)
    yield from (f"sentences/{chapter}.txt" for chapter in chapters("en"))
    for call in _calls():
        match call:
            case ast.Call(
                func=ast.Name(id="assert_builder" | "assert_golden"), args=[ast.Constant(value=str(name)), *_]
            ):
                yield f"structure/{name}.json"
                if any(keyword.arg == "full" for keyword in call.keywords):
                    yield from (f"messages/{name}.{locale}.json" for locale in LOCALES)


def test_golden_files() -> None:
    """None is missing, unread, or read twice."""
    lying = sorted(path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*") if path.is_file())

    assert sorted(_read()) == lying
