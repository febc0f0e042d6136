"""docs/operate.md and the code agree: what a reader is told to set, type or open is there."""

import re
from typing import Final

import pytest
from typer.testing import CliRunner

from bot.cli import build
from bot.i18n import texts_for
from bot.settings import Settings
from bot.usecases.installing import INSTALL_PATH, REDIRECT_PATH
from handlers.http import SLACK_PATH
from handlers.metrics import METRICS_PATH
from tests.docs.blocks import blocks_of
from tests.project.repository import ROOT

DOCS: Final = ROOT / "docs"
PAGE: Final = DOCS / "operate.md"
TEXT: Final = PAGE.read_text(encoding="utf-8")
SHELL: Final = "".join(block.text for block in blocks_of(PAGE, "sh"))
CONSOLE: Final = "".join(block.text for block in blocks_of(PAGE, "console")).replace("\\\n", " ")
CODE: Final = [*re.findall(r"`([^`\n]+)`", TEXT), *SHELL.splitlines(), *CONSOLE.splitlines()]
_COMMAND = re.compile(r"\bbaselib ((?:db |keys )?[a-z]+)\b(?!\.)")
COMMANDS: Final = sorted({found for code in CODE for found in _COMMAND.findall(code)})
OF_OTHERS: Final = {"POSTGRES_PASSWORD", "PIP_INDEX_URL"}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_exist(command: str) -> None:
    """Also those that only a machine with a container runtime, or its administrator, can try."""
    helped = CliRunner().invoke(build(texts_for("en")), [*command.split(), "--help"])

    assert helped.exit_code == 0, helped.output


def test_all_of_them_were_found() -> None:
    """Or this file would prove nothing."""
    assert {"db backup", "db restore", "db upgrade", "forget", "keys rotate", "sync"} <= set(COMMANDS)


def test_the_settings_exist() -> None:
    """Each name in capitals with an underscore is a setting, but for Docker's and PostgreSQL's."""
    names = set(re.findall(r"\b[A-Z]+_[A-Z_]+\b", TEXT)) - OF_OTHERS

    assert names <= {name.upper() for name in Settings.model_fields}


def test_the_paths_are_served() -> None:
    """What is to be reached over HTTP is there."""
    paths = set(re.findall(r"`(?:GET )?(/(?:livez|readyz|metrics|slack)[/a-z_]*)`", TEXT))

    assert paths == {"/livez", "/readyz", METRICS_PATH, SLACK_PATH, INSTALL_PATH, REDIRECT_PATH}


def test_the_files_are_there() -> None:
    """Whatever it links to, and whatever is copied or installed from the repository."""
    linked = {link for link in re.findall(r"\]\(([^)#]+)\)", TEXT) if "://" not in link}
    used = set(re.findall(r"\bdocs/deploy/[a-z.]+", TEXT))

    assert linked >= {"deploy/compose.yaml", "deploy/baselib.service"}
    assert [link for link in linked if not (DOCS / link).is_file()] == []
    assert [name for name in used if not (ROOT / name).is_file()] == []
    assert (ROOT / "requirements.lock").is_file()
