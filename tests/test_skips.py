"""The rule for skipped tests, tried out on tests made for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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


def run(folder: Path, require_all: str) -> str:
    """The end of pytest's output."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.require_all", "-p", "no:cacheprovider", "-ra", str(folder)]
    environment = {
        **os.environ,
        "REQUIRE_ALL": require_all,
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # loading them takes longer than all that is tried out
    }
    options = [f"--rootdir={folder}", f"--config-file={os.devnull}", "--continue-on-collection-errors"]
    done = subprocess.run(  # noqa: S603 # our own arguments
        [*command, *options], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout


def test_a_skipped_test_is_a_skipped_test(folder: Path) -> None:
    """Whoever lacks a browser or a server can run the rest."""
    assert "1 passed, 4 skipped, 1 xfailed" in run(folder, "")


def test_with_require_all_a_skipped_test_fails(folder: Path) -> None:
    """However it is skipped, the failure says what is missing; an expected failure stays one."""
    output = run(folder, "1")

    for missing in ("server", "browser", "font", "module"):
        assert f"the {missing} is missing" in output
    assert "1 failed, 1 passed, 1 xfailed, 3 errors" in output
