"""docs/ as a site in a browser, accessible, on a desktop and on a phone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Request, ViewportSize, expect
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.browser.channel_page import DESKTOP, PHONE, violations
from tests.docs.blocks import build_site
from tests.served import served

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PAGES = ("index", "zh-CN/use", "reference/settings", "operate")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The built site; yields its URL."""
    assert browser.is_connected()
    folder = Path(tmp_path_factory.mktemp("site"))
    build_site(folder)
    with served(Starlette(routes=[Mount("/", StaticFiles(directory=folder))])) as url:
        yield url


@asynccontextmanager
async def opened(tab: Page, address: str, viewport: ViewportSize = DESKTOP) -> AsyncIterator[list[str]]:
    """A page in the tab; yields its requests to other hosts."""
    calls: list[str] = []
    host = urlsplit(address).netloc

    def keep(request: Request) -> None:
        if urlsplit(request.url).netloc != host:
            calls.append(request.url)

    tab.on("request", keep)
    await tab.set_viewport_size(viewport)
    await tab.goto(address)
    yield calls
    tab.remove_listener("request", keep)
    await tab.set_viewport_size(DESKTOP)
    await tab.goto("about:blank")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("axe")
async def test_page(name: str, tab: Page, site: str) -> None:
    """No complaint by axe, no request to other hosts, and on a phone nothing overflows."""
    for viewport in (DESKTOP, PHONE):
        async with opened(tab, f"{site}/{name}.html", viewport) as calls:
            assert await violations(tab) == []
            assert calls == []
            assert await tab.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.usefixtures("axe")
async def test_search(tab: Page, site: str) -> None:
    """By keyboard alone, with results that pass axe."""
    async with opened(tab, f"{site}/index.html") as calls:
        await tab.get_by_role("textbox", name="Search").focus()
        await tab.keyboard.type("coverage")
        await expect(tab.locator(".md-search-result__item mark").first).to_be_visible()

        assert await violations(tab) == []
        assert calls == []


@pytest.mark.parametrize("word", ["简报", "基础库", "小程序"])
async def test_search_finds_chinese_words(word: str, tab: Page, site: str) -> None:
    """Inside a sentence, where no space stands beside it, and as a whole."""
    async with opened(tab, f"{site}/zh-CN/use.html") as calls:
        await tab.get_by_role("textbox", name="Search").focus()
        await tab.keyboard.type(word)
        await tab.keyboard.press("End")
        found = tab.locator('.md-search-result__link[href*="zh-CN/"] mark').filter(has_text=word)

        await expect(found.first).to_be_attached()
        assert calls == []


async def test_keyboard_leads_past_the_navigation(tab: Page, site: str) -> None:
    """The first press of Tab offers to skip to what the page says."""
    async with opened(tab, f"{site}/start.html"):
        await tab.keyboard.press("Tab")
        await tab.keyboard.press("Enter")

        await expect(tab).to_have_url(f"{site}/start.html#start")
