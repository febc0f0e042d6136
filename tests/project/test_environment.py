"""Which Python `make` makes its environment with, and when it makes it again."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from pydantic import SecretStr

from bot.blocks.doctor import explained
from bot.domain.doctor import Check, Finding, Found
from bot.export.doctor_json import diagnosis_json
from bot.i18n import texts_for
from bot.settings import Settings, missing_for_reading, missing_for_run
from tests.project.repository import ROOT
from tools.sandbox.slack.refusals import CATALOGUE
from tools.sandbox.wechat.state import FaultSwitches

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
    made(clone, "first")
    after = (clone / MADE).stat().st_mtime + 1
    os.utime(clone / LOCK, (after, after))

    assert made(clone, "first") == ("first", True)


_EXAMPLE = ROOT / ".env.example"
_SETTING = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def _lines() -> list[str]:
    return _EXAMPLE.read_text("utf-8").splitlines()


def _settings() -> Iterator[str]:
    return (match[1] for line in _lines() if (match := _SETTING.fullmatch(line)))


def test_it_names_exactly_the_settings() -> None:
    assert sorted(_settings()) == sorted(name.upper() for name in Settings.model_fields)


def test_every_setting_is_explained() -> None:
    unexplained = [
        line for before, line in pairwise(_lines()) if _SETTING.fullmatch(line) and not before.startswith("# ")
    ]

    assert unexplained == []


def test_copied_as_it_is_it_changes_nothing() -> None:
    assert Settings(_env_file=_EXAMPLE) == Settings(_env_file=None)


def test_what_is_required_comes_first() -> None:
    required = [*missing_for_run(Settings(_env_file=None)), *missing_for_reading(Settings(_env_file=None))]
    names = list(_settings())

    assert [name for name in names if name in required] == required
    assert names[0] == required[0]
    assert all(names.index(name) < names.index("SLACK_API_URL") for name in required)


def test_it_holds_no_secret() -> None:
    filled = Settings(_env_file=_EXAMPLE)

    assert [name for name in Settings.model_fields if isinstance(getattr(filled, name), SecretStr)] == []


_DOC: Final = ROOT / "docs" / "doctor.md"
_T: Final = texts_for("en")


def test_every_check_has_a_section() -> None:
    sections = dict(re.findall(r"(?m)^## (.+)\n\n(.+)$", _DOC.read_text("utf-8")))

    assert [name for name in sections if name in set(Check)] == list(Check)


def test_every_key_of_its_json_is_explained() -> None:
    finding = Finding.of(Found.DATABASE_LOCKED)
    document = diagnosis_json(explained([finding], _T))
    text = _DOC.read_text("utf-8")
    section = text.partition("## As JSON\n")[2].partition("\n## ")[0]
    rows = re.findall(r"(?m)^\| ((?:`\w+`(?:, )?)+) \|", section)

    assert re.findall(r"`(\w+)`", " ".join(rows)) == list(document["findings"][0])
    assert all(f"`{key}`" in section for key in document)


@pytest.mark.parametrize("check", Check)
def test_every_link_leads_somewhere(check: Check) -> None:
    """Its file exists and has a heading of that name, spelled as its anchor is."""
    file, _, anchor = check.page.partition("#")
    headings = re.findall(r"(?m)^#+ (.+)$", (ROOT / file).read_text("utf-8"))

    assert anchor in [re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings]


def test_every_check_ends_well_or_is_only_a_note() -> None:
    for check in Check:
        statuses = {found.status for found in Found if found.check is check}
        assert "ok" in statuses or check is Check.SLASH_COMMAND


def test_every_fault_is_described() -> None:
    text = (ROOT / "docs" / "develop" / "sandbox.md").read_text(encoding="utf-8")
    slack, wechat = text.split("| WeChat | |")
    named = [set(re.findall(r"`([a-z_0-9]+)`", "\n".join(_first_cells(part)))) for part in (slack, wechat)]

    assert named[0] == set(CATALOGUE)
    assert named[1] == set(FaultSwitches("").catalogue)


def _first_cells(text: str) -> list[str]:
    return [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
