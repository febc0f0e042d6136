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

from bot.blocks.kit.quoting import error_sentence
from bot.errors import NoProgram
from bot.i18n import texts_for
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


def run(installed: Path, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`baselib` of the package, without a library that only the bot needs, in a folder."""
    code = (
        "import sys; sys.modules |= dict.fromkeys(['dotenv', 'rapidfuzz'])\n"
        "from bot.cli.entry import main; import bot; print(bot.__file__, file=sys.stderr); main()"
    )
    command = [sys.executable, "-P", "-c", code, *arguments]
    env, cwd = {"PYTHONPATH": str(installed), "XDG_CACHE_HOME": str(installed / "cache")}, folder or installed
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)  # noqa: S603


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


@pytest.mark.parametrize("typed", ["scan", "--help"])
def test_it_reads_no_settings(installed: Path, tmp_path: Path, typed: str) -> None:
    """A project may have a `.env` of its own."""
    (tmp_path / ".env").write_text("BASELIB_LOCALE=zh-CN\n", "utf-8")
    arguments = (typed, str(PROJECT), "--json") if typed == "scan" else (typed,)
    result = run(installed, *arguments, folder=tmp_path)

    assert (result.returncode, Path(result.stderr.strip())) == (0, installed / "bot" / "__init__.py")
    assert result.stdout


def test_it_completes(installed: Path) -> None:
    """Its one command."""
    shown = run(installed, "--completion", "bash").stdout

    assert "--max-minimum" in shown
    assert "doctor" not in shown


@pytest.mark.parametrize("named", ["typed", "configured"])
def test_it_knows_no_program(installed: Path, tmp_path: Path, named: str) -> None:
    """It says so, whether the command line or the configuration names one."""
    (tmp_path / "a.js").write_text("wx.login()", "utf-8")
    (tmp_path / "baselib.toml").write_text('program = "shop"\n' if named == "configured" else "", "utf-8")
    result = run(installed, "scan", ".", *(("--program", "shop") if named == "typed" else ()), folder=tmp_path)

    assert result.returncode == 2
    assert result.stderr.splitlines()[1:] == [error_sentence(NoProgram(count=0), texts_for("en").on_terminal())]


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
    env["XDG_CACHE_HOME"] = str(tmp_path)
    script = [SHELL, str(ROOT / "ci" / "scan.sh")]
    result = subprocess.run(script, env=env, capture_output=True, text=True, check=False)  # noqa: S603

    assert result.returncode == status
    assert [Path(path).exists() for path in reports.values()] == [status != 2] * 3
