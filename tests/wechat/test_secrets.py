"""A canary in every credential, which no failing call may reveal."""

import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr

from bot.errors import BotError
from bot.wechat.client import WeChatSource
from bot.wechat.http import Retrier, new_client
from bot.wechat.protocol.response import MAX_BYTES
from bot.wechat.tokens.sources import AppSecretIssuer, CachedTokens, StaticToken, TokenServiceIssuer
from tests.fakes.clock import FakeClock
from tests.wechat.canary import CANARY, assert_hidden, dead_end, logged
from tests.wechat.platform import Line, Waits, grants, refuses

__all__ = ["logged"]

CLOCK = FakeClock(datetime(2026, 11, 24, 22, 0, tzinfo=UTC))
ECHO = f"bad token 98_{CANARY}{'x' * 60} for https://h/?access_token={CANARY}"
TROUBLES = {
    "refused token": refuses(40001),
    "echoed token": refuses(48001, f"api unauthorized 98_{'x' * 40}_{CANARY} rid: ab-cd"),
    "busy": refuses(-1),
    "quota": refuses(45009),
    "html": httpx.Response(200, text=ECHO),
    "cut off": httpx.Response(200, text=f'{{"access_token":"{CANARY}'),
    "list": httpx.Response(200, json=[CANARY]),
    "wrong items": httpx.Response(200, json={"uv_info": {"items": [{"percentage": CANARY}]}}),
    "bad life": httpx.Response(200, json={"access_token": CANARY, "expires_in": CANARY}),
    "huge": httpx.Response(200, content=CANARY.encode() * MAX_BYTES),
    "status": httpx.Response(403, text=ECHO),
    "gateway": httpx.Response(502, text=ECHO),
    "redirect": httpx.Response(302, headers={"location": f"https://h/?access_token={CANARY}"}),
    "connection": httpx.ConnectError("all connection attempts failed"),
    "named": httpx.ConnectError(ECHO),
    "silence": httpx.ReadTimeout(""),
    "protocol": httpx.RemoteProtocolError("illegal status line"),
}


def static(line: Line) -> Callable[[], Awaitable[object]]:
    """A reading with a static token."""
    credentials = StaticToken(SecretStr(CANARY))
    return lambda: reader(line, credentials).read("wx1")


def token_url(line: Line) -> Callable[[], Awaitable[object]]:
    """A token from a service."""
    issuer = TokenServiceIssuer(
        line.client,
        url=f"https://tokens.example/?access_token={CANARY}",
        bearer=SecretStr(CANARY),
        retrier=Retrier(sleep=Waits()),
    )
    return lambda: CachedTokens(issuer, CLOCK).token("wx1")


def app_secret(line: Line) -> Callable[[], Awaitable[object]]:
    """A token from stable_token."""
    issuer = AppSecretIssuer(
        line.client,
        api_url="https://wechat.example",
        app_secret=SecretStr(CANARY),
        clock=CLOCK,
        retrier=Retrier(sleep=Waits()),
    )
    return lambda: CachedTokens(issuer, CLOCK).token("wx1")


def reader(line: Line, credentials: StaticToken | CachedTokens) -> WeChatSource:
    """The production source."""
    return WeChatSource(
        line.client,
        api_url="https://wechat.example",
        credentials=credentials,
        clock=CLOCK,
        retrier=Retrier(sleep=Waits()),
    )


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
@pytest.mark.parametrize("call", [static, token_url, app_secret], ids=lambda call: call.__name__)
async def test_no_failing_call_shows_a_credential(
    call: Callable[[Line], Callable[[], Awaitable[object]]],
    trouble: httpx.Response | Exception,
    logged: io.StringIO,
) -> None:
    """Not in the error, its repr, traceback, causes, or the log."""
    with pytest.raises(BotError) as caught:
        await call(Line(trouble))()
    assert_hidden(caught.value, logged)


async def test_no_good_call_shows_a_credential(logged: io.StringIO) -> None:
    """Nor do calls that work, at the most talkative level."""
    wechat = Line(httpx.Response(200, json={"errcode": 0}))
    service = Line(grants(CANARY))
    issuer = TokenServiceIssuer(service.client, url="https://tokens.example/", bearer=SecretStr(CANARY))
    source = reader(wechat, CachedTokens(issuer, CLOCK))
    await source.read("wx1")

    assert wechat.tokens == [CANARY]
    assert CANARY not in logged.getvalue()
    assert CANARY not in f"{source!r} {vars(source)!r} {issuer!r} {vars(issuer)!r}"


async def test_no_dead_connection_shows_a_credential(logged: io.StringIO) -> None:
    """A real transport's layers raise and log in their own way."""
    async with dead_end() as url, new_client() as client:
        source = WeChatSource(
            client,
            api_url=url,
            credentials=StaticToken(SecretStr(CANARY)),
            clock=CLOCK,
            retrier=Retrier(sleep=Waits()),
        )
        with pytest.raises(BotError) as caught:
            await source.read("wx1")
    assert_hidden(caught.value, logged)
