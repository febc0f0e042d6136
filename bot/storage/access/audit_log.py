"""The audit log in the database, written in the transaction of the change that it records."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import delete, insert, select

from bot.domain.access.audit import AuditEntry
from bot.storage.engine.database import Database
from bot.storage.engine.rows import read, row_of
from bot.storage.tables.access import AUDIT

_COLUMNS = AUDIT.c


class SqlAuditLog:
    """Serves `bot.ports.access.AuditLog`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def recording(self, entry: AuditEntry) -> AsyncIterator[None]:
        """Commit the entry together with every write inside, through any repository of the same database."""
        async with self._database.together() as connection:
            yield
            await connection.execute(insert(AUDIT), row_of(AUDIT, entry))

    async def newest(self, team_id: str, *, limit: int) -> Sequence[AuditEntry]:
        """A workspace's newest entries, newest first."""
        query = select(AUDIT).where(_COLUMNS.team_id == team_id).order_by(_COLUMNS.number.desc()).limit(limit)
        return [read(AuditEntry, row) for row in await self._database.rows(query)]

    async def since(self, since: datetime, *, team_id: str = "") -> Sequence[AuditEntry]:
        """Entries from an instant on, oldest first; those of every workspace when none is named."""
        query = select(AUDIT).where(_COLUMNS.at >= since).order_by(_COLUMNS.number)
        if team_id:
            query = query.where(_COLUMNS.team_id == team_id)
        return [read(AuditEntry, row) for row in await self._database.rows(query)]

    async def thin_out(self, *, before: datetime) -> int:
        """Delete entries before an instant; returns how many."""
        async with self._database.writing() as connection:
            return (await connection.execute(delete(AUDIT).where(_COLUMNS.at < before))).rowcount
