"""Keeping tokens: early refresh, one at a time, and absent issuers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import SecretStr

from bot.errors import (
    BotError,
    TokenServiceRefused,
    WeChatBusy,
    WeChatLimited,
    WeChatRefused,
    WeChatUnreachable,
    WeChatUnreadable,
)
from bot.lib.work import unlocked
from bot.wechat.http import Retrier
from bot.wechat.protocol.response import Grant
from bot.wechat.token_sources import AppSecretIssuer, CachedTokens, StaticToken, TokenServiceIssuer
from tests.fakes.machine import FakeClock
from tests.wechat.component import Line, Waits, as_json, grants, refuses

NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
AWAY = WeChatUnreachable(host="tokens.example", reason="timeout")


class Issuer:
    """Hands out `wx1-1`, `wx1-2`, ...; waits for the gate; fails on demand."""

    def __init__(self, *, life: timedelta = timedelta(hours=2)) -> None:
        self.life = life
        self.calls: list[str] = []
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.same = False
        self._questions = asyncio.Semaphore(0)

    async def issue(self, appid: str) -> Grant:
        self.calls.append(appid)
        self._questions.release()
        await self.gate.wait()
        if self.error:
            raise self.error
        number = 1 if self.same else self.calls.count(appid)
        return Grant(f"{appid}-{number}", self.life)

    async def until_asked(self, *, times: int = 1) -> None:
        for _ in range(times):
            await self._questions.acquire()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def issuer() -> Issuer:
    """An issuer that works."""
    return Issuer()


@pytest.fixture
def tokens(issuer: Issuer, clock: FakeClock) -> CachedTokens:
    return CachedTokens(issuer, clock, roll=lambda: 0.5)


async def test_keeps_a_token_until_shortly_before_its_end(
    tokens: CachedTokens, issuer: Issuer, clock: FakeClock
) -> None:
    first = await tokens.token("wx1")
    clock.advance(timedelta(minutes=112))
    kept = await tokens.token("wx1")
    clock.advance(timedelta(seconds=30))
    second = await tokens.token("wx1")

    assert (first.secret, kept.secret, second.secret) == ("wx1-1", "wx1-1", "wx1-2")
    assert first.refresh_at == NOW + timedelta(minutes=112.5)
    assert issuer.calls == ["wx1", "wx1"]


@pytest.mark.parametrize(("roll", "minutes"), [(0.0, 115), (1.0, 110)])
async def test_chance_spreads_the_refreshes(issuer: Issuer, clock: FakeClock, roll: float, minutes: int) -> None:
    token = await CachedTokens(issuer, clock, roll=lambda: roll).token("wx1")

    assert token.refresh_at == NOW + timedelta(minutes=minutes)


async def test_a_short_life_is_used_half(issuer: Issuer, clock: FakeClock, tokens: CachedTokens) -> None:
    issuer.life = timedelta(minutes=1)

    token = await tokens.token("wx1")

    assert token.refresh_at == NOW + timedelta(seconds=30)
    clock.advance(timedelta(seconds=29))
    assert await tokens.token("wx1") is token


async def test_many_callers_share_one_refresh(tokens: CachedTokens, issuer: Issuer) -> None:
    found = await asyncio.gather(*(tokens.token("wx1") for _ in range(50)))

    assert {token.secret for token in found} == {"wx1-1"}
    assert issuer.calls == ["wx1"]


async def test_programs_do_not_wait_for_each_other(tokens: CachedTokens, issuer: Issuer) -> None:
    issuer.gate.clear()
    pending = [asyncio.create_task(tokens.token(appid)) for appid in ("wx1", "wx2", "wx1")]
    await issuer.until_asked(times=2)
    issuer.gate.set()
    found = await asyncio.gather(*pending)

    assert [token.secret for token in found] == ["wx1-1", "wx2-1", "wx1-1"]


async def test_a_token_refused_by_many_is_replaced_once(tokens: CachedTokens, issuer: Issuer) -> None:
    dead = await tokens.token("wx1")
    found = await asyncio.gather(*(tokens.token("wx1", refused=dead) for _ in range(10)))
    late = await tokens.token("wx1", refused=dead)

    assert {token.secret for token in [*found, late]} == {"wx1-2"}
    assert issuer.calls == ["wx1", "wx1"]


async def test_an_issuer_that_sticks_to_its_token_is_asked_once_a_report(tokens: CachedTokens, issuer: Issuer) -> None:
    issuer.same = True
    dead = await tokens.token("wx1")

    again = await tokens.token("wx1", refused=dead)

    assert again.secret == dead.secret
    assert len(issuer.calls) == 2


async def test_waiters_share_an_error_and_the_next_call_tries_anew(tokens: CachedTokens, issuer: Issuer) -> None:
    issuer.error = TokenServiceRefused(status=401)
    found = await asyncio.gather(*(tokens.token("wx1") for _ in range(5)), return_exceptions=True)
    issuer.error = None

    assert [type(error) for error in found] == [TokenServiceRefused] * 5
    assert issuer.calls == ["wx1"]
    assert (await tokens.token("wx1")).secret == "wx1-2"


async def test_a_cancelled_caller_leaves_the_others_theirs(tokens: CachedTokens, issuer: Issuer) -> None:
    issuer.gate.clear()
    starter, waiter = (asyncio.create_task(tokens.token("wx1")) for _ in range(2))
    await issuer.until_asked()
    starter.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starter
    issuer.gate.set()

    assert (await waiter).secret == "wx1-1"
    assert issuer.calls == ["wx1"]


async def test_an_early_refresh_that_fails_is_no_outage(tokens: CachedTokens, issuer: Issuer, clock: FakeClock) -> None:
    """The token stays in use to its very end, with a try every half minute."""
    token = await tokens.token("wx1")
    issuer.error = AWAY
    clock.set(token.refresh_at)
    assert await tokens.token("wx1") is token
    assert await tokens.token("wx1") is token
    assert len(issuer.calls) == 2

    clock.advance(timedelta(seconds=30))
    assert await tokens.token("wx1") is token
    assert len(issuer.calls) == 3

    clock.set(NOW + timedelta(hours=2))
    with pytest.raises(WeChatUnreachable):
        await tokens.token("wx1")


async def test_a_refused_token_is_not_used_on(tokens: CachedTokens, issuer: Issuer) -> None:
    """A dead token and an absent issuer leave nothing to give."""
    dead = await tokens.token("wx1")
    issuer.error = AWAY

    with pytest.raises(WeChatUnreachable):
        await tokens.token("wx1", refused=dead)


async def test_a_refusal_of_an_early_refresh_is_an_error(
    tokens: CachedTokens, issuer: Issuer, clock: FakeClock
) -> None:
    token = await tokens.token("wx1")
    issuer.error = TokenServiceRefused(status=403)
    clock.set(token.refresh_at)

    with pytest.raises(TokenServiceRefused):
        await tokens.token("wx1")


async def test_time_on_the_way_is_not_added_to_a_life(issuer: Issuer, clock: FakeClock, tokens: CachedTokens) -> None:
    issuer.gate.clear()
    pending = asyncio.create_task(tokens.token("wx1"))
    await issuer.until_asked()
    clock.advance(timedelta(minutes=1))
    issuer.gate.set()

    assert (await pending).refresh_at == NOW + timedelta(minutes=112.5)


async def test_a_static_token_never_changes() -> None:
    source = StaticToken(SecretStr("given"))
    token = await source.token("wx1")

    assert token.secret == "given"
    assert await source.token("wx2", refused=token) is token


class BusyIssuer:
    def __init__(self) -> None:
        self.asking = 0
        self.most = 0

    async def issue(self, appid: str) -> Grant:
        self.asking += 1
        self.most = max(self.most, self.asking)
        for _ in range(5):
            await asyncio.sleep(0)
        self.asking -= 1
        return Grant(f"{appid}-token", timedelta(hours=2))


@pytest.mark.parametrize(("shared", "most"), [(True, 1), (False, 3)])
async def test_replicas_ask_one_at_a_time(clock: FakeClock, shared: bool, most: int) -> None:  # noqa: FBT001
    issuer, lock = BusyIssuer(), asyncio.Lock()

    @asynccontextmanager
    async def exclusive(_name: str) -> AsyncIterator[None]:
        async with lock:
            yield

    replicas = [CachedTokens(issuer, clock, exclusive=exclusive if shared else unlocked) for _ in range(3)]
    await asyncio.gather(*(replica.token("wx1") for replica in replicas))

    assert issuer.most == most


GRANT = Grant("t", timedelta(hours=2))


def service(
    line: Line, *, bearer: str | None = "b3arer", url: str = "https://tokens.example/token"
) -> TokenServiceIssuer:
    """The production issuer for a token service."""
    secret = SecretStr(bearer) if bearer else None
    return TokenServiceIssuer(line.client, url=url, bearer=secret, retrier=Retrier(sleep=Waits()))


def stable(line: Line) -> AppSecretIssuer:
    """The production issuer for stable_token."""
    return AppSecretIssuer(
        line.client,
        api_url="https://api.weixin.qq.com/",
        app_secret=SecretStr("s3cret"),
        clock=FakeClock(NOW),
        retrier=Retrier(sleep=Waits()),
    )


async def test_a_token_service_is_asked_with_its_bearer() -> None:
    line = Line(grants("t", name="authorizer_access_token"))

    assert await service(line).issue("wx1") == GRANT
    (request,) = line.calls
    assert request.method == "GET"
    assert str(request.url) == "https://tokens.example/token?appid=wx1"
    assert request.headers["authorization"] == "Bearer b3arer"


@pytest.mark.parametrize(("bearer", "sent"), [("b3arer", "Bearer b3arer"), (None, "Basic c3ZjOnBhc3M=")])
async def test_a_token_service_behind_a_password(bearer: str | None, sent: str) -> None:
    """The bearer is what it was given to us for; without one the address's user and password count."""
    line = Line(grants("t"))
    await service(line, bearer=bearer, url="https://svc:pass@tokens.example/token").issue("wx1")

    assert line.calls[0].headers["authorization"] == sent


