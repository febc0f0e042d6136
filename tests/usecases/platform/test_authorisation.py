"""From a link in Slack to WeChat's authorisation pages and back, in one browser."""

import asyncio
from collections.abc import MutableMapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.domain.platform.authorisation import Origin
from bot.errors import BadLink, NoPlatform, TooBusy, WeChatBusy
from bot.ports.platform import Ticket
from bot.usecases.app import App
from bot.usecases.platform.authorisation import MOST_A_MINUTE, Landing, check_ticket, new_nonce, start_authorisation
from bot.usecases.platform.handle_news import WatchTickets
from tests.fakes.everything import Fakes
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakeTickets
from tests.fakes.wechat import FakePlatform
from tests.usecases.platform_world import (
    ASKER,
    COMPONENT,
    DAY,
    HOUR,
    MINUTE,
    NOW,
    PUBLIC_URL,
    SECOND,
    SHOP,
    PlatformWorld,
)


def query_of(url: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query, strict_parsing=True).items()}


class Browser:
    def __init__(self, world: PlatformWorld) -> None:
        self.world = world
        self.cookie = ""

    async def open(self, link: str) -> Landing:
        now = await self.world.clock.now()
        landing = await self.world.open(query_of(link)["pass"], self.cookie, locale="zh-CN", now=now)
        self.cookie = landing.nonce
        return landing

    async def come_back(self, landing: Landing, code: str = "code", expires_in: str = "600") -> Origin:
        state = query_of(query_of(landing.links.pc)["redirect_uri"])["state"]
        pending, read = await self.world.accept(
            code, expires_in=expires_in, state=state, cookie=self.cookie, now=await self.world.clock.now()
        )
        assert pending.origin == read.origin
        assert read.locale == "zh-CN"
        return pending.origin


@pytest.fixture
async def world() -> PlatformWorld:
    world = PlatformWorld()
    await world.install()
    return world


@pytest.fixture
def link(world: PlatformWorld) -> str:
    return world.start(ASKER, now=NOW)


@pytest.fixture
def browser(world: PlatformWorld) -> Browser:
    return Browser(world)


def test_without_a_platform() -> None:
    with pytest.raises(NoPlatform):
        start_authorisation(Fakes(public_url=PUBLIC_URL).assemble(), ASKER, now=NOW)


async def test_the_way_there(world: PlatformWorld, link: str, browser: Browser) -> None:
    assert link.startswith(f"{PUBLIC_URL}/wechat/authorize?pass=")
    landing = await browser.open(link)

    assert landing.workspace == "Team"
    for url in (landing.links.pc, landing.links.mobile):
        query = query_of(url)
        assert (query["component_appid"], query["pre_auth_code"]) == (COMPONENT, "preauth-1")
        assert query["redirect_uri"].startswith(f"{PUBLIC_URL}/wechat/authorized?state=")
    assert await world.authorisations.origin_of("preauth-1") == ASKER


async def test_and_back(world: PlatformWorld, link: str, browser: Browser) -> None:
    assert await browser.come_back(await browser.open(link)) == ASKER
    (pending,) = await world.authorisations.unfinished()
    assert (pending.code, pending.appid, pending.expires_at) == ("code", "", NOW + timedelta(seconds=600))


@pytest.mark.parametrize(
    ("expires_in", "lasts"),
    [("30", 30), ("", 600), ("soon", 600), ("-5", 600), ("99999999999", 600), ("999999", 3600), ("６０", 600)],
)
async def test_how_long_the_code_is_good(
    world: PlatformWorld, link: str, browser: Browser, expires_in: str, lasts: int
) -> None:
    await browser.come_back(await browser.open(link), expires_in=expires_in)
    (pending,) = await world.authorisations.unfinished()

    assert pending.expires_at == NOW + timedelta(seconds=lasts)


