"""A merchant admin's pages in a real browser, with a WeChat that confirms at once."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import partial

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from bot.lib.work import Work
from bot.usecases.platform.authorisation import AuthorisationUseCases, start_authorisation
from bot.wechat.protocol.platform_calls import authorise_links
from handlers.pages import page_routes
from tests.browser.axe import violations
from tests.browser.channel_page import PHONE
from tests.patience import PATIENCE
from tests.tools.sandbox.serving import served
from tests.usecases.platform_world import ASKER, CHANNEL, COMPONENT, NOW, SHOP, TEAM, PlatformWorld

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


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
        app = world.assemble()
        site.link = start_authorisation(replace(app, options=replace(app.options, public_url=our_url)), ASKER, now=NOW)
        yield site
        await work.drain(within=PATIENCE)


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A phone that speaks English."""
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
    """Every link is reached in order, and one sees where one is."""
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
    """The same page in the other language, and the same way on."""
    await page.goto(site.link)
    await page.get_by_role("link", name="简体中文").click()
    await expect(page.get_by_role("heading", name="您的代价")).to_be_visible()
    await page.get_by_role("link", name="在手机上").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("云上商城 已授权")
    assert await page.locator("html").get_attribute("lang") == "zh-CN"


async def test_it_fits_a_phone(site: Site, page: Page) -> None:
    """Nothing overflows, and tap targets are large enough."""
    await page.goto(site.link)

    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for button in await page.locator(".button").all():
        box = await button.bounding_box()
        assert box
        assert box["height"] >= 44


async def test_without_scripts(site: Site, browser: Browser) -> None:
    """A browser that runs none gets all the way."""
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(site.link)
    await page.get_by_role("link", name="On a computer").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("云上商城 is authorised")
    await context.close()


async def test_the_style_is_let_in(site: Site, page: Page) -> None:
    """The policy's hash is right as browsers work it out."""
    await page.goto(site.link)
    colour = await page.locator(".button").first.evaluate("element => getComputedStyle(element).backgroundColor")

    assert colour == "rgb(10, 107, 59)"


@pytest.mark.usefixtures("axe")
async def test_axe(site: Site, page: Page) -> None:
    """Nothing is wrong with the landing page, the return, or a refusal."""
    await page.goto(site.link)
    assert await violations(page) == []
    await page.get_by_role("link", name="On a computer").click()
    assert await violations(page) == []


@pytest.mark.usefixtures("axe")
async def test_axe_on_a_refusal(site: Site, context: BrowserContext) -> None:
    """A link that does not work ends on a sound page as well."""
    page = await context.new_page()  # without the watch over its console, where a 403 stands
    await page.goto(f"{site.link}x")
    await expect(page.get_by_role("heading", level=1)).to_have_text("This link no longer works")
    assert await violations(page) == []
