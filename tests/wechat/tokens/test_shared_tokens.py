"""Shared tokens: one refresh at a time, kept before it is used, never a stale one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.errors import StorageUnavailable, WeChatUnreachable
from bot.lib.work import Exclusive
from bot.ports.wechat import AccessToken, KeptToken
from bot.wechat.protocol.response import Grant
from bot.wechat.token_sources import CachedTokens
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakeAccessTokens

NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
OVERLAP = timedelta(minutes=5)
LIFE = timedelta(hours=2)


class Mint:
    """Hands out `wx1-1`, `wx1-2`, ...; as with WeChat, the former lives five minutes at most."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._ends: dict[str, datetime] = {}
        self._newest: dict[str, str] = {}
        self.issued: list[str] = []
        self.in_flight: dict[str, int] = {}
        self.most = 0
        self.away = False

    async def issue(self, appid: str) -> Grant:
        if self.away:
            raise WeChatUnreachable(host="api.weixin.qq.com", reason="timeout")
        self.in_flight[appid] = self.in_flight.get(appid, 0) + 1
        self.most = max(self.most, self.in_flight[appid])
        for _ in range(5):
            await asyncio.sleep(0)
        self.in_flight[appid] -= 1
        now = await self._clock.now()
        before = self._newest.get(appid, "")
        if before in self._ends:
            self._ends[before] = min(self._ends[before], now + OVERLAP)
        secret = f"{appid}-{len(self.issued) + 1}"
        self._newest[appid], self._ends[secret] = secret, now + LIFE
        self.issued.append(secret)
        return Grant(secret, LIFE)

    def takes(self, token: AccessToken, now: datetime) -> bool:
        return now < self._ends.get(token.secret, now)

    def kill(self, token: AccessToken) -> None:
        self._ends.pop(token.secret, None)


class Store(FakeAccessTokens):
    def __init__(self) -> None:
        super().__init__()
        self.broken = False
        self.full = False
        self.looks = 0

    async def get(self, name: str) -> KeptToken | None:
        self.looks += 1
        await self._moment()
        return await super().get(name)

    async def put(self, name: str, token: KeptToken) -> None:
        await self._moment()
        if self.full:
            raise StorageUnavailable(reason="broken")
        await super().put(name, token)

    async def _moment(self) -> None:
        await asyncio.sleep(0)
        if self.broken:
            raise StorageUnavailable(reason="broken")


def one_at_a_time() -> Exclusive:
    locks: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def exclusive(name: str) -> AsyncIterator[None]:
        async with locks.setdefault(name, asyncio.Lock()):
            yield

    return exclusive


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def mint(clock: FakeClock) -> Mint:
    """An issuer that works."""
    return Mint(clock)


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def replica(mint: Mint, clock: FakeClock, store: Store) -> Callable[[], CachedTokens]:
    exclusive = one_at_a_time()
    return lambda: CachedTokens(mint, clock, roll=lambda: 0.5, exclusive=exclusive, store=store)


async def test_a_second_replica_takes_the_token_of_the_first(replica: Callable[[], CachedTokens], mint: Mint) -> None:
    first, second = await replica().token("wx1"), await replica().token("wx1")

    assert first == second
    assert mint.issued == ["wx1-1"]


async def test_two_hundred_callers_on_two_replicas_make_one_refresh(
    replica: Callable[[], CachedTokens], mint: Mint
) -> None:
    one, two = replica(), replica()
    found = await asyncio.gather(*(source.token("wx1") for source in [one, two] * 100))

    assert {token.secret for token in found} == {"wx1-1"}
    assert mint.issued == ["wx1-1"]


