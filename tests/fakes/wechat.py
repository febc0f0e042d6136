"""A WeChat with scripted answers."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.domain.numbers.snapshot import Users
from bot.domain.numbers.version import Feed, FeedItem, Version
from bot.errors import BotError, MinimumUnclear, WeChatRefused


def feed(shares: Mapping[str, str | int], *, minimum: str = "3.0.0") -> Feed:
    """A payload: version to percentage as sent."""
    return Feed.of(minimum, tuple(FeedItem(label, Decimal(value)) for label, value in shares.items()))


SHARES = feed({"3.8.1": 60, "3.7.0": 25, "3.0.0": 12, "2.30.0": 3})
"""Percent per version; 3 % are lost at the minimum 3.0.0."""


class FakeSource:
    """Serves `bot.ports.wechat.DistributionSource`."""

    def __init__(self, feeds: Mapping[str, Feed] | None = None, *, default: Feed | None = None) -> None:
        self._feeds = dict(feeds or {})
        self._default = default
        self._errors: dict[str, BotError] = {}
        self._down: BotError | None = None
        self.calls: list[str] = []
        self.in_flight = 0
        self.most_in_flight = 0

    def set(self, appid: str, payload: Feed) -> None:
        self._feeds[appid] = payload

    def set_minimum(self, appid: str, minimum: str) -> None:
        self._feeds[appid] = replace(self._feeds.get(appid) or self._default or SHARES, minimum=minimum)

    def fail(self, appid: str, error: BotError | None) -> None:
        if error is None:
            self._errors.pop(appid, None)
        else:
            self._errors[appid] = error

    def fail_all(self, error: BotError | None) -> None:
        self._down = error

    async def read(self, appid: str) -> Feed:
        self.calls.append(appid)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(0)  # others get their turn, as with a real call
        finally:
            self.in_flight -= 1
        if error := self._down or self._errors.get(appid):
            raise error
        payload = self._feeds.get(appid, self._default)
        if payload is None:
            raise WeChatRefused(code=40013, errmsg="invalid appid", rid="made-up")
        return payload


class FakeUserSource:
    """Serves `bot.ports.wechat.UserSource`."""

    def __init__(self, total: int | None = 1_000) -> None:
        self.total = total
        self.calls: list[tuple[str, date]] = []
        self._errors: dict[str, BotError | None] = {}
        self._down: BotError | None = None

    def fail(self, appid: str, error: BotError | None) -> None:
        """None: it answers again."""
        self._errors[appid] = error

    def fail_all(self, error: BotError | None) -> None:
        self._down = error

    async def users(self, appid: str, day: date) -> Users | None:
        self.calls.append((appid, day))
        await asyncio.sleep(0)
        if error := self._down or self._errors.get(appid):
            raise error
        return None if self.total is None else Users(day, android=self.total)


class FakeMinimumSetter:
    """Serves `bot.ports.wechat.MinimumSetter` on a `FakeSource`, whose minimums it sets."""

    def __init__(self, source: FakeSource | None = None) -> None:
        self._source = source
        self._errors: dict[str, BotError] = {}
        self.calls: list[tuple[str, Version]] = []
        self.takes = True
        """Whether WeChat acts even when its answer is an error."""
        self.gate = asyncio.Event()
        self.gate.set()

    def fail(self, appid: str, error: BotError | None) -> None:
        if error is None:
            self._errors.pop(appid, None)
        else:
            self._errors[appid] = error

    async def set_minimum(self, appid: str, version: Version, *, before: Callable[[], None]) -> None:
        before()
        self.calls.append((appid, version))
        await self.gate.wait()
        error = self._errors.get(appid)
        took = self.takes and (error is None or isinstance(error, MinimumUnclear))
        if took and self._source:
            self._source.set_minimum(appid, version.text)
        if error:
            raise error


class HeldSource(FakeSource):
    """One whose answers can be held back."""

    def __init__(self) -> None:
        super().__init__(default=SHARES)
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()

    async def read(self, appid: str) -> Feed:
        self.asked.set()
        await self.gate.wait()
        return await super().read(appid)
