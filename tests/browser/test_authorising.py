"""A merchant authorises the platform: from a command through WeChat's pages to the first breakdown."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.channel_page import ChannelPage
from tests.clock import NOW
from tests.forked import launched
from tools.sandbox.launch import Plan, Running
from tools.sandbox.wechat.config import demo_programs

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

THERE, NEW, SHY = demo_programs()[:3]
"""One authorised already, one authorised here, one that withholds a permission set."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def running(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A bot that is the third-party platform itself."""
    assert browser.is_connected()
    directory = Path(tmp_path_factory.mktemp("sandbox"))
    plan = Plan(directory, NOW, ports=(0, 0, 0), programs=[THERE], component=True, seeded=False, quiet=True)
    async with launched(plan) as running:
        yield running


async def to_wechat(window: ChannelPage, *, way: str) -> Page:
    """Ask for the link in Slack, open it in its own tab, and go on to WeChat's page."""
    answer = await window.ask("/baselib programs add")
    async with window.page.context.expect_page() as opened:
        await answer.get_by_role("link", name="Open the page").click()
    page = await opened.value
    await expect(page.get_by_role("heading", name="What it costs you")).to_be_visible()
    await page.get_by_role("link", name=way).click()
    return page


async def test_from_slack_to_the_first_breakdown(window: ChannelPage) -> None:
    """The channel gets numbers; buttons open the breakdown and choose the program."""
    page = await to_wechat(window, way="On a computer")
    await page.get_by_label(NEW.nickname).check()
    await page.get_by_role("button", name="Authorise").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(f"{NEW.nickname} is authorised")
    await page.close()

    news = window.at("message").filter(has_text=f"{NEW.nickname} is authorised")
    await expect(news).to_have_count(1)
    news = await window.pinned(news)
    await expect(news).to_contain_text("Raise the minimum to ")
    await window.answered(lambda: window.action(news, "program.use").click())
    answer = await window.ask("/baselib", shows="data-table")
    await expect(answer).to_contain_text(NEW.nickname)


async def test_without_permission_set_18(window: ChannelPage) -> None:
    """On a phone, one box unticked: page and channel say what is missing, with a new link."""
    page = await to_wechat(window, way="On a phone")
    await page.get_by_label(SHY.nickname).check()
    await page.get_by_label("permission set 18").uncheck()
    await page.get_by_role("button", name="Authorise").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Permission set 18 is missing")
    await page.close()

    news = window.at("message").filter(has_text=f"{SHY.nickname} cannot be read")
    await expect(news).to_have_count(1)
    await expect(news.get_by_role("link", name="Authorise again")).to_be_visible()
