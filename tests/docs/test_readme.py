"""The READMEs: who tries Baselib needs no picture first, and what they say is so. tests/e2e/test_readme.py asks it."""

import re
from typing import Final

import pytest

from bot.domain.numbers.distribution import SAFE
from bot.domain.trend.history import POINTS
from bot.i18n import LOCALES
from bot.settings import load_settings, missing_for_run
from tests.docs.test_start import PAGES, steps_of
from tests.needs import NEEDS
from tests.project.repository import ROOT

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
    """Just the packages without which some are skipped."""
    (sentence,) = re.findall(r"`make test`.*", READMES[name])
    packages = {need.package for need in NEEDS if need.package}

    assert set(re.findall(r"`([a-z-]+)`", sentence)) == packages


def test_the_numbers() -> None:
    """The share that is kept, the weeks of a trend, and the steps to the first answer, in words."""
    english, chinese = READMES.values()
    steps = {len(steps_of(page)) for page in PAGES}

    assert f"keeps {SAFE:.0%}".replace("%", " %") in english
    assert f"能覆盖 {SAFE:.0%} 用户" in chinese
    assert (POINTS, "twenty weeks" in english, "二十周" in chinese) == (20, True, True)
    assert (steps, "[nine steps]" in english, "[九步]" in chinese) == ({9}, True, True)


def test_the_languages() -> None:
    """Answers come in those that there are."""
    english, chinese = READMES.values()

    assert ("in English or Simplified Chinese" in english, "简体中文或英文" in chinese) == (True, True)
    assert set(LOCALES) == {"en", "zh-CN"}


@pytest.mark.usefixtures("bare_environment")
def test_two_tokens_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """With both of Slack's the bot starts, with one it does not."""
    assert "Slack's two tokens are enough" in READMES["README.md"]
    assert "Slack 的两个 token" in READMES["README.zh-CN.md"]
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    assert missing_for_run(load_settings(None))
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    assert missing_for_run(load_settings(None)) == []


def test_the_licence() -> None:
    """As the file and the package have it."""
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License")
    assert 'license = "MIT"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert ("MIT licence" in READMES["README.md"], "MIT 许可证" in READMES["README.zh-CN.md"]) == (True, True)
