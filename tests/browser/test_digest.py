"""The weekly digest in the channel: ordered, changed in the modal, and sent on Monday."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, Request, ViewportSize, expect
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.browser.axe import violations
from tests.browser.channel_page import DESKTOP, PHONE, ChannelPage
from tests.clock import NOW
from tests.docs.blocks import build_site
from tests.served import served

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def digests(window: ChannelPage) -> Locator:
    return window.at("message").filter(has=window.at("action-digest.change"))


@pytest.mark.e2e
async def test_order_and_change(window: ChannelPage) -> None:
    """The answer says when the first comes; the form asks for a day, finds a zone and shows the next runs."""
    breakdown = await window.ask("/baselib report shop", shows="data-table")
    status = await window.answered(lambda: window.choose(breakdown, "report.more", "Weekly digest here"))
    await expect(status).to_contain_text("Europe/Berlin")
    await window.action(status, "digest.change").click()
    zone, days = window.at("input-zone").get_by_role("combobox"), window.at("input-weekday")
    await expect(zone).to_have_value("Europe/Berlin")
    await days.get_by_label("Monday").uncheck()
    await expect(window.at("modal")).to_contain_text("Choose at least one day")
    await window.at("modal-submit").click()
    await expect(days.get_by_test_id("field-error")).to_be_visible()
    await days.get_by_label("Monday").check()
    await expect(window.at("modal")).to_contain_text(", 09:00")
    await zone.click()
    await zone.press_sequentially("上海")
    await window.at("modal").get_by_role("option", name="Asia/Shanghai 上海").click()
    await window.at("input-time").locator("input").fill("09:00")
    await expect(window.at("modal")).to_contain_text(", 09:00")
    await window.at("modal-submit").click()

    await expect(window.at("modal")).to_have_count(0)
    await expect(window.at("ephemeral").filter(has_text="Asia/Shanghai")).to_be_visible()


@pytest.mark.e2e
async def test_digest_arrives_when_the_clock_moves(window: ChannelPage) -> None:
    """On Monday 09:00 it appears without a reload, event first, with the minimum and buttons."""
    await window.become("U0BOWEN")
    await expect(digests(window)).to_have_count(0)
    await window.page.evaluate("window.neverReloaded = true")
    await window.move_clock("clock-next-monday")
    digest = digests(window)

    await expect(digest).to_be_visible()
    assert await window.page.evaluate("window.neverReloaded")
    await expect(window.at("clock-now")).to_contain_text("Mon")
    await expect(digest.get_by_role("heading")).to_contain_text("nothing new this week")
    await expect(digest).to_contain_text("Minimum now: 2.25.4 (")
    for action_id in ("report.open", "digest.change"):
        await expect(window.action(digest, action_id).first).to_be_visible()


@pytest.mark.e2e
async def test_digest_is_asked_further(window: ChannelPage) -> None:
    """Open full breakdown answers the person who pressed; Send now posts one more for everyone."""
    digest = await window.pinned(digests(window).first)
    breakdown = await window.answered(window.action(digest, "report.open").first.click)
    await expect(breakdown).to_have_attribute("data-testid", "ephemeral")
    await expect(breakdown.get_by_test_id("data-table")).to_be_visible()
    await window.move_clock("clock-plus-hour")
    status = await window.ask("/baselib digest", shows="action-digest.send_now")
    await window.answered(window.action(status, "digest.send_now").click)

    await expect(digests(window)).to_have_count(2)


@pytest.mark.e2e
async def test_off_asks_before(window: ChannelPage) -> None:
    status = await window.ask("/baselib digest", shows="action-digest.off")
    await window.action(status, "digest.off").click()
    await window.at("confirm-no").click()
    ended = window.at("ephemeral").filter(has_text="The digest for this channel is off")
    await expect(ended).to_have_count(0)
    await window.action(status, "digest.off").click()
    answer = await window.answered(window.at("confirm-yes").click)

    await expect(answer).to_contain_text("The digest for this channel is off")
    await expect(ended).to_have_count(1)


@pytest.mark.e2e
async def test_a_digest_with_a_chart_stands_in_one_screen(window: ChannelPage) -> None:
    await window.page.set_viewport_size(ViewportSize(width=1440, height=900))
    await window.visit("C0RELEASE")
    await window.ask("/baselib use shop")
    await window.ask("/baselib digest mon 09:00")
    eventful = digests(window).filter(has=window.at("chart"))
    for _ in range(5):
        before = await digests(window).count()
        await window.move_clock("clock-next-monday")
        await expect(digests(window)).to_have_count(before + 1)
        if await eventful.count():
            break
    box = await eventful.last.bounding_box()

    assert box
    assert box["height"] <= 730


PAGES = ("index", "zh-CN/use", "reference/settings", "operate")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
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
    async with opened(tab, f"{site}/index.html") as calls:
        await tab.get_by_role("textbox", name="Search").focus()
        await tab.keyboard.type("coverage")
        await expect(tab.locator(".md-search-result__item mark").first).to_be_visible()

        assert await violations(tab) == []
        assert calls == []


@pytest.mark.parametrize("word", ["简报", "基础库", "小程序"])
async def test_search_finds_chinese_words(word: str, tab: Page, site: str) -> None:
    async with opened(tab, f"{site}/zh-CN/use.html") as calls:
        await tab.get_by_role("textbox", name="Search").focus()
        await tab.keyboard.type(word)
        await tab.keyboard.press("End")
        found = tab.locator('.md-search-result__link[href*="zh-CN/"] mark').filter(has_text=word)

        await expect(found.first).to_be_attached()
        assert calls == []


async def test_keyboard_leads_past_the_navigation(tab: Page, site: str) -> None:
    async with opened(tab, f"{site}/start.html"):
        await tab.keyboard.press("Tab")
        await tab.keyboard.press("Enter")

        await expect(tab).to_have_url(f"{site}/start.html#start")


@pytest.mark.usefixtures("axe")
@pytest.mark.e2e
async def test_a_digest_is_paused_in_place(window: ChannelPage) -> None:
    """The tab has digest and next run; paused in the form, it shows so without a reload."""
    await window.ask("/baselib digest mon 09:00 Europe/Berlin", shows="action-digest.off")
    await window.at("app-home").click()
    home = window.at("home")
    await expect(home).to_contain_text("every Monday at 09:00 (Europe/Berlin)")
    await expect(home).to_contain_text("Next: Mon")
    await expect(home).to_contain_text("raise to")
    await expect(home).to_contain_text("Status")
    assert await violations(window.page) == []

    until = (NOW + timedelta(days=60)).date().isoformat()
    menu = window.action(home, "home.digest").first
    await menu.click()
    await window.page.get_by_role("menuitem", name="Pause").click()
    await window.at("modal").locator("input[type=date]").fill(until)
    await window.at("modal-submit").click()
    await expect(home).to_contain_text("Paused until")
    await menu.press("Enter")
    await window.page.get_by_role("menuitem", name="Resume").click()
    await expect(home).not_to_contain_text("Paused until")


@pytest.mark.usefixtures("axe")
@pytest.mark.e2e
async def test_follow_and_language(window: ChannelPage) -> None:
    await window.at("app-home").click()
    home = window.at("home")
    menu = window.action(home, "home.program").first
    await menu.press("Enter")
    await window.page.keyboard.press("ArrowDown")
    await window.page.keyboard.press("Enter")
    await expect(home).to_contain_text("Programs you follow")
    await expect(window.action(home, "home.program")).to_have_count(1)

    language = window.action(home, "home.language")
    await language.select_option(label="简体中文")
    await expect(home).to_contain_text("你关注的小程序")
    assert await violations(window.page) == []
    await language.select_option(index=1)
    await expect(home).to_contain_text("Programs you follow")


@pytest.mark.usefixtures("axe")
@pytest.mark.e2e
async def test_shortcuts(window: ChannelPage) -> None:
    """A message's menu opens the form with its APIs, the composer's the one that asks."""
    await window.say("Who has `wx.getPrivacySetting`?")
    message = window.at("message").filter(has_text="wx.getPrivacySetting")
    await message.get_by_test_id("message-shortcuts").press("Enter")
    await expect(window.page.get_by_role("menu")).to_be_visible()
    assert await violations(window.page) == []
    await window.page.keyboard.press("Enter")
    await expect(window.at("modal")).to_contain_text("wx.getPrivacySetting")
    await window.close_modal()

    await window.at("shortcuts").click()
    await window.page.get_by_role("menuitem", name=re.compile("Base library of")).click()
    program = window.at("input-ask-program").get_by_role("combobox")
    await program.click()
    await program.press_sequentially("shop")
    await window.at("modal").get_by_role("option").first.click()
    assert await violations(window.page) == []
    await window.at("modal-submit").click()
    await expect(window.at("modal")).to_have_count(0)
    await window.at("direct-message").click()
    await expect(window.at("message").filter(has=window.at("data-table")).last).to_be_visible()


@pytest.mark.usefixtures("axe")
@pytest.mark.e2e
async def test_the_installer_tries_the_sample(window: ChannelPage) -> None:
    await window.at("direct-message").click()
    welcome = window.at("message").filter(has_text="Hello! I show you how many users")
    await expect(welcome).to_have_count(1)
    sample = await window.answered(window.action(welcome, "sample.try").click)
    await expect(sample).to_contain_text("these numbers are made up")
    await expect(sample.get_by_test_id("data-table")).to_be_visible()
    await window.action(welcome, "connect.open").click()
    await expect(window.at("modal")).to_contain_text("there are four ways")
    assert await violations(window.page) == []
    await window.at("modal-submit").click()
    await expect(window.at("modal")).to_contain_text("Never type them into Slack")
    await window.at("modal-submit").click()
    await expect(window.at("modal")).to_contain_text(re.compile("checks? passed|warnings?:|failed:"))
    assert await violations(window.page) == []
    await window.close_modal()