async def test_a_token_service_without_a_bearer_gets_none() -> None:
    line = Line(grants("t"))
    await service(line, bearer=None).issue("wx1")

    assert "authorization" not in line.calls[0].headers


@pytest.mark.parametrize(
    ("answer", "error", "attempts"),
    [
        (httpx.Response(401), TokenServiceRefused, 1),
        (httpx.Response(403), TokenServiceRefused, 1),
        (httpx.Response(404), TokenServiceRefused, 1),
        (httpx.Response(302, headers={"location": "https://login.example"}), TokenServiceRefused, 1),
        (httpx.Response(200, json={"error": "x"}), TokenServiceRefused, 1),
        (httpx.Response(200, text="<html>"), WeChatUnreadable, 1),
        (httpx.Response(503), WeChatUnreadable, 4),
        (httpx.ConnectError("x"), WeChatUnreachable, 4),
        (httpx.ReadTimeout("x"), WeChatUnreachable, 4),
    ],
    ids=str,
)
async def test_what_a_token_service_can_do_wrong(
    answer: httpx.Response | Exception, error: type[BotError], attempts: int
) -> None:
    """A refusal is raised at once; passing trouble is waited out. No redirect is followed."""
    line = Line(answer)

    with pytest.raises(error):
        await service(line).issue("wx1")

    assert len(line.calls) == attempts


async def test_stable_token_is_posted() -> None:
    line = Line(grants("t"))

    assert await stable(line).issue("wx1") == GRANT
    (request,) = line.calls
    assert (request.method, str(request.url)) == ("POST", "https://api.weixin.qq.com/cgi-bin/stable_token")
    assert request.headers["content-type"] == "application/json"
    assert as_json(request) == {
        "grant_type": "client_credential",
        "appid": "wx1",
        "secret": "s3cret",
        "force_refresh": False,
    }


@pytest.mark.parametrize(
    ("code", "error", "attempts"),
    [
        *((code, WeChatRefused, 1) for code in (40001, 40013, 40125, 40164, 40243, 41002, 41004, 48001, 50002)),
        (45009, WeChatLimited, 1),
        (45011, WeChatLimited, 1),
        (-1, WeChatBusy, 4),
    ],
)
async def test_what_stable_token_says(code: int, error: type[BotError], attempts: int) -> None:
    """A wrong secret (also 40001), address or account is raised at once; -1 is waited out."""
    line = Line(refuses(code))

    with pytest.raises(error) as caught:
        await stable(line).issue("wx1")

    assert caught.value.params["code"] == code
    assert len(line.calls) == attempts
