"""A merchant authorises the platform: from a command through WeChat's pages to the first breakdown."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from bot.lib.work import Work
from bot.usecases.platform.authorisation import AuthorisationUseCases, StartAuthorisation
from bot.wechat.protocol.platform_calls import authorise_links
from handlers.pages import page_routes
from tests.browser.axe import violations
from tests.browser.channel_page import PHONE, ChannelPage
from tests.clock import NOW
from tests.forked import launched
from tests.patience import PATIENCE
from tests.tools.sandbox.serving import served
from tests.usecases.platform_world import ASKER, CHANNEL, COMPONENT, SHOP, TEAM, PlatformWorld
from tests.usecases.platform_world import NOW as AUTHORISE_PAGES_NOW
from tools.sandbox.launch import Plan, Running
from tools.sandbox.wechat.config import demo_programs

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

THERE, NEW, SHY = demo_programs()[:3]
"""One authorised already, one authorised here, one that withholds a permission set."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def running(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
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


@pytest.mark.e2e
async def test_from_slack_to_the_first_breakdown(window: ChannelPage) -> None:
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


@pytest.mark.e2e
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


@dataclass
class Site:
    """Our pages and WeChat's, each with an origin of its own."""

    world: PlatformWorld
    link: str
    referrers: list[str] = field(default_factory=list)
    """The click's origin as WeChat got it."""


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[Site]:
    """A person in Slack has just asked for a link."""
    world, work = PlatformWorld(), Work()
    await world.install()
    site = Site(world, "")

    async def confirmed(request: Request) -> RedirectResponse:
        site.referrers.append(request.headers.get("referer", ""))
        world.platform.authorise(SHOP, "code")
        return RedirectResponse(f"{request.query_params['redirect_uri']}&auth_code=code&expires_in=600")

    ours = Starlette()
    async with AsyncExitStack() as stack:
        wechat_url = await stack.enter_async_context(served(Starlette(routes=[Route("/{page:path}", confirmed)])))
        our_url = await stack.enter_async_context(served(ours))
        links = partial(authorise_links, COMPONENT, pages_url=wechat_url)
        opened = replace(world.open, public_url=our_url, links=links)
        authorising = AuthorisationUseCases(opened, world.accept, world.finish)
        ours.router.routes.extend(page_routes(authorising, world.clock, work, default_locale="en", counts_users=True))
        site.link = StartAuthorisation(world.passes, our_url)(ASKER, now=AUTHORISE_PAGES_NOW)
        yield site
        await work.drain(within=PATIENCE)


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(viewport=PHONE, locale="en-GB")
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """An empty page; afterwards its console, which would show a breach of the policy, is empty."""
    page, trouble = await context.new_page(), list[str]()
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("requestfailed", lambda request: trouble.append(request.url))
    yield page
    assert trouble == []


@pytest.mark.parametrize("button", ["On a computer: show the QR code", "On a phone: continue in WeChat"])
async def test_there_and_back(site: Site, page: Page, button: str) -> None:
    """One click leads to WeChat, which learns the domain; back here the program is authorised."""
    await page.goto(site.link)
    await page.get_by_role("link", name=button).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("云上商城 is authorised")

    origin = site.link.partition("/wechat/")[0]
    assert site.referrers == [f"{origin}/"]
    assert site.world.notified() == [(TEAM, CHANNEL, "authorised")]


async def test_by_keyboard(site: Site, page: Page) -> None:
    await page.goto(site.link)
    reached = []
    for _ in range(4):
        await page.keyboard.press("Tab")
        focused = page.locator(":focus-visible")
        reached.append(await focused.inner_text())
        outline = await focused.evaluate("element => getComputedStyle(element).outlineWidth")
        assert outline == "3px"

    assert reached == ["English", "简体中文", "On a computer: show the QR code", "On a phone: continue in WeChat"]


async def test_in_chinese(site: Site, page: Page) -> None:
    await page.goto(site.link)
    await page.get_by_role("link", name="简体中文").click()
    await expect(page.get_by_role("heading", name="您的代价")).to_be_visible()
    await page.get_by_role("link", name="在手机上").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("云上商城 已授权")
    assert await page.locator("html").get_attribute("lang") == "zh-CN"


