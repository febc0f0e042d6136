"""Workspaces with many programs, their sweep, and the sync that lists and checks them."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.numbers.snapshot import Snapshot, Visible, snapshot_day
from bot.domain.numbers.version import NO_PIN, Pin, Reading
from bot.domain.platform import REQUIRED_SET, ListedPage, Profile
from bot.domain.programs import Program
from bot.errors import BotError, WeChatBusy, WeChatLimited
from bot.usecases.programs.visible import HomeWorkspace
from bot.usecases.sweep.progress import Sync
from bot.usecases.sweep.quota_guard import ReadingTurns
from bot.usecases.sweep.sync_programs import SyncPrograms
from tests.fakes.everything import Fakes
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakePrograms, FakeRecordStatus
from tests.fakes.storage import FakeSnapshots
from tests.fakes.wechat import FakePlatform
from tests.usecases.digest_world import DAY, HOUR, TEAM

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
TODAY = snapshot_day(NOW)
BUSY = WeChatBusy(code=-1, errmsg="system error", rid="made-up")
LIMITED = WeChatLimited(until=NOW + 12 * HOUR, code=45009, errmsg="reach max api daily quota limit", rid="made-up")


class CountingSnapshots(FakeSnapshots):
    """Remembers how it was written to, and can refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []
        self.looked_up: list[int] = []
        self.error: BotError | None = None

    async def save(self, team_id: str, snapshots: Sequence[Snapshot]) -> Sequence[Snapshot]:
        if self.error:
            raise self.error
        self.batches.append(len(snapshots))
        return await super().save(team_id, snapshots)

    async def proved_readings(self, team_id: str, appids: Collection[str]) -> Mapping[str, Reading]:
        self.looked_up.append(len(appids))
        return await super().proved_readings(team_id, appids)


async def no_delay() -> float:
    await asyncio.sleep(0)
    return 0.0


class Fleet(Fakes):
    snapshots: CountingSnapshots

    def __init__(self, count: int, *, pin: Pin = NO_PIN, known: type[FakePrograms] = FakePrograms) -> None:
        self.appids = [f"wx{number:016d}" for number in range(count)]
        super().__init__(
            programs=known(*(Program(Visible(appid)) for appid in self.appids)), snapshots=CountingSnapshots()
        )
        self.pin = pin
        self.restart()

    def restart(self, **options: Any) -> None:
        self.keep = self.daily_sweep(
            **{"pin": self.pin, "save_within": DAY, "turns": ReadingTurns(delay=no_delay)} | options
        )

    async def read_today(self, team_id: str = TEAM) -> list[str]:
        return sorted(self.snapshots.appids_on(team_id, TODAY))


async def fleet_of(count: int, *, pin: Pin = NO_PIN) -> Fleet:
    fleet = Fleet(count, pin=pin)
    await fleet.install()
    return fleet


class Merchants(FakePlatform):
    """Merchants that authorised the platform; one page or profile can fail."""

    def __init__(self, count: int) -> None:
        super().__init__(FakeClock(NOW))
        self.appids = [f"wx{number:016d}" for number in range(count)]
        for appid in self.appids:
            self.let_in(appid)
        self.offsets: list[int] = []
        self.profiled: list[str] = []
        self.broken: dict[str, BotError] = {}
        self.page_fails_at: int | None = None

    def let_in(self, appid: str, sets: tuple[int, ...] = (REQUIRED_SET,)) -> None:
        """A merchant authorises the platform, and another process exchanges the code."""
        self.authorise(appid, f"code-{appid}", sets)
        self._authorised[appid] = f"refresh-{appid}"

    async def listed(self, *, offset: int) -> ListedPage:
        if offset == self.page_fails_at:
            raise BUSY
        self.offsets.append(offset)
        return await super().listed(offset=offset)

    async def profile(self, appid: str) -> Profile:
        self.profiled.append(appid)
        if error := self.broken.get(appid):
            raise error
        return await super().profile(appid)


class SyncWorld(Fakes):
    def __init__(self, count: int) -> None:
        super().__init__()
        self.platform = Merchants(count)
        self.notes = FakeRecordStatus(self.authorisers)
        self.seen: list[Sync] = []
        self.restart()

    def restart(self) -> None:
        home, follow = HomeWorkspace(self.workspaces), lambda sync: self.seen.append(replace(sync))
        stores = (self.authorisers, self.kept, home, self.syncs)
        self.sync = SyncPrograms(self.platform, *stores, self.notes, follow=follow)

    async def names(self, team_id: str = "T1") -> list[str]:
        return sorted(program.appid for program in await self.kept.all(team_id))


async def world_of(count: int) -> SyncWorld:
    world = SyncWorld(count)
    await world.install("T1", "T2")
    return world
