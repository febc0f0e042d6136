"""Numbers of users in the database: a row a day for each program."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy import Select, and_, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.users import GOOD_FOR, Users
from bot.lib.batches import batches
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_replace
from bot.storage.tables.numbers import SNAPSHOTS, USER_COUNTS

_COLUMNS = USER_COUNTS.c
_NOBODY: Final = Users(date.min)


def _with_users() -> Select[*tuple[object, ...]]:
    earlier, rows = USER_COUNTS.alias("earlier").c, SNAPSHOTS.c
    newest = select(func.max(earlier.day)).where(
        earlier.team_id == rows.team_id, earlier.appid == rows.appid, earlier.day <= rows.day, earlier.absent == ""
    )
    beside = and_(
        _COLUMNS.team_id == rows.team_id,
        _COLUMNS.appid == rows.appid,
        _COLUMNS.day == newest.correlate(SNAPSHOTS).scalar_subquery(),
    )
    of_snapshot = (rows.appid, rows.day, rows.taken_at, rows.feed, rows.reading, rows.imported_by)
    counted = (_COLUMNS.day, _COLUMNS.android, _COLUMNS.iphone, _COLUMNS.other)
    return select(*of_snapshot, *counted).select_from(SNAPSHOTS.outerjoin(USER_COUNTS, beside))


WITH_USERS: Final = _with_users()
"""What a snapshot consists of, in the order of its fields, and last the newest number of users up to its day: the
fields of `Users`, or NULLs."""


def users_of(day: date, counted_on: date | None, *counts: int) -> Users | None:
    """The users of a snapshot's day; None without a number, or with an old one."""
    return Users(counted_on, *counts) if counted_on and day - counted_on <= GOOD_FOR else None


async def newest_users(database: Database, team_id: str, appids: Collection[str], until: date) -> Mapping[str, Users]:
    """By program, the users that a snapshot of a day has.

    Raises:
        StorageUnavailable: they cannot be read.
    """
    known = (
        _COLUMNS.team_id == team_id,
        _COLUMNS.day <= until,
        _COLUMNS.day >= until - GOOD_FOR,
        _COLUMNS.absent == "",
    )
    found: dict[str, Users] = {}
    async with database.reading() as connection:
        for some in batches(list(appids), ROWS_AT_ONCE):
            days = select(_COLUMNS.appid, func.max(_COLUMNS.day)).where(*known, _COLUMNS.appid.in_(some))
            newest = tuple_(_COLUMNS.appid, _COLUMNS.day).in_(days.group_by(_COLUMNS.appid))
            for row in await connection.execute(select(USER_COUNTS).where(_COLUMNS.team_id == team_id, newest)):
                found[row.appid] = Users(row.day, row.android, row.iphone, row.other)
    return found


async def save_imported(connection: AsyncConnection, team_id: str, snapshots: Sequence[Snapshot]) -> None:
    """Keep the users that a person brought with numbers."""
    brought = {each.appid: each.users for each in snapshots if each.imported_by and each.users}
    if brought:
        await _save(connection, [_row(team_id, appid, users) for appid, users in brought.items()])


class SqlUserCounts:
    """Serves `bot.ports.numbers.UserCounts`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, team_id: str, day: date, counted: Mapping[str, Users], absent: Mapping[str, str]) -> None:
        rows = [_row(team_id, appid, replace(users, day=day)) for appid, users in counted.items()]
        rows += [_row(team_id, appid, replace(_NOBODY, day=day), why) for appid, why in absent.items()]
        if rows:
            async with self._database.writing() as connection:
                await _save(connection, rows)

    async def asked(self, team_id: str, day: date) -> Collection[str]:
        query = select(_COLUMNS.appid).where(_COLUMNS.team_id == team_id, _COLUMNS.day == day)
        return {row.appid for row in await self._database.rows(query)}


async def _save(connection: AsyncConnection, rows: Sequence[Mapping[str, object]]) -> None:
    await connection.execute(insert_or_replace(connection, USER_COUNTS, ("team_id", "appid", "day")), rows)


def _row(team_id: str, appid: str, users: Users, absent: str = "") -> dict[str, object]:
    numbers = {"android": users.android, "iphone": users.iphone, "other": users.other}
    return {"team_id": team_id, "appid": appid, "day": users.day, **numbers, "absent": absent}
