"""A browser installs the bot, from our page to Slack's and back."""

from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from bot.errors import BotError, SlackRefused, SlackUnclear, StorageUnavailable
from handlers.pages.installing import COOKIE, install_routes
from tests.fakes.machine import FakeClock
from tests.pages.test_pages import Parsed
from tests.usecases.workspaces.test_install import NOW, ORG, TEAM, Site


class Visitor:
    def __init__(self, scheme: str = "https") -> None:
        self.site, self.clock = Site(), FakeClock(NOW)
        routes = install_routes(self.site.open, self.site.install, self.clock, default_locale="en")
        transport = httpx.ASGITransport(Starlette(routes=list(routes)))
        self.browser = httpx.AsyncClient(transport=transport, base_url=f"{scheme}://baselib.example")

    async def go(self, **headers: str) -> httpx.Response:
        return await self.browser.get("/slack/install", headers=headers)

    async def back(self, page: httpx.Response, **query: str) -> httpx.Response:
        state = parse_qs(urlsplit(Parsed(page.text).buttons[0]).query)["state"][0]
        return await self.browser.get("/slack/oauth_redirect", params={"state": state, **query})


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    visitor = Visitor()
    yield visitor
    await visitor.browser.aclose()


async def test_it_is_installed(visitor: Visitor) -> None:
    page = await visitor.go()
    done = await visitor.back(page, code="code")

    assert done.status_code == 200
    assert "Acme" in Parsed(done.text).text("h1")
    assert visitor.site.installations.kept == {"T1": TEAM}
    assert TEAM.bot_token not in done.text
    assert "no-store" in done.headers["cache-control"]


async def test_an_organisation_is_told_what_comes_next(visitor: Visitor) -> None:
    done = await visitor.back(await visitor.go(), code="org")

    assert "organisation" in done.text
    assert visitor.site.installations.kept == {"E1": ORG}


async def test_the_cookie_is_kept_to_itself(visitor: Visitor) -> None:
    """No script or other site gets it, it lives as long as the button, and is not in the address."""
    page = await visitor.go()
    cookie = page.headers["set-cookie"]

    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/slack", "Max-Age=600"))
    assert visitor.browser.cookies[COOKIE] not in page.text


async def test_cancelled(visitor: Visitor) -> None:
    page = await visitor.back(await visitor.go(), error="access_denied")

    assert page.status_code == 200
    assert "Nothing was installed" in page.text
    assert not visitor.site.installations.kept


async def test_only_this_browser_and_only_once(visitor: Visitor) -> None:
    """Another browser, a second time, too late, or without a code: the page says so, nothing is kept."""
    stranger = Visitor()
    stranger.site = visitor.site
    page = await visitor.go()
    assert (await stranger.back(page, code="code")).status_code == 403
    assert (await visitor.back(page)).status_code == 403
    late = await visitor.go()
    visitor.clock.advance(timedelta(minutes=10, seconds=1))
    assert (await visitor.back(late, code="code")).status_code == 403
    assert (await visitor.browser.get("/slack/oauth_redirect")).status_code == 403
    await stranger.browser.aclose()
    assert not visitor.site.installations.kept

    again = await visitor.go()
    assert (await visitor.back(again, code="code")).status_code == 200
    assert (await visitor.back(again, code="org")).status_code == 403
    assert visitor.site.installations.kept.keys() == {"T1"}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SlackRefused(code="bad_client_secret", method="oauth.v2.access"), 502),
        (SlackUnclear(method="oauth.v2.access"), 503),
        (StorageUnavailable(reason="locked"), 503),
    ],
)
async def test_slack_or_the_database_fails(visitor: Visitor, error: BotError, status: int) -> None:
    visitor.site.slack.error = error
    page = await visitor.back(await visitor.go(), code="code")

    assert page.status_code == status
    assert "bad_client_secret" not in page.text
    assert Parsed(page.text).buttons == ["https://baselib.example/slack/install"]


async def test_both_languages(visitor: Visitor) -> None:
    page = await visitor.go(**{"accept-language": "zh-CN,zh;q=0.9"})

    assert page.headers["content-language"] == "zh-CN"
    assert "添加到 Slack" in page.text


async def test_on_this_machine_the_cookie_comes_back() -> None:
    """The sandbox has no https."""
    visitor = Visitor("http")
    visitor.site.open = visitor.site.open.__class__(visitor.site.slack, visitor.site.open.passes, "http://127.0.0.1")
    routes = install_routes(visitor.site.open, visitor.site.install, visitor.clock, default_locale="en")
    visitor.browser = httpx.AsyncClient(
        transport=httpx.ASGITransport(Starlette(routes=list(routes))), base_url="http://127.0.0.1"
    )
    page = await visitor.go()

    assert "Secure" not in page.headers["set-cookie"]
    assert (await visitor.back(page, code="code")).status_code == 200
