"""WeChat where programs are read and set, for whole fleets."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.numbers.snapshot import KnownLoss, Snapshot, Visible, loss_at
from bot.domain.numbers.version import Version
from bot.domain.programs import OptIn
from bot.errors import BotError, MinimumUnclear, WeChatUnreachable
from bot.lib.machine_time import boot_time
from bot.usecases.sweep.sweep import Readings
from tests.domain.build import snapshot_of, v
from tests.domain.decisions.build import NOW
from tests.fakes.storage import FakeSnapshots

BEFORE = v("2.30.0")


class SettingWeChat(FakeSnapshots):
    """Where programs are read and set."""

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
    """Everything may be set, but for these."""

    out: set[str] = field(default_factory=set)

    async def among(self, team_id: str, appids: Collection[str]) -> Collection[str]:
        del team_id
        return [each for each in appids if each not in self.out]

    async def get(self, team_id: str, appid: str) -> OptIn:
        del team_id
        return OptIn(on=appid not in self.out)
