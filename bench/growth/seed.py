"""A database with a fleet of any size: two days of numbers, and lists that differ from program to program."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import uvloop
from sqlalchemy import func, insert, select, text

from bench.fleet import AUDIENCES, TEAM_ID, fleet
from bench.seed import made_on, of_program, public_on, row_of
from bot.domain.numbers.feed import Feed, FeedItem
from bot.domain.numbers.meaning_detection import read_meaning
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.snapshot import expired_days
from bot.lib.batches import batches
from bot.ports.workspaces import Workspace
from bot.storage.engine.database import Database
from bot.storage.numbers.fleet import Made, made_of, write_curves
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.tables.numbers import SNAPSHOTS
from bot.storage.tables.programs import PROGRAMS
from bot.storage.workspaces.workspaces import SqlWorkspaces

_WEEK_BEFORE: Final = timedelta(days=7)
_LISTS: Final = 32
"""Different ones of each audience."""
_AT_ONCE: Final = 1000
_YEAR: Final = 365
_MB: Final = 1024**2
_TAGS: Final = ("food", "retail", "travel", "games")


async def seed_growth(database_url: str, size: int, day: date) -> dict[str, int]:
    """Make a database, with numbers of a day and of a week before; returns what it takes, and would after a year."""
    database = Database(database_url)
    try:
        await database.migrate()
        a_day = await _fill(database, size, day)
        rest = await _bytes(database) - 2 * size * a_day
    finally:
        await database.close()
    kept = _YEAR - len(expired_days([day - timedelta(days=back) for back in range(_YEAR)], today=day))
    return {
        "bytes_per_program_and_day": round(a_day),
        "days_kept_of_a_year": kept,
        "year_mb": round((rest + size * a_day * kept) / _MB),
    }


async def _fill(database: Database, size: int, day: date) -> float:
    """Returns the bytes that a day of numbers takes of each program."""
    await SqlWorkspaces(database).put(Workspace(TEAM_ID, "Bench", "U0BOT"))
    async with database.writing() as connection:
        for some in batches(fleet(size), _AT_ONCE):
            rows = [_program(number, each.appid, each.nickname) for number, each in enumerate(some)]
            await connection.execute(insert(PROGRAMS), rows)
    await SqlPublicSnapshots(database).save(public_on(day))
    await _keep(database, size, day - _WEEK_BEFORE)
    one_day = await _bytes(database)
    await _keep(database, size, day)
    return (await _bytes(database) - one_day) / size


async def _bytes(database: Database) -> int:
    """What the database takes on disk."""
    sizes = "SELECT pg_database_size(current_database())" if database.shared else "PRAGMA page_count"
    async with database.reading() as connection:
        found = int(await connection.scalar(text(sizes)) or 0)
        return found if database.shared else found * int(await connection.scalar(text("PRAGMA page_size")) or 0)


async def _keep(database: Database, size: int, day: date) -> None:
    made = [[_made(audience, number, day) for number in range(_LISTS)] for audience in range(AUDIENCES)]
    rows = [[row_of(each) for each in lists] for lists in made]
    places = [(number % AUDIENCES, number // AUDIENCES % _LISTS) for number in range(size)]
    appids = [each.appid for each in fleet(size)]
    for some in batches(range(size), _AT_ONCE):
        of_some = [(appids[number], *places[number]) for number in some]
        async with database.writing() as connection:
            kept = [rows[audience][number] | {"appid": appid} for appid, audience, number in of_some]
            await connection.execute(insert(SNAPSHOTS), kept)
            await write_curves(
                connection, TEAM_ID, [of_program(made[audience][number], appid) for appid, audience, number in of_some]
            )
    async with database.reading() as connection:
        assert await connection.scalar(select(func.count()).where(SNAPSHOTS.c.day == day)) == size


def _made(audience: int, number: int, day: date) -> Made:
    found = made_on(audience, day).snapshot
    feed = _without_one(found.feed, number, cumulative=found.reading.meaning is not Meaning.SHARE)
    return made_of(replace(found, feed=feed, reading=read_meaning(feed)))


def _without_one(feed: Feed, number: int, *, cumulative: bool) -> Feed:
    """The list without one of its versions, whose users are on the next one."""
    items: Sequence[FeedItem] = feed.items
    at = number % (len(items) - 1)
    gone, heir = items[at], items[at + 1]
    if not cumulative:
        heir = FeedItem(heir.label, heir.value + gone.value)
    return replace(feed, items=(*items[:at], heir, *items[at + 2 :]))


def _program(number: int, appid: str, nickname: str) -> dict[str, Any]:
    return {
        "team_id": TEAM_ID,
        "appid": appid,
        "nickname": nickname,
        "principal": "",
        "account_status": None,
        "permission_sets": frozenset({18}),
        "added_at": None,
        "checked_at": None,
        "listed_alias": "",
        "listed_tags": (_TAGS[number % len(_TAGS)],),
    }


if __name__ == "__main__":
    url, programs, last = sys.argv[1:]
    print(json.dumps(uvloop.run(seed_growth(url, int(programs), date.fromisoformat(last)))))
