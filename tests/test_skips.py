"""Skipped tests' rules, tried on tests and machines made for them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import FONT_FOLDERS, NEEDS, ROOT, missing
from tests.skips import Skips, documented

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
def folder(tmp_path: Path) -> Path:
    """Tests that skip in every way there is."""
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
    """Put everything there that tests may need."""
    for name in ("chromium", "npm", "git", "systemd-analyze", "pgbouncer"):
        (programs / name).touch(mode=0o755)
    (programs / "NotoSansCJK-Regular.ttc").touch()
    monkeypatch.setenv(FONT_FOLDERS, str(programs))


def run(folder: Path, require_all: str) -> str:
    """All that pytest prints."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.skips", "-p", "no:cacheprovider", "-ra", str(folder)]
    environment = {
        **os.environ,
        "REQUIRE_ALL": require_all,
        "PYTHONPATH": str(ROOT),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # loading them takes longer than all that is tried out
    }
    options = [f"--rootdir={folder}", f"--config-file={os.devnull}", "--continue-on-collection-errors"]
    done = subprocess.run(  # noqa: S603 # our own arguments
        [*command, *options], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_a_skipped_test_is_a_skipped_test(folder: Path, machine: Path) -> None:
    """Without a browser or a server the rest can be run."""
    assert machine.is_dir()
    assert "1 passed, 4 skipped, 1 xfailed" in run(folder, "")


def test_with_require_all_a_skipped_test_fails(folder: Path, machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any skip fails with what is missing; an expected failure stays one."""
    complete(machine, monkeypatch)
    output = run(folder, "1")

    for lacking in ("server", "browser", "font", "module"):
        assert f"the {lacking} is missing" in output
    assert "1 failed, 1 passed, 1 xfailed, 3 errors" in output


def test_with_require_all_a_run_begins_with_what_is_missing(folder: Path, machine: Path) -> None:
    """In one list, with one command for all, and no test runs."""
    (machine / "git").touch(mode=0o755)
    output = run(folder, "1")

    assert "lacks Chromium, a Chinese font, npm, systemd-analyze, PgBouncer." in output
    assert "apt-get install chromium fonts-noto-cjk npm systemd pgbouncer" in output
    assert "passed" not in output


def test_nothing_is_missing_on_a_complete_machine(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nothing installs may be missing all the same."""
    complete(machine, monkeypatch)

    assert [need for need in missing() if need.package] == []


def test_each_need_is_documented() -> None:
    """With its package; what is skipped without it is an existing folder, module or test."""
    table = documented()

    assert table.keys() == {(need.name, need.package) for need in NEEDS}
    for readme in ("README.md", "README.zh-CN.md"):
        text = (ROOT / readme).read_text("utf-8")
        assert all(f"`{need.package}`" in text for need in NEEDS if need.package), readme
    for test in (test for tests in table.values() for test in tests):
        module, _, name = test.partition("::")
        path = ROOT / module
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
    """Other skips are found, and so are missing ones."""
    assert machine.is_dir()
    skips = Skips()
    for name, skipped in tests.items():
        for when, outcome in (("setup", "skipped" if skipped else "passed"), ("teardown", "passed")):
            report = pytest.TestReport(name, (name, 0, name), {}, outcome, None, when)  # type: ignore[arg-type]
            skips.pytest_runtest_logreport(report)

    assert skips.differences() == differing
