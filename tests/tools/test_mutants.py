"""`make mutants`: what is changed, in which order tests run, and what is kept of it."""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import metadata
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pytest
from coverage import CoverageData
from packaging.markers import default_environment
from packaging.utils import canonicalize_name

from tests.project.repository import ROOT, place, python_files
from tools.fleet import run
from tools.locks import (
    ENVIRONMENTS,
    LOCKS,
    PYTHONS,
    Lock,
    Pin,
    gaps,
    installed_with,
    pins_in,
    requirements_here,
    roots,
    text_of,
    versions,
)
from tools.mutants.__main__ import main
from tools.mutants.trial import Stage, copied, edits, stages

TREE: Final = {
    "pytest.ini": "",
    "conftest.py": """def pytest_addoption(parser):
    parser.addoption("--hypothesis-profile")
    parser.addoption("--part")
""",
    "bot/__init__.py": "",
    "bot/domain/__init__.py": "",
    "bot/domain/shape.py": "SEEN = 5\nUNSEEN = 7\n",
    "tests/domain/test_shape.py": "from bot.domain.shape import SEEN\ndef test_seen():\n    assert SEEN == 5\n",
}
SEEN: Final = ("SEEN = 5", "SEEN = 6", "killed")
UNSEEN: Final = ("UNSEEN = 7", "UNSEEN = 8", "survived")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a small tree, for a pytest that starts soon."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def mutants(root: Path, *more: str) -> int:
    out = str(root / "out.jsonl")
    return main(["--seed", "a", "--parts", "bot/domain/shape", "--out", out, *more], root)


def kept(root: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (root / "out.jsonl").read_text("utf-8").splitlines()]


def unchanged(root: Path) -> bool:
    """Tell whether all is as it was, and nothing is left behind."""
    same = all((root / name).read_text("utf-8") == text for name, text in TREE.items())
    return same and not list((root / "build").iterdir()) and not list(root.rglob("__pycache__"))


