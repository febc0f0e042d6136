"""Completion for shells: what a press of Tab offers."""

import subprocess
from pathlib import Path
from typing import Final

import pytest
from typer.main import get_command

from bot.cli.completion import Shell, script, words
from bot.cli.main import build
from bot.i18n import texts_for
from tests.command_line import baselib

BASH: Final = "/bin/bash"
PROGRAM: Final = get_command(build(texts_for("en")))

pytestmark = pytest.mark.usefixtures("bare_command_line")


def offered(tmp_path: Path, *typed: str) -> list[str]:
    """What bash offers for the last of the typed words."""
    (tmp_path / "baselib.bash").write_text(baselib("--completion", "bash").stdout, "utf-8")
    ask = 'source ./baselib.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _baselib; echo "${COMPREPLY[@]}"'
    command = [BASH, "--norc", "-c", ask, "bash", "baselib", *typed]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("sca",), ["scan"]),
        (("--comp",), ["--completion"]),
        (("scan", "--max-"), ["--max-loss", "--max-minimum"]),
        (("scan", ".", "--json", "--sa"), ["--sarif"]),
        (("db", "up"), ["upgrade"]),
        (("db", "upgrade", "--he"), ["--help"]),
        (("scan", "folder"), []),
        (("'; echo no", ""), None),
    ],
)
def test_bash(tmp_path: Path, typed: tuple[str, ...], words: list[str] | None) -> None:
    """Commands, their commands and their options; files are the shell's own."""
    found = offered(tmp_path, *typed)

    assert found == words if words is not None else "scan" in found


def test_every_command_and_option() -> None:
    """Each shell's script has them; hidden ones stay hidden."""
    table = dict(words(PROGRAM))  # type: ignore[arg-type]  # typer's own types are wider

    assert {"", "scan", "db upgrade"} <= table.keys()
    assert "--shares" in {word.text for word in table["mcp"]}
    assert "replay" not in {word.text for word in table[""]}
    for shell in Shell:
        text = script(shell, table)
        spelled = {word.text.removeprefix("--") for found in table.values() for word in found if word.text != "--help"}
        assert [word for word in spelled if word not in text] == []


def test_other_shells() -> None:
    """Zsh reads bash's; fish has an explanation for each word."""
    assert baselib("--completion", "zsh").stdout.endswith(baselib("--completion", "bash").stdout)
    assert "-l no-cache -d 'Read everything again, and keep nothing.'" in baselib("--completion", "fish").stdout
    assert baselib("--completion", "tcsh").exit_code == 2