@pytest.mark.parametrize("code", ["", "a b", "x" * 513, "é", "a\nb"])
async def test_no_code(world: PlatformWorld, link: str, browser: Browser, code: str) -> None:
    with pytest.raises(BadLink):
        await browser.come_back(await browser.open(link), code)
    assert await world.authorisations.unfinished() == []


async def test_a_link_is_good_for_a_week(world: PlatformWorld, link: str, browser: Browser) -> None:
    world.clock.advance(7 * DAY)
    await browser.open(link)
    world.clock.advance(SECOND)
    with pytest.raises(BadLink):
        await browser.open(link)


async def test_a_state_is_good_for_an_hour(world: PlatformWorld, link: str, browser: Browser) -> None:
    landing = await browser.open(link)
    world.clock.advance(HOUR + SECOND)
    with pytest.raises(BadLink):
        await browser.come_back(landing)


async def test_another_browser(world: PlatformWorld, link: str, browser: Browser) -> None:
    landing = await browser.open(link)
    other = Browser(world)
    with pytest.raises(BadLink):
        await other.come_back(landing)
    await other.open(link)
    with pytest.raises(BadLink):
        await other.come_back(landing)

    assert await world.authorisations.unfinished() == []


async def test_a_link_is_no_state(world: PlatformWorld, link: str) -> None:
    with pytest.raises(BadLink):
        world.passes.read_state(query_of(link)["pass"], now=NOW)
    landing = await world.open(query_of(link)["pass"], "", locale="en", now=NOW)
    with pytest.raises(BadLink):
        world.passes.read_link(query_of(query_of(landing.links.pc)["redirect_uri"])["state"], now=NOW)


@pytest.mark.parametrize("text", ["", "x", "é" * 10, "A" * 5000, "gAAAAA"])
async def test_made_up_links(world: PlatformWorld, text: str) -> None:
    with pytest.raises(BadLink):
        await world.open(text, "", locale="en", now=NOW)
    assert world.platform.calls == []


async def test_two_pages_in_one_browser(link: str, browser: Browser) -> None:
    first, second = await browser.open(link), await browser.open(link)

    assert await browser.come_back(first, "code-1") == ASKER
    assert await browser.come_back(second, "code-2") == ASKER


@pytest.mark.parametrize("cookie", ["short", "x" * 44, "é" * 43, "<script>" + "x" * 35])
async def test_a_cookie_that_is_none_of_ours(world: PlatformWorld, link: str, cookie: str) -> None:
    landing = await world.open(query_of(link)["pass"], cookie, locale="en", now=NOW)

    assert landing.nonce != cookie
    assert len(landing.nonce) == len(new_nonce())


async def test_a_page_that_is_loaded_again(world: PlatformWorld, link: str, browser: Browser) -> None:
    for _ in range(10):
        await browser.open(link)
        world.clock.advance(2 * MINUTE)
    assert world.platform.calls.count("invite") == 1

    world.clock.advance(5 * MINUTE)
    await browser.open(link)
    assert world.platform.calls.count("invite") == 2


async def test_many_merchants_with_one_link(world: PlatformWorld, link: str) -> None:
    pages = [await Browser(world).open(link) for _ in range(MOST_A_MINUTE)]

    assert len({query_of(page.links.pc)["pre_auth_code"] for page in pages}) == MOST_A_MINUTE


async def test_one_merchant_with_two_programs(link: str, browser: Browser) -> None:
    first = await browser.open(link)
    await browser.come_back(first)
    second = await browser.open(link)

    assert query_of(first.links.pc)["pre_auth_code"] != query_of(second.links.pc)["pre_auth_code"]


async def test_one_browser_too_many(world: PlatformWorld, link: str) -> None:
    for _ in range(MOST_A_MINUTE):
        await Browser(world).open(link)
    late = Browser(world)
    with pytest.raises(TooBusy):
        await late.open(link)

    world.clock.advance(MINUTE)
    assert query_of((await late.open(link)).links.pc)["pre_auth_code"] == f"preauth-{MOST_A_MINUTE + 1}"


