"""The wheel in an environment of its own, as `pipx` and `uv tool` install it: no clone, no settings, no database."""

import os
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.i18n import texts_for
from tests.clock import NOW
from tests.command_line import local_wechat, set_clock
from tests.project.repository import ROOT
from tools.sandbox.wechat.calls import PUBLIC

Result = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Tool:
    """What a person has after the installation."""

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
    """From WeChat's public numbers, with nothing set but where they are."""
    with local_wechat() as wechat:
        set_clock(wechat, set=NOW.isoformat())
        result = tool.run(tmp_path, "raise", "3.8.5", "wechat", WECHAT_PUBLIC_URL=f"{wechat}{PUBLIC}")

    assert (result.returncode, result.stderr) == (0, "")
    assert "3.8.5" in result.stdout
    assert texts_for("en")("caveat-all-of-wechat") in " ".join(result.stdout.split())


def test_without_a_network(tool: Tool, tmp_path: Path) -> None:
    """It says so in a sentence, after one more try."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: each connection is refused
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        result = tool.run(tmp_path, "raise", "3.8.5", "wechat", WECHAT_PUBLIC_URL=url)

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("127.0.0.1")
    assert "Traceback" not in result.stderr


def test_it_runs_from_itself(tool: Tool, tmp_path: Path) -> None:
    """Nothing of the clone is loaded."""
    python = str(tool.command.with_name("python"))
    where = "import bot, handlers; print(bot.__file__, handlers.__file__)"
    command = [python, "-c", where]
    shown = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, check=True).stdout  # noqa: S603

    assert shown.count(str(tool.command.parents[1])) == 2
