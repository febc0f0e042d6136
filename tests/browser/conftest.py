"""The sandbox, the bot and Chromium, started once per module."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.sandbox.launch import Plan, Running
from tests.browser.axe import AxeMissingError, axe_source
from tests.browser.channel_page import WITHIN, ChannelPage
from tests.browser.chromium import ChromiumMissingError, chromium
from tests.clock import NOW
from tests.forked import launched


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium; without one the tests are skipped."""
    expect.set_options(timeout=WITHIN)
    try:
        async with chromium() as browser:
            yield browser
    except ChromiumMissingError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def axe() -> None:
    """Without axe-core these tests are skipped."""
    try:
        axe_source()
    except AxeMissingError as missing:
        pytest.skip(str(missing))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """Slack, WeChat and the bot, with twenty weeks of history of two programs."""
    assert browser.is_connected()  # asked for first: without Chromium nothing else is started
    directory = Path(tmp_path_factory.mktemp("sandbox"))
    async with launched(Plan(directory, NOW, ports=(0, 0, 0), quiet=True)) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def window(browser: Browser, running: Running) -> AsyncIterator[ChannelPage]:
    """Alice in #mini-programs; afterwards nothing must have gone wrong in the page."""
    window = await ChannelPage.opened(browser, running.slack_url)
    yield window
    await window.page.request.delete(f"{running.slack_url}/sandbox/faults")
    await window.close()
    assert window.trouble == []
