"""Reserve the last calls of a program's daily quota for people's questions, and give readings their turns.

A sweep needs one call a day, so looking up every quota would double its calls. It is looked up where it may matter:
after `CHECKED_FROM` calls for one program in one day (`bot.domain.sweep`), or when WeChat says that the calls of
a minute are used up (45011). 45009 needs no look-up: the day's calls are used up until midnight in China.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Final

import structlog

from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.version import Feed
from bot.domain.platform import Remedy, remedy_of
from bot.domain.sweep import CHECKED_FROM, Pace, calls_until_check, is_for_people
from bot.errors import BotError, QuotaSpared, StorageUnavailable, WeChatLimited
from bot.lib.work import ignore, loop_delay
from bot.ports.machine import Clock
from bot.ports.wechat import DistributionSource, Quotas

_log = structlog.get_logger(__name__)


@dataclass
class GuardQuota:
    """Counts this process's calls by program and Chinese day; one for all sources. Losing the counts costs little."""

    quotas: Quotas
    _day: date = date.min
    _calls: Counter[str] = field(default_factory=Counter)
    _check_at: dict[str, int] = field(default_factory=dict)
    """At how many calls WeChat is asked (again) for the quota."""
    _spared: dict[str, QuotaSpared] = field(default_factory=dict)
    """Programs whose last calls are for people until the day is over."""

    def count(self, appid: str, *, now: datetime) -> None:
        self._turn(now)
        self._calls[appid] += 1

    async def check(self, appid: str, *, now: datetime) -> None:
        """Make sure that the sweep may call.

        Raises:
            QuotaSpared: what is left today is for people.
            StorageUnavailable: there is no token, because there is no database.
        """
        self._turn(now)
        if appid not in self._spared and self._calls[appid] >= self._check_at.get(appid, CHECKED_FROM):
            await self.ask(appid, now=now)
        if appid in self._spared:
            raise self._spared[appid].again()

    async def ask(self, appid: str, *, now: datetime) -> None:
        """Ask WeChat for the quota. When it does not answer, the sweep goes on and asks later."""
        self._turn(now)
        try:
            quota = await self.quotas.quota(appid)
        except StorageUnavailable:
            raise
        except BotError as error:
            _log.warning("WeChat does not answer how much quota is left", appid=appid, error=str(error))
            self._check_at[appid] = self._calls[appid] + CHECKED_FROM
            return
        self._check_at[appid] = self._calls[appid] + calls_until_check(quota)
        if is_for_people(quota):
            _log.warning("a daily quota is nearly used up", appid=appid, remain=quota.remain, limit=quota.daily_limit)
            self._spared[appid] = QuotaSpared(remain=quota.remain, limit=quota.daily_limit)

    def _turn(self, now: datetime) -> None:
        if (today := snapshot_day(now)) != self._day:
            self._day = today
            for kept in (self._calls, self._check_at, self._spared):
                kept.clear()


@dataclass(frozen=True)
class CountedSource:
    """Serves `bot.ports.wechat.DistributionSource` for people's questions; counts each call."""

    source: DistributionSource
    mind: GuardQuota
    clock: Clock

    async def read(self, appid: str) -> Feed:
        """Return what getSupportVersion says of a program now.

        Raises:
            as `DistributionSource.read`.
        """
        self.mind.count(appid, now=await self.clock.now())
        return await self.source.read(appid)


@dataclass(frozen=True)
class QuotaReservingSource:
    """Serves `bot.ports.wechat.DistributionSource`: for the sweep, which leaves the last calls to people."""

    source: DistributionSource
    mind: GuardQuota
    clock: Clock

    async def read(self, appid: str) -> Feed:
        """Return what getSupportVersion says of a program now.

        Raises:
            QuotaSpared: what is left today is for people.
            and as `DistributionSource.read`.
        """
        now = await self.clock.now()
        await self.mind.check(appid, now=now)
        self.mind.count(appid, now=now)
        try:
            return await self.source.read(appid)
        except WeChatLimited as error:
            if remedy_of(error.code) is Remedy.WAIT_A_MINUTE:
                await self.mind.ask(appid, now=now)
                await self.mind.check(appid, now=now)
            raise


EVERY: Final = 0.02
"""Seconds between two looks: often enough to slow a sweep down before people notice."""
_look_at_loop: Final = partial(loop_delay, EVERY)


def never() -> bool:
    """For a process without people who wait: the command line, the bench."""
    return False


FollowPace = Callable[[Pace, float], None]
"""Called after each look with the pace, and by how many seconds the event loop was late; must be quick."""


@dataclass
class ReadingTurns:
    """Lets as many readings run at a time as the event loop has room for; one for all sweeps of a process."""

    answering: Callable[[], bool] = never
    """Whether people wait for answers."""
    follow: FollowPace = ignore
    delay: Callable[[], Awaitable[float]] = _look_at_loop
    """Waits a moment; returns by how many seconds the event loop was late."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    pace: Pace = field(default_factory=Pace, init=False)
    _reading: int = field(default=0, init=False)
    _waiting: deque[asyncio.Future[None]] = field(default_factory=deque, init=False)

    @asynccontextmanager
    async def adapting(self) -> AsyncIterator[None]:
        """Adapt the pace as long as this lasts, slowly at first."""
        self.pace = Pace()
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    async def begin(self) -> None:
        """Wait for a turn to read; `end` returns it."""
        while self._reading >= self.pace.at_once:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            await turn
        self._reading += 1
        if self.pace.rest:
            try:
                await self.sleep(self.pace.rest)
            except BaseException:
                self.end()
                raise

    def end(self) -> None:
        """Return a turn."""
        self._reading -= 1
        self._wake()

    async def _watch(self) -> None:
        while True:
            delay = await self.delay()
            self.pace = self.pace.after(delay, answering=self.answering())
            self.follow(self.pace, delay)
            self._wake()

    def _wake(self) -> None:
        free = self.pace.at_once - self._reading
        while free > 0 and self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # its worker was cancelled
                turn.set_result(None)
                free -= 1
