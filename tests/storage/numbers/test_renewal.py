"""What is kept of each program's newest snapshot is made again, while a sweep saves newer ones."""

import asyncio
from datetime import date, timedelta

from sqlalchemy import func, select

from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.storage.engine.database import Database
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.tables.numbers import COVERAGE_CURVES, NEWEST_LOSSES, NEWEST_NUMBERS
from tests.domain.build import TODAY, snapshot_of

TEAM = "T1"
APPIDS = [Visible(f"wx{number:016x}") for number in range(60)]
ROUNDS = 6
DAY = timedelta(days=1)


async def _days(database: Database) -> dict[str, list[tuple[date, int]]]:
    """How many rows of each table are of which day."""
    async with database.reading() as connection:
        return {
            table.name: [
                (day, count)
                for day, count in await connection.execute(select(table.c.day, func.count()).group_by(table.c.day))
            ]
            for table in (NEWEST_NUMBERS, NEWEST_LOSSES, COVERAGE_CURVES)
        }


async def test_a_newer_day_stays(database_url: str) -> None:
    """Questions never put an older day over what another replica has just saved, and no two wait for each other."""
    sweeping, answering = Database(database_url), Database(database_url)
    saved, renewing = SqlSnapshots(sweeping), SqlSnapshots(answering)

    async def renew() -> None:
        await renewing.judge_again(TEAM, APPIDS)

    await saved.save(TEAM, _snapshots(TODAY))
    for number in range(1, ROUNDS):
        newest = TODAY + number * DAY
        # Answers arrive in any order, and a renewal takes the programs in theirs.
        await asyncio.gather(renew(), saved.save(TEAM, _snapshots(newest)[::-1]), renew())
        assert set(map(tuple, (await _days(sweeping)).values())) == {((newest, len(APPIDS)),)}
    await asyncio.gather(sweeping.close(), answering.close())


def _snapshots(day: date) -> list[Snapshot]:
    return [snapshot_of({"3.1.0": "90", "3.0.0": "10"}, day, appid=appid) for appid in APPIDS]
