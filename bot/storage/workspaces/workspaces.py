"""Workspaces in the database."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from bot.ports.workspaces import Workspace
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.tables.core import WORKSPACES

_COLUMNS = WORKSPACES.c


class SqlWorkspaces:
    """Serves `bot.ports.workspaces.Workspaces`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, workspace: Workspace, *, by: str = "") -> None:
        """Store or replace a workspace; a replaced one keeps its place. Only the audit log records `by`."""
        del by
        row = {
            "team_id": workspace.team_id,
            "name": workspace.name,
            "bot_user_id": workspace.bot_user_id,
            "ended": workspace.ended,
            "enterprise_id": workspace.enterprise_id,
        }
        async with self._database.writing() as connection:
            await connection.execute(insert_or_replace(connection, WORKSPACES, ("team_id",)), row)

    async def get(self, team_id: str) -> Workspace | None:
        """One by its id."""
        async with self._database.reading() as connection:
            row = (await connection.execute(_select().where(_COLUMNS.team_id == team_id))).one_or_none()
        return None if row is None else Workspace(*row)

    async def all(self) -> Sequence[Workspace]:
        """Workspaces not ended, oldest first."""
        query = _select().where(_COLUMNS.ended.is_(False)).order_by(_COLUMNS.number)
        async with self._database.reading() as connection:
            return [Workspace(*row) for row in await connection.execute(query)]

    async def first(self) -> Workspace | None:
        """The oldest workspace, ended or not; None before there is any."""
        async with self._database.reading() as connection:
            row = (await connection.execute(_select().order_by(_COLUMNS.number).limit(1))).one_or_none()
        return None if row is None else Workspace(*row)


def _select() -> Select[str, str, str, bool, str]:
    """The columns in the order of `Workspace`'s fields."""
    return select(_COLUMNS.team_id, _COLUMNS.name, _COLUMNS.bot_user_id, _COLUMNS.ended, _COLUMNS.enterprise_id)
