"""Numbers of users in the database: a row a day for each program."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.numbers.snapshot import GOOD_FOR, PARTS, Reached, Snapshot, Users
from bot.lib.cache import batches
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, as_list, day_number, greater_of, insert_or_replace, one_of
from bot.storage.tables.numbers import NEWEST_NUMBERS, SNAPSHOTS, USER_COUNTS


def turn_of(team_id: str) -> str:
    """Return the name of the lock on snapshots, users, and what is kept of the newest ones."""
    return f"numbers {team_id}"


@asynccontextmanager
async def in_turn(database: Database, team_id: str) -> AsyncIterator[AsyncConnection]:
    """Yield a transaction in which what is newest stays so."""
    async with database.writing() as connection:
        await database.wait_for_turn(connection, turn_of(team_id))
        yield connection


_COLUMNS = USER_COUNTS.c
_NEWEST = NEWEST_NUMBERS.c
_NOBODY: Final = Users(date.min)


def beside(table: FromClause) -> ColumnElement[bool]:
    """Return the condition that a number of users is the newest up to the day of a program's row, and fits it."""
    earlier, rows = USER_COUNTS.alias("earlier").c, table.c
    newest = select(func.max(earlier.day)).where(
        earlier.team_id == rows.team_id, earlier.appid == rows.appid, earlier.day <= rows.day, earlier.absent == ""
    )
    return and_(
        _COLUMNS.team_id == rows.team_id,
        _COLUMNS.appid == rows.appid,
        _COLUMNS.day == newest.correlate(table).scalar_subquery(),
        day_number(rows.day) - day_number(_COLUMNS.day) <= GOOD_FOR.days,
    )


_SNAPSHOT: Final = SNAPSHOTS.c
WITH_USERS: Final = select(
    *(_SNAPSHOT.appid, _SNAPSHOT.day, _SNAPSHOT.taken_at, _SNAPSHOT.feed, _SNAPSHOT.reading, _SNAPSHOT.imported_by),
    _SNAPSHOT.summary,
    *(_COLUMNS.day, _COLUMNS.android, _COLUMNS.iphone, _COLUMNS.other),
).select_from(SNAPSHOTS.outerjoin(USER_COUNTS, beside(SNAPSHOTS)))
"""What `bot.storage.numbers.snapshots.snapshot_in` makes a snapshot of: last the users by its day, or NULLs."""


def users_of(counted_on: date | None, *counts: int) -> Users | None:
    """Return the users of a snapshot's day; None without a number."""
    return Users(counted_on, *counts) if counted_on else None


def people(parts: ColumnElement[Any], some: ColumnElement[bool]) -> ColumnElement[Any]:
    """As `Users.among`, in a row of the newest numbers: of so many `PARTS`; NULL where either is not known.

    Args:
        some: whether there is any part, NULL where that is not known: the parts may take long, and are read once.
    """
    whole = (parts * _NEWEST.users + PARTS // 2) // PARTS
    known = and_(_NEWEST.users.is_not(None), some.is_not(None))
    return case((known, greater_of(whole, case((some, 1), else_=0))))


def reached(low: ColumnElement[Any], high: ColumnElement[Any]) -> Sequence[ColumnElement[Any]]:
    """Return the columns of a `Reached`, of the `people` of several rows: `reached_in` reads them."""
    sums = [cast(func.sum(end), BigInteger).label(name) for end, name in ((low, "low"), (high, "high"))]
    return [*sums, func.count(high).label("counted")]


def reached_in(low: int | None, high: int | None, programs: int) -> Reached | None:
    """Return what the database has summed up."""
    return None if low is None or high is None else Reached(low, high, programs)


async def newest_users(database: Database, team_id: str, appids: Collection[str], until: date) -> Mapping[str, Users]:
    """By program, the users that a snapshot of a day has."""
    known = (
        _COLUMNS.team_id == team_id,
        _COLUMNS.day <= until,
        _COLUMNS.day >= until - GOOD_FOR,
        _COLUMNS.absent == "",
    )
    found: dict[str, Users] = {}
    async with database.reading() as connection:
        for some in batches(list(appids), ROWS_AT_ONCE):
            days = select(_COLUMNS.appid, func.max(_COLUMNS.day)).where(*known, one_of(_COLUMNS.appid, some))
            newest = tuple_(_COLUMNS.appid, _COLUMNS.day).in_(days.group_by(_COLUMNS.appid))
            for row in await connection.execute(select(USER_COUNTS).where(_COLUMNS.team_id == team_id, newest)):
                found[row.appid] = Users(row.day, row.android, row.iphone, row.other)
    return found


async def save_imported(connection: AsyncConnection, team_id: str, snapshots: Sequence[Snapshot]) -> None:
    """Keep the users that a person brought with numbers."""
    brought = {
        (each.appid, each.users.day): _row(team_id, each.appid, each.users)
        for each in snapshots
        if each.imported_by and each.users
    }
    if brought:
        await _save(connection, team_id, list(brought.values()))


class SqlUserCounts:
    """Serves `bot.ports.numbers.UserCounts`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, team_id: str, day: date, counted: Mapping[str, Users], absent: Mapping[str, str]) -> None:
        rows = [_row(team_id, appid, replace(users, day=day)) for appid, users in counted.items()]
        rows += [_row(team_id, appid, replace(_NOBODY, day=day), why) for appid, why in absent.items()]
        if rows:
            async with in_turn(self._database, team_id) as connection:
                await _save(connection, team_id, rows)


async def _save(connection: AsyncConnection, team_id: str, rows: Sequence[Mapping[str, object]]) -> None:
    await connection.execute(insert_or_replace(connection, USER_COUNTS, ("team_id", "appid", "day")), rows)
    await renew_users(connection, team_id, {str(row["appid"]) for row in rows})


_USERS: Final = (
    select(cast(_COLUMNS.android, BigInteger) + _COLUMNS.iphone + _COLUMNS.other)
    .where(beside(NEWEST_NUMBERS))
    .correlate(NEWEST_NUMBERS)
    .scalar_subquery()
)
# Made once: each would leave two thousand objects in cycles.
_RENEW: Final = (
    update(NEWEST_NUMBERS)
    .where(
        _NEWEST.team_id == bindparam("of_team", type_=String()),
        one_of(_NEWEST.appid, bindparam("of_appids", type_=String())),
        _NEWEST.users.is_distinct_from(_USERS),  # PostgreSQL would write the same row once more
    )
    .values(users=_USERS)
)


async def renew_users(connection: AsyncConnection, team_id: str, appids: Collection[str]) -> None:
    """Find the users `beside` newest numbers anew, in the `turn_of` a workspace, after either changed."""
    for some in batches(sorted(appids), ROWS_AT_ONCE):
        await connection.execute(_RENEW, {"of_team": team_id, "of_appids": as_list(some)})


def _row(team_id: str, appid: str, users: Users, absent: str = "") -> dict[str, object]:
    numbers = {"android": users.android, "iphone": users.iphone, "other": users.other}
    return {"team_id": team_id, "appid": appid, "day": users.day, **numbers, "absent": absent}
