"""docs/wechat.md, in both languages, and the code agree: what a reader is told to set, to type or to open is there."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import build
from bot.i18n import texts_for
from bot.settings import Settings
from bot.usecases.platform.signed_links import LINK_LASTS
from bot.usecases.platform.start import AUTHORISE_PATH, AUTHORISED_PATH
from bot.wechat.protocol.program_list import MAX_BYTES, MOST_PAGES, MOST_PROGRAMS
from handlers.commands.programs import USAGE
from handlers.commands.registry import SLASH_COMMAND, subcommands
from handlers.http import SLACK_PATH
from handlers.metrics import METRICS_PATH
from handlers.pushes import PUSH_PATH
from tests.docs.blocks import blocks_of
from tests.project.repository import ROOT

PAGES = [ROOT / "docs" / "wechat.md", ROOT / "docs" / "zh-CN" / "wechat.md"]
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
TEXT = "\n".join(TEXTS.values())
FENCED = [line for page in PAGES for block in blocks_of(page) for line in block.text.splitlines()]
TYPED = sorted({*re.findall(r"`([^`\n]+)`", TEXT), *FENCED})
"""Everything that is set as code, in either language."""
IN_SLACK = [text.removeprefix(f"{SLASH_COMMAND} ") for text in TYPED if text.startswith(SLASH_COMMAND)] + [
    text for text in TYPED if text.split()[0] in subcommands()
]
ON_THE_COMMAND_LINE = [text for text in TYPED if re.match(r"baselib [a-z]", text)]
PATHS = [path for text in TYPED if (path := text.removeprefix("GET ").split("?")[0]).startswith("/")]
SERVED = {"/livez", "/readyz", SLACK_PATH, METRICS_PATH, PUSH_PATH, AUTHORISE_PATH, AUTHORISED_PATH}
ENDS_THERE = "_…"
"""How the page names several settings at once."""


def test_something_was_found() -> None:
    """The page has all of it, or this file would prove nothing."""
    assert len(IN_SLACK) > 5
    assert len(ON_THE_COMMAND_LINE) > 3
    assert PUSH_PATH in PATHS


def test_the_settings_exist() -> None:
    """Each name in capitals with an underscore is a setting, or the beginning of several; `HTTPS_PROXY` is httpx's."""
    names = set(re.findall(r"\b[A-Z]+_[A-Z_]*(?:…)?", TEXT)) - {"HTTPS_PROXY"}
    settings = {name.upper() for name in Settings.model_fields}
    beginnings = {name.removesuffix("…") for name in names if name.endswith(ENDS_THERE)}

    assert {name for name in names if not name.endswith(ENDS_THERE)} <= settings
    assert all(any(setting.startswith(start) for setting in settings) for start in beginnings)


@pytest.mark.parametrize("text", IN_SLACK)
def test_the_subcommands_exist(text: str) -> None:
    """What is typed in Slack begins with a subcommand, and `programs` with a verb that it has."""
    subcommand, *rest = text.split()

    assert subcommand in subcommands()
    if subcommand == "programs" and rest:
        assert rest[0] in USAGE.split()


@pytest.mark.parametrize("text", ON_THE_COMMAND_LINE)
def test_the_commands_exist(text: str) -> None:
    """What is typed in a terminal is a command, with options that it has."""
    helped = CliRunner().invoke(build(texts_for("en")), [*text.split()[1:], "--help"])

    assert helped.exit_code == 0, helped.output


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith(SLASH_COMMAND)])
def test_the_paths_are_served(path: str) -> None:
    """What is to be reached over HTTP is there."""
    assert path in SERVED


def test_the_limits_are_the_codes_own() -> None:
    """How large a provider's list may be, and how long a link lasts."""
    english, chinese = TEXTS.values()
    size, pages, programs = MAX_BYTES >> 20, f"{MOST_PAGES:,}", f"{MOST_PROGRAMS:,}"

    assert f"At most {size} MiB a page, {pages} pages and {programs} programs." in english
    assert f"每页不超过 {size} MiB，最多 {pages} 页、{programs} 个小程序。" in chinese
    assert LINK_LASTS.days == 7
    assert "good for seven days" in english
    assert "七天内有效" in chinese


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_its_pictures_exist(page: Path) -> None:
    """Every picture that a page shows is in the repository."""
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXTS[page])

    assert shown
    assert all((page.parent / path).is_file() for path in shown)
