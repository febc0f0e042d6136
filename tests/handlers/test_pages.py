"""A merchant's admin, their browser, and the pages between Slack and WeChat."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.domain.platform import Origin
from bot.domain.programs import MerchantChoice, OptIn
from bot.errors import BotError, StorageUnavailable, TicketMissing
from bot.i18n import LOCALES
from bot.lib.work import Work
from bot.usecases.platform.authorisation import MOST_A_MINUTE, AuthorisationUseCases
from handlers.pages import COOKIE, page_routes
from handlers.pages.response import preferred
from tests.fakes.wechat import refusal
from tests.pages.test_pages import Parsed
from tests.patience import PATIENCE
from tests.usecases.platform_world import ASKER, CHANNEL, HOUR, NOW, PUBLIC_URL, SHOP, TEAM, PlatformWorld


class Admin:
    def __init__(self, world: PlatformWorld, work: Work, *, within: float = 5.0, counts_users: bool = True) -> None:
        self.world = world
        authorising = AuthorisationUseCases(world.open, world.accept, world.finish)
        routes = page_routes(
            authorising, world.clock, work, default_locale="en", counts_users=counts_users, within=within
        )
        transport = httpx.ASGITransport(Starlette(routes=list(routes)))
        self.browser = httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL)

    async def land(self, link: str = "", **headers: str) -> httpx.Response:
        return await self.browser.get(link or self.world.start(ASKER, now=NOW), headers=headers)

    async def confirm(self, landed: httpx.Response, *, appid: str = SHOP, code: str = "code", **query: str) -> str:
        """Confirm on WeChat's page; where that leads back to."""
        self.world.platform.authorise(appid, code)
        wechat = next(button for button in Parsed(landed.text).buttons if button.startswith("https://"))
        back = parse_qs(urlsplit(wechat).query)["redirect_uri"][0]
        return str(httpx.URL(back).copy_merge_params({"auth_code": code, "expires_in": "600", **query}))


@pytest.fixture
async def world() -> PlatformWorld:
    world = PlatformWorld()
    await world.install()
    return world


@pytest.fixture
async def work() -> AsyncIterator[Work]:
    work = Work()
    yield work
    await work.drain(within=PATIENCE)


@pytest.fixture
async def admin(world: PlatformWorld, work: Work) -> AsyncIterator[Admin]:
    admin = Admin(world, work)
    async with admin.browser:
        yield admin


async def test_the_whole_way(world: PlatformWorld, admin: Admin) -> None:
    """From the link to WeChat and back: the program is there, and the page says so."""
    landed = await admin.land()
    finished = await admin.browser.get(await admin.confirm(landed))

    assert (landed.status_code, finished.status_code) == (200, 200)
    assert "云上商城 is authorised" in Parsed(finished.text).text("h1")
    assert world.notified() == [(TEAM, CHANNEL, "authorised")]


@pytest.mark.parametrize(
    ("asks", "page", "choice"),
    [
        (False, "&set=yes", MerchantChoice.UNASKED),
        (True, "", MerchantChoice.DECLINED),
        (True, "&set=yes", MerchantChoice.AGREED),
    ],
)
async def test_what_the_merchant_chose(work: Work, *, asks: bool, page: str, choice: MerchantChoice) -> None:
    """The confirmed page counts, by redirect and push; if Baselib only reads there is no question."""
    world = PlatformWorld(may_set=asks)
    await world.install()
    admin = Admin(world, work)
    link = world.start(ASKER, now=NOW)
    await admin.land(f"{link}&set=yes")
    finished = await admin.browser.get(await admin.confirm(await admin.land(f"{link}{page}")))
    await admin.browser.aclose()

    assert finished.status_code == 200
    assert await world.opt_ins.get(TEAM, SHOP) == OptIn(merchant=choice)
    invited = [each.choice for each in world.authorisations.invitations]
    assert invited == [choice]


