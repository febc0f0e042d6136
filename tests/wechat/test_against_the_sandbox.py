"""The client against the local platform, strict as WeChat: every feed, and tokens that die."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from http import HTTPStatus

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.domain.platform import AccountStatus, TicketPush, UnauthorisedPush
from bot.errors import PushRefused, ReauthorisationNeeded, TicketMissing, WeChatRefused
from bot.ports.platform import Ticket
from bot.ports.slack import Workspace
from bot.ports.wechat import CredentialSource
from bot.usecases.programs.visible import HomeWorkspace
from bot.usecases.sweep.progress import SyncResult
from bot.usecases.sweep.sync_programs import SyncPrograms
from bot.wechat.client import WeChatSource
from bot.wechat.http import new_client
from bot.wechat.protocol.platform_calls import authorise_links
from bot.wechat.protocol.push import WeChatPushes
from bot.wechat.token_sources import AppSecretIssuer, CachedTokens, TokenServiceIssuer
from tests.fakes.fleet import FakeKeptPrograms, FakeSyncs
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakeRecordStatus, FakeTickets
from tests.tools.sandbox.platform import CAFE, EVENTS, OFFICIAL, SHOP, START, Provider, provider_with
from tests.usecases.digest_world import DAY
from tests.wechat.component import COMPONENT, KEYS, TOKEN, Kept, Replica, push_keys
from tools.sandbox.wechat.app import create_app
from tools.sandbox.wechat.config import (
    ComponentConfig,
    Program,
    Rotation,
    WeChatSandboxConfig,
    demo_programs,
    fleet_programs,
)
from tools.sandbox.wechat.pusher import sealed, xml

URL = "http://wechat.test"
CONFIG = WeChatSandboxConfig(start=START)
CLOCK = FakeClock(START)
QUERY = "/cgi-bin/wxopen/getweappsupportversion"
Make = Callable[[httpx.AsyncClient, Program], CredentialSource]


def token_url(client: httpx.AsyncClient, _program: Program) -> CredentialSource:
    bearer = SecretStr(CONFIG.provider_bearer)
    return CachedTokens(TokenServiceIssuer(client, url=f"{URL}/provider/token", bearer=bearer), CLOCK)


def app_secret(client: httpx.AsyncClient, program: Program) -> CredentialSource:
    secret = SecretStr(program.secret)
    return CachedTokens(AppSecretIssuer(client, api_url=URL, app_secret=secret, clock=CLOCK), CLOCK)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """The production client on a platform of its own."""
    async with new_client(httpx.ASGITransport(app=create_app(CONFIG))) as client:
        yield client


@pytest.mark.parametrize("make", [token_url, app_secret], ids=lambda make: make.__name__)
@pytest.mark.parametrize("program", demo_programs(), ids=lambda program: program.feed)
async def test_reads_every_feed(client: httpx.AsyncClient, program: Program, make: Make) -> None:
    feed = await WeChatSource(client, api_url=URL, credentials=make(client, program), clock=CLOCK).read(program.appid)

    assert feed.minimum == program.minimum
    assert bool(feed.items) is (program.feed not in ("empty", "null"))


@pytest.mark.parametrize("fault", ["token_expired", "token_invalid"])
async def test_a_token_that_dies_is_replaced(client: httpx.AsyncClient, fault: str) -> None:
    program = demo_programs()[0]
    source = WeChatSource(client, api_url=URL, credentials=token_url(client, program), clock=CLOCK)
    before = await source.read(program.appid)
    armed = await client.put(f"{URL}/sandbox/faults/{fault}", json={"where": QUERY, "times": 1})

    assert armed.status_code == 200
    assert await source.read(program.appid) == before
    armed = await client.get(f"{URL}/sandbox/requests")
    data = [request["path"] for request in armed.json()["requests"]]
    assert data.count("/provider/token") == 2
    assert data.count(QUERY) == 3


PLATFORM_AGAINST_THE_SANDBOX_CONFIG = ComponentConfig(events_url=EVENTS, rotation=Rotation.EACH)


class Bot:
    """A Baselib with nothing kept, whose clock goes with the platform's."""

    def __init__(self, provider: Provider) -> None:
        self.kept = Kept()
        self.kept.clock, self.kept.tickets = FakeClock(START), FakeTickets()
        transport = httpx.ASGITransport(app=provider.app, client=("203.0.113.7", 5000))
        self.client = new_client(transport)
        self.replica = Replica(
            self.client,
            self.kept,
            appid=PLATFORM_AGAINST_THE_SANDBOX_CONFIG.appid,
            app_secret=PLATFORM_AGAINST_THE_SANDBOX_CONFIG.secret,
        )
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
    async with provider_with(PLATFORM_AGAINST_THE_SANDBOX_CONFIG) as provider:
        yield provider


@pytest.fixture
async def bot(provider: Provider) -> AsyncIterator[Bot]:
    bot = Bot(provider)
    async with bot.client:
        yield bot


async def test_from_nothing_to_a_first_reading(bot: Bot) -> None:
    with pytest.raises(TicketMissing):
        await bot.source.read(SHOP.appid)
    await bot.receive_ticket()

    assert (await bot.source.read(SHOP.appid)).minimum == "2.25.4"
    assert (await bot.source.read(CAFE.appid)).items


async def test_reads_on_for_days_while_every_refresh_token_changes(bot: Bot, provider: Provider) -> None:
    for _ in range(6):
        await bot.receive_ticket()
        assert (await bot.source.read(SHOP.appid)).items
        await bot.pass_time(hours=11)

    data = (await provider.http.get("/sandbox/requests")).json()
    assert str(data).count("api_get_authorizer_list") == 1


