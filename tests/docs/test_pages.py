"""What the READMEs and docs/ name for setting, typing or opening exists, in both languages."""

import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.cli.commands import root
from bot.domain.agents import AGENTS_PATH
from bot.domain.numbers.distribution import SAFE
from bot.domain.retention import PERIODS
from bot.domain.trend_history import POINTS
from bot.export.workflow_steps import FUNCTIONS
from bot.i18n import LOCALES
from bot.settings import Settings, load_settings, missing_for_run
from bot.storage.tables.schema import METADATA
from bot.usecases.platform.authorisation import AUTHORISE_PATH, AUTHORISED_PATH, LINK_LASTS
from bot.usecases.workspaces.install import INSTALL_PATH, REDIRECT_PATH
from bot.wechat.protocol.program_list import MAX_BYTES, MOST_PAGES, MOST_PROGRAMS
from handlers.commands.programs import USAGE
from handlers.commands.registry import SLASH_COMMAND, subcommands
from handlers.http import METRICS_PATH, PUSH_PATH, SLACK_PATH
from tests.docs.blocks import blocks_of
from tests.needs import NEEDS
from tests.project.repository import ROOT, python_files
from tools.sandbox.wechat.calls import published

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
INSIDE: Final = {"/readyz", METRICS_PATH}
DEPLOY: Final = ROOT / "docs" / "deploy"
_PATH: Final = re.compile(r"^(?:GET |POST )?(/(?:livez|readyz|metrics|mcp|slack|wechat)[/a-z_]*)")
_FILE: Final = re.compile(r"(?<![\w./-])(?:bot|handlers|tests|docs|bench|tools)/[\w./-]*")
every_page: Final = pytest.mark.parametrize("page", TEXTS)


def paths_on(page: str) -> set[str]:
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
    for code in CODE[page]:
        match code.split():
            case [first, "programs", verb, *_] if first == SLASH_COMMAND and verb.isalpha():
                assert verb in USAGE.split()
            case [first, subcommand, *_] if first == SLASH_COMMAND and subcommand.isalpha():
                assert subcommand in subcommands()


@every_page
def test_the_commands_exist(page: str) -> None:
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
    assert paths_on(page) <= PUBLIC | INSIDE


@pytest.mark.parametrize("page", ["docs/operate.md", "docs/zh-CN/operate.md"])
def test_every_path_is_explained_to_operators(page: str) -> None:
    assert paths_on(page) == PUBLIC | INSIDE
    assert all(f"/{name})" in TEXTS[page] for name in ("compose.yaml", "baselib.service", "nginx.conf", "Caddyfile"))


@every_page
def test_the_files_are_there(page: str) -> None:
    linked = {link for link in re.findall(r"\]\(([^)#\s]+)", TEXTS[page]) if "://" not in link}
    named = {path for code in CODE[page] for path in _FILE.findall(code)}

    assert [link for link in linked if not (ROOT / page).parent.joinpath(link).exists()] == []
    assert [path for path in named if not (ROOT / path).exists()] == []


@every_page
def test_tests_named_without_a_folder_are_in_the_one_named_before(page: str) -> None:
    folder = Path()
    for path in re.findall(r"`((?:[\w-]+/)*test_\w+\.py)`", TEXTS[page]):
        named = ROOT / path if "/" in path else folder / path
        assert named.is_file(), path
        folder = named.parent


def test_much_was_found() -> None:
    everything = " ".join(code for codes in CODE.values() for code in codes)

    assert len(re.findall(r"(?<!/)baselib (?:db|keys|scan|sync|doctor)", everything)) > 20
    assert everything.count(SLASH_COMMAND) > 80
    assert sum(len(paths_on(page)) for page in TEXTS) > 20
    assert len(_FILE.findall(everything)) > 80


def test_the_proxies_let_through_what_is_public() -> None:
    location = re.compile(re.findall(r"location ~ (\S+) \{", (DEPLOY / "nginx.conf").read_text("utf-8"))[0])
    caddy = re.findall(r"@baselib path (.+)", (DEPLOY / "Caddyfile").read_text("utf-8"))[0].split()

    assert set(caddy) == PUBLIC
    assert [path for path in PUBLIC if not location.match(path)] == []
    assert [path for path in ("/", *INSIDE, f"{SLACK_PATH}/x", "/x/livez") if location.match(path)] == []


