"""Workspaces in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from bot.domain.access.audit import SYSTEM, AuditAction, AuditEntry
from bot.domain.delivery.reason import SlackCode
from bot.ports.clock import Clock
from bot.ports.workspaces import Workspace
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.engine.rows import read, row_of
from bot.storage.tables.access import AUDIT
from bot.storage.tables.workspaces import WORKSPACES

_COLUMNS = WORKSPACES.c


class SqlWorkspaces:
    """Serves `bot.ports.workspaces.Workspaces`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        """Nothing is read yet.

        Args:
            database: holds them.
            clock: dates the entries of the audit log; without it none is written.
        """
        self._database = database
        self._clock = clock

    async def put(self, workspace: Workspace, *, by: str = SYSTEM) -> None:
        """Store or replace a workspace; a replaced one keeps its place. An unchanged one is not news."""
        team_id, now = workspace.team_id, await self._clock.now() if self._clock else None
        async with self._database.writing() as connection:
            ended = await connection.scalar(select(_COLUMNS.ended).where(_COLUMNS.team_id == team_id))
            row = row_of(WORKSPACES, workspace)
            await connection.execute(insert_or_replace(connection, WORKSPACES, ("team_id",)), row)
            if now and (ended is False) is workspace.ended:
                action = AuditAction.UNINSTALLED if workspace.ended else AuditAction.INSTALLED
                entry = AuditEntry(team_id, now, by, action, team_id)
                await connection.execute(insert(AUDIT), row_of(AUDIT, entry))

    async def get(self, team_id: str) -> Workspace | None:
        """One by its id."""
        row = await self._database.row(select(WORKSPACES).where(_COLUMNS.team_id == team_id))
        return None if row is None else read(Workspace, row)

    async def all(self) -> Sequence[Workspace]:
        """Workspaces not ended, oldest first."""
        query = select(WORKSPACES).where(_COLUMNS.ended.is_(False)).order_by(_COLUMNS.number)
        return [read(Workspace, row) for row in await self._database.rows(query)]

    async def suspended(self) -> Sequence[Workspace]:
        """Suspended workspaces that have not ended, oldest first."""
        suspended = _COLUMNS.ended.is_(False), _COLUMNS.suspended_at.is_not(None)
        query = select(WORKSPACES).where(*suspended).order_by(_COLUMNS.number)
        return [read(Workspace, row) for row in await self._database.rows(query)]

    async def suspend(self, team_id: str, code: SlackCode, *, at: datetime) -> bool:
        """Suspend a workspace that is neither suspended nor ended; returns whether it was one."""
        served = _COLUMNS.team_id == team_id, _COLUMNS.ended.is_(False), _COLUMNS.suspended_at.is_(None)
        statement = update(WORKSPACES).where(*served).values(suspended_at=at, suspended_because=code)
        async with self._database.writing() as connection:
            return (await connection.execute(statement)).rowcount > 0

    async def revive(self, team_id: str) -> None:
        """End a workspace's suspension."""
        statement = update(WORKSPACES).where(_COLUMNS.team_id == team_id)
        async with self._database.writing() as connection:
            await connection.execute(statement.values(suspended_at=None, suspended_because=None))

    async def first(self) -> Workspace | None:
        """The oldest workspace, ended or not; None before there is any."""
        row = await self._database.row(select(WORKSPACES).order_by(_COLUMNS.number).limit(1))
        return None if row is None else read(Workspace, row)
