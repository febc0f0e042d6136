"""The client of WeChat's public numbers, on a made-up line and the local platform."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.version import Version
from bot.errors import BotError, WeChatBusy, WeChatUnreachable, WeChatUnreadable
from bot.ports.machine import Clock
from bot.wechat.client import PublicNumbers
from bot.wechat.http import Retrier
from tests.fakes.clock import FakeClock
from tests.tools.sandbox.wechat.conftest import START, Platform, platform_with
from tests.wechat.platform import Line, Waits
from tests.wechat.public_answer import NOW, content, wrapped
from tools.sandbox.wechat.calls import PUBLIC

URL = "https://mp.weixin.example/debug/getpublibpercentage"
GOOD = httpx.Response(200, content=wrapped(content()))
BUSY = httpx.Response(200, content=wrapped(content(), errcode=-1))


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    """The local platform."""
    made = platform_with()
    async with made.http:
        yield made


def numbers(client: httpx.AsyncClient, url: str = URL, clock: Clock | None = None) -> PublicNumbers:
    """The client, whose waits take no time."""
    return PublicNumbers(client, url=url, clock=clock or FakeClock(NOW), retrier=Retrier(sleep=Waits()))


async def test_it_asks_without_any_token() -> None:
    """A plain GET; what stands there is dated by when it was read."""
    line = Line(GOOD)
    async with line.client as client:
        snapshot = await numbers(client).read()

    (request,) = line.calls
    assert (request.method, str(request.url), request.content) == ("GET", URL, b"")
    assert "authorization" not in request.headers
    assert snapshot.taken_at == NOW
    assert snapshot.total.versions[0] == Version.parse("3.15.0")


@pytest.mark.parametrize("trouble", [httpx.ConnectError("no"), httpx.Response(502), BUSY])
async def test_a_passing_trouble_is_passed_over(trouble: httpx.Response | Exception) -> None:
    """As everywhere, what may work a moment later is tried again."""
    line = Line(trouble, GOOD)
    async with line.client as client:
        await numbers(client).read()

    assert len(line.calls) == 2


@pytest.mark.parametrize(
    ("answer", "error", "asked"),
    [
        (httpx.ConnectError("no"), WeChatUnreachable, 4),
        (BUSY, WeChatBusy, 4),
        (httpx.Response(503), WeChatUnreadable, 4),
        (httpx.Response(404), WeChatUnreadable, 1),
        (httpx.Response(302, headers={"location": "https://elsewhere.example"}), WeChatUnreadable, 1),
        (httpx.Response(200, content=b"<html>"), WeChatUnreadable, 1),
        (httpx.Response(200, content=b" " * (1 << 20) + b"{}"), WeChatUnreadable, 1),
    ],
)
async def test_what_does_not_pass_is_an_error(
    answer: httpx.Response | Exception, error: type[BotError], asked: int
) -> None:
    """One of ours; what would not change in a moment is asked for once."""
    line = Line(answer)
    async with line.client as client:
        with pytest.raises(error):
            await numbers(client).read()

    assert len(line.calls) == asked


async def test_it_reads_the_local_platform(platform: Platform) -> None:
    """Which publishes in WeChat's own shape, from the roll-out that its programs have."""
    snapshot = await numbers(platform.http, f"http://wechat.test{PUBLIC}", FakeClock(START)).read()

    assert snapshot.day == snapshot_day(START)
    assert snapshot.sound
    assert snapshot.total.unreported < 0.002
    assert snapshot.android
    assert snapshot.ios


@pytest.mark.parametrize("fault", ["http_500", "http_404", "not_json", "truncated", "huge"])
async def test_the_local_platform_can_fail(platform: Platform, fault: str) -> None:
    """In the ways in which WeChat does."""
    await platform.arm(fault, where=PUBLIC)
    with pytest.raises((WeChatUnreadable, WeChatUnreachable)):
        await numbers(platform.http, f"http://wechat.test{PUBLIC}", FakeClock(START)).read()
