"""A copy of the tree, in which a file is changed and tests run: whatever ends them, the tree itself is not touched.

What can be changed are places of a module: small edits of its text after which it does something else.
"""

import ast
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.util import cache_from_source
from itertools import accumulate, pairwise
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Final

from coverage import CoverageData

from tests.needs import BESIDE

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


_LAYERS: Final = ("domain", "usecases", "blocks", "handlers", "export", "cli", "mcp", "contracts", "storage")
"""Of tests/, the quick ones first: pytest is told not to sort."""
QUICK: Final = ("--hypothesis-profile=quick", "-p", "no:tests.order", "-m", "not postgres")
_GATE: Final = ("--hypothesis-profile=gate",)


@dataclass(frozen=True)
class Stage:
    """Tests of one process: what pytest is given."""

    name: str
    tests: tuple[str, ...]
    options: tuple[str, ...] = QUICK
    within: float | None = None
    """Seconds that they may take; measured where it is not known."""

    @property
    def costs(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """Name what takes the same time: the same tests in whatever order."""
        return frozenset(self.tests), self.options


def stages(root: Path, file: str, *, pure: Sequence[str], wide: bool) -> Iterator[Stage]:
    """Choose those of a file of bot/ that have tests.

    Args:
        file: from the root on.
        pure: folders of tests.
        wide: also all tests that only compute.
    """
    place = PurePosixPath(file).relative_to("bot").with_suffix("")
    feature = place.parts[min(1, len(place.parts) - 1)].removesuffix("s")
    folders = [root / "tests" / place, root / "tests" / place.parent]
    nearest = sorted(
        (path for folder in folders for path in folder.glob("test_*.py")),
        key=lambda path: (path.stem != f"test_{place.name}", path),
    )
    tests = root / "tests"
    same = [
        path
        for layer in _LAYERS
        for path in sorted((tests / layer).rglob("test_*.py"))
        if feature in path.relative_to(tests / layer).as_posix() and path not in nearest
    ]
    for name, paths in (("nearest", nearest), ("feature", same)):
        if paths:
            yield Stage(name, tuple(path.relative_to(root).as_posix() for path in paths))
    if pure:
        yield Stage("pure", tuple(pure), _GATE)
    if wide:
        yield Stage("wide", (), (*_GATE, "--part", "computing"))


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
def _lines_of_statements(source: str) -> tuple[tuple[int, int], ...]:
    """Return the first and last line of each statement inside a function; of a compound one, of its head."""
    functions = [
        each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    inside = [part for each in functions for body in each.body for part in ast.walk(body) if isinstance(part, ast.stmt)]
    return tuple((each.lineno, _head_ends(each)) for each in inside)


def _head_ends(statement: ast.stmt) -> int:
    body = getattr(statement, "body", None)
    return max(statement.lineno, body[0].lineno - 1) if isinstance(body, list) else statement.end_lineno or 0


def _lines(source: str, line: int) -> range:
    """Return the lines of the smallest statement inside a function that has this one; empty outside functions."""
    around = [(last - first, first, last) for first, last in _lines_of_statements(source) if first <= line <= last]
    return range(min(around)[1], min(around)[2] + 1) if around else range(0)


_PLACE: Final = ("file", "line", "column", "kind", "before", "after")

Line = dict[str, Any]


def key(line: Line) -> str:
    return json.dumps([line[name] for name in _PLACE])


def read(file: Path) -> dict[str, Line]:
    """Read the lines by their places; none without a file."""
    lines = map(json.loads, file.read_text("utf-8").splitlines()) if file.exists() else ()
    return {key(line): line for line in lines}


def add(file: Path, line: Line) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(json.dumps(line, ensure_ascii=False) + "\n")


def said(line: Line) -> str:
    """Tell a person who waits."""
    how = line.get("test") or line.get("stage", "")
    return f"{line['file']}:{line['line']} {line['kind']}: {line['outcome']} {how} ({line['seconds']} s)"


def summary(lines: Iterable[Line]) -> Mapping[str, Any]:
    """Count what was killed, by which tests, and list what survived."""
    lines = list(lines)
    outcomes = Counter(line["outcome"] for line in lines)
    return {
        "run": len(lines),
        "killed": outcomes["killed"],
        "timed_out": outcomes["timed out"],
        "survived": outcomes["survived"],
        "by_stage": Counter(line["stage"] for line in lines if line["outcome"] != "survived"),
        "seconds": round(sum(line["seconds"] for line in lines)),
        "survivors": [
            {
                "at": f"{line['file']}:{line['line']}",
                **{name: line[name] for name in ("kind", "before", "after", "passed")},
            }
            for line in lines
            if line["outcome"] == "survived"
        ],
    }


_LEFT_BEHIND: Final = shutil.ignore_patterns(
    ".git", ".venv", ".env", ".*_cache", "__pycache__", "*.db*", "build", "node_modules"
)
_FAILED: Final = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
_NO_TESTS: Final = 5


class FailsAlready(Exception):
    """Tests that fail although nothing is changed, with what they print."""


@contextmanager
def copied(root: Path) -> Iterator["Trial"]:
    """Copy the tree for a while, beside what make builds."""
    build = root / "build"
    build.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="mutants-", dir=build) as around:
        folder = Path(around) / "tree"
        shutil.copytree(root, folder, symlinks=True, ignore=_LEFT_BEHIND)
        if BESIDE.is_dir():
            folder.with_name(BESIDE.parent.name).symlink_to(BESIDE.parent)
        yield Trial(folder)


@dataclass(frozen=True)
class Trial:
    folder: Path
    times: float = 10.0
    """Tests may take so many times as long as without a change;"""
    least: float = 30.0
    """these seconds they always have: a busy machine is no hang."""
    _limits: dict[Any, float] = field(default_factory=dict)

    def of(self, file: str, edit: Edit, stages: Iterable[Stage], former: Line | None = None) -> Line | None:
        """Run tests on a change: the first stage that fails kills it.

        Args:
            former: what came of it before; it is not held against the same tests again.

        Returns:
            None when there is nothing left to run; a change that no test runs survives.
        """
        begun, passed = time.monotonic(), list[str](former["passed"] if former else [])
        todo = [stage for stage in stages if stage.name not in passed]
        if former and (not todo or former["outcome"] != "survived"):
            return None
        found: Line = {"outcome": "survived"}
        for stage in todo:
            limit = self._limit(stage)
            try:
                with self._changed(self.folder / file, edit):
                    code, output = self._run(stage, limit)
            except subprocess.TimeoutExpired:
                found = {"outcome": "timed out", "stage": stage.name}
                break
            if code:
                test = _FAILED.search(output)
                found = {"outcome": "killed", "stage": stage.name, "test": test[1] if test else ""}
                break
            passed.append(stage.name)
        return found | {"passed": passed, "seconds": round(time.monotonic() - begun, 1)}

    @contextmanager
    def _changed(self, path: Path, edit: Edit) -> Iterator[None]:
        """Change the file for a while; Python would take one of the same second and length for the same."""
        former, compiled = path.read_bytes(), Path(cache_from_source(path))
        compiled.unlink(missing_ok=True)
        path.write_bytes(edit.of(former))
        try:
            yield
        finally:
            path.write_bytes(former)
            compiled.unlink(missing_ok=True)

    def _limit(self, stage: Stage) -> float:
        """Measure how long its tests may take, in seconds."""
        if stage.within is not None:
            return stage.within
        if stage.costs not in self._limits:
            begun = time.monotonic()
            code, output = self._run(stage, None)
            if code:
                raise FailsAlready(f"the {stage.name} tests fail without any change:\n{output}")
            self._limits[stage.costs] = max(self.least, self.times * (time.monotonic() - begun))
        return self._limits[stage.costs]

    def _run(self, stage: Stage, limit: float | None) -> tuple[int, str]:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=short", "-p", "no:cacheprovider"]
        with subprocess.Popen(  # noqa: S603 # our own arguments
            [*command, *stage.options, *stage.tests],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(self.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                output, _ = process.communicate(timeout=limit)
            except BaseException:  # it hangs, or a person ends this
                os.killpg(process.pid, signal.SIGKILL)
                raise
        return 0 if process.returncode == _NO_TESTS else process.returncode, output
