"""Counts the changes to a workspace's programs, so that what is made from them can tell whether it is fresh."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.tables.programs import PROGRAM_REVISIONS

_COLUMNS = PROGRAM_REVISIONS.c
_CHANGES = select(_COLUMNS.revision).where(_COLUMNS.team_id == bindparam("team_id"))
_COUNTED: Final[Mapping[str, ColumnElement[Any]]] = {
    "revision": _COLUMNS.revision + 1,
    "renewed": _COLUMNS.renewed,
    "known_by": _COLUMNS.known_by,
}


async def count_change(connection: AsyncConnection, team_id: str) -> None:
    """Count a change in its own transaction; until its commit no other change of this workspace is counted."""
    insert = insert_or_replace(connection, PROGRAM_REVISIONS, ("team_id",), but=_COUNTED)
    await connection.execute(insert, {"team_id": team_id, "revision": 1, "renewed": 0, "known_by": ""})


async def renewed(connection: AsyncConnection, team_id: str) -> bool:
    """Note that `KNOWN_PROGRAMS` is at the change just counted; False if it was behind before, and stays so."""
    step = update(PROGRAM_REVISIONS).where(_COLUMNS.team_id == team_id, _COLUMNS.renewed == _COLUMNS.revision - 1)
    return (await connection.execute(step.values(renewed=_COLUMNS.revision))).rowcount == 1


async def wait_for_changes(connection: AsyncConnection, team_id: str) -> None:
    """Wait for the end of every transaction that counts a change, and hold up others until one's own."""
    same = update(PROGRAM_REVISIONS).where(_COLUMNS.team_id == team_id)
    await connection.execute(same.values(revision=_COLUMNS.revision))


async def changes(connection: AsyncConnection, team_id: str) -> int:
    """The number of changes so far."""
    return await connection.scalar(_CHANGES, {"team_id": team_id}) or 0


async def changes_by_now(database: Database, team_id: str) -> int:
    """The same outside any transaction."""
    row = await database.row(_CHANGES, {"team_id": team_id})
    return row.revision if row else 0