def test_limits_are_the_codes_own() -> None:
    english, chinese = TEXTS["docs/wechat.md"], TEXTS["docs/zh-CN/wechat.md"]
    size, pages, programs = MAX_BYTES >> 20, f"{MOST_PAGES:,}", f"{MOST_PROGRAMS:,}"

    assert f"At most {size} MiB a page, {pages} pages and {programs} programs." in english
    assert f"每页不超过 {size} MiB，最多 {pages} 页、{programs} 个小程序。" in chinese
    assert LINK_LASTS.days == 7
    assert "good for seven days" in english
    assert "七天内有效" in chinese


PAGE: Final = ROOT / "docs" / "develop" / "glossary.md"
LINE: Final = re.compile(r"- (\*\*.+?\*\*) ([\u3000-\u9fff（）、a-zA-Z`_ ]+?) (`[^:]+`): .+")
ENTRIES: Final = [LINE.fullmatch(line) for line in PAGE.read_text("utf-8").splitlines() if line.startswith("- ")]
GLOSSARY_CODE: Final = "\n".join(path.read_text("utf-8") for path in python_files("bot", "handlers"))


def names() -> set[str]:
    return {name for entry in ENTRIES if entry for name in re.findall(r"`(\w+)`", entry[3])}


def test_every_line_has_all_three() -> None:
    assert len(ENTRIES) > 40
    assert None not in ENTRIES


def test_each_word_stands_there_once() -> None:
    english = Counter(word for entry in ENTRIES if entry for word in re.findall(r"\*\*(.+?)\*\*", entry[1]))
    chinese = Counter(word for entry in ENTRIES if entry for word in entry[2].split("、"))

    assert [word for word, times in (english + chinese).items() if times > 1] == []


def test_the_code_has_every_name() -> None:
    classes = {name for name in names() if name[0].isupper()}

    assert {name for name in classes if not re.search(rf"^class {name}\b", GLOSSARY_CODE, re.MULTILINE)} == set()
    assert {name for name in names() - classes if not re.search(rf"\b{name}\b", GLOSSARY_CODE)} == set()


START_PAGES: Final = {
    ROOT / "docs" / "start.md": "## 2. In your Slack",
    ROOT / "docs" / "zh-CN" / "start.md": "## 2. 接入自己的 Slack",
}
MOST: Final = 9
_STEP: Final = re.compile(r"^([0-9]+)\. (.+)$", re.MULTILINE)
_SETTING: Final = re.compile(r"^ +([A-Z_]+)=(.*)$", re.MULTILINE)


def _section(page: Path) -> str:
    text = page.read_text("utf-8")
    return text[text.index(START_PAGES[page]) :].split("\n## ")[0]


def steps_of(page: Path) -> list[tuple[str, str]]:
    return _STEP.findall(_section(page))


@pytest.mark.parametrize("page", START_PAGES, ids=lambda page: page.parent.name)
def test_steps(page: Path) -> None:
    steps = steps_of(page)

    assert [int(number) for number, _ in steps] == list(range(1, len(steps) + 1))
    assert len(steps) <= MOST
    assert "`make manifest`" in steps[1][1]
    assert "`make run`" in steps[-2][1]
    assert "`/baselib`" in steps[-1][1]