async def test_loaded_without_cookies(world: PlatformWorld, link: str) -> None:
    for number in range(50):
        with nullcontext() if number < MOST_A_MINUTE else pytest.raises(TooBusy):
            await Browser(world).open(link)
    assert world.platform.calls.count("invite") == MOST_A_MINUTE

    await Browser(world).open(world.start(Origin("T1", "C2", "U2"), now=NOW))
    assert world.platform.calls.count("invite") == MOST_A_MINUTE + 1
    world.clock.advance(MINUTE)
    await Browser(world).open(link)
    assert world.platform.calls.count("invite") == MOST_A_MINUTE + 2


async def test_too_often_and_none_that_works(world: PlatformWorld, link: str) -> None:
    world.platform.fail("invite", WeChatBusy(code=-1, errmsg="busy", rid=""))
    for _ in range(MOST_A_MINUTE):
        with pytest.raises(WeChatBusy):
            await Browser(world).open(link)
    with pytest.raises(TooBusy):
        await Browser(world).open(link)


async def test_memory_is_bounded(world: PlatformWorld) -> None:
    for number in range(1_100):
        await Browser(world).open(world.start(Origin("T1", f"C{number}", "U1"), now=NOW))

    assert len(world.open.invitations._kept) == len(world.open.invitations._made) == 1_000


async def test_from_slack_to_the_program(world: PlatformWorld, link: str, browser: Browser) -> None:
    landing = await browser.open(link)
    world.platform.authorise(SHOP, "code")
    invitation = query_of(landing.links.pc)["pre_auth_code"]
    pushed = await world.push(origin=await world.authorisations.origin_of(invitation))
    await browser.come_back(landing)
    await asyncio.gather(world.finished(pushed), world.resume(now=NOW))

    assert world.notified() == [("T1", "C1", "authorised")]


START_NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def with_tickets(tickets: FakeTickets | None) -> App:
    app = Fakes().assemble()
    return replace(app, kept=replace(app.kept, tickets=tickets))


@pytest.mark.parametrize("age", [timedelta(seconds=-5), timedelta(0), timedelta(hours=11, minutes=59)])
async def test_a_ticket_that_is_good(age: timedelta) -> None:
    assert await check_ticket(with_tickets(FakeTickets(Ticket("t", START_NOW - age))), now=START_NOW) is None


@pytest.mark.parametrize(("age", "hours"), [(timedelta(hours=12), 12), (timedelta(hours=13, minutes=59), 13)])
async def test_a_ticket_that_is_too_old(age: timedelta, hours: int) -> None:
    missing = await check_ticket(with_tickets(FakeTickets(Ticket("t", START_NOW - age))), now=START_NOW)

    assert missing is not None
    assert missing.params == {"hours": hours}


async def test_no_ticket_ever() -> None:
    missing = await check_ticket(with_tickets(FakeTickets()), now=START_NOW)

    assert missing is not None
    assert missing.params == {"hours": 0}
    assert await check_ticket(with_tickets(None), now=START_NOW) is None


WATCH_TICKETS_NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
WATCH_TICKETS_MINUTE = timedelta(minutes=1)


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform(FakeClock(WATCH_TICKETS_NOW))


async def test_asks_once_when_three_tickets_are_missing(
    platform: FakePlatform, logged: list[MutableMapping[str, Any]]
) -> None:
    tickets = FakeTickets(Ticket("t1cket", WATCH_TICKETS_NOW))
    watch = WatchTickets(tickets, platform)
    for minutes in range(60):
        await watch(now=WATCH_TICKETS_NOW + minutes * WATCH_TICKETS_MINUTE)
        assert platform.calls.count("push_ticket_again") == (minutes >= 30)

    (warning,) = logged
    assert (warning["log_level"], warning["last_came_at"]) == ("warning", "2026-11-24T22:00:00+00:00")
    assert "t1cket" not in repr(logged)


