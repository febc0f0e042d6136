"""After an update of the code, days are judged again: once, however many ask, and many of them in the background."""

import asyncio
from collections.abc import Collection

import pytest
from sqlalchemy import func, select, update

from bot.domain.access import Viewpoint
from bot.domain.fleet.report import Filter, Sort
from bot.domain.fleet.row import WHOLE, Asked, Standing
from bot.domain.numbers.snapshot import Visible
from bot.ports.numbers import Moment
from bot.settings import Settings
from bot.storage.engine.database import Database
from bot.storage.fleet.fleets import SqlFleets
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.programs.known import KnownPrograms
from bot.storage.tables.numbers import NEWEST_NUMBERS, SNAPSHOTS
from bot.wiring.core import Core, open_core
from tests.storage.fleet.world import TEAM, fill

EVERYTHING = Asked(Viewpoint.everything(TEAM))
NOW = Moment()
FEW = 6
MANY = 60


class _Counting(SqlSnapshots):
    """Notes which programs are judged again."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.judged: list[str] = []

    async def judge_again(self, team_id: str, appids: Collection[Visible]) -> None:
        self.judged += appids
        await super().judge_again(team_id, appids)


async def _by_other_rules(core: Core) -> int:
    """All numbers are judged by the rules of other code; how many programs have some."""
    async with core.database.writing() as connection:
        await connection.execute(update(SNAPSHOTS).values(summary="1|of other rules"))
        await connection.execute(update(NEWEST_NUMBERS).values(made_by=0, standing=None, loss_high=7))
        return await connection.scalar(select(func.count()).select_from(NEWEST_NUMBERS)) or 0


@pytest.mark.parametrize("size", [FEW, MANY])
async def test_two_questions_at_once_judge_once(database_url: str, size: int) -> None:
    """A few programs are judged at once; of many, all are said to be still judged, and the question waits for none."""
    async with open_core(Settings.model_validate({"database_url": database_url})) as core:
        await fill(core, size)
        kept = await _by_other_rules(core)
        snapshots = _Counting(core.database)
        fleets = SqlFleets(core.database, KnownPrograms(core.database), snapshots)

        totals, programs = await asyncio.gather(
            fleets.totals(EVERYTHING, NOW, Sort.ATTENTION),
            fleets.sorted(EVERYTHING, NOW, Filter.ALL, Sort.ATTENTION, WHOLE),
        )

    assert totals.programs == len(programs)
    assert len(snapshots.judged) == len(set(snapshots.judged)) == (kept if size == FEW else 0)
    assert (Standing.UNJUDGED in totals.standings) == (size == MANY)