@pytest.mark.parametrize("page", START_PAGES, ids=lambda page: page.parent.name)
@pytest.mark.usefixtures("bare_environment")
def test_the_settings_are_enough(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _SETTING.findall(_section(page))
    for name, value in settings:
        monkeypatch.setenv(name, value.replace("…", "1"))

    assert settings
    assert missing_for_run(load_settings(None)) == []


READMES: Final = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md")}
each_readme: Final = pytest.mark.parametrize("name", READMES)


@each_readme
def test_the_demo_comes_first(name: str) -> None:
    """`make demo` is among the first lines of text, above the picture and every table."""
    lines = [line for line in READMES[name].splitlines() if line]
    demo = lines.index("make demo")

    assert demo <= 7
    assert [line for line in lines[:demo] if line.startswith(("![", "|"))] == []
    assert any(line.startswith("![") for line in lines[demo : demo + 5])


@each_readme
def test_what_the_tests_need(name: str) -> None:
    (sentence,) = re.findall(r"`make test`.*", READMES[name])
    packages = {need.package for need in NEEDS if need.package}

    assert set(re.findall(r"`([a-z-]+)`", sentence)) == packages


def test_the_numbers() -> None:
    """The share that is kept, the weeks of a trend, and the steps to the first answer, in words."""
    english, chinese = READMES.values()
    steps = {len(steps_of(page)) for page in START_PAGES}

    assert f"keeps {SAFE:.0%}".replace("%", " %") in english
    assert f"能覆盖 {SAFE:.0%} 用户" in chinese
    assert (POINTS, "twenty weeks" in english, "二十周" in chinese) == (20, True, True)
    assert (steps, "[nine steps]" in english, "[九步]" in chinese) == ({9}, True, True)


def test_the_languages() -> None:
    english, chinese = READMES.values()

    assert ("in English or Simplified Chinese" in english, "简体中文或英文" in chinese) == (True, True)
    assert set(LOCALES) == {"en", "zh-CN"}


@pytest.mark.usefixtures("bare_environment")
def test_two_tokens_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Slack's two tokens are enough" in READMES["README.md"]
    assert "Slack 的两个 token" in READMES["README.zh-CN.md"]
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    assert missing_for_run(load_settings(None))
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    assert missing_for_run(load_settings(None)) == []


def test_the_licence() -> None:
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License")
    assert 'license = "MIT"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert ("MIT licence" in READMES["README.md"], "MIT 许可证" in READMES["README.zh-CN.md"]) == (True, True)


DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["operate.md", "zh-CN/operate.md"])
def test_the_periods_are_documented(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    rows = re.findall(r"^\|.*[(（]`(\w+)`[)）] \| (\d+) \|", text, re.MULTILINE)
    days = {str(what): period.days for what, period in PERIODS.items()}

    assert {name: int(text) for name, text in rows} == days
    assert METADATA.tables.keys() >= {name for name, _ in rows}


CATALOG: Final = ROOT / "bot" / "catalog"
VERSION: Final = re.compile(r"(?<![\d.])[23]\.\d{1,2}\.\d{1,2}(?![\d.])")
COMMAND: Final = re.compile(r"^(?:\$ )?(?:\S*/)?baselib (?!scan\b)")
LISTED: Final = {
    row["sdkVer"] for row in json.loads(published(datetime(2026, 11, 23, tzinfo=UTC))["json_data"])["total"]
}
"""By WeChat, of all its users: what the demo answers about."""
KNOWN: Final = LISTED | {
    version for file in CATALOG.glob("*.json") for version in VERSION.findall(file.read_text("utf-8"))
}
OTHERS: Final = {"2.1.0": "of SARIF", "2.0.0": "of JSON-RPC"}


@every_page
def test_pages_name_versions_that_exist(page: str) -> None:
    typed = [version for code in CODE[page] if COMMAND.match(code) for version in VERSION.findall(code)]

    assert [version for version in typed if version not in LISTED] == []
    if not page.startswith("docs/develop/"):
        assert set(VERSION.findall(TEXTS[page])) - KNOWN - OTHERS.keys() == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_sentences_name_versions_that_exist(locale: str) -> None:
    text = "\n".join(file.read_text("utf-8") for file in (ROOT / "bot" / "i18n" / locale).rglob("*.ftl"))
    named = set(VERSION.findall(text)) - OTHERS.keys()

    assert {version for version in named if version.startswith("3.")} - LISTED == set()
    assert named - KNOWN == set()


def test_steps_name_versions_that_exist() -> None:
    assert set(VERSION.findall(json.dumps(FUNCTIONS))) <= LISTED
