"""Reading WeChat over the wire."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from structlog.testing import capture_logs

from bot.domain.numbers.version import Feed
from bot.errors import BotError, WeChatBusy, WeChatLimited, WeChatRefused, WeChatUnreachable, WeChatUnreadable
from bot.ports.wechat import AccessToken
from bot.wechat import http
from bot.wechat.client import WeChatSource
from bot.wechat.http import PlatformCaller, Retrier
from bot.wechat.protocol.platform_calls import Call
from bot.wechat.protocol.response import MAX_BYTES
from tests.fakes.deliveries import RecordedCalls
from tests.fakes.machine import FakeClock
from tests.wechat.component import Line, Waits, chunks_of, payload, recorded, refuses

NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
API = "https://api.weixin.qq.com"
BUSY = refuses(-1, "system error")


class Tokens:
    """Hands out `token-1`, `token-2`, ... when the former is refused; the last one for ever."""

    def __init__(self, *, last: int = 9, appids: tuple[str, ...] = ("wx1",)) -> None:
        self._last = last
        self._appids = appids
        self.number = 1
        self.refused: list[str] = []

    async def token(self, appid: str, *, refused: AccessToken | None = None) -> AccessToken:
        assert appid in self._appids
        if refused is not None:
            self.refused.append(refused.secret)
            self.number = min(self.number + 1, self._last)
        return AccessToken(f"token-{self.number}", NOW + timedelta(hours=1))


def source(
    line: Line,
    *,
    tokens: Tokens | None = None,
    waits: Waits | None = None,
    clock: FakeClock | None = None,
    in_flight: int = 10,
) -> WeChatSource:
    """The production source on a line that does not wait."""
    return WeChatSource(
        line.client,
        api_url=API,
        credentials=tokens or Tokens(),
        clock=clock or FakeClock(NOW),
        retrier=Retrier(sleep=waits or Waits()),
        in_flight=in_flight,
    )


async def test_asks_exactly_as_documented() -> None:
    line = Line(recorded("percent_shares"))

    feed = await source(line).read("wx1")

    (request,) = line.calls
    assert isinstance(feed, Feed)
    assert len(feed.items) == 4
    assert request.method == "POST"
    assert str(request.url) == f"{API}/cgi-bin/wxopen/getweappsupportversion?access_token=token-1"
    assert request.content == b"{}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["content-length"] == "2"
    assert "token-1" not in str(request.headers)


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_dead_token_is_replaced_once(code: int) -> None:
    line, tokens, waits = Line(refuses(code), recorded("percent_shares")), Tokens(), Waits()

    feed = await source(line, tokens=tokens, waits=waits).read("wx1")

    assert len(feed.items) == 4
    assert line.tokens == ["token-1", "token-2"]
    assert tokens.refused == ["token-1"]
    assert waits.seconds == []


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_second_dead_token_is_an_error(code: int) -> None:
    line = Line(refuses(code))

    with pytest.raises(WeChatRefused) as caught:
        await source(line).read("wx1")

    assert line.tokens == ["token-1", "token-2"]
    assert caught.value.params["code"] == code
    assert caught.value.params["rid"] == "624d8a1f-2a3b4c5d-6e7f8091"


async def test_the_same_token_is_not_tried_twice() -> None:
    line = Line(refuses(40001))

    with pytest.raises(WeChatRefused):
        await source(line, tokens=Tokens(last=1)).read("wx1")

    assert line.tokens == ["token-1"]


@pytest.mark.parametrize(
    "trouble",
    [
        BUSY,
        httpx.ConnectError("no route"),
        httpx.ReadTimeout("slow"),
        httpx.PoolTimeout("full"),
        httpx.RemoteProtocolError("peer closed connection without sending complete message body"),
        httpx.Response(502, text="<html>bad gateway</html>"),
        httpx.Response(429, text="slow down"),
    ],
    ids=str,
)
async def test_passing_trouble_is_sat_out(trouble: httpx.Response | Exception) -> None:
    line, waits = Line(trouble, trouble, recorded("percent_shares")), Waits()

    feed = await source(line, waits=waits).read("wx1")

    assert len(feed.items) == 4
    assert 0.25 <= waits.seconds[0] <= 0.5 <= waits.seconds[1] <= 1
    assert line.tokens == ["token-1"] * 3


async def test_a_busy_wechat_ends_in_busy() -> None:
    line = Line(refuses(-1, "system error rid: 624d8a1f-2a3b4c5d-6e7f8091"))

    with pytest.raises(WeChatBusy) as caught:
        await source(line).read("wx1")

    assert len(line.calls) == 4
    assert caught.value.params["rid"] == "624d8a1f-2a3b4c5d-6e7f8091"


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (httpx.ConnectError("x"), "connection"),
        (httpx.ConnectTimeout("x"), "timeout"),
        (httpx.ReadTimeout("x"), "timeout"),
        (httpx.ReadError("x"), "connection"),
        (httpx.LocalProtocolError("x"), "connection"),
        (httpx.ProxyError("x"), "connection"),
        (httpx.UnsupportedProtocol("x"), "connection"),
    ],
    ids=str,
)
async def test_lasting_silence_ends_in_unreachable(trouble: httpx.RequestError, reason: str) -> None:
    """Whatever httpx raises becomes ours: who did not answer, and why."""
    with pytest.raises(WeChatUnreachable) as caught:
        await source(Line(trouble)).read("wx1")

    assert caught.value.params == {"host": "api.weixin.qq.com", "reason": reason}


async def test_an_answer_that_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ATTEMPT_SECONDS", 0.02)

    async def hang(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    client = http.new_client(httpx.MockTransport(hang))
    slow = WeChatSource(client, api_url=API, credentials=Tokens(), clock=FakeClock(NOW), retrier=Retrier(sleep=Waits()))

    with pytest.raises(WeChatUnreachable) as caught:
        await slow.read("wx1")

    assert caught.value.params["reason"] == "timeout"


async def test_the_daily_quota_comes_back_tomorrow() -> None:
    line = Line(refuses(45009))

    with pytest.raises(WeChatLimited) as caught:
        await source(line).read("wx1")

    assert len(line.calls) == 1
    assert caught.value.until == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


async def test_the_minute_quota_comes_back_in_a_minute() -> None:
    line = Line(refuses(45011))

    with pytest.raises(WeChatLimited) as caught:
        await source(line).read("wx1")

    assert len(line.calls) == 1
    assert caught.value.until == NOW + timedelta(seconds=60)


@pytest.mark.parametrize(("code", "wait"), [(45009, timedelta(hours=18)), (45011, timedelta(minutes=1))])
async def test_a_spent_quota_is_not_asked_again_until_it_comes_back(code: int, wait: timedelta) -> None:
    """Meanwhile all get the same error with the same end; then WeChat is asked again."""
    line, clock = Line(refuses(code), recorded("percent_shares")), FakeClock(NOW)
    limited = source(line, clock=clock)
    for _ in range(3):
        with pytest.raises(WeChatLimited) as caught:
            await limited.read("wx1")
        assert caught.value.until == NOW + wait
        assert caught.value.params["code"] == code
    clock.advance(wait - timedelta(seconds=1))
    with pytest.raises(WeChatLimited):
        await limited.read("wx1")
    assert len(line.calls) == 1
    clock.advance(timedelta(seconds=1))

    assert len((await limited.read("wx1")).items) == 4
    assert len(line.calls) == 2


async def test_a_spent_quota_is_one_programs() -> None:
    line = Line(refuses(45009), recorded("percent_shares"))
    limited = source(line, tokens=Tokens(appids=("wx1", "wx2")))
    with pytest.raises(WeChatLimited):
        await limited.read("wx1")

    assert len((await limited.read("wx2")).items) == 4


@pytest.mark.parametrize("code", [48001, 61007, 47001, 44002, 42006, 61006, 61023, 12345])
async def test_a_refusal_is_told_at_once(code: int) -> None:
    line = Line(refuses(code))

    with pytest.raises(WeChatRefused):
        await source(line).read("wx1")

    assert len(line.calls) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.Response(200, text="<html>portal</html>"), "not-json"),
        (httpx.Response(200, content=b""), "not-json"),
        (httpx.Response(200, content=b'{"errcode":0,"uv_in'), "not-json"),
        (httpx.Response(200, json=[]), "shape"),
        (httpx.Response(404, text="not found"), "status"),
        (httpx.Response(302, headers={"location": "https://elsewhere.example/"}), "status"),
        (httpx.Response(200, content=b" " * (MAX_BYTES + 1)), "too-large"),
        (httpx.Response(200, headers={"content-encoding": "gzip"}, content=b""), "not-json"),
    ],
    ids=["html", "empty", "cut off", "list", "404", "redirect", "huge", "empty gzip"],
)
async def test_an_answer_that_is_none_is_told_at_once(answer: httpx.Response, reason: str) -> None:
    line = Line(answer)

    with pytest.raises(WeChatUnreadable) as caught:
        await source(line).read("wx1")

    assert caught.value.params["reason"] == reason
    assert len(line.calls) == 1


async def test_a_huge_answer_is_not_read_to_its_end() -> None:
    body = chunks_of([b" " * 65_536] * 1_000)
    line = Line(lambda _request: httpx.Response(200, stream=body))

    with pytest.raises(WeChatUnreadable, match="too-large"):
        await source(line).read("wx1")

    assert body.sent == 17  # type: ignore[attr-defined]  # the sixteenth fills the limit


async def test_a_declared_huge_answer_is_not_read_at_all() -> None:
    body = chunks_of([b" "])
    line = Line(lambda _request: httpx.Response(200, headers={"content-length": "9" * 30}, stream=body))

    with pytest.raises(WeChatUnreadable, match="too-large"):
        await source(line).read("wx1")

    assert body.sent == 0  # type: ignore[attr-defined]  # its counter


async def test_an_answer_in_parts_is_put_together() -> None:
    whole = payload("percent_shares")
    line = Line(lambda _request: httpx.Response(200, stream=chunks_of([whole[:50], whole[50:]])))

    assert len((await source(line).read("wx1")).items) == 4


async def test_no_more_than_its_share_is_in_flight() -> None:
    now, most = 0, 0

    async def answer(_request: httpx.Request) -> httpx.Response:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1
        return recorded("percent_shares")

    client = http.new_client(httpx.MockTransport(answer))
    reader = WeChatSource(client, api_url=API, credentials=Tokens(), clock=FakeClock(NOW), in_flight=3)
    feeds = await asyncio.gather(*(reader.read("wx1") for _ in range(20)))

    assert len(feeds) == 20
    assert most == 3


async def test_a_failed_reading_gives_its_place_free() -> None:
    line = Line(refuses(48001), refuses(48001), recorded("percent_shares"))
    reader = source(line, in_flight=1)

    for _ in range(2):
        with pytest.raises(WeChatRefused):
            await reader.read("wx1")

    assert len((await reader.read("wx1")).items) == 4


CALL = "getweappsupportversion"
Answer = httpx.Response | httpx.HTTPError


@pytest.mark.parametrize(
    ("answer", "errcode"),
    [
        (recorded("percent_shares"), "0"),
        (refuses(48001), "48001"),
        (refuses(123456), "other"),
        (httpx.Response(404), "http"),
        (httpx.Response(200, text="<html>"), "unreadable"),
        (httpx.ConnectError("refused"), "connection"),
        (httpx.ReadTimeout("late"), "timeout"),
    ],
    ids=["0", "48001", "other", "http", "unreadable", "connection", "timeout"],
)
async def test_each_request_is_counted_by_how_it_ended(answer: Answer, errcode: str) -> None:
    record = RecordedCalls()
    retrier = Retrier(sleep=Waits())
    source = WeChatSource(
        Line(answer).client, api_url=API, credentials=Tokens(), clock=FakeClock(NOW), retrier=retrier, on_call=record
    )
    try:
        await source.read("wx1")
    except BotError:
        assert errcode != "0"

    assert set(record.calls) == {(CALL, errcode)}
    assert len(record.calls) == (4 if errcode in {"connection", "timeout"} else 1)


async def test_the_log_has_what_wechats_support_asks_for() -> None:
    record = RecordedCalls()
    line = Line(refuses(-1, "system error rid: 624d8a1f-2a3b4c5d-6e7f8091"), recorded("percent_shares"))
    source = WeChatSource(
        line.client,
        api_url=API,
        credentials=Tokens(),
        clock=FakeClock(NOW),
        retrier=Retrier(sleep=Waits()),
        on_call=record,
    )
    with capture_logs() as logs:
        await source.read("wx1")
    refused, read = (entry for entry in logs if entry["event"] == "wechat was asked")

    assert record.calls == [(CALL, "-1"), (CALL, "0")]
    assert (refused["log_level"], read["log_level"]) == ("info", "debug")
    assert (refused["code"], refused["rid"]) == (-1, "624d8a1f-2a3b4c5d-6e7f8091")
    assert "token-1" not in str(logs)


async def test_the_platforms_calls_are_told_too() -> None:
    record = RecordedCalls()
    retrier = Retrier(sleep=Waits())
    caller = PlatformCaller(
        Line(refuses(-1)).client, api_url=API, clock=FakeClock(NOW), retrier=retrier, on_call=record
    )
    with pytest.raises(WeChatBusy):
        await caller.ask(Call("/cgi-bin/component/api_query_auth", b"{}", lambda answer: answer))

    assert record.calls == [("api_query_auth", "-1")] * 4
