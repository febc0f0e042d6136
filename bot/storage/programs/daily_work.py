"""What a day has left to do, of all programs, and how far syncs are: the database compares."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, select

from bot.domain.access.roles import Viewpoint
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import AuthStatus
from bot.ports.sweep import SyncState, Unread
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.engine.steps import texts
from bot.storage.fleet.seen import imported, seen_from
from bot.storage.programs.known import KnownPrograms
from bot.storage.tables.numbers import SNAPSHOTS, USER_COUNTS
from bot.storage.tables.platform import SYNCS
from bot.storage.tables.programs import KNOWN_PROGRAMS

_KNOWN = KNOWN_PROGRAMS.c
_SNAPSHOTS = SNAPSHOTS.c
_COUNTS = USER_COUNTS.c


class SqlDailyWork:
    """Serves `bot.ports.sweep.DailyWork`. Raises `StorageUnavailable`."""

    def __init__(self, database: Database, known: KnownPrograms) -> None:
        self._database = database
        self._known = known

    async def unread(self, team_id: str, day: date) -> Unread:
        left = await self._appids(team_id, ~read_on(day))
        all_of_them = readable(team_id).with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
        ((programs,),) = await self._database.rows(all_of_them)
        return Unread(max(programs, len(left)), left)  # one may have gone in between

    async def uncounted(self, team_id: str, day: date) -> Sequence[Visible]:
        asked = exists().where(_COUNTS.team_id == _KNOWN.team_id, _COUNTS.appid == _KNOWN.appid, _COUNTS.day == day)
        return await self._appids(team_id, ~asked)

    async def _appids(self, team_id: str, those: ColumnElement[bool]) -> Sequence[Visible]:
        await self._known.catch_up(team_id)
        found = await texts(self._database, readable(team_id).where(those))
        return await asyncio.to_thread(lambda: [Visible(appid) for appid in found])


def readable(team_id: str) -> Select[str]:
    """The AppIDs of the programs that WeChat may let us read, in the fleet's order."""
    may_be_read = (_KNOWN.standing != AuthStatus.REVOKED, ~imported)
    return select(_KNOWN.appid).where(*seen_from(Viewpoint.everything(team_id)), *may_be_read).order_by(_KNOWN.position)


def read_on(day: date) -> ColumnElement[bool]:
    """The condition that a program has a snapshot of a day."""
    mine = (_SNAPSHOTS.team_id == _KNOWN.team_id, _SNAPSHOTS.appid == _KNOWN.appid)
    return exists().where(*mine, _SNAPSHOTS.day == day)


_COLUMNS = SYNCS.c


class SqlSyncs:
    """Serves `bot.ports.sweep.Syncs`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, source: str) -> SyncState | None:
        query = select(_COLUMNS.offset, _COLUMNS.total, _COLUMNS.started_at, _COLUMNS.finished_at)
        row = await self._database.row(query.where(_COLUMNS.source == source))
        return None if row is None else SyncState(*row)

    async def put(self, source: str, state: SyncState) -> None:
        async with self._database.writing() as connection:
            insert = insert_or_replace(connection, SYNCS, ("source",))
            await connection.execute(insert, {"source": source, **asdict(state)})
