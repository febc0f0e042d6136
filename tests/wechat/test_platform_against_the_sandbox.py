"""The whole chain of tokens against the local platform, strict as WeChat."""

from collections.abc import AsyncIterator
from datetime import timedelta
from http import HTTPStatus

import httpx
import pytest

from bot.domain.platform.authorisation import AccountStatus
from bot.errors import ReauthorisationNeeded, TicketMissing, WeChatRefused
from bot.ports.platform import Ticket
from bot.wechat.client import WeChatSource
from bot.wechat.http import new_client
from bot.wechat.protocol.platform_calls import authorise_links
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakeTickets
from tests.tools.sandbox.wechat.component.provider import EVENTS, OFFICIAL, Provider, provider_with
from tests.tools.sandbox.wechat.conftest import CAFE, SHOP, START
from tests.wechat.component import Kept, Replica
from tools.sandbox.wechat.config import ComponentConfig, Rotation

CONFIG = ComponentConfig(events_url=EVENTS, rotation=Rotation.EACH)


class Bot:
    """A Baselib with nothing kept, whose clock goes with the platform's."""

    def __init__(self, provider: Provider) -> None:
        self.kept = Kept()
        self.kept.clock, self.kept.tickets = FakeClock(START), FakeTickets()
        transport = httpx.ASGITransport(app=provider.app, client=("203.0.113.7", 5000))
        self.client = new_client(transport)
        self.replica = Replica(self.client, self.kept, appid=CONFIG.appid, app_secret=CONFIG.secret)
        self.source = WeChatSource(
            self.client, api_url="http://wechat.test", credentials=self.replica.programs, clock=self.kept.clock
        )
        self._provider = provider

    async def receive_ticket(self) -> None:
        await self._provider.http.post("/sandbox/tickets/push")
        await self.kept.tickets.keep(Ticket(self._provider.tickets[-1], await self.kept.clock.now()))

    async def pass_time(self, **by: float) -> None:
        self.kept.clock.advance(timedelta(**by))
        await self._provider.advance(**by)


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """A platform whose refresh tokens change with every use."""
    async with provider_with(CONFIG) as provider:
        yield provider


@pytest.fixture
async def bot(provider: Provider) -> AsyncIterator[Bot]:
    """A bot that has just been installed."""
    bot = Bot(provider)
    async with bot.client:
        yield bot


async def test_from_nothing_to_a_first_reading(bot: Bot) -> None:
    """The first ticket is enough: WeChat's list has the authorisers."""
    with pytest.raises(TicketMissing):
        await bot.source.read(SHOP.appid)
    await bot.receive_ticket()

    assert (await bot.source.read(SHOP.appid)).minimum == "2.25.4"
    assert (await bot.source.read(CAFE.appid)).items


async def test_reads_on_for_days_while_every_refresh_token_changes(bot: Bot, provider: Provider) -> None:
    """Twice a day; the list of authorisers is needed the first time only."""
    for _ in range(6):
        await bot.receive_ticket()
        assert (await bot.source.read(SHOP.appid)).items
        await bot.pass_time(hours=11)

    data = (await provider.http.get("/sandbox/requests")).json()
    assert str(data).count("api_get_authorizer_list") == 1


async def test_an_outage_of_thirteen_hours_ends_with_the_next_ticket(bot: Bot) -> None:
    """WeChat is asked to push, and pushes."""
    await bot.receive_ticket()
    await bot.source.read(SHOP.appid)
    await bot.pass_time(hours=13)
    with pytest.raises(TicketMissing) as caught:
        await bot.source.read(SHOP.appid)
    assert caught.value.params == {"hours": 13}
    await bot.receive_ticket()

    assert (await bot.source.read(SHOP.appid)).items


async def test_trades_in_the_code_that_is_pushed(bot: Bot, provider: Provider) -> None:
    """And reads with the token that came with it."""
    await bot.receive_ticket()
    await provider.http.delete(f"/sandbox/authorisers/{SHOP.appid}")
    await provider.authorise(sets=[17, 18])
    code = next(push["AuthorizationCode"] for push in provider.pushed if "AuthorizationCode" in push)
    found = await bot.replica.platform.exchange(code)

    assert (found.appid, found.permission_sets) == (SHOP.appid, frozenset({17, 18}))
    assert (await bot.source.read(SHOP.appid)).items
    with pytest.raises(WeChatRefused) as caught:
        await bot.replica.platform.exchange(code)
    assert caught.value.params["code"] == 61009


async def test_a_merchant_that_goes_must_come_back_by_itself(bot: Bot, provider: Provider) -> None:
    """What WeChat says while a token lasts, and what is found out afterwards."""
    await bot.receive_ticket()
    await bot.source.read(SHOP.appid)
    await provider.http.delete(f"/sandbox/authorisers/{SHOP.appid}")
    with pytest.raises(WeChatRefused) as caught:
        await bot.source.read(SHOP.appid)
    assert caught.value.params["code"] == 61003
    await bot.kept.authorisers.drop(SHOP.appid)
    await bot.pass_time(minutes=10)

    with pytest.raises(ReauthorisationNeeded):
        await bot.source.read(SHOP.appid)


async def test_lists_and_describes_those_who_let_it_in(bot: Bot) -> None:
    """Official accounts are distinguished from Mini Programs."""
    await bot.receive_ticket()
    page = await bot.replica.platform.listed(offset=0)
    profiles = [await bot.replica.platform.profile(each.appid) for each in page.listed]

    assert page.total == 3
    assert [(each.appid, each.is_mini_program) for each in profiles] == [
        *((SHOP.appid, True), (CAFE.appid, True), (OFFICIAL.appid, False))
    ]
    assert (profiles[0].nickname, profiles[0].account_status) == ("Shop", AccountStatus.NORMAL)
    assert 18 in profiles[0].permission_sets


async def test_an_invitation_opens_the_authorisation_pages(bot: Bot, provider: Provider) -> None:
    """By either link."""
    await bot.receive_ticket()
    invitation = await bot.replica.platform.invite()
    links = authorise_links(CONFIG.appid, invitation.code, "http://bot.test/wechat/authorized?pass=x%2Fy")
    for link in (links.pc, links.mobile):
        url = httpx.URL(link).copy_with(scheme="http", host="wechat.test")
        page = await provider.http.get(url, headers={"referer": "http://bot.test/wechat/authorize"})

        assert page.status_code == HTTPStatus.OK, page.text


async def test_counts_a_program_s_quota(bot: Bot) -> None:
    """As openapi/quota/get does."""
    await bot.receive_ticket()
    await bot.source.read(SHOP.appid)
    found = await bot.replica.quotas.quota(SHOP.appid)

    assert (found.used, found.daily_limit - found.remain) == (1, 1)


async def test_an_address_that_is_not_allowed_is_named(bot: Bot, provider: Provider) -> None:
    """Though tickets arrive."""
    await bot.receive_ticket()
    await provider.arm("ip_not_allowed")
    with pytest.raises(WeChatRefused) as caught:
        await bot.source.read(SHOP.appid)

    assert (caught.value.params["code"], caught.value.params["address"]) == (61004, "203.0.113.7")
