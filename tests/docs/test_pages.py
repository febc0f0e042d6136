"""What the READMEs and docs/ name for setting, typing or opening exists, in both languages."""

import re
from typing import Final

import pytest

from bot.cli.commands import root
from bot.domain.agents import AGENTS_PATH
from bot.settings import Settings
from bot.usecases.platform.authorisation import AUTHORISE_PATH, AUTHORISED_PATH, LINK_LASTS
from bot.usecases.workspaces.install import INSTALL_PATH, REDIRECT_PATH
from bot.wechat.protocol.program_list import MAX_BYTES, MOST_PAGES, MOST_PROGRAMS
from handlers.commands.programs import USAGE
from handlers.commands.registry import SLASH_COMMAND, subcommands
from handlers.http import METRICS_PATH, PUSH_PATH, SLACK_PATH
from tests.docs.blocks import blocks_of
from tests.project.repository import ROOT

PAGES: Final = [*sorted({*ROOT.glob("*.md")} - {ROOT / "CHANGELOG.md"}), *sorted((ROOT / "docs").rglob("*.md"))]
TEXTS: Final = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
CODE: Final = {
    name: [*re.findall(r"`([^`\n]+)`", text), *(line for block in blocks_of(ROOT / name) for line in block.lines)]
    for name, text in TEXTS.items()
}
"""By page everything that is set as code."""
SETTINGS: Final = {name.upper() for name in Settings.model_fields}
OF_OTHERS: Final = {
    "HTTPS_PROXY",
    "PIP_INDEX_URL",
    "POSTGRES_PASSWORD",
    "REQUIRE_ALL",
    "SUBSCRIPTION_CHANGES",
    "TARO_ENV",
    "UPDATE_GOLDEN",
}
"""Capitalised names of httpx, pip, PostgreSQL, a table, Taro and the tests."""
PUBLIC: Final = {
    "/livez",
    AGENTS_PATH,
    SLACK_PATH,
    INSTALL_PATH,
    REDIRECT_PATH,
    PUSH_PATH,
    AUTHORISE_PATH,
    AUTHORISED_PATH,
}
"""What a proxy lets through."""
INSIDE: Final = {"/readyz", METRICS_PATH}
DEPLOY: Final = ROOT / "docs" / "deploy"
_PATH: Final = re.compile(r"^(?:GET |POST )?(/(?:livez|readyz|metrics|mcp|slack|wechat)[/a-z_]*)")
_FILE: Final = re.compile(r"(?<![\w./-])(?:bot|handlers|tests|docs|bench|tools)/[\w./-]*")
every_page: Final = pytest.mark.parametrize("page", TEXTS)


def paths_on(page: str) -> set[str]:
    """What a page says is served over HTTP."""
    return {found[1] for code in CODE[page] if (found := _PATH.match(code))}


@every_page
def test_the_settings_exist(page: str) -> None:
    """A capitalised name with an underscore is a setting, or, before `_` or `…`, the start of several."""
    names = set(re.findall(r"\b[A-Z]+_[A-Z_]*…?", TEXTS[page])) - OF_OTHERS
    beginnings = {name for name in names if name.endswith(("…", "_"))}

    assert names - beginnings <= SETTINGS
    assert all(any(setting.startswith(start.removesuffix("…")) for setting in SETTINGS) for start in beginnings)


@every_page
def test_the_subcommands_exist(page: str) -> None:
    """Slack commands begin with a subcommand, `programs` with one of its verbs."""
    for code in CODE[page]:
        match code.split():
            case [first, "programs", verb, *_] if first == SLASH_COMMAND and verb.isalpha():
                assert verb in USAGE.split()
            case [first, subcommand, *_] if first == SLASH_COMMAND and subcommand.isalpha():
                assert subcommand in subcommands()


@every_page
def test_the_commands_exist(page: str) -> None:
    """Terminal commands exist, with their options."""
    for code in CODE[page]:
        for typed in re.findall(r"(?<![/\w.-])baselib ([a-z][^|>]*)", code):
            command, words = root(), typed.split()
            while words and command.below:
                assert words[0] in command.below, code
                command = command.below[words.pop(0)]
            options = {word.partition("=")[0] for word in words if word.startswith("--")} - {"--help"}
            assert options <= {option.name for option in command.options}, code


@every_page
def test_the_paths_are_served(page: str) -> None:
    """What is to be reached over HTTP is there."""
    assert paths_on(page) <= PUBLIC | INSIDE


@pytest.mark.parametrize("page", ["docs/operate.md", "docs/zh-CN/operate.md"])
def test_every_path_is_explained_to_operators(page: str) -> None:
    """What a proxy lets through, and what stays inside; with docs/deploy/."""
    assert paths_on(page) == PUBLIC | INSIDE
    assert all(f"/{name})" in TEXTS[page] for name in ("compose.yaml", "baselib.service", "nginx.conf", "Caddyfile"))


@every_page
def test_the_files_are_there(page: str) -> None:
    """Each that a page links to, shows, or names with its path."""
    linked = {link for link in re.findall(r"\]\(([^)#\s]+)", TEXTS[page]) if "://" not in link}
    named = {path for code in CODE[page] for path in _FILE.findall(code)}

    assert [link for link in linked if not (ROOT / page).parent.joinpath(link).exists()] == []
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_much_was_found() -> None:
    """Or this file would prove nothing."""
    everything = " ".join(code for codes in CODE.values() for code in codes)

    assert len(re.findall(r"(?<!/)baselib (?:db|keys|scan|sync|doctor)", everything)) > 20
    assert everything.count(SLASH_COMMAND) > 80
    assert sum(len(paths_on(page)) for page in TEXTS) > 20
    assert len(_FILE.findall(everything)) > 80


def test_the_proxies_let_through_what_is_public() -> None:
    """Either example passes on every public path as it is, and no other."""
    location = re.compile(re.findall(r"location ~ (\S+) \{", (DEPLOY / "nginx.conf").read_text("utf-8"))[0])
    caddy = re.findall(r"@baselib path (.+)", (DEPLOY / "Caddyfile").read_text("utf-8"))[0].split()

    assert set(caddy) == PUBLIC
    assert [path for path in PUBLIC if not location.match(path)] == []
    assert [path for path in ("/", *INSIDE, f"{SLACK_PATH}/x", "/x/livez") if location.match(path)] == []


def test_limits_are_the_codes_own() -> None:
    """A provider's list's size, and a link's life, in either language."""
    english, chinese = TEXTS["docs/wechat.md"], TEXTS["docs/zh-CN/wechat.md"]
    size, pages, programs = MAX_BYTES >> 20, f"{MOST_PAGES:,}", f"{MOST_PROGRAMS:,}"

    assert f"At most {size} MiB a page, {pages} pages and {programs} programs." in english
    assert f"每页不超过 {size} MiB，最多 {pages} 页、{programs} 个小程序。" in chinese
    assert LINK_LASTS.days == 7
    assert "good for seven days" in english
    assert "七天内有效" in chinese
