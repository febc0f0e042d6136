"""The client of WeChat's public numbers, on a made-up line and the local platform."""

from collections.abc import AsyncIterator
from typing import Final

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.version import Version
from bot.errors import (
    BotError,
    TokenServiceRefused,
    WeChatBusy,
    WeChatRefused,
    WeChatUnreachable,
    WeChatUnreadable,
)
from bot.ports.machine import Clock
from bot.wechat.client import PublicNumbers
from bot.wechat.http import Patience, Retrier, exchange, new_client, worth_another_try
from tests.fakes.machine import FakeClock
from tests.tools.sandbox.platform import START, Platform, platform_with
from tests.tools.sandbox.serving import served
from tests.uncollected import uncollected
from tests.wechat.component import Line, Waits
from tests.wechat.public_answer import NOW, content, wrapped
from tools.sandbox.wechat.calls import PUBLIC

URL = "https://mp.weixin.example/debug/getpublibpercentage"
GOOD = httpx.Response(200, content=wrapped(content()))
BUSY = httpx.Response(200, content=wrapped(content(), errcode=-1))


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    made = platform_with()
    async with made.http:
        yield made


def numbers(client: httpx.AsyncClient, url: str = URL, clock: Clock | None = None) -> PublicNumbers:
    return PublicNumbers(client, url=url, clock=clock or FakeClock(NOW), retrier=Retrier(sleep=Waits()))


async def test_it_asks_without_any_token() -> None:
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
    line = Line(answer)
    async with line.client as client:
        with pytest.raises(error):
            await numbers(client).read()

    assert len(line.calls) == asked


async def test_it_reads_the_local_platform(platform: Platform) -> None:
    snapshot = await numbers(platform.http, f"http://wechat.test{PUBLIC}", FakeClock(START)).read()

    assert snapshot.day == snapshot_day(START)
    assert snapshot.sound
    assert snapshot.total.unreported < 0.002
    assert snapshot.android
    assert snapshot.ios


@pytest.mark.parametrize("fault", ["http_500", "http_404", "not_json", "truncated", "huge"])
async def test_the_local_platform_can_fail(platform: Platform, fault: str) -> None:
    await platform.arm(fault, where=PUBLIC)
    with pytest.raises((WeChatUnreadable, WeChatUnreachable)):
        await numbers(platform.http, f"http://wechat.test{PUBLIC}", FakeClock(START)).read()


RETRY_BUSY = WeChatBusy(code=-1, errmsg="system error", rid="")


def test_waits_double_up_to_the_longest() -> None:
    patience = Patience(attempts=9, first_wait=1, longest_wait=5, total=1000)

    waits = [patience.wait_after(RETRY_BUSY, attempt=number, spent=0, roll=1) for number in range(1, 6)]

    assert waits == [1, 2, 4, 5, 5]


@pytest.mark.parametrize(("roll", "wait"), [(0, 0.5), (0.5, 0.75), (1, 1)])
def test_half_of_a_wait_is_left_to_chance(roll: float, wait: float) -> None:
    assert Patience(first_wait=1).wait_after(RETRY_BUSY, attempt=1, spent=0, roll=roll) == wait


def test_gives_up_after_the_last_attempt() -> None:
    patience = Patience(attempts=3)

    assert patience.wait_after(RETRY_BUSY, attempt=2, spent=0, roll=0) is not None
    assert patience.wait_after(RETRY_BUSY, attempt=3, spent=0, roll=0) is None


def test_gives_up_when_the_time_is_up() -> None:
    patience = Patience(first_wait=2, total=10)

    assert patience.wait_after(RETRY_BUSY, attempt=1, spent=8, roll=1) == 2
    assert patience.wait_after(RETRY_BUSY, attempt=1, spent=8.1, roll=1) is None


@pytest.mark.parametrize(
    ("error", "worth"),
    [
        (RETRY_BUSY, True),
        (WeChatUnreachable(host="h", reason="timeout"), True),
        (WeChatUnreadable(reason="status", detail="HTTP 502", status=502), True),
        (WeChatUnreadable(reason="status", detail="HTTP 429", status=429), True),
        (WeChatUnreadable(reason="status", detail="HTTP 404", status=404), False),
        (WeChatUnreadable(reason="not-json", detail=""), False),
        (WeChatRefused(code=48001, errmsg="", rid=""), False),
        (TokenServiceRefused(status=401), False),
    ],
    ids=str,
)
def test_only_what_passes_by_itself_is_tried_again(error: BotError, worth: bool) -> None:  # noqa: FBT001
    assert worth_another_try(error) is worth


async def test_the_loop_keeps_to_the_decision() -> None:
    waits = Waits()
    outcomes: list[WeChatBusy | str] = [RETRY_BUSY, RETRY_BUSY, "done"]

    async def attempt() -> str:
        outcome = outcomes.pop(0)
        if isinstance(outcome, WeChatBusy):
            raise outcome
        return outcome

    assert await Retrier(sleep=waits, roll=lambda: 1)(attempt) == "done"
    assert waits.seconds == [0.5, 1]


async def test_the_loop_ends_in_the_last_error() -> None:
    waits, errors = Waits(), [WeChatBusy(code=-1, errmsg=str(number), rid="") for number in range(10)]

    async def attempt() -> None:
        raise errors.pop(0)

    with pytest.raises(WeChatBusy) as caught:
        await Retrier(sleep=waits, roll=lambda: 0)(attempt)

    assert caught.value.params["errmsg"] == "3"
    assert caught.value.__context__ is None
    assert len(waits.seconds) == 3


async def test_waits_count_against_the_total() -> None:
    waits = Waits()

    async def attempt() -> None:
        raise RETRY_BUSY

    with pytest.raises(WeChatBusy):
        await Retrier(Patience(attempts=100, first_wait=4, total=10), sleep=waits, roll=lambda: 1)(attempt)

    assert waits.seconds == [4, 4]


_EXCHANGES: Final = 20


async def test_an_exchange_leaves_no_garbage() -> None:
    """What only the search for garbage finds stops the event loop in a sweep: httpx's answers hold themselves."""

    async def answer(_: Request) -> JSONResponse:
        return JSONResponse({"errcode": 0})

    async with served(Starlette(routes=[Route("/", answer)])) as url, new_client() as client:
        await exchange(client, client.build_request("GET", url))
        with uncollected() as left:
            for _ in range(_EXCHANGES):
                assert await exchange(client, client.build_request("GET", url)) == (200, b'{"errcode":0}')
    assert left[0] < _EXCHANGES
