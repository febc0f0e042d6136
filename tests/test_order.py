"""The two parts of the tests, collected apart."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.order import COMPUTING, Part, part_of
from tests.project.repository import ROOT


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
    """Tests of each part, and in no folder."""
    for name in ("e2e/test_a.py", "domain/numbers/test_b.py", "test_c.py"):
        file = tmp_path / "tests" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("def test_it():\n    pass\n")
    return tmp_path


def test_each_test_is_in_one_part(folder: Path) -> None:
    """Those of a folder that is named nowhere wait."""
    waiting, computing = (collected(folder, "--part", part) for part in (Part.WAITING, Part.COMPUTING))

    assert waiting == {"tests/e2e/test_a.py::test_it", "tests/test_c.py::test_it"}
    assert computing == {"tests/domain/numbers/test_b.py::test_it"}
    assert collected(folder) == waiting | computing


def test_the_folders_exist() -> None:
    """Each folder listed as computing."""
    assert {name for name in COMPUTING if not (ROOT / "tests" / name).is_dir()} == set()
    assert part_of("e2e") is Part.WAITING