def test_one_is_killed_and_one_survives(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """See one by the nearest test; run only what is new the next time; leave the tree alone."""
    assert mutants(root) == 0
    found, lines = json.loads(capsys.readouterr().out), kept(root)
    assert {(line["before"], line["after"], line["outcome"]) for line in lines} == {SEEN, UNSEEN}
    assert [line["test"] for line in lines if "test" in line] == ["tests/domain/test_shape.py::test_seen"]
    assert [found[name] for name in ("places", "drawn", "run", "killed", "survived")] == [2, 2, 2, 1, 1]
    assert found["by_stage"] == {"nearest": 1}
    survivor = {"at": "bot/domain/shape.py:2", "kind": "number", "before": UNSEEN[0], "after": UNSEEN[1]}
    assert found["survivors"] == [survivor | {"passed": ["nearest"]}]

    assert mutants(root) == 0
    assert kept(root) == lines
    assert json.loads(capsys.readouterr().out) == found
    assert mutants(root, "--wide") == 0
    (wide,) = kept(root)[2:]
    assert (wide["after"], wide["passed"]) == (UNSEEN[1], ["nearest", "wide"])
    assert unchanged(root)


def test_only_the_tests_that_run_a_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As coverage has noted them, by the head of the statement; at the import of a module, all that run it."""
    (root / "bot/domain/shape.py").write_text(
        "SEEN = 5\ndef told():\n    return (\n        7\n    )\ndef other():\n    return 7\n", encoding="utf-8"
    )
    (root / "tests/domain/test_told.py").write_text(
        "from bot.domain.shape import told\ndef test_told():\n    assert told() == 7\n", encoding="utf-8"
    )
    noted = CoverageData(basename=str(root / "covered"))
    for test, lines in (("test_shape.py::test_seen|run", [1]), ("test_told.py::test_told|run", [2, 3, 4])):
        noted.set_context(f"tests/domain/{test}")
        noted.add_lines({"bot/domain/shape.py": lines})
    noted.write()

    assert mutants(root, "--covered", str(root / "covered")) == 0
    found = {line["line"]: (line["outcome"], line.get("test", ""), line["passed"]) for line in kept(root)}
    assert found == {
        1: ("killed", "tests/domain/test_shape.py::test_seen", []),
        4: ("killed", "tests/domain/test_told.py::test_told", []),
        7: ("survived", "", []),
    }
    assert json.loads(capsys.readouterr().out)["survived"] == 2


def test_tests_that_fail_already(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "tests/domain/test_shape.py").write_text("def test_it():\n    assert 0\n", encoding="utf-8")

    assert mutants(root) == 1
    assert "the nearest tests fail without any change" in capsys.readouterr().err
    assert not (root / "out.jsonl").exists()


def test_a_change_that_hangs(root: Path) -> None:
    (root / "bot/domain/shape.py").write_text("SEEN = 5\nwhile SEEN != 5:\n    pass\n", encoding="utf-8")
    _, edit, *_ = sorted(edits((root / "bot/domain/shape.py").read_bytes()), key=lambda each: each.start)
    with copied(root) as trial:
        found = replace(trial, times=2, least=0.5).of("bot/domain/shape.py", edit, [Stage("nearest", ("tests",))])

    assert found
    assert (found["outcome"], found["stage"]) == ("timed out", "nearest")


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("if a:\n    b", ["if not (a):"]),
        ("while (a\n       or b): c", ["while (not (a\n       or b)): c", "and b): c"]),
        ("x = a if b else c", ["x = a if not (b) else c"]),
        ("x = [a for a in b if c]", ["x = [a for a in b if not (c)]"]),
        ("x = a and b and c", ["x = a or b and c", "x = a and b or c"]),
        ("x = (a) < b >= c", ["x = (a) <= b >= c", "x = (a) < b > c"]),
        ("x = a == b", ["x = a != b"]),
        ("x = a not  in b", ["x = a in b"]),
        ("x = a is b", ["x = a is not b"]),
        ("x = a + 9", ["x = a - 9", "x = a + 10"]),
        ("x -= a", ["x += a"]),
        ('x = D("0.5")', ['x = D("1.5")']),
        ("x: Literal[1] = True", []),
        ('"""A 1."""\nx = f"{a + 1}"', []),
        ("def f() -> bool:\n    return a", ["return not (a)"]),
        ("def f(a: int):\n    return '小' or a", ["return None", "return '小' and a"]),
        ("def f():\n    return None", []),
        ("a()\nawait b()", ["pass", "pass"]),
        ("x = min(a)\ny = any(a)", ["x = max(a)", "y = all(a)"]),
        ("match a:\n    case b if c: pass", ["case b if not (c): pass"]),
    ],
)
def test_each_kind_of_change(source: str, after: list[str]) -> None:
    text = source.encode()
    found = [edit for edit in edits(text) if "await" in source or edit.changes(text)]

    assert sorted(edit.to_json(text)["after"] for edit in found) == sorted(after)


def test_a_sign_in_a_comment() -> None:
    text = b"x = (a  # is a < b?\n     < b)"

    assert [edit.changes(text) for edit in edits(text)] == [False]


def test_the_nearest_tests_are_the_first() -> None:
    """Begin with the module's and those beside it, then take those of the feature in every layer, and others."""
    nearest, feature, pure, wide = stages(ROOT, "bot/domain/alerts/parse.py", pure=["tests/domain"], wide=True)

    assert nearest.tests[0] == "tests/domain/alerts/test_alerts.py"
    assert {Path(name).parent.as_posix() for name in nearest.tests} == {"tests/domain/alerts"}
    assert {name.split("/")[1] for name in feature.tests} >= {"usecases", "blocks", "handlers"}
    assert not {*nearest.tests} & {*feature.tests}
    assert (pure.tests, wide.tests) == (("tests/domain",), ())


PIP, RUN, DEMO, DEV = LOCKS
EACH = pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.file)
IMPORT = re.compile(r"^ *(?:from (\w+)[\w.]* import|import (\w+))", re.MULTILINE)


def _names(pins: Iterable[Pin]) -> set[str]:
    return {pin.name for pin in pins}


@EACH
def test_nothing_is_missing(lock: Lock) -> None:
    missing = {
        place: found
        for place, where in ENVIRONMENTS.items()
        if (found := gaps(roots(lock), installed_with(lock), where))
    }

    assert missing == {}, "run `make lock`"


@EACH
def test_what_is_installed_here_was_looked_up(lock: Lock) -> None:
    here = {key: str(value) for key, value in default_environment().items()}
    pins = pins_in(text_of(lock.file))

    assert [pair for pair in versions(pins, here) if lock is not PIP and requirements_here(*pair) is None] == []


