"""Rules for the code that no linter knows."""

import ast
import json
import subprocess
from collections.abc import Iterator
from typing import Final

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
_LONGEST_FILE = 450


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
    found = [f"{place(path, line)} {name}" for path in python_files(*_PURE) for line, name in reads_outside(tree(path))]

    assert found == []


@pytest.mark.parametrize(
    "source",
    ["datetime.now(UTC)", "date.today()", "dt.datetime.utcnow()", "time.time()", "clock = time.time",
     "os.environ['X']", "os.getenv('X')", "from time import time"],
)  # fmt: skip
def test_a_clock_or_an_environment_is_noticed(source: str) -> None:
    assert list(reads_outside(ast.parse(source)))


@pytest.mark.parametrize("folder", ["tests", "bench", "tools"])
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
    lengths = {place(path): len(path.read_text("utf-8").splitlines()) for path in python_files()}

    assert {name: lines for name, lines in lengths.items() if lines > _LONGEST_FILE} == {}


_MAY_SEE: Final = {
    "bot/domain/home.py": "made up for the Home tab",
    "bot/domain/numbers/snapshot.py": "all of WeChat",
    "bot/domain/programs.py": "a program that is being imported",
    "bot/mcp/tools/changes.py": "what the person has just proposed",
    "bot/scan/readers.py": "a file of the person's own",
    "bot/settings_values.py": "the fleet as the operator lists it",
    "bot/storage/fleet_rows.py": "what exists for the viewpoint that is asked for",
    "bot/storage/numbers/encoding.py": "numbers that were asked for",
    "bot/storage/numbers/snapshots.py": "the sweep's, which asks for no one",
    "bot/storage/numbers/ranks.py": "what is to be judged, for no one",
    "bot/storage/programs/programs.py": "the fleet",
    "bot/storage/programs/known.py": "the fleet, as it is kept",
    "bot/usecases/decisions/advance.py": "what Baselib sets and verifies",
    "bot/usecases/decisions/change.py": "what a person has set",
    "bot/usecases/governance.py": "restrictions of what is gone, for admins",
    "bot/usecases/imports.py": "imports adopted at the first start",
    "bot/usecases/platform/finish.py": "what a merchant has just chosen",
    "bot/usecases/sweep/sweep.py": "what Baselib sets and verifies",
}
"""Where text becomes the AppID of a program that exists, and why that is right for whoever reads the answer."""


def test_what_is_out_of_sight_is_not_made_up() -> None:
    """Everywhere else the AppID of an alert, a button or a decision is text until `VisiblePrograms` finds it."""
    makers = {
        str(path.relative_to(ROOT))
        for path in python_files("bot", "handlers")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _dotted(node.func).rpartition(".")[2] == "Visible"
    }

    assert makers == set(_MAY_SEE)


_SEES_ALL: Final = {
    "bot/cli/report.py": "the operator",
    "bot/cli/imports.py": "the operator",
    "bot/cli/kit/cores.py": "the operator",
    "bot/cli/fleet.py": "the operator",
    "bot/cli/scan_users.py": "the operator",
    "bot/storage/programs/programs.py": "the sweep, and the daily count",
    "bot/usecases/alerts/change.py": "the state an alert begins with",
    "bot/usecases/alerts/scheduled.py": "judging; the message says what exists in its channel",
    "bot/usecases/alerts/judge.py": "judging; the message says what exists in its channel",
    "bot/usecases/governance.py": "admins restrict",
    "bot/usecases/imports.py": "a name that is free; reminders",
    "bot/usecases/programs/authorisation_status.py": "what WeChat says of a program, and which channels are about it",
    "bot/usecases/programs/choose.py": "a name that is free",
    "bot/usecases/programs/opt_ins.py": "what Baselib may set",
    "bot/usecases/sweep/sweep.py": "the sweep",
}
"""What looks at the whole fleet whoever asks, and for what."""


def test_the_whole_fleet_is_looked_at_for_no_one() -> None:
    wanted = {"Viewpoint.everything", "self.read_failures.all"}
    lookers = {
        str(path.relative_to(ROOT))
        for path in python_files("bot", "handlers")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _dotted(node.func) in wanted
    }

    assert lookers == set(_SEES_ALL)


_OF_THE_APP: Final = {"App", "OpenTables", "Options", "Ports", "ReadingApp", "ReadingPorts", "Repositories"}


def test_use_cases_take_nothing_else_from_the_app() -> None:
    """import-linter lets every feature import it, so nothing of another feature may come that way."""
    taken = {
        (place(path), name.name)
        for path in python_files("bot", "handlers")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module in {"bot.usecases.app", "bot.usecases"}
        for name in node.names
        if name.name not in (_OF_THE_APP if node.module == "bot.usecases.app" else ())
    }

    assert taken == set()
