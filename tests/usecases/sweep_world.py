"""A workspace with many programs, over fakes, and the sweep that reads them."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.domain.numbers.percentage_meaning import NO_PIN, Pin, Reading
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.programs.program import Program
from bot.errors import BotError
from bot.ports.workspaces import Workspace
from bot.usecases.sweep.pacing import Pacing
from bot.usecases.sweep.sweep import DailySweep
from tests.fakes.fleet import FakeReadFailures
from tests.fakes.programs import FakePrograms
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.storage import FakeSnapshots, FakeWorkspaces
from tests.fakes.wechat import SHARES, FakeSource
from tests.usecases.digest_world import DAY, TEAM

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
TODAY = snapshot_day(NOW)


class CountingSnapshots(FakeSnapshots):
    """Remembers how it was written to, and can refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []
        self.looked_up: list[int] = []
        self.error: BotError | None = None

    async def save(self, team_id: str, snapshots: Sequence[Snapshot]) -> None:
        """As the fake."""
        if self.error:
            raise self.error
        self.batches.append(len(snapshots))
        await super().save(team_id, snapshots)

    async def proved_readings(self, team_id: str, appids: Collection[str]) -> Mapping[str, Reading]:
        """As the fake."""
        self.looked_up.append(len(appids))
        return await super().proved_readings(team_id, appids)


async def no_delay() -> float:
    """The event loop is never late."""
    await asyncio.sleep(0)
    return 0.0


class Fleet:
    """A workspace with many programs."""

    def __init__(self, count: int, *, pin: Pin = NO_PIN) -> None:
        self.appids = [f"wx{number:016d}" for number in range(count)]
        self.programs = FakePrograms(*map(Program, self.appids))
        self.source = FakeSource(default=SHARES)
        self.snapshots = CountingSnapshots()
        self.workspaces = FakeWorkspaces()
        self.read_failures = FakeReadFailures()
        self.pin = pin
        self.restart()

    def restart(self, **how: Any) -> None:
        """A new process: it knows nothing of what it did."""
        options: dict[str, Any] = {"pin": self.pin, "save_within": DAY, "pacing": Pacing(delay=no_delay)} | how
        stores = (self.snapshots, FakePublicSnapshots(), self.programs, self.workspaces, self.read_failures)
        self.keep = DailySweep(self.source, *stores, **options)

    async def install(self, team_id: str = TEAM) -> None:
        """Let a workspace have these programs."""
        await self.workspaces.put(Workspace(team_id, "Team", "UBOT"))

    async def kept(self, team_id: str = TEAM) -> list[str]:
        """The programs that have a snapshot today."""
        return sorted(await self.snapshots.appids_on(team_id, TODAY))


async def fleet_of(count: int, *, pin: Pin = NO_PIN) -> Fleet:
    """An installed one."""
    fleet = Fleet(count, pin=pin)
    await fleet.install()
    return fleet