@pytest.mark.parametrize(
    ("name", "lock", "whose"),
    [
        ("certifi", RUN, {"httpx: certifi", "httpcore: certifi"}),
        ("greenlet", RUN, {'sqlalchemy: greenlet>=1; extra == "asyncio"'}),
        ("websockets", DEMO, {"pyproject.toml: websockets>=15"}),
        ("coverage", DEV, {'pytest-cov: coverage[toml]>=7.10.6; python_version >= "3.9"'}),
    ],
)
def test_a_missing_package_is_found(name: str, lock: Lock, whose: set[str]) -> None:
    pins = [pin for pin in installed_with(lock) if pin.name != name]
    found = gaps(roots(lock), pins, next(iter(ENVIRONMENTS.values())))

    assert {gap.partition(" ")[0] for gap in whose} <= {gap.partition(" ")[0] for gap in found}
    assert all(name in gap for gap in found)


def test_a_package_that_one_platform_lacks_is_found() -> None:
    pins = [pin for pin in installed_with(RUN) if pin.name != "pywin32"]
    platforms = {platform for (_, platform), where in ENVIRONMENTS.items() if gaps(roots(RUN), pins, where)}

    assert platforms == {"x86_64-pc-windows-msvc"}


def test_a_version_that_is_too_old_is_found() -> None:
    pins = [pin for pin in installed_with(RUN) if pin.name != "httpx"] + pins_in("httpx==0.1.0")

    assert "pyproject.toml: httpx>=0.28" in gaps(roots(RUN), pins, next(iter(ENVIRONMENTS.values())))


@EACH
def test_every_pin_is_exact_hashed_and_the_only_one(lock: Lock) -> None:
    pins = pins_in(text_of(lock.file))

    assert [pin.name for pin in pins if not pin.hashes or not pin.version] == []
    for where in ENVIRONMENTS.values():
        names = sorted(name for name, _ in versions(pins, where))
        assert [name for name, same in groupby(names) if len(list(same)) > 1] == []


@EACH
def test_no_address_is_locked(lock: Lock) -> None:
    assert [line for line in text_of(lock.file).splitlines() if "://" in line or line.startswith("-")] == []


def test_tests_run_on_what_is_shipped() -> None:
    for where in ENVIRONMENTS.values():
        assert set(versions(installed_with(DEMO), where)) <= set(versions(pins_in(text_of(DEV.file)), where))


def test_pythons_are_those_that_are_supported() -> None:
    """From the oldest that pyproject.toml allows on; both READMEs name the first and the last that it lists."""
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    first, *_, last = listed = re.findall(r"Python :: (3\.\d+)", project)

    assert f'requires-python = ">={first}"' in project
    assert listed == list(dict.fromkeys(python.rpartition(".")[0] for python in PYTHONS))[: len(listed)]
    assert f"({first} to {last})" in (ROOT / "README.md").read_text("utf-8")
    assert f"{first} 到 {last} " in (ROOT / "README.zh-CN.md").read_text("utf-8")


@pytest.mark.parametrize("lock", [RUN, DEMO], ids=lambda lock: lock.file)
def test_code_imports_what_its_lock_installs(lock: Lock) -> None:
    allowed = _names(installed_with(lock))
    distributions = metadata.packages_distributions()
    sources = python_files("tools/sandbox") if lock is DEMO else python_files("bot", "handlers")
    missing = {
        f"{place(path)}: {name}"
        for path in sources
        for name in _imports(path)
        if not {canonicalize_name(one) for one in distributions.get(name, [])} & allowed
    }

    assert missing == set()


def _imports(path: Path) -> Iterator[str]:
    for one, other in IMPORT.findall(path.read_text("utf-8")):
        name = one or other
        if name not in sys.stdlib_module_names and name not in ("bot", "handlers", "tools"):
            yield name


@pytest.mark.e2e
async def test_a_small_fleet(tmp_path: Path) -> None:
    figures = await run(6, tmp_path, times=2)

    assert (figures["programs"], figures["each_asked_once"]) == (6, True)
    for question in ("search", "select", "report", "fleet", "fleet_raise"):
        assert figures[question]["median_ms"] <= figures[question]["longest_ms"]
    assert all(figures["memory_mb"].values())
