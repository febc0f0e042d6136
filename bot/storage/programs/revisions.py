"""Counts the changes to a workspace's programs, so that caches can tell whether they are fresh."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.tables.programs import PROGRAM_REVISIONS

_COLUMNS = PROGRAM_REVISIONS.c
_CHANGES = select(_COLUMNS.revision).where(_COLUMNS.team_id == bindparam("team_id"))


async def count_change(connection: AsyncConnection, team_id: str) -> None:
    """Count a change in its own transaction; until its commit no other change of this workspace is counted."""
    insert = insert_or_replace(connection, PROGRAM_REVISIONS, ("team_id",), but={"revision": _COLUMNS.revision + 1})
    await connection.execute(insert, {"team_id": team_id, "revision": 1})


async def changes(connection: AsyncConnection, team_id: str) -> int:
    """The number of changes so far."""
    return await connection.scalar(_CHANGES, {"team_id": team_id}) or 0


async def changes_by_now(database: Database, team_id: str) -> int:
    """The same outside any transaction."""
    row = await database.row(_CHANGES, {"team_id": team_id})
    return row.revision if row else 0
