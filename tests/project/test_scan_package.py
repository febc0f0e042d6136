"""`scan` as a package of its own, and its files for CI."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from subprocess import PIPE
from tempfile import NamedTemporaryFile
from typing import Final
from zipfile import ZipFile

import pytest
import yaml
from packaging.requirements import Requirement

from bot.blocks.kit.limits import error_sentence
from bot.errors import NoProgram
from bot.export.report_json import report_json
from bot.i18n import LOCALES, texts_for
from tests.clock import NOW
from tests.command_line import local_wechat, set_clock
from tests.domain.build import report_of
from tests.forked import output_of
from tests.project.repository import ROOT
from tests.scan.test_scanning import PROJECT
from tools.sandbox.wechat.calls import PUBLIC

PACKAGE: Final = ROOT / "ci" / "package"
OWN: Final = tomllib.loads((PACKAGE / "pyproject.toml").read_text("utf-8"))["project"]
SHELL: Final = "/bin/bash"
MODULES: Final = 330
"""Loaded by a scan; the bot itself has thousands."""
TYPED: Final = (
    (str(PROJECT),),
    (str(PROJECT), "--shares", "shares.json", "--max-loss", "1"),
    (str(PROJECT), "--max-minimum", "2.20.0", "--fail-on", "degrades", "--json"),
    (str(PROJECT), "--sarif"),
    (str(PROJECT), "--gitlab"),
    (str(PROJECT), "--junit"),
    (str(PROJECT), "--write-baseline", "--baseline", "new.json"),
    (str(PROJECT), "--shares", "none.json"),
    (str(PROJECT), "--max-minimum", "x"),
    (str(PROJECT), "--fail-on", "x"),
    (".",),
    ("--help",),
)
Result = subprocess.CompletedProcess[str]


def distributions(names: Sequence[str]) -> dict[str, Distribution]:
    found: dict[str, Distribution] = {}
    left = [Requirement(name) for name in names]
    while left:
        wanted = left.pop()
        if wanted.name not in found and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            found[wanted.name] = distribution(wanted.name)
            left += map(Requirement, found[wanted.name].requires or [])
    return found


def size(folder: Path) -> int:
    """Bytes on a disk with 4 KiB blocks, without compiled code."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc")
    return sum(-(-file.stat().st_size // 4096) * 4096 for file in files)


@dataclass(frozen=True)
class Alone:
    """The package and the libraries that it names, and nothing else."""

    folder: Path
    process: subprocess.Popen[str]
    """`alone.py`, where Python finds the package and its own library only."""
    env: Mapping[str, str]

    def run(self, *arguments: str, folder: Path | None = None, locale: str = "en") -> Result:
        assert self.process.stdin
        assert self.process.stdout
        environment = {"BASELIB_LOCALE": locale}
        with NamedTemporaryFile("r", encoding="utf-8") as output, NamedTemporaryFile("r", encoding="utf-8") as errors:
            call = (arguments, environment, str(folder or self.folder), output.name, errors.name)
            self.process.stdin.write(json.dumps(call) + "\n")
            self.process.stdin.flush()
            status = int(self.process.stdout.readline())
            return Result(arguments, status, output.read(), errors.read())


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    folder, wheels = tmp_path_factory.mktemp("package"), tmp_path_factory.mktemp("wheels")
    build = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", build, str(wheels)], cwd=PACKAGE, check=True, capture_output=True)  # noqa: S603
    (wheel,) = wheels.iterdir()
    ZipFile(wheel).extractall(folder)
    for library in distributions(OWN["dependencies"]).values():
        for file in library.files or []:
            if ".." not in file.parts:
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(library.locate_file(file)), folder / file)
    command = [sys.executable, "-S", "-P", str(ROOT / "tests" / "project" / "alone.py")]
    env = {"PYTHONPATH": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    with subprocess.Popen(command, cwd=folder, env=env, stdin=PIPE, stdout=PIPE, text=True) as process:  # noqa: S603
        yield Alone(folder, process, env)


def test_its_size(installed: Alone) -> None:
    assert {name.partition("-")[0] for name in distributions(OWN["dependencies"])} == {"google", "shtab", "tree"}
    assert len(distributions(OWN["dependencies"])) == 5
    assert size(installed.folder) <= 15_000_000


def test_what_it_loads(installed: Alone, tmp_path: Path) -> None:
    """A scan loads few modules, which take little time to load, and of libraries all but the one for completion."""
    (tmp_path / "app.js").write_text("wx.getPrivacySetting()", "utf-8")
    code = (
        "import sys; from bot.cli.entry import main; sys.argv = ['baselib', 'scan', '.']\n"
        "try: main()\nexcept SystemExit: print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    env = {"PYTHONPATH": str(installed.folder), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-S", "-P", "-c", code]
    result = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)  # noqa: S603
    loaded = result.stderr.split()
    libraries = {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names - {"__mp_main__"}

    assert {name for name in libraries if not name.startswith("_")} == {
        "bot", "re2", "tree_sitter", "tree_sitter_javascript", "tree_sitter_typescript",
    }  # fmt: skip
    assert len(loaded) <= MODULES
    assert not {"asyncio", "ssl", "email", "importlib.metadata", "multiprocessing"} & set(loaded)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("typed", TYPED)
def test_it_is_the_bots(installed: Alone, tmp_path: Path, locale: str, typed: Sequence[str]) -> None:
    report = report_of({"3.0.0": "90", "2.32.3": "8", "2.10.0": "2"}, minimum="2.10.0")
    (tmp_path / "shares.json").write_text(json.dumps(report_json(report)), "utf-8")
    options = ("scan", *typed)
    alone = installed.run(*options, folder=tmp_path, locale=locale)
    env = {"XDG_CACHE_HOME": str(installed.folder / "cache-of-the-bot"), "BASELIB_LOCALE": locale}
    beside = asyncio.run(output_of(("bot", *options), env, tmp_path))

    assert (alone.returncode, alone.stdout, alone.stderr) == beside
    assert alone.stdout or alone.stderr


@pytest.mark.parametrize("form", ["--json", "--sarif", "--gitlab", "--junit", "--fail-on=degrades"])
def test_it_scans(installed: Alone, form: str) -> None:
    result = installed.run("scan", str(PROJECT), "--max-minimum", "2.20.0", form)

    assert (result.returncode, result.stderr) == (1, "")
    assert "wx.getPrivacySetting" in result.stdout


def test_its_verdict(installed: Alone) -> None:
    result = installed.run("scan", str(PROJECT), "--max-minimum", "2.20.0", "--verdict")

    assert (result.returncode, result.stderr) == (1, "")
    assert json.loads(result.stdout)


def test_its_help_names_scan_alone(installed: Alone) -> None:
    shown = installed.run("--help").stdout

    assert "scan" in shown
    assert "doctor" not in shown


@pytest.mark.parametrize("typed", ["scan", "--help"])
def test_it_reads_no_settings(installed: Alone, tmp_path: Path, typed: str) -> None:
    (tmp_path / ".env").write_text("BASELIB_LOCALE=zh-CN\n", "utf-8")
    arguments = (typed, str(PROJECT), "--json") if typed == "scan" else (typed,)
    result = installed.run(*arguments, folder=tmp_path)

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout


def test_it_completes(installed: Alone) -> None:
    shown = installed.run("--completion", "bash").stdout

    assert "--max-minimum" in shown
    assert "doctor" not in shown


@pytest.mark.parametrize("named", ["typed", "configured"])
def test_it_knows_no_program(installed: Alone, tmp_path: Path, named: str) -> None:
    (tmp_path / "a.js").write_text("wx.login()", "utf-8")
    (tmp_path / "baselib.toml").write_text('program = "shop"\n' if named == "configured" else "", "utf-8")
    result = installed.run("scan", ".", *(("--program", "shop") if named == "typed" else ()), folder=tmp_path)

    assert result.returncode == 2
    assert result.stderr.splitlines() == [error_sentence(NoProgram(count=0), texts_for("en").on_terminal())]


def test_it_needs_what_the_bot_needs() -> None:
    package, whole = (tomllib.loads((folder / "pyproject.toml").read_text("utf-8")) for folder in (PACKAGE, ROOT))
    build = [*whole["project"]["dependencies"], *whole["dependency-groups"]["build"]]

    assert set(OWN["dependencies"]) <= set(whole["project"]["dependencies"])
    assert set(package["build-system"]["requires"]) <= set(build)
    assert OWN["version"] == whole["project"]["version"]


def test_its_version(installed: Alone) -> None:
    assert installed.run("--version").stdout == f"{OWN['version']}\n"


@pytest.mark.parametrize(("typed", "status"), [((), 2), (("doctor",), 2), (("--completion", "tcsh"), 2)])
def test_what_it_is_not(installed: Alone, typed: Sequence[str], status: int) -> None:
    result = installed.run(*typed)

    assert (result.returncode, result.stdout) == (status, "")
    assert "baselib --help" in result.stderr or "scan" in result.stderr


def test_the_files_for_ci() -> None:
    action = yaml.safe_load((ROOT / "ci" / "github" / "action.yml").read_text("utf-8"))
    template = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text("utf-8"))
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    last = action["runs"]["steps"][-1]

    assert action["runs"]["using"] == "composite"
    assert {name.upper().replace("-", "_") for name in action["inputs"]} == set(last["env"])
    assert "ci/scan.sh" in template["baselib-scan"]["script"][0]
    assert hook["entry"].split()[0] in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]


