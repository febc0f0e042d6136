"""Many Mini Programs: one is found by mouse and keyboard."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.channel_page import ChannelPage
from tests.clock import NOW
from tests.forked import launched
from tools.sandbox.launch import Plan, Running
from tools.sandbox.wechat.config import demo_programs, fleet_programs

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

_FLEET = 45


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def running(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A bot with more programs than a page holds."""
    assert browser.is_connected()
    directory = Path(tmp_path_factory.mktemp("sandbox"))
    programs = [*demo_programs()[:2], *fleet_programs(_FLEET)]
    plan = Plan(directory, NOW, ports=(0, 0, 0), programs=programs, fleet=_FLEET, seeded=False, quiet=True)
    async with launched(plan) as running:
        yield running


async def test_pages_and_search(window: ChannelPage) -> None:
    """Next shows the next twenty; Enter searches; Show all ends that."""
    listed = await window.pinned(await window.ask("/baselib programs"))
    await window.answered(lambda: window.action(listed, "programs.next").click())
    await expect(listed).to_contain_text("m00018")

    field = listed.get_by_role("textbox")
    await field.fill("m0003")
    await window.answered(lambda: field.press("Enter"))
    await expect(listed).to_contain_text("m00039")
    await expect(listed).not_to_contain_text("m00018")

    await window.answered(lambda: listed.get_by_role("button", name="Show all").click())
    await expect(listed).to_contain_text("47")


async def test_pick(window: ChannelPage) -> None:
    """Without a program one types a part of its name, clicks it, and gets the answer in place."""
    answer = await window.pinned(await window.ask("/baselib raise 3.8.0"))
    box = answer.get_by_role("combobox")
    await box.fill("shop")
    option = answer.get_by_role("option", name="shop")
    await expect(option).to_have_count(1)
    await window.answered(option.click)

    await expect(answer).to_contain_text("3.8.0 as the minimum")
