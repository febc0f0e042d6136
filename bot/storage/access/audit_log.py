"""The audit log in the database, written in the transaction of the change that it records."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select

from bot.domain.access.audit import AuditAction, AuditEntry
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
        async with self._database.together() as connection:
            yield
            await connection.execute(insert(AUDIT), row_of(AUDIT, entry))

    async def newest(self, team_id: str, *, limit: int, subject: str = "") -> Sequence[AuditEntry]:
        query = select(AUDIT).where(_COLUMNS.team_id == team_id, *([_COLUMNS.subject == subject] if subject else ()))
        return await self._read(query.order_by(_COLUMNS.at.desc(), _COLUMNS.number.desc()).limit(limit))

    async def since(
        self, since: datetime, *, team_id: str = "", actions: Collection[AuditAction] = ()
    ) -> Sequence[AuditEntry]:
        query = select(AUDIT).where(_COLUMNS.at >= since, *([_COLUMNS.team_id == team_id] if team_id else ()))
        query = query.where(_COLUMNS.action.in_(actions)) if actions else query
        return await self._read(query.order_by(_COLUMNS.at, _COLUMNS.number))

    async def _read(self, query: Select[*tuple[Any, ...]]) -> Sequence[AuditEntry]:
        return [read(AuditEntry, row) for row in await self._database.rows(query)]
