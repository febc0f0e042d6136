"""Programs that merchants have authorised, and programs of imported numbers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.platform import AccountStatus
from bot.domain.programs import AuthStatus
from bot.lib.cache import batches
from bot.ports.programs import KeptProgram
from bot.storage.engine.columns import read, row_of
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_replace, new, took_effect
from bot.storage.numbers.users import turn_of
from bot.storage.programs.known import KnownPrograms, count_change
from bot.storage.tables.decisions import PROGRAM_RESTRICTIONS
from bot.storage.tables.digest import ALERT_CROSSINGS, ALERT_STATES
from bot.storage.tables.numbers import (
    COURSES,
    COVERAGE_CURVES,
    FORECASTS,
    NEWEST_LOSSES,
    NEWEST_NUMBERS,
    SNAPSHOTS,
    USER_COUNTS,
)
from bot.storage.tables.programs import (
    CHANNEL_PROGRAMS,
    PROGRAM_LABELS,
    PROGRAM_NEWS,
    PROGRAM_OPT_INS,
    PROGRAM_STANDINGS,
    PROGRAM_TROUBLES,
    PROGRAMS,
)

_COLUMNS = PROGRAMS.c
_STANDINGS = PROGRAM_STANDINGS.c
_KEY: Final = ("team_id", "appid")


class SqlKeptPrograms:
    """Serves `bot.ports.programs.KeptPrograms`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, known: KnownPrograms | None = None) -> None:
        self._database = database
        self._known = known or KnownPrograms(database)

    async def put(self, team_id: str, programs: Sequence[KeptProgram]) -> None:
        """Store or replace programs in one transaction; `added_at` of a stored one stays."""
        if not programs:
            return
        settings = await self._known.settings_of(team_id)
        async with self._database.writing() as connection:
            await count_change(connection, team_id)  # first, so that other writers wait here and not between rows
            replace = insert_or_replace(connection, PROGRAMS, _KEY, but={"added_at": _COLUMNS.added_at})
            for some in batches(programs, ROWS_AT_ONCE):
                await connection.execute(replace, [row_of(PROGRAMS, program, team_id=team_id) for program in some])
            await self._known.renew(connection, team_id, [program.appid for program in programs], settings)

    async def get(self, team_id: str, appid: str) -> KeptProgram | None:
        found = await self._all(_COLUMNS.team_id == team_id, _COLUMNS.appid == appid)
        return found[0] if found else None

    async def all(self, team_id: str) -> Sequence[KeptProgram]:
        return await self._all(_COLUMNS.team_id == team_id)

    async def teams_of(self, appid: str) -> Sequence[str]:
        async with self._database.reading() as connection:
            return sorted(await connection.scalars(select(_COLUMNS.team_id).where(_COLUMNS.appid == appid)))

    async def set_status(self, team_id: str, appid: str, status: AuthStatus, *, now: datetime) -> bool:
        row = {"team_id": team_id, "appid": appid, "standing": status, "since": now}
        settings = await self._known.settings_of(team_id)
        async with self._database.writing() as connection:
            changed = await _put_status(connection, row)
            if changed:
                await count_change(connection, team_id)
                await self._known.renew(connection, team_id, [appid], settings)
        return changed

    async def statuses(self, team_id: str) -> Mapping[str, AuthStatus]:
        query = select(_STANDINGS.appid, _STANDINGS.standing).where(_STANDINGS.team_id == team_id)
        return {row.appid: row.standing for row in await self._database.rows(query)}

    async def status_since(self, team_id: str, appid: str) -> datetime | None:
        query = select(_STANDINGS.since).where(_STANDINGS.team_id == team_id, _STANDINGS.appid == appid)
        async with self._database.reading() as connection:
            return await connection.scalar(query)

    async def remove(self, team_id: str, appid: str) -> None:
        status = delete(PROGRAM_STANDINGS).where(_STANDINGS.team_id == team_id, _STANDINGS.appid == appid)
        program = delete(PROGRAMS).where(_COLUMNS.team_id == team_id, _COLUMNS.appid == appid)
        settings = await self._known.settings_of(team_id)
        async with self._database.writing() as connection:
            # In the order in which `set_status` and `put` take their locks.
            await connection.execute(status)
            await count_change(connection, team_id)
            await connection.execute(program)
            await self._known.renew(connection, team_id, [appid], settings)

    async def _all(self, *where: ColumnElement[bool]) -> list[KeptProgram]:
        query = select(PROGRAMS).where(*where).order_by(_COLUMNS.number)
        return [_program(row) for row in await self._database.rows(query)]


async def _put_status(connection: AsyncConnection, row: Mapping[str, object]) -> bool:
    """Store a status; returns whether it changed. A readable program has no row."""
    if row["standing"] == AuthStatus.READABLE:
        gone = delete(PROGRAM_STANDINGS).where(*(PROGRAM_STANDINGS.c[name] == row[name] for name in _KEY))
        return (await connection.execute(gone)).rowcount == 1
    other = _STANDINGS.standing != new(_STANDINGS.standing)
    replace = insert_or_replace(connection, PROGRAM_STANDINGS, _KEY, where=other)
    return await took_effect(connection, replace, row)


def _program(row: Row[*tuple[Any, ...]]) -> KeptProgram:
    status = None if row.account_status is None else AccountStatus(row.account_status)
    return read(KeptProgram, row, account_status=status)


ERASED: Final = (
    PROGRAM_STANDINGS,  # it and the programs in the order in which `SqlKeptPrograms` takes its locks
    PROGRAMS,
    PROGRAM_LABELS,
    PROGRAM_RESTRICTIONS,
    PROGRAM_OPT_INS,
    PROGRAM_TROUBLES,
    PROGRAM_NEWS,
    CHANNEL_PROGRAMS,
    ALERT_STATES,
    ALERT_CROSSINGS,
    SNAPSHOTS,
    USER_COUNTS,
    NEWEST_NUMBERS,
    NEWEST_LOSSES,
    COVERAGE_CURVES,
    COURSES,
    FORECASTS,
)


class SqlImportedPrograms:
    """Serves `bot.ports.programs.ImportedPrograms`. Raises `StorageUnavailable`."""

    def __init__(self, database: Database, known: KnownPrograms | None = None) -> None:
        self._database = database
        self._known = known or KnownPrograms(database)

    async def erase(self, team_id: str, appid: str) -> None:
        settings = await self._known.settings_of(team_id)
        async with self._database.writing() as connection:
            await count_change(connection, team_id)
            await self._database.wait_for_turn(connection, turn_of(team_id))
            for table in ERASED:
                rows = table.c
                await connection.execute(delete(table).where(rows.team_id == team_id, rows.appid == appid))
            await self._known.renew(connection, team_id, [appid], settings)