async def test_loaded_again(world: PlatformWorld, admin: Admin) -> None:
    back = await admin.confirm(await admin.land())
    first, second = await admin.browser.get(back), await admin.browser.get(back)

    assert first.text == second.text
    assert world.platform.calls.count("exchange") == 1
    assert len(world.notified()) == 1


async def test_users_that_are_not_read(world: PlatformWorld, work: Work) -> None:
    pages = [await Admin(world, work, counts_users=counts).land() for counts in (True, False)]

    assert ["How many users" in page.text for page in pages] == [True, False]


async def test_every_page_keeps_itself_to_itself(admin: Admin) -> None:
    """Nothing runs or is kept; WeChat learns our origin, as it must, not the address with the pass."""
    landed = await admin.land()
    for response in (
        landed,
        await admin.browser.get(await admin.confirm(landed)),
        await admin.land("/wechat/authorize"),
    ):
        assert response.headers["content-security-policy"].startswith("default-src 'none'")
        assert response.headers["referrer-policy"] == "strict-origin"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["content-type"] == "text/html; charset=utf-8"


async def test_the_cookie(admin: Admin) -> None:
    cookie = (await admin.land()).headers["set-cookie"]

    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/wechat", "Max-Age=3600"} <= set(cookie.split("; "))


async def test_the_cookie_without_https(world: PlatformWorld, work: Work) -> None:
    object.__setattr__(world.open, "public_url", "http://127.0.0.1:3000")
    admin = Admin(world, work)
    async with admin.browser:
        assert "Secure" not in (await admin.land()).headers["set-cookie"]


async def test_another_browser(world: PlatformWorld, admin: Admin, work: Work) -> None:
    back = await admin.confirm(await admin.land())
    async with Admin(world, work).browser as other:
        refused = await other.get(back)

    assert refused.status_code == 403
    assert "has expired" in Parsed(refused.text).text("h1")
    assert world.platform.calls.count("exchange") == 0
    assert await world.authorisations.unfinished() == []


@pytest.mark.parametrize("change", [{"state": ""}, {"state": "gAAAAAx"}, {"auth_code": ""}, {"auth_code": "x" * 999}])
async def test_an_address_that_was_changed(world: PlatformWorld, admin: Admin, change: dict[str, str]) -> None:
    refused = await admin.browser.get(await admin.confirm(await admin.land(), **change))

    assert refused.status_code == 403
    assert await world.authorisations.unfinished() == []


async def test_too_late(world: PlatformWorld, admin: Admin) -> None:
    back = await admin.confirm(await admin.land())
    world.clock.advance(HOUR + timedelta(seconds=1))

    assert (await admin.browser.get(back)).status_code == 403


async def test_a_link_that_does_not_work(world: PlatformWorld, admin: Admin) -> None:
    """Too old, made up or missing: the page says how to get another, and sets no cookie."""
    for query in ("", "?pass=", "?pass=made-up", "?pass=" + "A" * 9_000):
        refused = await admin.land(f"/wechat/authorize{query}")

        assert refused.status_code == 403
        assert "<code>/baselib programs add</code>" in refused.text
        assert "set-cookie" not in refused.headers
    assert world.platform.calls == []


async def test_opened_too_often(world: PlatformWorld, work: Work) -> None:
    world.platform.fail("invite", TicketMissing(hours=13))
    link = world.start(ASKER, now=NOW)
    for _ in range(MOST_A_MINUTE + 1):
        async with Admin(world, work).browser as browser:
            last = await browser.get(link)

    assert (last.status_code, last.headers["retry-after"]) == (503, "60")
    assert world.platform.calls.count("invite") == MOST_A_MINUTE
    assert "Wait a minute" in last.text


@pytest.mark.parametrize("error", [TicketMissing(hours=13), refusal(61004)], ids=repr)
async def test_wechat_is_not_available(world: PlatformWorld, admin: Admin, error: BotError) -> None:
    world.platform.fail("invite", error)
    refused = await admin.land()

    assert refused.status_code == 503
    assert "try again" in Parsed(refused.text).text("h1")
    assert "61004" not in refused.text


