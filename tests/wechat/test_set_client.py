"""Setting a minimum over the wire: asked once, and unknown is never taken for refused."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr

from bot.domain.numbers.version import Feed, Version
from bot.errors import (
    BotError,
    MinimumNotSent,
    MinimumUnclear,
    WeChatBusy,
    WeChatLimited,
    WeChatRefused,
    WeChatUnreachable,
)
from bot.lib.work import ignore
from bot.wechat.client import IN_A_ROW, REST_SECONDS, Silence, WeChatSource
from bot.wechat.http import Patience, Retrier, new_client
from bot.wechat.protocol.response import MAX_BYTES
from bot.wechat.set_client import MinimumClient
from bot.wechat.token_sources import AppSecretIssuer, CachedTokens, StaticToken, TokenServiceIssuer
from tests.fakes.machine import FakeClock
from tests.wechat.component import (
    CANARY,
    Answer,
    Line,
    Waits,
    assert_hidden,
    dead_end,
    grants,
    logged,
    recorded,
    refuses,
)
from tests.wechat.test_client import API, NOW, Tokens

__all__ = ["logged"]


SET_CLIENT_NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
DONE = httpx.Response(200, json={"errcode": 0, "errmsg": "ok"})
VERSION = Version.parse("3.8.0")


def setter(line: Line, tokens: Tokens | None = None) -> MinimumClient:
    return MinimumClient(line.client, api_url=API, credentials=tokens or Tokens(), clock=FakeClock(SET_CLIENT_NOW))


async def refusal(line: Line) -> BotError:
    with pytest.raises(BotError) as caught:
        await setter(line).set_minimum("wx1", VERSION, before=ignore)
    return caught.value


async def test_asks_exactly_as_documented() -> None:
    line = Line(DONE)

    await setter(line).set_minimum("wx1", VERSION, before=ignore)

    (request,) = line.calls
    assert request.method == "POST"
    assert str(request.url) == f"{API}/cgi-bin/wxopen/setweappsupportversion?access_token=token-1"
    assert request.content == b'{"version":"3.8.0"}'
    assert request.headers["content-type"] == "application/json"


@pytest.mark.parametrize("code", [85015, 89014, 61007, 86000, 48001])
async def test_a_refusal_is_final(code: int) -> None:
    line = Line(refuses(code))

    error = await refusal(line)

    assert isinstance(error, WeChatRefused)
    assert (error.code, len(line.calls)) == (code, 1)


async def test_a_used_up_quota_is_no_doubt() -> None:
    assert isinstance(await refusal(Line(refuses(45009))), WeChatLimited)


async def test_a_dead_token_is_replaced_once() -> None:
    line, tokens = Line(refuses(40001), DONE), Tokens()
    await setter(line, tokens).set_minimum("wx1", VERSION, before=ignore)

    again = Line(refuses(40001))
    error = await refusal(again)

    assert line.tokens == ["token-1", "token-2"]
    assert again.tokens == ["token-1", "token-2"]
    assert isinstance(error, WeChatRefused)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.ReadTimeout("slow"), "timeout"),
        (httpx.WriteTimeout("slow"), "timeout"),
        (httpx.ReadError("cut"), "connection"),
        (httpx.RemoteProtocolError("cut"), "damaged"),
        (httpx.Response(502, text="bad gateway"), "unreadable"),
        (httpx.Response(200, text="<html>"), "unreadable"),
        (httpx.Response(200, json={}), "unreadable"),
        (refuses(-1, "system error"), "busy"),
    ],
    ids=str,
)
async def test_a_lost_answer_is_a_doubt(answer: httpx.Response | Exception, reason: str) -> None:
    line = Line(answer)

    error = await refusal(line)

    assert isinstance(error, MinimumUnclear)
    assert (error.reason, len(line.calls)) == (reason, 1)


@pytest.mark.parametrize("answer", [httpx.ConnectError("refused"), httpx.ConnectTimeout(""), httpx.PoolTimeout("")])
async def test_without_a_connection_nothing_was_set(answer: Exception) -> None:
    assert isinstance(await refusal(Line(answer)), MinimumNotSent)


@pytest.mark.parametrize("kind", [httpx.ConnectError, httpx.ReadError, httpx.ReadTimeout])
async def test_no_error_holds_a_token(kind: type[httpx.RequestError]) -> None:
    error: BaseException | None = await refusal(Line(kind(f"https://h/?access_token={CANARY}")))

    while error is not None:
        assert not isinstance(error, httpx.HTTPError)
        assert CANARY not in repr(error)
        error = error.__cause__ or error.__context__


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
    credentials = StaticToken(SecretStr(CANARY))
    return lambda: reader(line, credentials).read("wx1")


def token_url(line: Line) -> Callable[[], Awaitable[object]]:
    issuer = TokenServiceIssuer(
        line.client,
        url=f"https://tokens.example/?access_token={CANARY}",
        bearer=SecretStr(CANARY),
        retrier=Retrier(sleep=Waits()),
    )
    return lambda: CachedTokens(issuer, CLOCK).token("wx1")


def app_secret(line: Line) -> Callable[[], Awaitable[object]]:
    issuer = AppSecretIssuer(
        line.client,
        api_url="https://wechat.example",
        app_secret=SecretStr(CANARY),
        clock=CLOCK,
        retrier=Retrier(sleep=Waits()),
    )
    return lambda: CachedTokens(issuer, CLOCK).token("wx1")


def reader(line: Line, credentials: StaticToken | CachedTokens) -> WeChatSource:
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
    with pytest.raises(BotError) as caught:
        await call(Line(trouble))()
    assert_hidden(caught.value, logged)


async def test_no_good_call_shows_a_credential(logged: io.StringIO) -> None:
    wechat = Line(httpx.Response(200, json={"errcode": 0}))
    service = Line(grants(CANARY))
    issuer = TokenServiceIssuer(service.client, url="https://tokens.example/", bearer=SecretStr(CANARY))
    source = reader(wechat, CachedTokens(issuer, CLOCK))
    await source.read("wx1")

    assert wechat.tokens == [CANARY]
    assert CANARY not in logged.getvalue()
    assert CANARY not in f"{source!r} {vars(source)!r} {issuer!r} {vars(issuer)!r}"


async def test_no_dead_connection_shows_a_credential(logged: io.StringIO) -> None:
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


SILENCE = httpx.ReadTimeout("no answer")
NOWHERE = httpx.ConnectError("refused")


class Wire:
    """A line with changeable answers, a watch, and the source over both."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.answer: Answer = SILENCE
        self.line = Line(self._now)
        self.source = WeChatSource(
            self.line.client,
            api_url=API,
            credentials=Tokens(),
            clock=FakeClock(NOW),
            retrier=Retrier(sleep=Waits()),
            silence=Silence(monotonic=lambda: self.seconds),
        )

    async def read(self, times: int = 1) -> tuple[int, list[object]]:
        """Read so often at once; returns the number of requests and each outcome."""
        before = len(self.line.calls)
        results = await asyncio.gather(*(self.source.read("wx1") for _ in range(times)), return_exceptions=True)
        return len(self.line.calls) - before, list(results)

    def _now(self, request: httpx.Request) -> httpx.Response:
        if isinstance(self.answer, Exception):
            raise self.answer
        assert isinstance(self.answer, httpx.Response)
        del request
        return httpx.Response(self.answer.status_code, content=self.answer.content)


