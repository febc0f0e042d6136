"""What the READMEs say that one can ask, asked as a newcomer would: in a channel, of the only program."""

import re
from calendar import month_abbr
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio

from tests.e2e.person import Person, everything_in
from tests.forked import launched
from tests.project.repository import ROOT
from tools.sandbox.launch import Plan, Running
from tools.sandbox.wechat.config import demo_programs
from tools.screenshots import MOMENT

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

READMES: Final = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md")}
ANSWERS: Final = {
    "/baselib": "Raise the minimum to 3.5.5",
    "/baselib raise 3.8.5": "3.8.5 as the minimum cuts off",
    "/baselib propose 3.8.5": "Decision 1: raise shop from 2.25.4 to 3.8.5: the card is in this channel",
    "/baselib trend": "Users cut off over time",
    "/baselib can wx.getPrivacySetting": "wx.getPrivacySetting needs 2.32.3",
    "/baselib fleet": "All Mini Programs",
    "/baselib changes": "Compared with",
    "/baselib waiting": "nothing waits for you",
    "/baselib digest mon 09:00": "every Monday at 09:00",
    "/baselib alert safe minimum rises": "Alert 1 is set for shop",
}
"""What is typed, with words that only its own answer has."""
_TYPED: Final = re.compile(r"`(/baselib[^`]*)`")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """One program, at the moment at which pictures are taken."""
    directory = Path(tmp_path_factory.mktemp("sandbox"))
    plan = Plan(directory, MOMENT, programs=demo_programs()[:1], ports=(0, 0, 0), quiet=True)
    async with launched(plan) as running:
        yield running


def listed(page: str) -> set[str]:
    """The questions in the first column of its tables."""
    rows = [line.split("|")[1] for line in READMES[page].splitlines() if line.startswith("|")]
    return {typed for row in rows for typed in _TYPED.findall(row)}


@pytest.mark.parametrize("page", READMES)
async def test_both_list_the_same(page: str) -> None:
    assert listed(page) == set(ANSWERS)


async def test_each_is_answered(alice: Person) -> None:
    said = {typed: everything_in(await alice.ask(typed)) for typed in ANSWERS}

    assert {typed: said[typed] for typed, words in ANSWERS.items() if words not in said[typed]} == {}


@pytest.mark.parametrize("page", READMES)
async def test_the_picture_says_what_is_answered(page: str, alice: Person) -> None:
    """The words instead of it: the question, what it costs, and the day from which it is safe."""
    ((words, typed),) = re.findall(r"^!\[(.*?(/baselib raise [\d.]+).*)\]", READMES[page], re.MULTILINE)
    answer = (await alice.ask(typed))["blocks"][0]["text"]["text"]
    (cost,) = re.findall(r"cuts off ([\d.]+%) of users", answer)
    ((day, month),) = re.findall(r"Safe at 99% around (\d+) ([A-Z][a-z]+)", answer)

    assert cost in words
    assert f"{day} {month}" in words or f"{list(month_abbr).index(month)} 月 {day} 日" in words