async def test_the_database_cannot_be_used(world: PlatformWorld, admin: Admin, monkeypatch: pytest.MonkeyPatch) -> None:

    async def broken(*_: object, **__: object) -> None:
        raise StorageUnavailable(reason="locked")

    back = await admin.confirm(await admin.land())
    monkeypatch.setattr(world.authorisations, "receive", broken)
    monkeypatch.setattr(world.authorisations, "invited", broken)
    refused = await admin.land(world.start(Origin(TEAM, "C2", "U2"), now=NOW))

    assert (await admin.browser.get(back)).status_code == 503
    assert refused.status_code == 503
    assert "database" in refused.text


async def test_it_takes_long(world: PlatformWorld, work: Work) -> None:
    admin = Admin(world, work, within=0.01)
    async with admin.browser:
        back = await admin.confirm(await admin.land())
        world.platform.gate.clear()
        waiting = await admin.browser.get(back)
    world.platform.gate.set()
    await work.drain(within=PATIENCE)

    assert "Not finished" in Parsed(waiting.text).text("h1")
    assert world.notified() == [(TEAM, CHANNEL, "authorised")]


async def test_the_database_fails_amid_it(world: PlatformWorld, admin: Admin, monkeypatch: pytest.MonkeyPatch) -> None:

    async def broken(*_: object, **__: object) -> None:
        raise StorageUnavailable(reason="locked")

    back = await admin.confirm(await admin.land())
    with monkeypatch.context() as patched:
        patched.setattr(world.kept, "put", broken)
        waiting = await admin.browser.get(back)
    await world.resume(now=NOW)

    assert "Not finished" in Parsed(waiting.text).text("h1")
    assert world.notified() == [(TEAM, CHANNEL, "authorised")]


async def test_the_process_is_ending(world: PlatformWorld, work: Work) -> None:
    admin = Admin(world, work)
    async with admin.browser:
        back = await admin.confirm(await admin.land())
        await work.drain(within=0)
        waiting = await admin.browser.get(back)
    await world.resume(now=NOW)

    assert waiting.status_code == 200
    assert world.notified() == [(TEAM, CHANNEL, "authorised")]


async def test_the_push_comes_at_the_same_time(world: PlatformWorld, admin: Admin) -> None:
    back = await admin.confirm(await admin.land())
    pushed = await world.push()
    finished, _ = await asyncio.gather(admin.browser.get(back), world.finished(pushed))

    assert "is authorised" in finished.text
    assert world.platform.calls.count("exchange") == 1
    assert world.notified() == [(TEAM, CHANNEL, "authorised")]


async def test_languages(admin: Admin) -> None:
    link = admin.world.start(ASKER, now=NOW)
    chinese = await admin.land(**{"accept-language": "zh-CN,en;q=0.5"})
    english = await admin.land(f"{link}&lang=en", **{"accept-language": "zh-CN"})
    finished = await admin.browser.get(await admin.confirm(chinese), headers={"accept-language": "en"})

    assert [page.headers["content-language"] for page in (chinese, english, finished)] == ["zh-CN", "en", "zh-CN"]
    assert "已授权" in finished.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_other_methods(admin: Admin, method: str) -> None:
    for path in ("/wechat/authorize", "/wechat/authorized"):
        assert (await admin.browser.request(method, path)).status_code == 405


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("de-DE,de;q=0.9,zh;q=0.5,en;q=0.4", "zh-CN"),
        ("en-GB;q=0.8, zh;q=0.9", "zh-CN"),
        ("zh;q=0, en", "en"),
        ("zh;q=high, en;q=0.1", "en"),
        ("de,*;q=0.5", "en"),
        ("zh; q=1 ,en", "zh-CN"),
    ],
)
def test_what_the_browser_prefers(accepted: str, locale: str) -> None:
    assert preferred(accepted, "en") == locale


@given(st.text())
def test_whatever_a_browser_sends(accepted: str) -> None:
    assert preferred(accepted, "en") in LOCALES
