"""Two replicas with real stores, locks and connections on one PostgreSQL; only WeChat is not."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.ports.platform import Ticket
from bot.storage.engine.database import Database
from bot.storage.maintenance.vault import Vault
from bot.storage.platform import SqlAccessTokens, SqlAuthorisers, SqlTickets
from bot.wechat.http import BRIEF, COMPONENT, PlatformCaller, Retrier, new_client
from bot.wechat.protocol.platform_calls import AUTHORIZER_TOKEN, COMPONENT_TOKEN
from bot.wechat.tokens.platform_tokens import AuthoriserIssuer, ComponentIssuer, RefreshTokens
from bot.wechat.tokens.sources import CachedTokens
from tests.fakes.clock import FakeClock
from tests.patience import PATIENCE
from tests.wechat.component import APPID, NOW, SECRET, Component
from tests.wechat.platform import as_json


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
    """A Baselib with connections of its own."""

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
    """A clock that stands."""
    return FakeClock(NOW)


@pytest.fixture
def wechat() -> Watched:
    """A new refresh token comes with every access token."""
    return Watched()


@pytest.fixture
async def processes(postgres_url: str, wechat: Watched, clock: FakeClock) -> AsyncIterator[list[Process]]:
    """Two of them; WeChat has pushed a ticket."""
    vault = Vault([SecretStr(Fernet.generate_key().decode())])
    processes = [Process(postgres_url, vault, wechat, clock) for _ in range(2)]
    await processes[0].tickets.keep(Ticket("ticket-1", NOW))
    yield processes
    for process in processes:
        await process.database.close()


async def test_refreshes_at_the_same_moment(
    processes: list[Process], wechat: Watched, clock: FakeClock, *, whole: bool
) -> None:
    """Both find the token due, again and again: one asks, and both use the result."""
    times = 200 if whole else 20
    wechat.wechat.refresh_tokens = {"wx1": "R1"}
    await processes[0].authorisers.keep(wechat.wechat.refresh_tokens)
    for number in range(1, times + 1):
        found = await asyncio.gather(*(process.programs.token("wx1") for process in processes for _ in range(2)))

        assert {token.secret for token in found} == {f"access-wx1-{number}"}
        assert await processes[number % 2].authorisers.refresh_token("wx1") == wechat.wechat.refresh_tokens["wx1"]
        now = clock.advance(timedelta(hours=2))
        await processes[number % 2].tickets.keep(Ticket("ticket-1", now))

    assert wechat.most == 1
    assert wechat.wechat.times(COMPONENT_TOKEN) == times


async def test_a_fleet_that_starts_cold_does_not_starve_itself_of_connections(
    processes: list[Process], wechat: Watched
) -> None:
    """A hundred programs on each: locks leave connections for reading under them."""
    wechat.wechat.refresh_tokens = {f"wx{number}": f"R{number}" for number in range(100)}
    appids = list(wechat.wechat.refresh_tokens)
    async with asyncio.timeout(PATIENCE):
        pending = [process.programs.token(appid) for process in processes for appid in appids]
        found = await asyncio.gather(*pending)

    assert [token.secret for token in found] == [f"access-{appid}-1" for appid in appids] * 2
    assert wechat.most == 1
    assert wechat.wechat.times(COMPONENT_TOKEN) == 1
