"""Which tests run a line, from coverage by test (`make covered`); of very many the nearest."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Final

from coverage import CoverageData

from tools.mutants.stages import QUICK, Stage

_PARTS: Final = (60, 440, 1_100)
"""How many tests run at a time, the nearest first: most changes die by one of these."""
_WITHIN: Final = 400.0
"""Seconds for each part."""


class Covered:
    """The tests that have run each line of `bot/`."""

    def __init__(self, file: Path) -> None:
        """Read what coverage has noted, with files named from the root on."""
        self._data = CoverageData(basename=str(file))
        self._data.read()

    def stages(self, root: Path, file: str, line: int) -> Iterator[Stage]:
        """Choose the tests that run a line; of one outside functions, which runs at import, all that run its file."""
        by_line = self._data.contexts_by_lineno(file)
        lines = _lines((root / file).read_text("utf-8"), line) or by_line.keys()
        tests = {_test_of(context) for each in lines for context in by_line.get(each, ()) if context}
        ordered = sorted(tests, key=lambda test: (-_nearness(test, file), test))
        for number, size in enumerate(_PARTS):
            if some := ordered[sum(_PARTS[:number]) :][:size]:
                yield Stage(f"runs it {number + 1}", tuple(some), QUICK, _WITHIN)


def _test_of(context: str) -> str:
    return context.partition("|")[0].partition("[")[0]


def _nearness(test: str, file: str) -> int:
    """How many parts of the module's place the test's place has, too."""
    place = PurePosixPath(file).with_suffix("").parts[1:]
    there = PurePosixPath(test.partition("::")[0]).with_suffix("").parts[1:]
    return len({*there} & {*place}) + (there[-1] == f"test_{place[-1]}")


@cache
def _statements(source: str) -> tuple[tuple[int, int], ...]:
    """The first and last line of each statement inside a function; of a compound one, of its head."""
    functions = [
        each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    inside = [part for each in functions for body in each.body for part in ast.walk(body) if isinstance(part, ast.stmt)]
    return tuple((each.lineno, _head_ends(each)) for each in inside)


def _head_ends(statement: ast.stmt) -> int:
    body = getattr(statement, "body", None)
    return max(statement.lineno, body[0].lineno - 1) if isinstance(body, list) else statement.end_lineno or 0


def _lines(source: str, line: int) -> range:
    """The lines of the smallest statement inside a function that has this one; empty outside functions."""
    around = [(last - first, first, last) for first, last in _statements(source) if first <= line <= last]
    return range(min(around)[1], min(around)[2] + 1) if around else range(0)
