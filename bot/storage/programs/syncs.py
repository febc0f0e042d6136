"""The progress of syncs, in the database."""

from dataclasses import asdict

from sqlalchemy import select

from bot.ports.sweep import SyncState
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.tables.platform import SYNCS

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
