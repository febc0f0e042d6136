"""Setting a minimum over the wire: asked once, and unknown is never taken for refused."""

from datetime import UTC, datetime

import httpx
import pytest

from bot.domain.numbers.version import Version
from bot.errors import BotError, MinimumNotSent, MinimumUnclear, WeChatLimited, WeChatRefused
from bot.lib.work import ignore
from bot.wechat.set_client import MinimumClient
from tests.fakes.clock import FakeClock
from tests.wechat.canary import CANARY
from tests.wechat.platform import Line, refuses
from tests.wechat.test_client import API, Tokens

NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
DONE = httpx.Response(200, json={"errcode": 0, "errmsg": "ok"})
VERSION = Version.parse("3.8.0")


def setter(line: Line, tokens: Tokens | None = None) -> MinimumClient:
    """The production client on a line."""
    return MinimumClient(line.client, api_url=API, credentials=tokens or Tokens(), clock=FakeClock(NOW))


async def refusal(line: Line) -> BotError:
    """The error of setting a minimum."""
    with pytest.raises(BotError) as caught:
        await setter(line).set_minimum("wx1", VERSION, before=ignore)
    return caught.value


async def test_asks_exactly_as_documented() -> None:
    """One JSON POST with the version, the token only in the query."""
    line = Line(DONE)

    await setter(line).set_minimum("wx1", VERSION, before=ignore)

    (request,) = line.calls
    assert request.method == "POST"
    assert str(request.url) == f"{API}/cgi-bin/wxopen/setweappsupportversion?access_token=token-1"
    assert request.content == b'{"version":"3.8.0"}'
    assert request.headers["content-type"] == "application/json"


@pytest.mark.parametrize("code", [85015, 89014, 61007, 86000, 48001])
async def test_a_refusal_is_final(code: int) -> None:
    """WeChat refused: nothing was set, and nothing is asked again."""
    line = Line(refuses(code))

    error = await refusal(line)

    assert isinstance(error, WeChatRefused)
    assert (error.code, len(line.calls)) == (code, 1)


async def test_a_used_up_quota_is_no_doubt() -> None:
    """45009: nothing was set, and it says until when to wait."""
    assert isinstance(await refusal(Line(refuses(45009))), WeChatLimited)


async def test_a_dead_token_is_replaced_once() -> None:
    """WeChat checks the token before the version; a second dead one is a refusal."""
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
    """It may be set: it is asked once, and the error says so."""
    line = Line(answer)

    error = await refusal(line)

    assert isinstance(error, MinimumUnclear)
    assert (error.reason, len(line.calls)) == (reason, 1)


@pytest.mark.parametrize("answer", [httpx.ConnectError("refused"), httpx.ConnectTimeout(""), httpx.PoolTimeout("")])
async def test_without_a_connection_nothing_was_set(answer: Exception) -> None:
    """Nothing was sent, so it can be asked again."""
    assert isinstance(await refusal(Line(answer)), MinimumNotSent)


@pytest.mark.parametrize("kind", [httpx.ConnectError, httpx.ReadError, httpx.ReadTimeout])
async def test_no_error_holds_a_token(kind: type[httpx.RequestError]) -> None:
    """Neither error nor cause has the address with the token."""
    error: BaseException | None = await refusal(Line(kind(f"https://h/?access_token={CANARY}")))

    while error is not None:
        assert not isinstance(error, httpx.HTTPError)
        assert CANARY not in repr(error)
        error = error.__cause__ or error.__context__
