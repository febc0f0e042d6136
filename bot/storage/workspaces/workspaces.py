"""Workspaces in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from bot.domain.delivery.reason import SlackCode
from bot.ports.workspaces import Workspace
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.engine.rows import read, row_of
from bot.storage.tables.workspaces import WORKSPACES

_COLUMNS = WORKSPACES.c


class SqlWorkspaces:
    """Serves `bot.ports.workspaces.Workspaces`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, workspace: Workspace, *, by: str = "") -> None:
        """Store or replace a workspace; a replaced one keeps its place. Only the audit log records `by`."""
        del by
        row = row_of(WORKSPACES, workspace)
        async with self._database.writing() as connection:
            await connection.execute(insert_or_replace(connection, WORKSPACES, ("team_id",)), row)

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
