"""From nothing to the first answer in a real Slack: few, counted, sufficient steps."""

import re
from pathlib import Path
from typing import Final

import pytest

from bot.settings import load_settings, missing_for_run
from tests.project.repository import ROOT

PAGES: Final = {
    ROOT / "docs" / "start.md": "## 2. In your Slack",
    ROOT / "docs" / "zh-CN" / "start.md": "## 2. 接入自己的 Slack",
}
MOST: Final = 9
"""Steps."""
_STEP: Final = re.compile(r"^([0-9]+)\. (.+)$", re.MULTILINE)
_SETTING: Final = re.compile(r"^ +([A-Z_]+)=(.*)$", re.MULTILINE)


def _section(page: Path) -> str:
    text = page.read_text("utf-8")
    return text[text.index(PAGES[page]) :].split("\n## ")[0]


def steps_of(page: Path) -> list[tuple[str, str]]:
    """Their numbers and their texts."""
    return _STEP.findall(_section(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_steps(page: Path) -> None:
    """They begin with the code and end with the question; remarks are no steps."""
    steps = steps_of(page)

    assert [int(number) for number, _ in steps] == list(range(1, len(steps) + 1))
    assert len(steps) <= MOST
    assert "`make manifest`" in steps[1][1]
    assert "`make run`" in steps[-2][1]
    assert "`/baselib`" in steps[-1][1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
@pytest.mark.usefixtures("bare_environment")
def test_the_settings_are_enough(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the lines of that section and no other, the bot starts."""
    settings = _SETTING.findall(_section(page))
    for name, value in settings:
        monkeypatch.setenv(name, value.replace("…", "1"))

    assert settings
    assert missing_for_run(load_settings(None)) == []