@pytest.fixture
async def wire() -> Wire:
    return Wire()


async def test_hundreds_of_readings_do_not_wait_for_each_other(wire: Wire) -> None:
    requests, results = await wire.read(250)

    assert requests == IN_A_ROW * Patience().attempts
    assert {repr(error) for error in results} == {repr(WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"))}
    assert (await wire.read(50))[0] == 0


async def test_one_reading_now_and_then_tries_again(wire: Wire) -> None:
    await wire.read(IN_A_ROW)
    wire.seconds = REST_SECONDS - 1
    assert (await wire.read(3))[0] == 0
    wire.seconds = REST_SECONDS
    assert (await wire.read(3))[0] == Patience().attempts

    wire.answer = recorded("percent_shares")
    assert (await wire.read(3))[0] == 0
    wire.seconds = 2 * REST_SECONDS
    assert isinstance((await wire.read())[1][0], Feed)
    requests, results = await wire.read(3)
    assert requests == 3
    assert all(isinstance(result, Feed) for result in results)


@pytest.mark.parametrize("answer", [NOWHERE, refuses(-1, "system error")], ids=["refused", "busy"])
async def test_what_fails_quickly_is_asked_each_time(wire: Wire, answer: Answer) -> None:
    """A refused connection and a busy WeChat cost no time and may be over at once."""
    wire.answer = answer
    first, _ = await wire.read(IN_A_ROW)
    again, (error, *_) = await wire.read(IN_A_ROW)

    assert again == first
    assert isinstance(error, WeChatUnreachable | WeChatBusy)


async def test_an_answer_in_between_counts(wire: Wire) -> None:
    await wire.read(IN_A_ROW - 1)
    wire.answer = refuses(-1, "system error")
    await wire.read()
    wire.answer = SILENCE
    await wire.read(IN_A_ROW - 1)

    assert (await wire.read())[0] > 0
