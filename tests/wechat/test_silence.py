"""A WeChat that does not answer at all."""

import asyncio

import httpx
import pytest

from bot.domain.numbers.version import Feed
from bot.errors import WeChatBusy, WeChatUnreachable
from bot.wechat.client import IN_A_ROW, REST_SECONDS, Silence, WeChatSource
from bot.wechat.http import Patience, Retrier
from tests.fakes.clock import FakeClock
from tests.wechat.platform import Answer, Line, Waits, recorded, refuses
from tests.wechat.test_client import API, NOW, Tokens

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
    """A dead line."""
    return Wire()


async def test_hundreds_of_readings_do_not_wait_for_each_other(wire: Wire) -> None:
    """Once all in flight got no answer, the others fail at once."""
    requests, results = await wire.read(250)

    assert requests == IN_A_ROW * Patience().attempts
    assert {repr(error) for error in results} == {repr(WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"))}
    assert (await wire.read(50))[0] == 0


async def test_one_reading_now_and_then_tries_again(wire: Wire) -> None:
    """Half a minute later a single one asks; with its answer all do."""
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
    """A WeChat slow for some programs is still asked for all."""
    await wire.read(IN_A_ROW - 1)
    wire.answer = refuses(-1, "system error")
    await wire.read()
    wire.answer = SILENCE
    await wire.read(IN_A_ROW - 1)

    assert (await wire.read())[0] > 0
