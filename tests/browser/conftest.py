"""Chromium, started once per test process; the sandbox and the bot once per module, seen in one window.

All of it lives on one event loop, because Playwright's objects belong to the loop on which they were made.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.channel_page import SCRIPT, WITHIN, ChannelPage, new_page
from tests.browser.chromium import chromium
from tests.clock import NOW
from tests.forked import launched
from tests.needs import BROWSER, NPM
from tests.skips import skip_for, skip_without
from tools.sandbox.launch import Plan, Running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium; without one the tests are skipped."""
    skip_without(BROWSER)
    expect.set_options(timeout=WITHIN)
    async with chromium() as browser:
        yield browser


@pytest.fixture
def axe() -> None:
    """Skips a test before it begins where npm has not installed what looks at its page."""
    if not SCRIPT.exists():
        skip_for(NPM)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def running(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """Slack, WeChat and the bot, with twenty weeks of two programs."""
    assert browser.is_connected()  # asked for first: without Chromium nothing else is started
    directory = Path(tmp_path_factory.mktemp("sandbox"))
    async with launched(Plan(directory, NOW, ports=(0, 0, 0), quiet=True)) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tab(browser: Browser) -> AsyncIterator[Page]:
    """One for all tests that need no other: each new one would take a process."""
    page = await new_page(browser)
    yield page
    await page.context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def opened(tab: Page, running: Running) -> AsyncIterator[ChannelPage]:
    """A module's sandbox page, for `window` to load; left before that ends."""
    window = ChannelPage(tab, running.slack_url)
    window.watch()
    yield window
    window.watch(on=False)
    await tab.goto("about:blank")


@pytest.fixture
def place() -> str:
    return "C0MINIAPP"


@pytest_asyncio.fixture(loop_scope="session")
async def window(opened: ChannelPage, place: str) -> AsyncIterator[ChannelPage]:
    """Alice in a freshly opened channel; afterwards the page must have no errors."""
    if opened.page.url.startswith(opened.base_url):
        await opened.page.evaluate("sessionStorage.clear()")
    await opened.go(place=place)
    yield opened
    await opened.page.request.delete(f"{opened.base_url}/sandbox/faults")
    trouble, opened.trouble[:] = list(opened.trouble), []
    assert trouble == []
