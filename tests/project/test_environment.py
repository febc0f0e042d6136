"""Which Python `make` makes its environment with, and when it makes it again."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.project.repository import ROOT

MADE: Final = ".venv/pyvenv.cfg"
LOCK: Final = "requirements.lock"
PYTHON: Final = """#!/bin/sh
# New enough; its environments name it, as those of a real one do, and their pip installs nothing.
case "$*" in
    *sys.executable*) echo "$0" ;;
    "-m venv --clear .venv")
        rm -rf .venv && mkdir -p .venv/bin && ln -s "$0" .venv/bin/python && echo "executable = $0" >.venv/pyvenv.cfg ;;
esac
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the Makefile, locks of nothing and two Pythons."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for file in (ROOT / "pyproject.toml", *ROOT.glob("requirements*.lock")):
        (tmp_path / file.name).touch()
    for name in ("first", "second"):
        (tmp_path / name).write_text(PYTHON, "utf-8")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def made(clone: Path, python: str = "") -> tuple[str, bool]:
    """The Python of the environment that the bot runs in after `make`, and whether anything was installed."""
    named = [f"PYTHON3={clone / python}"] if python else []
    done = subprocess.run(  # noqa: S603 # our own arguments
        ["make", ".venv/.installed-run", *named],  # noqa: S607 # whichever make there is
        cwd=clone,
        env={"PATH": os.environ["PATH"]},
        check=True,
        capture_output=True,
        text=True,
    )
    return (clone / MADE).read_text("utf-8").strip().rpartition("/")[2], "Installing" in done.stdout


def test_a_named_python_replaces_another(clone: Path) -> None:
    """Without a name the environment stays, whichever it is of; with the same name, too."""
    assert made(clone, "first") == ("first", True)
    assert made(clone, "first") == ("first", False)
    assert made(clone, "second") == ("second", True)
    assert made(clone) == ("second", False)
    assert made(clone, "first") == ("first", True)


def test_a_new_lock_makes_it_again(clone: Path) -> None:
    """Also with the same Python: nothing of an earlier environment stays behind."""
    made(clone, "first")
    after = (clone / MADE).stat().st_mtime + 1
    os.utime(clone / LOCK, (after, after))

    assert made(clone, "first") == ("first", True)
