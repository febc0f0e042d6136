"""Counts the changes to a workspace's programs, so that what is kept of them in memory is known to be fresh."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.dialect import insert_or_replace
from bot.storage.tables.platform import PROGRAM_REVISIONS

_COLUMNS = PROGRAM_REVISIONS.c


async def count_change(connection: AsyncConnection, team_id: str) -> None:
    """Count one, in the transaction that makes it; until its commit nobody else counts one for this workspace."""
    insert = insert_or_replace(connection, PROGRAM_REVISIONS, ("team_id",), but={"revision": _COLUMNS.revision + 1})
    await connection.execute(insert, {"team_id": team_id, "revision": 1})


async def changes(connection: AsyncConnection, team_id: str) -> int:
    """How many there were."""
    return await connection.scalar(select(_COLUMNS.revision).where(_COLUMNS.team_id == team_id)) or 0