@pytest.mark.parametrize(("limit", "status"), [("2.20.0", 1), ("99.0.0", 3), ("none", 2)])
def test_the_script_for_ci(installed: Alone, tmp_path: Path, limit: str, status: int) -> None:
    command = tmp_path / "bin" / "baselib"
    command.parent.mkdir()
    start = "from bot.cli.entry import main; main()"
    command.write_text(f'#!{SHELL}\nexec "{sys.executable}" -S -P -c "{start}" "$@"\n', "utf-8")
    command.chmod(0o755)
    reports = {name: str(tmp_path / name) for name in ("SARIF", "GITLAB", "JUNIT")}
    env = {"PATH": f"{command.parent}:{os.environ['PATH']}", "FOLDER": str(PROJECT), "MAX_MINIMUM": limit, **reports}
    env |= installed.env
    script = [SHELL, str(ROOT / "ci" / "scan.sh")]
    result = subprocess.run(script, env=env, capture_output=True, text=True, check=False)  # noqa: S603

    assert result.returncode == status
    assert [Path(path).exists() for path in reports.values()] == [status != 2] * 3


@dataclass(frozen=True)
class Tool:
    command: Path

    def run(self, home: Path, *arguments: str, **settings: str) -> Result:
        """Call it in an empty folder, with these settings and nothing else of the environment."""
        environment: Mapping[str, str] = {"PATH": os.defpath, "HOME": str(home), **settings}
        command = [str(self.command), *arguments]
        return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Tool:
    """The wheel's own files and script; the libraries are those of this environment, which the locks name."""
    folder = tmp_path_factory.mktemp("installed")
    uv, place = [sys.executable, "-m", "uv"], folder / "environment"
    for step in (
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        [*uv, "venv", "--quiet", "--offline", "--python", sys.executable, str(place)],
    ):
        subprocess.run(step, cwd=ROOT, check=True, capture_output=True)  # noqa: S603
    (wheel,) = folder.glob("*.whl")
    install = [*uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", str(place), str(wheel)]
    subprocess.run(install, cwd=folder, check=True, capture_output=True)  # noqa: S603
    (packages,) = place.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", "utf-8")
    return Tool(place / "bin" / "baselib")


@pytest.mark.usefixtures("at_now")
def test_it_answers_about_all_of_wechat(tool: Tool, tmp_path: Path) -> None:
    with local_wechat() as wechat:
        set_clock(wechat, set=NOW.isoformat())
        result = tool.run(tmp_path, "raise", "3.8.5", "wechat", WECHAT_PUBLIC_URL=f"{wechat}{PUBLIC}")

    assert (result.returncode, result.stderr) == (0, "")
    assert "3.8.5" in result.stdout
    assert texts_for("en")("caveat-all-of-wechat") in " ".join(result.stdout.split())


def test_without_a_network(tool: Tool, tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: each connection is refused
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        result = tool.run(tmp_path, "raise", "3.8.5", "wechat", WECHAT_PUBLIC_URL=url)

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("127.0.0.1")
    assert "Traceback" not in result.stderr


def test_it_runs_from_itself(tool: Tool, tmp_path: Path) -> None:
    python = str(tool.command.with_name("python"))
    where = "import bot, handlers; print(bot.__file__, handlers.__file__)"
    command = [python, "-c", where]
    shown = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, check=True).stdout  # noqa: S603

    assert shown.count(str(tool.command.parents[1])) == 2