async def test_an_outage_of_thirteen_hours_ends_with_the_next_ticket(bot: Bot) -> None:
    await bot.receive_ticket()
    await bot.source.read(SHOP.appid)
    await bot.pass_time(hours=13)
    with pytest.raises(TicketMissing) as caught:
        await bot.source.read(SHOP.appid)
    assert caught.value.params == {"hours": 13}
    await bot.receive_ticket()

    assert (await bot.source.read(SHOP.appid)).items


async def test_trades_in_the_code_that_is_pushed(bot: Bot, provider: Provider) -> None:
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
    await bot.receive_ticket()
    invitation = await bot.replica.platform.invite()
    links = authorise_links(
        PLATFORM_AGAINST_THE_SANDBOX_CONFIG.appid, invitation.code, "http://bot.test/wechat/authorized?pass=x%2Fy"
    )
    for link in (links.pc, links.mobile):
        url = httpx.URL(link).copy_with(scheme="http", host="wechat.test")
        page = await provider.http.get(url, headers={"referer": "http://bot.test/wechat/authorize"})

        assert page.status_code == HTTPStatus.OK, page.text


async def test_counts_a_program_s_quota(bot: Bot) -> None:
    await bot.receive_ticket()
    await bot.source.read(SHOP.appid)
    found = await bot.replica.quotas.quota(SHOP.appid)

    assert (found.used, found.daily_limit - found.remain) == (1, 1)


async def test_an_address_that_is_not_allowed_is_named(bot: Bot, provider: Provider) -> None:
    await bot.receive_ticket()
    await provider.arm("ip_not_allowed")
    with pytest.raises(WeChatRefused) as caught:
        await bot.source.read(SHOP.appid)

    assert (caught.value.params["code"], caught.value.params["address"]) == (61004, "203.0.113.7")


TICKETS = st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=512)


@given(ticket=TICKETS.filter(lambda text: "]]>" not in text))  # the end of a CDATA section, which no ticket holds
def test_tickets(ticket: str) -> None:
    message = xml(
        AppId=COMPONENT, CreateTime=1413192760, InfoType="component_verify_ticket", ComponentVerifyTicket=ticket
    )
    query, body = sealed(message, token=TOKEN, aes_key=KEYS[0], appid=COMPONENT, timestamp=1413192761)
    push = WeChatPushes(push_keys()).read(query, body)

    assert isinstance(push, TicketPush)
    assert push.ticket == ticket


def test_keys() -> None:
    message = xml(AppId=COMPONENT, CreateTime=1413192760, InfoType="unauthorized", AuthorizerAppid="wxf8b4f85f3a794e77")
    reader = WeChatPushes(push_keys())
    for key in KEYS[:2]:
        query, body = sealed(message, token=TOKEN, aes_key=key, appid=COMPONENT, timestamp=1413192761)
        assert isinstance(reader.read(query, body), UnauthorisedPush)
    query, body = sealed(message, token=TOKEN, aes_key=KEYS[2], appid=COMPONENT, timestamp=1413192761)
    with pytest.raises(PushRefused):
        reader.read(query, body)


SYNC_AGAINST_THE_SANDBOX_CONFIG = ComponentConfig(events_url=EVENTS)
FLEET = fleet_programs(620)


@pytest.fixture
async def sync_against_the_sandbox_provider() -> AsyncIterator[Provider]:
    """A platform with hundreds of authorisers and an official account."""
    async with provider_with(SYNC_AGAINST_THE_SANDBOX_CONFIG, (*FLEET, OFFICIAL)) as provider:
        yield provider


async def test_hundreds_of_merchants(sync_against_the_sandbox_provider: Provider) -> None:
    """Two pages, each profile; a day later one has gone and one lacks the set."""
    kept, programs, workspaces = Kept(), FakeKeptPrograms(), FakeWorkspaces()
    kept.clock = FakeClock(START)
    await sync_against_the_sandbox_provider.http.post("/sandbox/tickets/push")
    kept.tickets = FakeTickets(Ticket(sync_against_the_sandbox_provider.tickets[-1], START))
    await workspaces.put(Workspace("T1", "Home", "UBOT"))
    notes = FakeRecordStatus(kept.authorisers)
    async with new_client(
        httpx.ASGITransport(app=sync_against_the_sandbox_provider.app, client=("203.0.113.7", 5000))
    ) as client:
        platform = Replica(
            client, kept, appid=SYNC_AGAINST_THE_SANDBOX_CONFIG.appid, app_secret=SYNC_AGAINST_THE_SANDBOX_CONFIG.secret
        ).platform
        sync = SyncPrograms(platform, kept.authorisers, programs, HomeWorkspace(workspaces), FakeSyncs(), notes)

        first = await sync(now=START)
        await sync_against_the_sandbox_provider.http.delete(f"/sandbox/authorisers/{FLEET[3].appid}")
        await sync_against_the_sandbox_provider.authorise(FLEET[5].appid, sets=[17])
        second = await sync(now=START + DAY)

    assert (first.result, first.listed, first.checked, first.added) == (SyncResult.DONE, 621, 621, 620)
    program = await programs.get("T1", FLEET[7].appid)
    assert program is not None
    assert (program.nickname, program.account_status) == (FLEET[7].nickname, AccountStatus.NORMAL)
    assert program.permission_sets is not None
    assert 18 in program.permission_sets
    assert await programs.get("T1", OFFICIAL.appid) is None
    assert (second.result, second.revoked, second.not_granted) == (SyncResult.DONE, 1, 1)
    assert sorted(notes.noted) == [("not granted", FLEET[5].appid), ("revoked", FLEET[3].appid)]