async def test_asks_at_once_when_there_never_was_one(
    platform: FakePlatform, logged: list[MutableMapping[str, Any]]
) -> None:
    watch = WatchTickets(FakeTickets(), platform)
    for minutes in range(10):
        await watch(now=WATCH_TICKETS_NOW + minutes * WATCH_TICKETS_MINUTE)
    assert platform.calls.count("push_ticket_again") == 1
    assert [entry["log_level"] for entry in logged] == ["info"]

    for minutes in range(10, 60):
        await watch(now=WATCH_TICKETS_NOW + minutes * WATCH_TICKETS_MINUTE)
    assert [(entry["log_level"], entry.get("last_came_at")) for entry in logged[1:]] == [("warning", "never")]


async def test_warns_of_every_outage(platform: FakePlatform, logged: list[MutableMapping[str, Any]]) -> None:
    """Even a replica that does not ask itself, and a process that starts with an old ticket."""
    tickets = FakeTickets(Ticket("t1cket", WATCH_TICKETS_NOW))
    request, other = WatchTickets(tickets, platform), WatchTickets(tickets, platform)
    for outage in (0, 1):
        for minutes in (30, 31):
            for watch in (request, other):
                await watch(now=WATCH_TICKETS_NOW + (60 * outage + minutes) * WATCH_TICKETS_MINUTE)
        await tickets.keep(Ticket("t1cket", WATCH_TICKETS_NOW + 60 * (outage + 1) * WATCH_TICKETS_MINUTE))
        for watch in (request, other):
            await watch(now=WATCH_TICKETS_NOW + 60 * (outage + 1) * WATCH_TICKETS_MINUTE)

    assert platform.calls.count("push_ticket_again") == 2
    assert [entry["log_level"] for entry in logged] == ["warning"] * 4


async def test_asks_again_every_hour_while_none_comes(platform: FakePlatform) -> None:
    watch = WatchTickets(FakeTickets(), platform)
    for minutes in range(181):
        await watch(now=WATCH_TICKETS_NOW + minutes * WATCH_TICKETS_MINUTE)

    assert platform.calls.count("push_ticket_again") == 4


async def test_a_ticket_ends_the_wait(platform: FakePlatform) -> None:
    tickets = FakeTickets()
    watch = WatchTickets(tickets, platform)
    await watch(now=WATCH_TICKETS_NOW)
    await tickets.keep(Ticket("t1cket", WATCH_TICKETS_NOW + WATCH_TICKETS_MINUTE))
    await watch(now=WATCH_TICKETS_NOW + 30 * WATCH_TICKETS_MINUTE)
    assert platform.calls.count("push_ticket_again") == 1
    await watch(now=WATCH_TICKETS_NOW + 31 * WATCH_TICKETS_MINUTE)

    assert platform.calls.count("push_ticket_again") == 2


async def test_replicas_ask_once_between_them(platform: FakePlatform) -> None:
    tickets = FakeTickets()
    for _ in range(3):
        await WatchTickets(tickets, platform)(now=WATCH_TICKETS_NOW)

    assert platform.calls.count("push_ticket_again") == 1


async def test_a_question_that_fails_is_told_and_repeated_in_an_hour(platform: FakePlatform) -> None:
    platform.fail("push_ticket_again", WeChatBusy(code=-1, errmsg="", rid=""))
    watch = WatchTickets(FakeTickets(), platform)
    with pytest.raises(WeChatBusy):
        await watch(now=WATCH_TICKETS_NOW)
    platform.fail("push_ticket_again", None)
    await watch(now=WATCH_TICKETS_NOW + 59 * WATCH_TICKETS_MINUTE)
    assert platform.calls.count("push_ticket_again") == 1
    await watch(now=WATCH_TICKETS_NOW + 60 * WATCH_TICKETS_MINUTE)

    assert platform.calls.count("push_ticket_again") == 2
