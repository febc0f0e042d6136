"""Read failures in the database."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, case, delete, select

from bot.domain.numbers.visible import Visible
from bot.lib.batches import batches
from bot.ports.sweep import ReadFailure
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_replace, new, one_of
from bot.storage.engine.rows import read, row_of
from bot.storage.tables.programs import PROGRAM_TROUBLES

_COLUMNS = PROGRAM_TROUBLES.c
_KEY: Final = ("team_id", "appid")
_SINCE: Final = case((_COLUMNS.error_key == new(_COLUMNS.error_key), _COLUMNS.since), else_=new(_COLUMNS.since))


class SqlReadFailures:
    """Serves `bot.ports.sweep.ReadFailures`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, team_id: str, read_failures: Sequence[ReadFailure]) -> None:
        """Store read failures in one transaction; `since` of a stored one with the same key stays."""
        # A fixed order: two replicas wait for each other instead of deadlocking.
        ordered = sorted(read_failures, key=lambda read_failure: read_failure.appid)
        async with self._database.writing() as connection:
            replace = insert_or_replace(connection, PROGRAM_TROUBLES, _KEY, but={"since": _SINCE})
            for some in batches(ordered, ROWS_AT_ONCE):
                rows = [row_of(PROGRAM_TROUBLES, read_failure, team_id=team_id) for read_failure in some]
                await connection.execute(replace, rows)

    async def clear(self, team_id: str, appids: Collection[str]) -> None:
        async with self._database.writing() as connection:
            for some in batches(sorted(appids), ROWS_AT_ONCE):
                gone = delete(PROGRAM_TROUBLES).where(_COLUMNS.team_id == team_id, _COLUMNS.appid.in_(some))
                await connection.execute(gone)

    async def of(self, team_id: str, appids: Collection[Visible]) -> Mapping[str, ReadFailure]:
        return await self._those(team_id, one_of(_COLUMNS.appid, appids))

    async def all(self, team_id: str) -> Mapping[Visible, ReadFailure]:
        return {Visible(appid): each for appid, each in (await self._those(team_id)).items()}

    async def _those(self, team_id: str, *where: ColumnElement[bool]) -> Mapping[str, ReadFailure]:
        rows = await self._database.rows(select(PROGRAM_TROUBLES).where(_COLUMNS.team_id == team_id, *where))
        return {row.appid: read(ReadFailure, row) for row in rows}
