"""After an update of the code, what fleets are compared by is made again: once, however many ask."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import date

from sqlalchemy import func, select, update

from bot.domain.access.roles import Viewpoint
from bot.domain.fleet.asked import WHOLE, Asked
from bot.domain.fleet.report import Filter, Sort
from bot.ports.fleet import Moment
from bot.settings import Settings
from bot.storage.engine.database import Database
from bot.storage.fleet.fleets import SqlFleets
from bot.storage.numbers.fleet import Made
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.programs.known import KnownPrograms
from bot.storage.tables.numbers import NEWEST_NUMBERS, SNAPSHOTS
from bot.wiring.core import open_core
from tests.domain.build import TODAY
from tests.storage.fleet.world import TEAM, fill

EVERYTHING = Asked(Viewpoint.everything(TEAM))
NOW = Moment(TODAY)


class _Counting(SqlSnapshots):
    """Notes of which programs something is made again."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.made: list[str] = []

    async def renewed(
        self, team_id: str, appids: Collection[str], before: date = date.max
    ) -> AsyncIterator[Sequence[Made]]:
        async for some in super().renewed(team_id, appids, before):
            self.made += [each.snapshot.appid for each in some]
            yield some


async def test_two_questions_at_once_make_it_once(database_url: str) -> None:
    """As the totals of a fleet and its list are."""
    async with open_core(Settings.model_validate({"database_url": database_url})) as core:
        await fill(core, 150)
        async with core.database.writing() as connection:
            await connection.execute(update(NEWEST_NUMBERS).values(made_by=0, loss_high=7))
            kept = await connection.scalar(select(func.count()).select_from(NEWEST_NUMBERS))
        snapshots = _Counting(core.database)
        fleets = SqlFleets(core.database, KnownPrograms(core.database), snapshots)

        totals, programs = await asyncio.gather(
            fleets.totals(EVERYTHING, NOW, Sort.ATTENTION),
            fleets.sorted(EVERYTHING, NOW, Filter.ALL, Sort.ATTENTION, WHOLE),
        )

    assert totals.programs == len(programs)
    assert len(snapshots.made) == len(set(snapshots.made)) == kept


class _Holding(SqlSnapshots):
    """Makes nothing again until it may."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.begun, self.may = asyncio.Event(), asyncio.Event()

    async def renewed(
        self, team_id: str, appids: Collection[str], before: date = date.max
    ) -> AsyncIterator[Sequence[Made]]:
        self.begun.set()
        await self.may.wait()
        async for some in super().renewed(team_id, appids, before):
            yield some


async def test_who_has_nothing_to_make_waits_for_nobody(database_url: str) -> None:
    """Another question may be making the days of a week ago."""
    async with open_core(Settings.model_validate({"database_url": database_url})) as core:
        await fill(core, 20)
        async with core.database.writing() as connection:
            await connection.execute(update(SNAPSHOTS).values(comparable=None))
        snapshots = _Holding(core.database)
        fleets = SqlFleets(core.database, KnownPrograms(core.database), snapshots)
        making = asyncio.create_task(fleets.sorted(EVERYTHING, NOW, Filter.ALL, Sort.MOVEMENT, WHOLE))
        await asyncio.wait_for(snapshots.begun.wait(), 5)

        totals = await asyncio.wait_for(fleets.totals(EVERYTHING, NOW, Sort.ATTENTION), 5)
        assert not making.done()
        snapshots.may.set()
        assert len(await making) == totals.programs
