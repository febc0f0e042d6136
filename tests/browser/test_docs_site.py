"""docs/ as a site, in a browser: for everybody, on a desk and on a phone."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.browser.axe import violations
from tests.browser.channel_page import DESKTOP, PHONE
from tests.command_line import served
from tests.docs.site import build_site

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("axe"), pytest.mark.asyncio(loop_scope="session")]

PAGES = ("index", "zh-CN/use", "reference/settings", "operate")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The built site; yields its URL."""
    assert browser.is_connected()
    folder = Path(tmp_path_factory.mktemp("site"))
    build_site(folder)
    with served(Starlette(routes=[Mount("/", StaticFiles(directory=folder))])) as url:
        yield url


async def opened(browser: Browser, address: str, viewport: ViewportSize) -> tuple[Page, list[str]]:
    """A page, and what it asked other hosts for."""
    page = await browser.new_page(viewport=viewport, reduced_motion="reduce")
    calls: list[str] = []
    host = urlsplit(address).netloc
    page.on("request", lambda request: calls.append(request.url) if urlsplit(request.url).netloc != host else None)
    await page.goto(address)
    return page, calls


@pytest.mark.parametrize("name", PAGES)
async def test_page(name: str, browser: Browser, site: str) -> None:
    """Nothing is wrong to axe, no other host is asked, and on a phone nothing sticks out sideways."""
    for viewport in (DESKTOP, PHONE):
        page, question = await opened(browser, f"{site}/{name}.html", viewport)

        assert await violations(page) == []
        assert question == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        await page.close()


async def test_search(browser: Browser, site: str) -> None:
    """A word is found by keyboard alone, and its results are right to axe."""
    page, question = await opened(browser, f"{site}/index.html", DESKTOP)
    await page.get_by_role("textbox", name="Search").focus()
    await page.keyboard.type("coverage")
    await expect(page.locator(".md-search-result__item mark").first).to_be_visible()

    assert await violations(page) == []
    assert question == []
    await page.close()


@pytest.mark.parametrize("word", ["简报", "基础库", "小程序"])
async def test_search_finds_chinese_words(word: str, browser: Browser, site: str) -> None:
    """Inside a sentence, where no space stands beside it, and as a whole."""
    page, question = await opened(browser, f"{site}/zh-CN/use.html", DESKTOP)
    await page.get_by_role("textbox", name="Search").focus()
    await page.keyboard.type(word)
    await page.keyboard.press("End")
    found = page.locator('.md-search-result__link[href*="zh-CN/"] mark').filter(has_text=word)

    await expect(found.first).to_be_attached()
    assert question == []
    await page.close()


async def test_keyboard_leads_past_the_navigation(browser: Browser, site: str) -> None:
    """The first press of Tab offers to skip to what the page says."""
    page, _ = await opened(browser, f"{site}/start.html", DESKTOP)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(page).to_have_url(f"{site}/start.html#start")
    await page.close()
