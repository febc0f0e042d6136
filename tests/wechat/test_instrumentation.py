"""The metrics and the log of each request to WeChat."""

import httpx
import pytest
from structlog.testing import capture_logs

from bot.errors import BotError, WeChatBusy
from bot.wechat.client import WeChatSource
from bot.wechat.http import PlatformCaller, Retrier
from bot.wechat.protocol.platform_calls import Call
from tests.fakes.deliveries import RecordedCalls
from tests.fakes.machine import FakeClock
from tests.wechat.component import Line, Waits, recorded, refuses
from tests.wechat.test_client import API, NOW, Tokens

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
