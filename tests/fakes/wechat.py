"""A WeChat with scripted answers."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from bot.domain.numbers.snapshot import KnownLoss, Snapshot, Users, Visible, loss_at
from bot.domain.numbers.version import Feed, FeedItem, Version
from bot.domain.platform import (
    REQUIRED_SET,
    AccountStatus,
    Authorisation,
    Invitation,
    Listed,
    ListedPage,
    Profile,
)
from bot.domain.programs import OptIn
from bot.errors import BotError, MinimumUnclear, WeChatRefused, WeChatUnreachable
from bot.lib.machine_time import boot_time
from bot.ports.machine import Clock
from bot.ports.platform import Authorisers
from bot.usecases.sweep.sweep import Readings
from tests.domain.build import snapshot_of, v
from tests.domain.decisions.build import NOW
from tests.fakes.programs import FakeAuthorisers
from tests.fakes.storage import FakeSnapshots


def feed(shares: Mapping[str, str | int], *, minimum: str = "3.0.0") -> Feed:
    return Feed.of(minimum, tuple(FeedItem(label, Decimal(value)) for label, value in shares.items()))


SHARES = feed({"3.8.1": 60, "3.7.0": 25, "3.0.0": 12, "2.30.0": 3})
"""Percent per version; 3 % are lost at the minimum 3.0.0."""


class FakeSource:
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
    def __init__(self, total: int | None = 1_000) -> None:
        self.total = total
        self.calls: list[tuple[str, date]] = []
        self._errors: dict[str, BotError | None] = {}
        self._down: BotError | None = None

    def fail(self, appid: str, error: BotError | None) -> None:
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
    def __init__(self) -> None:
        super().__init__(default=SHARES)
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()

    async def read(self, appid: str) -> Feed:
        self.asked.set()
        await self.gate.wait()
        return await super().read(appid)


BEFORE = v("2.30.0")


class SettingWeChat(FakeSnapshots):
    def __init__(self) -> None:
        super().__init__()
        self.minimums: dict[str, Version] = {}
        self.errors: dict[str, BotError] = {}
        self.unread: set[str] = set()
        """Programs for which WeChat cannot be reached, or for which it answers as `unreadable` has it."""
        self.unreadable: BotError = WeChatUnreachable(host="api.weixin.qq.com", reason="timeout")
        self.lost: set[str] = set()
        """Calls that have no effect."""
        self.calls: list[str] = []
        self.most_at_once = 0
        self.before_call: Callable[[], None] = lambda: None
        self.after_reading: Callable[[], None] = lambda: None
        self.while_called: Callable[[], Awaitable[None]] = lambda: asyncio.sleep(0)
        self._at_once = 0
        self.unnamed: set[str] = set()
        """Programs without a minimum until one is set."""
        self.ahead: dict[str, Snapshot] = {}
        """What is kept of programs, by a clock that is ahead."""
        self.dear: set[str] = set()
        """Programs that lose more by now."""
        self.shares: Sequence[tuple[str, str]] = []
        """What every program shows today, if it is something else than usual."""
        self.seconds = boot_time
        self.slow = 0.0
        """Seconds from one reading to the next."""
        self._day = snapshot_of([("3.8.1", "99.95"), ("3.0.0", "0.05")], NOW.date())
        self._dear_day = snapshot_of([("3.8.1", "95"), ("3.0.0", "5")], NOW.date())

    async def set_minimum(self, appid: str, version: Version, *, before: Callable[[], None]) -> None:
        self.before_call()
        before()
        self.calls.append(appid)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        await self.while_called()
        self._at_once -= 1
        error = self.errors.get(appid)
        if appid not in self.lost and (error is None or isinstance(error, MinimumUnclear)):
            self.minimums[appid] = version
        if error:
            raise error

    async def read(self, team_id: str, appids: Collection[str], *, now: datetime) -> Readings:
        del team_id, now
        errors = {each: self.unreadable for each in appids if each in self.unread}
        taken = {each: self.shows(each) for each in appids if each not in errors}
        now_is, readings = self.seconds(), len(taken)
        begun = {each: now_is - self.slow * (readings - number) for number, each in enumerate(taken)}
        self.after_reading()
        return Readings(taken, errors, begun)

    async def newest(self, team_id: str, appids: Collection[str], *, before: date) -> Mapping[str, Snapshot]:
        del team_id, before
        return {each: self.ahead.get(each) or self.shows(each) for each in appids}

    async def losses(self, team_id: str, appids: Collection[str], version: Version) -> Mapping[str, KnownLoss]:
        del team_id
        return {each: loss_at(self.shows(each), version) for each in appids}

    def shows(self, appid: str) -> Snapshot:
        named = appid in self.minimums or appid not in self.unnamed
        minimum = self.minimums.get(appid, BEFORE).text if named else ""
        day = self._dear_day if appid in self.dear else self._day
        day = snapshot_of(self.shares, NOW.date()) if self.shares else day
        return replace(day, appid=Visible(appid), feed=replace(day.feed, minimum=minimum))


@dataclass
class FakeMay:
    out: set[str] = field(default_factory=set)

    async def among(self, team_id: str, appids: Collection[str]) -> Collection[str]:
        del team_id
        return [each for each in appids if each not in self.out]

    async def get(self, team_id: str, appid: str) -> OptIn:
        del team_id
        return OptIn(on=appid not in self.out)


_PAGE: Final = 500
_INVITED_FOR: Final = timedelta(minutes=30)


class FakePlatform:
    def __init__(self, clock: Clock, authorisers: Authorisers | None = None) -> None:
        self._clock = clock
        self._authorisers = authorisers or FakeAuthorisers()
        self._accounts: dict[str, Profile] = {}
        self._authorised: dict[str, str] = {}
        """Refresh tokens by AppID; empty until a code was exchanged."""
        self._codes: dict[str, str] = {}
        self._failing: dict[str, BotError] = {}
        self._refresh_tokens = 0
        self.calls: list[str] = []
        """The calls, by name."""
        self.in_flight = 0
        self.most_in_flight = 0
        self.gate = asyncio.Event()
        """While it is cleared, no answer comes."""
        self.gate.set()

    def account(self, appid: str, nickname: str = "云上商城", *, is_mini_program: bool = True) -> None:
        status = AccountStatus.NORMAL
        self._accounts[appid] = Profile(appid, nickname, "Principal Ltd", status, frozenset(), "", is_mini_program)

    def authorise(self, appid: str, code: str, sets: Iterable[int] = (REQUIRED_SET, 17)) -> None:
        if appid not in self._accounts:
            self.account(appid)
        self._accounts[appid] = replace(self._accounts[appid], permission_sets=frozenset(sets))
        self._authorised.setdefault(appid, "")
        self._codes[code] = appid

    def revoke(self, appid: str) -> None:
        self._authorised.pop(appid, None)
        self._codes = {code: whose for code, whose in self._codes.items() if whose != appid}

    def expire(self, code: str) -> None:
        self._codes.pop(code, None)

    def fail(self, method: str, error: BotError | None) -> None:
        if error is None:
            self._failing.pop(method, None)
        else:
            self._failing[method] = error

    async def invite(self) -> Invitation:
        await self._call("invite")
        return Invitation(f"preauth-{self.calls.count('invite')}", await self._clock.now() + _INVITED_FOR)

    async def exchange(self, code: str) -> Authorisation:
        await self._call("exchange")
        appid = self._codes.pop(code, None)
        if appid is None:
            raise refusal(61009)
        self._refresh_tokens += 1
        self._authorised[appid] = f"refresh-{self._refresh_tokens}"
        await self._authorisers.keep({appid: self._authorised[appid]})
        return Authorisation(appid, self._authorised[appid], self._accounts[appid].permission_sets)

    async def listed(self, *, offset: int) -> ListedPage:
        await self._call("listed")
        page = sorted(self._authorised.items())[offset : offset + _PAGE]
        return ListedPage(len(self._authorised), tuple(Listed(appid, token) for appid, token in page))

    async def profile(self, appid: str) -> Profile:
        await self._call("profile")
        if appid not in self._authorised:
            raise refusal(61003)
        return replace(self._accounts[appid], refresh_token=self._authorised[appid])

    async def push_ticket_again(self) -> None:
        await self._call("push_ticket_again")

    async def _call(self, method: str) -> None:
        self.calls.append(method)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(0)  # others get their turn, as with a real call
            await self.gate.wait()
        finally:
            self.in_flight -= 1
        if error := self._failing.get(method):
            raise error


def refusal(code: int) -> WeChatRefused:
    return WeChatRefused(code=code, errmsg="made up", rid="made-up")
