"""The client against the local platform, strict as WeChat: every feed, and tokens that die."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from pydantic import SecretStr

from bot.ports.wechat import CredentialSource
from bot.wechat.client import WeChatSource
from bot.wechat.http import new_client
from bot.wechat.tokens.sources import AppSecretIssuer, CachedTokens, TokenServiceIssuer
from tests.fakes.clock import FakeClock
from tests.tools.sandbox.wechat.conftest import START
from tools.sandbox.wechat.app import create_app
from tools.sandbox.wechat.config import Program, WeChatSandboxConfig, demo_programs

URL = "http://wechat.test"
CONFIG = WeChatSandboxConfig(start=START)
CLOCK = FakeClock(START)
QUERY = "/cgi-bin/wxopen/getweappsupportversion"
Make = Callable[[httpx.AsyncClient, Program], CredentialSource]


def token_url(client: httpx.AsyncClient, _program: Program) -> CredentialSource:
    """The provider's token service."""
    bearer = SecretStr(CONFIG.provider_bearer)
    return CachedTokens(TokenServiceIssuer(client, url=f"{URL}/provider/token", bearer=bearer), CLOCK)


def app_secret(client: httpx.AsyncClient, program: Program) -> CredentialSource:
    """The program's own secret."""
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
    """Every way of writing the numbers, with either kind of token."""
    feed = await WeChatSource(client, api_url=URL, credentials=make(client, program), clock=CLOCK).read(program.appid)

    assert feed.minimum == program.minimum
    assert bool(feed.items) is (program.feed not in ("empty", "null"))


@pytest.mark.parametrize("fault", ["token_expired", "token_invalid"])
async def test_a_token_that_dies_is_replaced(client: httpx.AsyncClient, fault: str) -> None:
    """The reading goes through, with one more token."""
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
