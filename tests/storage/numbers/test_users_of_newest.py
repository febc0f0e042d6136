"""The users beside programs' newest numbers are those that a look at all counts finds, whatever changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

import pytest
from sqlalchemy import select

from bot.domain.numbers.snapshot import GOOD_FOR, Users, Visible
from bot.domain.retention import Retained
from bot.storage.engine.database import Database
from bot.storage.maintenance.erase import SqlOldRows
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.numbers.users import SqlUserCounts
from bot.storage.programs.authorised import SqlImportedPrograms
from bot.storage.tables.numbers import NEWEST_NUMBERS, USER_COUNTS
from tests.domain.build import TODAY, snapshot_of

TEAM: Final = "T1"
APPIDS: Final = [Visible(f"wx{number:016x}") for number in range(4)]
DAY: Final = timedelta(days=1)
DAYS: Final = 40
LISTED: Final = {"3.1.0": "60", "3.0.0": "40"}
STEPS: Final = 60


async def kept(database: Database) -> dict[str, int | None]:
    """By program, what is kept beside its newest numbers."""
    rows = await database.rows(select(NEWEST_NUMBERS.c.appid, NEWEST_NUMBERS.c.users))
    return {row.appid: row.users for row in rows}


async def looked_up(database: Database) -> dict[str, int | None]:
    """The same from all counts: the newest one up to the day, unless it is too old."""
    counts = await database.rows(select(USER_COUNTS).where(USER_COUNTS.c.absent == ""))
    found: dict[str, int | None] = {}
    for appid, day in await database.rows(select(NEWEST_NUMBERS.c.appid, NEWEST_NUMBERS.c.day)):
        earlier = [each for each in counts if each.appid == appid and each.day <= day]
        newest = max(earlier, key=lambda each: each.day, default=None)
        good = newest is not None and day - newest.day <= GOOD_FOR
        found[appid] = newest.android + newest.iphone + newest.other if newest is not None and good else None
    return found


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_changes(database: Database, seed: int) -> None:
    """Numbers and users of any day, imported or not, refused, counted again, thinned out and erased."""
    draw, seen = Random(seed), set[int | None]()  # noqa: S311  # the same in every run
    snapshots, counts = SqlSnapshots(database), SqlUserCounts(database)
    for _ in range(STEPS):
        appid, day = draw.choice(APPIDS), TODAY - draw.randrange(DAYS) * DAY
        users = Users(day, draw.randrange(1000), draw.randrange(1000), draw.randrange(3))
        match draw.choice(["numbers", "users", "users", "users", "refused", "import", "thin", "erase"]):
            case "numbers":
                some = sorted({appid, draw.choice(APPIDS)})
                await snapshots.save(TEAM, [snapshot_of(LISTED, day, appid=each) for each in some])
            case "users":
                await counts.save(TEAM, day, {appid: users}, {draw.choice(APPIDS): "empty"} if users.other else {})
            case "refused":
                await counts.save(TEAM, day, {}, {appid: "wechat-refused 61007"})
            case "import":
                brought = replace(snapshot_of(LISTED, day, appid=appid), imported_by="U1", users=users)
                await snapshots.save(TEAM, [brought])
            case "thin":
                before = datetime.combine(day, datetime.min.time(), UTC)
                await SqlOldRows(database).delete(Retained.USER_COUNTS, before=before, limit=9)
            case _:
                await SqlImportedPrograms(database).erase(TEAM, appid)
        found = await kept(database)
        assert found == await looked_up(database)
        seen |= set(found.values())
    assert None in seen
    assert len(seen) > STEPS // 10
