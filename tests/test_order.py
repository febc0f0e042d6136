"""The two parts of the tests, collected apart."""

import gc
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.clock import MOMENTS
from tests.needs import FONT_FOLDERS, NEEDS, missing
from tests.needs import ROOT as SKIPS_ROOT
from tests.order import COMPUTING, Part, part_of
from tests.project.repository import ROOT
from tests.skips import Skips, documented


def collected(folder: Path, *arguments: str) -> set[str]:
    """The tests that a run with these arguments would begin."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.order", "-p", "no:cacheprovider", "--collect-only", "-q"]
    run = subprocess.run(  # noqa: S603 # our own arguments
        [*command, f"--rootdir={folder}", f"--config-file={os.devnull}", *arguments, "tests"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return {line for line in run.stdout.splitlines() if "::" in line}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("e2e/test_a.py", "domain/numbers/test_b.py", "test_c.py"):
        file = tmp_path / "tests" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("def test_it():\n    pass\n")
    return tmp_path


def test_each_test_is_in_one_part(folder: Path) -> None:
    waiting, computing = (collected(folder, "--part", part) for part in (Part.WAITING, Part.COMPUTING))

    assert waiting == {"tests/e2e/test_a.py::test_it", "tests/test_c.py::test_it"}
    assert computing == {"tests/domain/numbers/test_b.py::test_it"}
    assert collected(folder) == waiting | computing


def test_the_folders_exist() -> None:
    assert {name for name in COMPUTING if not (ROOT / "tests" / name).is_dir()} == set()
    assert part_of("e2e") is Part.WAITING


SKIPPING = """
import pytest

@pytest.fixture
def server():
    pytest.skip("the server is missing")

def test_asks_for_a_server(server):
    pass

def test_skips_itself():
    pytest.skip("the browser is missing")

@pytest.mark.skip(reason="the font is missing")
def test_is_marked():
    pass

@pytest.mark.xfail(strict=True)
def test_is_expected_to_fail():
    assert False

def test_passes():
    pass
"""
SKIPPED_MODULE = 'import pytest\npytest.skip("the module is missing", allow_module_level=True)\n'


@pytest.fixture
def skips_folder(tmp_path: Path) -> Path:
    (tmp_path / "test_some.py").write_text(SKIPPING)
    (tmp_path / "test_module.py").write_text(SKIPPED_MODULE)
    return tmp_path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The programs' folder of a machine without programs and fonts."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv(FONT_FOLDERS, "")
    return programs


def complete(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("chromium", "npm", "git", "systemd-analyze", "pgbouncer"):
        (programs / name).touch(mode=0o755)
    (programs / "NotoSansCJK-Regular.ttc").touch()
    monkeypatch.setenv(FONT_FOLDERS, str(programs))


def run(folder: Path, require_all: str) -> str:
    command = [sys.executable, "-m", "pytest", "-p", "tests.skips", "-p", "no:cacheprovider", "-ra", str(folder)]
    environment = {
        **os.environ,
        "REQUIRE_ALL": require_all,
        "PYTHONPATH": str(SKIPS_ROOT),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # loading them takes longer than all that is tried out
    }
    options = [f"--rootdir={folder}", f"--config-file={os.devnull}", "--continue-on-collection-errors"]
    done = subprocess.run(  # noqa: S603 # our own arguments
        [*command, *options], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_a_skipped_test_is_a_skipped_test(skips_folder: Path, machine: Path) -> None:
    assert machine.is_dir()
    assert "1 passed, 4 skipped, 1 xfailed" in run(skips_folder, "")


def test_with_require_all_a_skipped_test_fails(
    skips_folder: Path, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(machine, monkeypatch)
    output = run(skips_folder, "1")

    for lacking in ("server", "browser", "font", "module"):
        assert f"the {lacking} is missing" in output
    assert "1 failed, 1 passed, 1 xfailed, 3 errors" in output


def test_with_require_all_a_run_begins_with_what_is_missing(skips_folder: Path, machine: Path) -> None:
    (machine / "git").touch(mode=0o755)
    output = run(skips_folder, "1")

    assert "lacks Chromium, a Chinese font, npm, systemd-analyze, PgBouncer." in output
    assert "apt-get install chromium fonts-noto-cjk npm systemd pgbouncer" in output
    assert "passed" not in output


def test_nothing_is_missing_on_a_complete_machine(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    complete(machine, monkeypatch)

    assert [need for need in missing() if need.package] == []


def test_each_need_is_documented() -> None:
    """With its package; what is skipped without it is an existing folder, module or test."""
    table = documented()

    assert table.keys() == {(need.name, need.package) for need in NEEDS}
    for readme in ("README.md", "README.zh-CN.md"):
        text = (SKIPS_ROOT / readme).read_text("utf-8")
        assert all(f"`{need.package}`" in text for need in NEEDS if need.package), readme
    for test in (test for tests in table.values() for test in tests):
        module, _, name = test.partition("::")
        path = SKIPS_ROOT / module
        assert path.is_dir() or f"def {name}" in path.read_text("utf-8"), test


@pytest.mark.parametrize(
    ("tests", "differing"),
    [
        ({"tests/browser/test_page.py::test_one": True, "tests/blocks/test_report.py::test_one": False}, []),
        ({"tests/browser/test_page.py::test_one": False}, ["tests/browser/test_page.py::test_one"]),
        ({"tests/blocks/test_report.py::test_one": True}, ["tests/blocks/test_report.py::test_one"]),
    ],
)
def test_skips_are_those_documented(machine: Path, tests: dict[str, bool], differing: list[str]) -> None:
    assert machine.is_dir()
    skips = Skips()
    for name, skipped in tests.items():
        for when, outcome in (("setup", "skipped" if skipped else "passed"), ("teardown", "passed")):
            report = pytest.TestReport(name, (name, 0, name), {}, outcome, None, when)  # type: ignore[arg-type]
            skips.pytest_runtest_logreport(report)

    assert skips.differences() == differing


PLANTED = """
import os, time
from datetime import UTC, date, datetime