async def test_it_fits_a_phone(site: Site, page: Page) -> None:
    await page.goto(site.link)

    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for button in await page.locator(".button").all():
        box = await button.bounding_box()
        assert box
        assert box["height"] >= 44


async def test_without_scripts(site: Site, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(site.link)
    await page.get_by_role("link", name="On a computer").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("云上商城 is authorised")
    await context.close()


async def test_the_style_is_let_in(site: Site, page: Page) -> None:
    await page.goto(site.link)
    colour = await page.locator(".button").first.evaluate("element => getComputedStyle(element).backgroundColor")

    assert colour == "rgb(10, 107, 59)"


@pytest.mark.usefixtures("axe")
async def test_axe(site: Site, page: Page) -> None:
    await page.goto(site.link)
    assert await violations(page) == []
    await page.get_by_role("link", name="On a computer").click()
    assert await violations(page) == []


@pytest.mark.usefixtures("axe")
async def test_axe_on_a_refusal(site: Site, context: BrowserContext) -> None:
    page = await context.new_page()  # without the watch over its console, where a 403 stands
    await page.goto(f"{site.link}x")
    await expect(page.get_by_role("heading", level=1)).to_have_text("This link no longer works")
    assert await violations(page) == []


async def fits(window: ChannelPage) -> bool:
    """Whether nothing sticks out of the window at the side."""
    return bool(await window.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.e2e
@pytest.mark.usefixtures("axe")
async def test_a_tool_and_its_buttons(window: ChannelPage) -> None:
    """A tool's table and chart are blocks; a button calls the next tool, which replaces them."""
    await window.at("ask-slackbot").click()
    await window.at("slackbot-tool").select_option("cost_of_minimum")
    await expect(window.at("slackbot-about")).to_contain_text("Reads only.")
    await window.at("argument-program").fill("shop")
    await window.at("argument-version").fill("3.8.5")
    await window.at("slackbot-call").click()
    result = window.at("slackbot").get_by_role("region", name="Result")
    await expect(result).to_contain_text("3.8.5 as the minimum cuts off")
    await expect(result.get_by_test_id("chart")).to_be_visible()
    assert await violations(window.page) == []

    await result.get_by_role("button", name="Cut off at").first.click()
    await expect(result).not_to_contain_text("3.8.5 as the minimum cuts off")
    await expect(result).to_contain_text("as the minimum cuts off")


@pytest.mark.e2e
async def test_a_tool_that_cannot(window: ChannelPage) -> None:
    await window.at("ask-slackbot").click()
    await window.at("slackbot-tool").select_option("cost_of_minimum")
    await window.at("argument-program").fill("nowhere")
    await window.at("argument-version").fill("3.8.5")
    await window.at("slackbot-call").click()

    await expect(window.at("slackbot-text")).to_contain_text("nowhere")
    await expect(window.at("slackbot-text")).to_have_class("result-text error")
    await window.at("user-select").select_option("U0BOWEN")
    await expect(window.at("slackbot-text")).to_have_count(0)


@pytest.mark.e2e
@pytest.mark.usefixtures("axe")
async def test_a_step_on_a_phone_in_chinese(browser: Browser, running: Running) -> None:
    """A program is found by typing; outputs, and a failure's sentence, are under the run."""
    window = await ChannelPage.opened(browser, running.slack_url, viewport=PHONE, lang="zh-CN", user="U0BOWEN")
    await window.at("menu").click()
    await window.at("run-workflows").click()
    await window.at("step-search-program").fill("shop")
    program = window.at("step-program")
    await expect(program.locator("option")).to_have_count(2)
    await program.select_option(index=1)
    await window.at("step-version").fill("3.8.5")
    await window.at("step-run").click()
    done = window.at("workflows").locator("[data-status=completed]")
    await expect(done.get_by_test_id("value-sentence")).to_contain_text("3.8.5")
    await window.at("step-version").fill("three")
    await window.at("step-run").click()

    await expect(window.at("workflows").locator("[data-status=failed]")).to_contain_text("three")
    assert await violations(window.page) == []
    assert await fits(window)
    assert window.trouble == []
    await window.close()
