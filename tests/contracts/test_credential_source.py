"""Promises of `bot.ports.wechat.CredentialSource`."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr

from bot.ports.platform import Ticket
from bot.ports.wechat import CredentialSource
from bot.wechat.http import PlatformCaller
from bot.wechat.tokens.platform_tokens import ComponentIssuer
from bot.wechat.tokens.sources import AppSecretIssuer, CachedTokens, StaticToken, TokenServiceIssuer
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakeAccessTokens, FakeTickets
from tests.wechat.platform import Line

NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
CANARY = "canary-secret"


def numbered() -> Line:
    """Hands out a new token with every answer."""
    line = Line(httpx.Response(500))

    def answer(_request: httpx.Request) -> httpx.Response:
        token = f"canary-token-{len(line.calls)}"
        return httpx.Response(200, json={"access_token": token, "component_access_token": token, "expires_in": 7200})

    line._answers = [answer]
    return line


def static(_line: Line) -> CredentialSource:
    """`WECHAT_ACCESS_TOKEN`."""
    return StaticToken(SecretStr("canary-token-0"))


def token_url(line: Line) -> CredentialSource:
    """`WECHAT_TOKEN_URL`."""
    issuer = TokenServiceIssuer(line.client, url="https://tokens.example/", bearer=SecretStr(CANARY))
    return CachedTokens(issuer, FakeClock(NOW))


def app_secret(line: Line) -> CredentialSource:
    """`WECHAT_APP_SECRET`."""
    clock = FakeClock(NOW)
    issuer = AppSecretIssuer(line.client, api_url="https://wechat.example", app_secret=SecretStr(CANARY), clock=clock)
    return CachedTokens(issuer, clock)


def component(line: Line) -> CredentialSource:
    """`WECHAT_COMPONENT_APPID`: the platform's own token."""
    clock, secret = FakeClock(NOW), SecretStr(CANARY)
    caller = PlatformCaller(line.client, api_url="https://wechat.example", clock=clock)
    issuer = ComponentIssuer(caller, FakeTickets(Ticket(CANARY, NOW)), clock, appid="wxc", secret=secret)
    return CachedTokens(issuer, clock, store=FakeAccessTokens())


@pytest.fixture
def line() -> Line:
    """Issues tokens."""
    return numbered()


@pytest.fixture(params=[static, token_url, app_secret, component], ids=lambda make: make.__name__)
def source(request: pytest.FixtureRequest, line: Line) -> CredentialSource:
    """Each source in turn."""
    make: Callable[[Line], CredentialSource] = request.param
    return make(line)


async def test_gives_a_token_that_is_not_due(source: CredentialSource) -> None:
    """What it gives can be used now."""
    token = await source.token("wx1")

    assert token.secret.startswith("canary-token-")
    assert token.refresh_at > NOW


async def test_gives_the_same_token_while_it_is_good(source: CredentialSource, line: Line) -> None:
    """It does not ask for every call."""
    first, second = await source.token("wx1"), await source.token("wx1")

    assert first == second
    assert len(line.calls) <= 1


async def test_asks_once_for_many_callers(source: CredentialSource, line: Line) -> None:
    """Callers at the same time share one token and one question."""
    found = await asyncio.gather(*(source.token("wx1") for _ in range(10)))

    assert len({token.secret for token in found}) == 1
    assert len(line.calls) <= 1


async def test_answers_a_refused_token_with_the_best_it_has(source: CredentialSource, line: Line) -> None:
    """Ten reports of one dead token cause one question at most, with one answer."""
    dead = await source.token("wx1")
    calls = len(line.calls)
    found = await asyncio.gather(*(source.token("wx1", refused=dead) for _ in range(10)))

    assert len({token.secret for token in found}) == 1
    assert len(line.calls) == calls * 2


async def test_survives_a_cancelled_caller(source: CredentialSource) -> None:
    """A caller who goes away takes nothing from the others."""
    leaving, staying = asyncio.create_task(source.token("wx1")), asyncio.create_task(source.token("wx1"))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)

    assert (await staying).secret


async def test_shows_no_secret(source: CredentialSource) -> None:
    """Neither the source nor its tokens show any, nor does what they refer to."""
    token = await source.token("wx1")
    shown = f"{source!r} {token!r} {vars(source)!r}"

    assert "canary" not in shown
