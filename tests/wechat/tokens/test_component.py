"""The platform's own token, with new, old, refused or missing tickets."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.errors import TicketMissing, WeChatBusy, WeChatRefused, WeChatUnreachable
from bot.ports.platform import Ticket
from bot.ports.wechat import KeptToken
from bot.storage.engine.database import Database
from bot.storage.maintenance.vault import Vault
from bot.storage.platform import SqlAccessTokens, SqlAuthorisers, SqlTickets
from bot.wechat.http import BRIEF, COMPONENT, PlatformCaller, Retrier, new_client
from bot.wechat.platform_tokens import AuthoriserIssuer, ComponentIssuer, RefreshTokens
from bot.wechat.protocol.platform_calls import AUTHORIZER_TOKEN, COMPONENT_TOKEN, START_PUSH_TICKET
from bot.wechat.token_sources import CachedTokens
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakeTickets
from tests.patience import PATIENCE
from tests.wechat.component import APPID, NOW, SECRET, Component, Kept, Replica, as_json, refuses


@pytest.fixture
def wechat() -> Component:
    return Component()


@pytest.fixture
def kept() -> Kept:
    return Kept()


async def test_a_token_is_asked_for_once_and_kept_for_all(wechat: Component, kept: Kept) -> None:
    """With the newest ticket; a second replica and a later start find it in the store."""
    one, two = Replica(wechat, kept), Replica(wechat, kept)
    found = [await replica.component.token(COMPONENT) for replica in (one, two, Replica(wechat, kept))]

    assert {token.secret for token in found} == {"component-1"}
    assert [as_json(request) for request in wechat.calls] == [
        {
            "component_appid": "wxc0mponent",
            "component_appsecret": "c0mponent-s3cret",
            "component_verify_ticket": "ticket-1",
        }
    ]


async def test_without_any_ticket_wechat_is_asked_to_push_one(wechat: Component, kept: Kept) -> None:
    kept.tickets = FakeTickets()
    replicas = [Replica(wechat, kept) for _ in range(2)]
    pending = [replica.component.token(COMPONENT) for replica in replicas for _ in range(100)]
    found = await asyncio.gather(*pending, return_exceptions=True)

    assert {(type(error), str(error)) for error in found} == {(TicketMissing, "ticket-missing hours=0")}
    assert [request.url.path for request in wechat.calls] == [START_PUSH_TICKET]
    assert as_json(wechat.calls[0]) == {"component_appid": "wxc0mponent", "component_secret": "c0mponent-s3cret"}


async def test_an_outage_of_thirteen_hours_and_its_end(wechat: Component, kept: Kept) -> None:
    """The token is used to its end, then the ticket is missing; WeChat is asked to push at once and much later."""
    replica = Replica(wechat, kept)
    first = await replica.component.token(COMPONENT)
    wechat.script(COMPONENT_TOKEN, refuses(61005))
    kept.clock.advance(timedelta(minutes=115))
    assert await replica.component.token(COMPONENT) == first
    kept.clock.advance(timedelta(hours=11))
    for _ in range(3):
        with pytest.raises(TicketMissing) as caught:
            await replica.component.token(COMPONENT)
    assert caught.value.params == {"hours": 13}
    assert (wechat.times(START_PUSH_TICKET), wechat.times(COMPONENT_TOKEN)) == (2, 2)

    wechat.tickets = {"ticket-2"}
    await kept.tickets.keep(Ticket("ticket-2", await kept.clock.now()))
    assert (await replica.component.token(COMPONENT)).secret == "component-2"


async def test_a_ticket_of_twelve_hours_is_not_even_tried(wechat: Component, kept: Kept) -> None:
    kept.clock.set(NOW - timedelta(minutes=5) + timedelta(hours=12))
    with pytest.raises(TicketMissing) as caught:
        await Replica(wechat, kept).component.token(COMPONENT)

    assert caught.value.params == {"hours": 12}
    assert wechat.times(COMPONENT_TOKEN) == 0


@pytest.mark.parametrize("code", [40091, 61005, 61006])
async def test_a_ticket_that_came_while_the_one_before_was_refused_is_tried(
    wechat: Component, kept: Kept, code: int
) -> None:
    kept.tickets = TurningTickets(Ticket("ticket-0", NOW - timedelta(hours=1)), Ticket("ticket-1", NOW))
    wechat.script(COMPONENT_TOKEN, refuses(code))
    token = await Replica(wechat, kept).component.token(COMPONENT)

    assert token.secret == "component-1"
    assert wechat.times(START_PUSH_TICKET) == 0


async def test_when_the_newer_ticket_is_refused_too_another_is_asked_for(wechat: Component, kept: Kept) -> None:
    kept.tickets = TurningTickets(Ticket("ticket-0", NOW - timedelta(hours=1)), Ticket("ticket-9", NOW))
    with pytest.raises(TicketMissing):
        await Replica(wechat, kept).component.token(COMPONENT)

    assert (wechat.times(COMPONENT_TOKEN), wechat.times(START_PUSH_TICKET)) == (2, 1)


async def test_a_refused_ticket_is_not_sent_again(wechat: Component, kept: Kept) -> None:
    wechat.tickets.clear()
    replica = Replica(wechat, kept)
    for _ in range(5):
        with pytest.raises(TicketMissing) as caught:
            await replica.component.token(COMPONENT)

    assert caught.value.params == {"hours": 1}
    assert (wechat.times(COMPONENT_TOKEN), wechat.times(START_PUSH_TICKET)) == (1, 1)


async def test_wechat_is_asked_again_after_an_hour(wechat: Component, kept: Kept) -> None:
    kept.tickets = FakeTickets()
    replica = Replica(wechat, kept)
    for _ in range(5):
        with pytest.raises(TicketMissing):
            await replica.component.token(COMPONENT)
        kept.clock.advance(timedelta(minutes=30))

    assert wechat.times(START_PUSH_TICKET) == 3


async def test_that_wechat_cannot_be_asked_does_not_hide_the_missing_ticket(wechat: Component, kept: Kept) -> None:
    kept.tickets = FakeTickets()
    wechat.script(START_PUSH_TICKET, refuses(-1), refuses(-1))

    with pytest.raises(TicketMissing):
        await Replica(wechat, kept).component.token(COMPONENT)
    assert wechat.times(START_PUSH_TICKET) == 2


@pytest.mark.parametrize("path", [START_PUSH_TICKET, COMPONENT_TOKEN])
async def test_what_only_the_operator_can_mend_is_an_error(wechat: Component, kept: Kept, path: str) -> None:
    kept.tickets = FakeTickets() if path == START_PUSH_TICKET else kept.tickets
    wechat.script(path, refuses(61004, "access clientip is not registered requestIP: 203.0.113.7 rid: ab-cd"))

    with pytest.raises(WeChatRefused) as caught:
        await Replica(wechat, kept).component.token(COMPONENT)
    assert (caught.value.params["code"], caught.value.params["address"]) == (61004, "203.0.113.7")


async def test_patience_is_short_under_the_lock(wechat: Component, kept: Kept) -> None:
    wechat.script(COMPONENT_TOKEN, *[refuses(-1)] * 3)
    with pytest.raises(WeChatBusy):
        await Replica(wechat, kept).component.token(COMPONENT)

    assert wechat.times(COMPONENT_TOKEN) == 2


async def test_an_error_of_the_lock_s_holder_is_each_replica_s_own(wechat: Component, kept: Kept) -> None:
    wechat.script(COMPONENT_TOKEN, TimeoutError(), TimeoutError())
    replica = Replica(wechat, kept)
    with pytest.raises(WeChatUnreachable):
        await replica.component.token(COMPONENT)

    assert (await replica.component.token(COMPONENT)).secret == "component-1"


async def test_the_token_is_kept_before_it_is_used(wechat: Component, kept: Kept) -> None:
    await Replica(wechat, kept).component.token(COMPONENT)
    found = await kept.access_tokens.get(COMPONENT)

    assert found is not None
    assert found == KeptToken("component-1", refresh_at=found.refresh_at, ends_at=NOW + timedelta(hours=2))
    assert timedelta(minutes=5) <= found.ends_at - found.refresh_at <= timedelta(minutes=10)


class TurningTickets(FakeTickets):
    """A newer ticket comes right after the first look."""

    def __init__(self, first: Ticket, second: Ticket) -> None:
        super().__init__(second)
        self._first: list[Ticket] = [first]

    async def latest(self) -> Ticket | None:
        return self._first.pop() if self._first else await super().latest()


class Watched:
    """A slow WeChat that records simultaneous requests for one token."""

    def __init__(self) -> None:
        self.wechat = Component()
        self.wechat.rotates = True
        self._asking: Counter[str] = Counter()
        self.most = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path not in (COMPONENT_TOKEN, AUTHORIZER_TOKEN):
            return self.wechat(request)  # such as the list, which each replica may go through
        body = as_json(request)
        assert isinstance(body, dict)
        name = body.get("authorizer_appid", COMPONENT)
        self._asking[name] += 1
        self.most = max(self.most, self._asking[name])
        for _ in range(3):
            await asyncio.sleep(0)
        self._asking[name] -= 1
        return self.wechat(request)


class Process:
    def __init__(self, url: str, vault: Vault, wechat: Watched, clock: FakeClock) -> None:
        self.database = Database(url)
        store = SqlAccessTokens(self.database, vault)
        self.tickets, self.authorisers = SqlTickets(self.database, vault), SqlAuthorisers(self.database, vault)
        client, exclusive = new_client(httpx.MockTransport(wechat)), self.database.exclusive
        caller = PlatformCaller(client, api_url="https://wechat.example", clock=clock, retrier=Retrier(BRIEF))
        issuer = ComponentIssuer(caller, self.tickets, clock, appid=APPID, secret=SecretStr(SECRET))
        self.component = CachedTokens(issuer, clock, exclusive=exclusive, store=store)
        refresh_tokens = RefreshTokens(self.authorisers, caller, self.component, clock, appid=APPID)
        authorisers = AuthoriserIssuer(caller, self.component, refresh_tokens, appid=APPID)
        self.programs = CachedTokens(authorisers, clock, exclusive=exclusive, store=store)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def replicas_wechat() -> Watched:
    """A new refresh token comes with every access token."""
    return Watched()


@pytest.fixture
async def processes(postgres_url: str, replicas_wechat: Watched, clock: FakeClock) -> AsyncIterator[list[Process]]:
    vault = Vault([SecretStr(Fernet.generate_key().decode())])
    processes = [Process(postgres_url, vault, replicas_wechat, clock) for _ in range(2)]
    await processes[0].tickets.keep(Ticket("ticket-1", NOW))
    yield processes
    for process in processes:
        await process.database.close()


async def test_refreshes_at_the_same_moment(
    processes: list[Process], replicas_wechat: Watched, clock: FakeClock, *, whole: bool
) -> None:
    """Both find the token due, again and again: one asks, and both use the result."""
    times = 200 if whole else 20
    replicas_wechat.wechat.refresh_tokens = {"wx1": "R1"}
    await processes[0].authorisers.keep(replicas_wechat.wechat.refresh_tokens)
    for number in range(1, times + 1):
        found = await asyncio.gather(*(process.programs.token("wx1") for process in processes for _ in range(2)))

        assert {token.secret for token in found} == {f"access-wx1-{number}"}
        assert (
            await processes[number % 2].authorisers.refresh_token("wx1") == replicas_wechat.wechat.refresh_tokens["wx1"]
        )
        now = clock.advance(timedelta(hours=2))
        await processes[number % 2].tickets.keep(Ticket("ticket-1", now))

    assert replicas_wechat.most == 1
    assert replicas_wechat.wechat.times(COMPONENT_TOKEN) == times


async def test_a_fleet_that_starts_cold_does_not_starve_itself_of_connections(
    processes: list[Process], replicas_wechat: Watched
) -> None:
    replicas_wechat.wechat.refresh_tokens = {f"wx{number}": f"R{number}" for number in range(100)}
    appids = list(replicas_wechat.wechat.refresh_tokens)
    async with asyncio.timeout(PATIENCE):
        pending = [process.programs.token(appid) for process in processes for appid in appids]
        found = await asyncio.gather(*pending)

    assert [token.secret for token in found] == [f"access-{appid}-1" for appid in appids] * 2
    assert replicas_wechat.most == 1
    assert replicas_wechat.wechat.times(COMPONENT_TOKEN) == 1