IMPORTED = datetime.now(UTC)

def test_date():
    assert (date.today().month, date.today().day) == (10, 31)

def test_hour_and_zone():
    assert datetime.now().astimezone().isoformat().startswith("2027-10-31T02:59")
    assert time.localtime().tm_zone == "CEST"

def test_seconds():
    assert 0 <= time.time() - datetime(2027, 10, 31, 0, 59, tzinfo=UTC).timestamp() < 59

def test_imports_are_no_earlier():
    assert IMPORTED.year == 2027

def test_processes_inherit_the_zone():
    assert os.environ["TZ"] == "Europe/Berlin"
"""


@pytest.mark.parametrize(("moment", "passed"), [("6", 5), ("1", 0)])
def test_the_clock_is_moved(tmp_path: Path, moment: str, passed: int) -> None:
    (tmp_path / "test_planted.py").write_text(PLANTED)
    command = [sys.executable, "-m", "pytest", "-p", "tests.clock", "-p", "no:cacheprovider", "-q", "--moment", moment]
    environment = {
        **{name: value for name, value in os.environ.items() if name != "TZ"},
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # loading them takes longer than all that is tried out
    }
    done = subprocess.run(  # noqa: S603 # our own arguments
        [*command, f"--rootdir={tmp_path}", f"--config-file={os.devnull}", str(tmp_path)],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    outcome = done.stdout.splitlines()[-1]

    assert (f"{passed} passed" in outcome) == bool(passed), done.stdout
    assert (f"{5 - passed} failed" in outcome) == (passed < 5), done.stdout


def test_there_are_eight() -> None:
    assert len({moment.timestamp() for moment in MOMENTS}) == 8
    assert {str(moment.tzinfo) for moment in MOMENTS} == {"UTC", "Asia/Shanghai", "Europe/Berlin"}


SOME: Final = 100_000
"""Objects; the modules that are imported for one test are more."""


def test_modules_are_no_part_of_searches_for_garbage() -> None:
    assert gc.isenabled()
    assert gc.get_freeze_count() > SOME
