"""A canary in every credential: it must not come out of any failing call."""

import asyncio
import io
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr

from bot.errors import BotError
from bot.logs import configure_logging
from bot.wechat.client import WeChatSource
from bot.wechat.http import new_client
from bot.wechat.protocol.response import MAX_BYTES
from bot.wechat.retry import Retrier
from bot.wechat.tokens.sources import CachedTokens, StaticToken
from bot.wechat.tokens.token_endpoints import AppSecretIssuer, TokenServiceIssuer
from tests.fakes.clock import FakeClock
from tests.logging_state import kept_logging
from tests.wechat.platform import Line, Waits, grants, refuses

CLOCK = FakeClock(datetime(2026, 11, 24, 22, 0, tzinfo=UTC))
CANARY = "canary-7f3a9"
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


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged at DEBUG; the canary is not registered, so that only the code protects it."""
    stream = io.StringIO()
    with kept_logging():
        configure_logging(level="DEBUG", log_format="json", stream=stream)
        yield stream


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
@pytest.mark.parametrize("call", [static, token_url, app_secret], ids=lambda call: call.__name__)
async def test_no_failing_call_shows_a_credential(
    call: Callable[[Line], Callable[[], Awaitable[object]]],
    trouble: httpx.Response | Exception,
    logged: io.StringIO,
) -> None:
    """Not in the error, its repr, its traceback, what hangs on to it, or the log."""
    with pytest.raises(BotError) as caught:
        await call(Line(trouble))()
    error = caught.value
    logging.getLogger("bot").error("failed: %r", error, exc_info=error)

    assert CANARY not in f"{error} {error!r} {error.params}"
    assert CANARY not in "".join(traceback.format_exception(error, chain=True))
    assert CANARY not in logged.getvalue()
    assert "failed" in logged.getvalue()
    assert error.__cause__ is None
    assert error.__context__ is None


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
    """Nor does a real transport, whose own layers raise and log in their own way."""
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, new_client() as client:
        source = WeChatSource(
            client,
            api_url=f"http://127.0.0.1:{port}",
            credentials=StaticToken(SecretStr(CANARY)),
            clock=CLOCK,
            retrier=Retrier(sleep=Waits()),
        )
        with pytest.raises(BotError) as caught:
            await source.read("wx1")
    logging.getLogger("bot").error("failed", exc_info=caught.value)

    assert CANARY not in "".join(traceback.format_exception(caught.value, chain=True))
    assert CANARY not in logged.getvalue()
    assert caught.value.__context__ is None
