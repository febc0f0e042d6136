"""Two replicas that sweep the same workspace on one PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta

import pytest

from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import Feed
from bot.domain.programs import Program
from bot.ports.slack import Workspace
from bot.storage.engine.database import Database
from bot.storage.numbers.snapshots import SqlReadFailures, SqlSnapshots
from bot.storage.programs.known import KnownPrograms
from bot.storage.programs.programs import SqlDailyWork
from bot.storage.workspaces import SqlWorkspaces
from bot.usecases.sweep.sweep import DailySweep
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.wechat import SHARES, FakeSource
from tests.usecases.digest_world import MINUTE, TEAM
from tests.usecases.sweep_world import NOW, TODAY

pytestmark = pytest.mark.postgres

APPIDS = [f"wx{number:016d}" for number in range(300)]


class WaitingSource(FakeSource):
    """Answers so many, and the others only once it is let."""

    def __init__(self, answers: int) -> None:
        super().__init__(default=SHARES)
        self._answers = answers
        self.waiting = asyncio.Event()
        self.let = asyncio.Event()

    async def read(self, appid: str) -> Feed:
        if len(self.calls) >= self._answers and not self.let.is_set():
            self.waiting.set()
            await self.let.wait()
        return await super().read(appid)


@asynccontextmanager
async def replica(url: str, source: FakeSource) -> AsyncIterator[DailySweep]:
    """One Baselib's sweep."""
    database = Database(url)
    yield DailySweep(
        source,
        SqlSnapshots(database),
        FakePublicSnapshots(),
        SqlDailyWork(database, KnownPrograms(database, [Program(Visible(appid)) for appid in APPIDS])),
        SqlWorkspaces(database),
        SqlReadFailures(database),
        only_one=database.only_one,
        save_within=timedelta(milliseconds=5),
    )
    await database.close()


@pytest.fixture
async def url(postgres_url: str) -> str:
    """A database with one workspace."""
    database = Database(postgres_url)
    await SqlWorkspaces(database).put(Workspace(TEAM, "Team", "UBOT"))
    await database.close()
    return postgres_url


async def kept(url: str) -> list[str]:
    """The programs that have today's snapshot."""
    database = Database(url)
    days = await SqlSnapshots(database).last_days(TEAM, [Visible(appid) for appid in APPIDS], before=date.max)
    await database.close()
    return sorted(appid for appid, day in days.items() if day == TODAY)


async def test_one_of_them_sweeps(url: str) -> None:
    """The other does nothing meanwhile, and finds nothing to do afterwards."""
    source, other = WaitingSource(120), FakeSource(default=SHARES)
    async with replica(url, source) as first, replica(url, other) as second:
        sweeping = asyncio.create_task(first(now=NOW))
        await source.waiting.wait()
        meanwhile = await second(now=NOW)
        source.let.set()
        await sweeping
        afterwards = await second(now=NOW + MINUTE)

    assert meanwhile[TEAM].elsewhere
    assert (afterwards[TEAM].due, other.calls) == (0, [])
    assert sorted(source.calls) == await kept(url) == APPIDS


async def test_when_it_dies_another_goes_on(url: str) -> None:
    """With the rest: no program is read twice."""
    source, other = WaitingSource(120), FakeSource(default=SHARES)
    async with replica(url, other) as second:
        async with replica(url, source) as first:
            sweeping = asyncio.create_task(first(now=NOW))
            await source.waiting.wait()
            sweeping.cancel()
            await asyncio.wait([sweeping])
        before = await kept(url)
        sweeps = await second(now=NOW + MINUTE)

    assert 100 <= len(before) <= 120
    assert not sweeps[TEAM].elsewhere
    assert sorted(other.calls) == sorted(set(APPIDS) - set(before))
    assert await kept(url) == APPIDS
