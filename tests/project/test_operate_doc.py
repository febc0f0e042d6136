"""docs/operate.md, in both languages, and the code agree: what a reader is told to set, type or open is there."""

import re
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from bot.cli.main import build
from bot.i18n import texts_for
from bot.settings import Settings
from bot.usecases.platform.start import AUTHORISE_PATH, AUTHORISED_PATH
from bot.usecases.workspaces.install import INSTALL_PATH, REDIRECT_PATH
from handlers.http import SLACK_PATH
from handlers.metrics import METRICS_PATH
from handlers.pushes import PUSH_PATH
from tests.docs.blocks import blocks_of
from tests.project.repository import ROOT

DOCS: Final = ROOT / "docs"
PAGES: Final = [DOCS / "operate.md", DOCS / "zh-CN" / "operate.md"]
TEXTS: Final = {page: page.read_text(encoding="utf-8") for page in PAGES}
TEXT: Final = "\n".join(TEXTS.values())
SHELL: Final = "".join(block.text for page in PAGES for block in blocks_of(page, "sh"))
CONSOLE: Final = "".join(block.text for page in PAGES for block in blocks_of(page, "console")).replace("\\\n", " ")
CODE: Final = [*re.findall(r"`([^`\n]+)`", TEXT), *SHELL.splitlines(), *CONSOLE.splitlines()]
_COMMAND = re.compile(r"\bbaselib ((?:db |keys )?[a-z]+)\b(?!\.)")
COMMANDS: Final = sorted({found for code in CODE for found in _COMMAND.findall(code)})
OF_OTHERS: Final = {"POSTGRES_PASSWORD", "PIP_INDEX_URL"}
PUBLIC: Final = {"/livez", SLACK_PATH, INSTALL_PATH, REDIRECT_PATH, PUSH_PATH, AUTHORISE_PATH, AUTHORISED_PATH}
"""What a proxy lets through."""
DEPLOYED: Final = {"compose.yaml", "baselib.service", "nginx.conf", "Caddyfile"}


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_paths_are_served(page: Path) -> None:
    """What is to be reached over HTTP is there: what a proxy lets through, and what stays inside."""
    paths = set(re.findall(r"`(?:GET )?(/(?:livez|readyz|metrics|slack|wechat)[/a-z_]*)`", TEXTS[page]))

    assert paths == {*PUBLIC, "/readyz", METRICS_PATH}


def test_the_proxies_let_through_what_is_public() -> None:
    """Either example passes on every public path as it is, and no other."""
    nginx = (DOCS / "deploy" / "nginx.conf").read_text("utf-8")
    location = re.compile(re.findall(r"location ~ (\S+) \{", nginx)[0])
    caddy = re.findall(r"@baselib path (.+)", (DOCS / "deploy" / "Caddyfile").read_text("utf-8"))[0].split()

    assert set(caddy) == PUBLIC
    assert [path for path in PUBLIC if not location.match(path)] == []
    assert [
        path for path in ("/", "/readyz", METRICS_PATH, f"{SLACK_PATH}/x", "/x/livez") if location.match(path)
    ] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_files_are_there(page: Path) -> None:
    """Every link leads to a file, and so does what is copied or installed from the repository."""
    linked = {link for link in re.findall(r"\]\(([^)#]+)\)", TEXTS[page]) if "://" not in link}
    used = set(re.findall(r"\bdocs/deploy/[a-z.]+", TEXTS[page]))

    assert {link.rpartition("/")[2] for link in linked} >= DEPLOYED
    assert [link for link in linked if not (page.parent / link).is_file()] == []
    assert [name for name in used if not (ROOT / name).is_file()] == []
    assert (ROOT / "requirements.lock").is_file()
