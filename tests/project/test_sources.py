"""Rules for the code that no linter knows."""

import ast
import json
import subprocess
from collections.abc import Iterator

import pytest
from ruff import find_ruff_bin

from tests.project.repository import ROOT, place, python_files, tree

_PURE = (
    "bot/domain",
    "bot/blocks",
    "bot/export",
    "bot/pages",
    "bot/wechat/protocol",
)
_CLOCKS = frozenset({"now", "today", "utcnow", "monotonic", "perf_counter", "time_ns", "monotonic_ns", "sleep"})
_OUTSIDE = frozenset({"time.time", "os.environ", "os.getenv", "os.environb"})
_LONGEST_FILE = 350
"""Lines."""


def _dotted(node: ast.expr) -> str:
    return f"{_dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def reads_outside(module: ast.Module) -> Iterator[tuple[int, str]]:
    """A module's reads of clock or environment: line and name."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and _dotted(node) in _OUTSIDE:
            yield node.lineno, _dotted(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CLOCKS:
            yield node.lineno, f"{_dotted(node.func)}()"
        if isinstance(node, ast.ImportFrom) and node.module in ("time", "os"):
            yield node.lineno, f"from {node.module} import"


def test_the_core_reads_no_clock_and_no_environment() -> None:
    """Domain, builders and protocol get the time as an argument, and no settings."""
    found = [f"{place(path, line)} {name}" for path in python_files(*_PURE) for line, name in reads_outside(tree(path))]

    assert found == []


@pytest.mark.parametrize(
    "source",
    ["datetime.now(UTC)", "date.today()", "dt.datetime.utcnow()", "time.time()", "clock = time.time",
     "os.environ['X']", "os.getenv('X')", "from time import time"],
)  # fmt: skip
def test_a_clock_or_an_environment_is_noticed(source: str) -> None:
    """The rule above sees each way to break it."""
    assert list(reads_outside(ast.parse(source)))


@pytest.mark.parametrize("folder", ["tests", "bench", "tools", "bot/sandbox"])
def test_the_linter_refuses_the_machine_s_date(folder: str) -> None:
    """By any name: each of these lines is reported, in every folder with its own time."""
    planted = (
        "import datetime as dt, time, time as t\nfrom datetime import UTC, date, datetime\n"
        "from time import time as now\n"
        "print(datetime.now(UTC))\nprint(dt.datetime.now(UTC))\nprint(datetime.utcnow())\nprint(datetime.today())\n"
        "print(date.today())\nprint(dt.date.today())\nprint(time.time())\nprint(t.time_ns())\nread = datetime.now\n"
    )
    here = ["--stdin-filename", f"{folder}/new.py", "-"]
    command = [find_ruff_bin(), "check", "--select", "TID251", "--output-format", "json", *here]
    found = subprocess.run(command, input=planted, capture_output=True, text=True, cwd=ROOT, check=False)  # noqa: S603

    assert {each["location"]["row"] for each in json.loads(found.stdout)} == set(range(3, 13))


def test_no_file_is_long() -> None:
    """A file can be read in one go."""
    lengths = {place(path): len(path.read_text("utf-8").splitlines()) for path in python_files()}

    assert {name: lines for name, lines in lengths.items() if lines > _LONGEST_FILE} == {}
