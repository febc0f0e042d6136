"""`scan` as a package of its own, and the files that bring it into CI."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest
import yaml

from tests.project.repository import ROOT
from tests.scan.test_scanning import PROJECT

PACKAGE: Final = ROOT / "ci" / "package"
SHELL: Final = "/bin/bash"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with what the package holds."""
    folder = tmp_path_factory.mktemp("package")
    build = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", build, str(folder)], cwd=PACKAGE, check=True, capture_output=True)  # noqa: S603
    (wheel,) = folder.glob("*.whl")
    assert wheel.stat().st_size < 1024 * 1024
    ZipFile(wheel).extractall(folder)
    return folder


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`baselib` of the package."""
    code = "from bot.cli.entry import main; import bot, sys; print(bot.__file__, file=sys.stderr); main()"
    command = [sys.executable, "-c", code, *arguments]
    env = {"PYTHONPATH": str(installed)}
    return subprocess.run(command, cwd=installed, env=env, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.mark.parametrize("form", ["--json", "--sarif", "--gitlab", "--junit", "--fail-on=degrades"])
def test_it_scans(installed: Path, form: str) -> None:
    """With nothing of the bot beside it."""
    result = run(installed, "scan", str(PROJECT), "--max-minimum", "2.20.0", form)

    assert (result.returncode, Path(result.stderr.strip())) == (1, installed / "bot" / "__init__.py")
    assert "wx.getPrivacySetting" in result.stdout


def test_its_help_names_scan_alone(installed: Path) -> None:
    """The bot's other commands are not there."""
    shown = run(installed, "--help").stdout

    assert "scan" in shown
    assert "doctor" not in shown


def test_it_needs_what_the_bot_needs() -> None:
    """In the same versions."""
    own, whole = (
        tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"] for folder in (PACKAGE, ROOT)
    )

    assert set(own["dependencies"]) <= set(whole["dependencies"])
    assert own["version"] == whole["version"]


def test_the_files_for_ci() -> None:
    """They are what code hosts read, and name files that are there."""
    action = yaml.safe_load((ROOT / "ci" / "github" / "action.yml").read_text("utf-8"))
    template = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text("utf-8"))
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    last = action["runs"]["steps"][-1]

    assert action["runs"]["using"] == "composite"
    assert {name.upper().replace("-", "_") for name in action["inputs"]} == set(last["env"])
    assert "ci/scan.sh" in template["baselib-scan"]["script"][0]
    assert hook["entry"].split()[0] in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]


@pytest.mark.parametrize(("limit", "status"), [("2.20.0", 1), ("99.0.0", 3), ("none", 2)])
def test_the_script_for_ci(tmp_path: Path, limit: str, status: int) -> None:
    """It passes limits on, writes each report, and keeps the exit status."""
    command = tmp_path / "bin" / "baselib"
    command.parent.mkdir()
    command.write_text(f'#!{SHELL}\ncd {ROOT} && exec {sys.executable} -m bot "$@"\n', "utf-8")
    command.chmod(0o755)
    reports = {name: str(tmp_path / name) for name in ("SARIF", "GITLAB", "JUNIT")}
    env = {"PATH": f"{command.parent}:{os.defpath}", "FOLDER": str(PROJECT), "MAX_MINIMUM": limit, **reports}
    script = [SHELL, str(ROOT / "ci" / "scan.sh")]
    result = subprocess.run(script, env=env, capture_output=True, text=True, check=False)  # noqa: S603

    assert result.returncode == status
    assert [Path(path).exists() for path in reports.values()] == [status != 2] * 3