@pytest.mark.parametrize("seed", range(4))
async def test_never_two_refreshes_in_flight_and_never_a_stale_token(
    replica: Callable[[], CachedTokens], mint: Mint, clock: FakeClock, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311  # chance that can be repeated
    replicas = [replica(), replica()]
    last: AccessToken | None = None
    for _ in range(200):
        now = clock.advance(timedelta(minutes=chance.choice([0, 0, 1, 4, 30, 113, 130])))
        if chance.random() < 0.1:
            replicas[chance.randrange(2)] = replica()
        dead = last if chance.random() < 0.3 else None
        if dead is not None:
            mint.kill(dead)
            clock.advance(timedelta(seconds=1))
        pending = [source.token("wx1", refused=dead) for source in replicas for _ in range(3)]
        found = await asyncio.gather(*pending)
        last = chance.choice(found)

        assert mint.most <= 1
        assert all(mint.takes(token, now) for token in found)
    assert len(mint.issued) > 50


async def test_a_refused_token_is_compared_with_the_store_first(
    replica: Callable[[], CachedTokens], mint: Mint
) -> None:
    one, two = replica(), replica()
    dead = await one.token("wx1")
    await two.token("wx1")
    newer = await one.token("wx1", refused=dead)

    assert await two.token("wx1", refused=dead) == newer
    assert mint.issued == ["wx1-1", "wx1-2"]


async def test_a_newer_token_is_noticed_while_the_old_one_still_works(
    replica: Callable[[], CachedTokens], mint: Mint, clock: FakeClock
) -> None:
    one, two = replica(), replica()
    dead = await one.token("wx1")
    await two.token("wx1")
    newer = await one.token("wx1", refused=dead)
    assert await two.token("wx1") == dead
    clock.advance(timedelta(minutes=1))

    assert await two.token("wx1") == newer
    assert len(mint.issued) == 2


async def test_the_store_is_not_looked_into_for_every_call(
    replica: Callable[[], CachedTokens], store: Store, clock: FakeClock
) -> None:
    source = replica()
    await source.token("wx1")
    before = store.looks
    for _ in range(59):
        clock.advance(timedelta(seconds=1))
        await source.token("wx1")
    assert store.looks == before
    clock.advance(timedelta(seconds=1))
    await source.token("wx1")

    assert store.looks == before + 1


async def test_who_joins_another_s_refresh_still_gets_another_token(
    replica: Callable[[], CachedTokens], mint: Mint, clock: FakeClock
) -> None:
    """Of two callers one knows that the stored token is dead: joining the other is not enough."""
    source = replica()
    dead = await source.token("wx1")
    clock.advance(timedelta(minutes=1))
    _, fresh = await asyncio.gather(source.token("wx1"), source.token("wx1", refused=dead))

    assert fresh.secret == "wx1-2"
    assert mint.most == 1


async def test_what_is_not_kept_is_not_used(replica: Callable[[], CachedTokens], store: Store, mint: Mint) -> None:
    """A token that the store refused is not handed out: others would not know it."""
    source, store.full = replica(), True
    for _ in range(2):
        with pytest.raises(StorageUnavailable):
            await source.token("wx1")
    store.full = False

    assert (await source.token("wx1")).secret == mint.issued[-1] == "wx1-3"


async def test_a_broken_store_is_no_outage_while_the_token_is_good(
    replica: Callable[[], CachedTokens], store: Store, clock: FakeClock
) -> None:
    source = replica()
    token = await source.token("wx1")
    store.broken = True
    clock.advance(timedelta(minutes=115))
    assert await source.token("wx1") == token
    clock.advance(timedelta(minutes=5))

    with pytest.raises(StorageUnavailable):
        await source.token("wx1")


async def test_a_replica_that_starts_while_wechat_is_away_uses_the_store_s_token(
    replica: Callable[[], CachedTokens], mint: Mint, clock: FakeClock
) -> None:
    token = await replica().token("wx1")
    mint.away = True
    clock.advance(timedelta(minutes=115))
    source = replica()
    assert await source.token("wx1") == token
    clock.advance(timedelta(minutes=5))

    with pytest.raises(WeChatUnreachable):
        await source.token("wx1")


async def test_a_dropped_token_is_not_used_on(
    replica: Callable[[], CachedTokens], store: Store, mint: Mint, clock: FakeClock
) -> None:
    source = replica()
    await source.token("wx1")
    await store.drop("wx1")
    mint.away = True
    clock.advance(timedelta(minutes=1))

    with pytest.raises(WeChatUnreachable):
        await source.token("wx1")


async def test_a_token_that_came_with_an_authorisation_is_used(
    replica: Callable[[], CachedTokens], mint: Mint, clock: FakeClock
) -> None:
    """At once by its replica, by the others when they look; its life counts from the question."""
    one, two = replica(), replica()
    await one.keep("wx1", Grant("given", LIFE), requested_at=NOW - timedelta(minutes=1))
    found = [await source.token("wx1") for source in (one, two)]

    assert found == [AccessToken("given", NOW + timedelta(minutes=111.5))] * 2
    assert mint.issued == []
    clock.advance(timedelta(minutes=112))
    assert (await two.token("wx1")).secret == "wx1-1"


async def test_programs_are_refreshed_a_few_at_a_time(clock: FakeClock) -> None:
    busy = most = 0

    @asynccontextmanager
    async def exclusive(_name: str) -> AsyncIterator[None]:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0)
        yield
        busy -= 1

    source = CachedTokens(Mint(clock), clock, exclusive=exclusive, store=FakeAccessTokens())
    found = await asyncio.gather(*(source.token(f"wx{number}") for number in range(50)))

    assert len({token.secret for token in found}) == 50
    assert most == 8
