"""Completion for shells: what a press of Tab offers."""

import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.command_line import baselib, commands

BASH: Final = "/bin/bash"

pytestmark = pytest.mark.usefixtures("bare_command_line")


def offered(tmp_path: Path, *typed: str) -> list[str]:
    """What bash offers for the last of the typed words."""
    (tmp_path / "baselib.bash").write_text(baselib("--completion", "bash").stdout, "utf-8")
    ask = 'source ./baselib.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _shtab_baselib; echo "${COMPREPLY[@]}"'
    command = [BASH, "--norc", "-c", ask, "bash", "baselib", *typed]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("sca",), ["scan"]),
        (("--comp",), ["--completion"]),
        (("--completion", ""), ["bash", "zsh", "fish"]),
        (("scan", "--max-"), ["--max-loss", "--max-minimum"]),
        (("scan", ".", "--json", "--sa"), ["--sarif"]),
        (("scan", "--baseline", "base"), ["baselib.bash"]),
        (("scan", "base"), ["baselib.bash"]),
        (("db", "up"), ["upgrade"]),
        (("db", "upgrade", "--he"), ["--help"]),
    ],
)
def test_bash(tmp_path: Path, typed: tuple[str, ...], words: list[str]) -> None:
    """Commands, their commands, their options, and values and files where an option takes them."""
    assert offered(tmp_path, *typed) == words


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_command_and_option(shell: str) -> None:
    """Each shell's script has them; hidden ones stay hidden."""
    script = baselib("--completion", shell).stdout
    names = {path.split()[-1] for path, _ in commands() if path}
    options = (option for _, command in commands() for option in command.options if not option.hidden)
    names |= {option.name.removeprefix("--") for option in options if not option.is_argument}

    assert [name for name in names if name not in script] == []
    assert "--history" not in script
