"""Erases a workspace: every row with its `team_id`, in every table with that column.

The tokens of programs belong to WeChat's platform rather than to a workspace, so they are erased only when no other
workspace has the program and no setting names it.
"""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import ColumnElement, Select, Table, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.lib.batches import batches
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE
from bot.storage.tables.platform import ACCESS_TOKENS, AUTHORISATIONS, AUTHORISERS
from bot.storage.tables.programs import PROGRAMS
from bot.storage.tables.schema import METADATA
from bot.storage.tables.workspaces import INSTALLATIONS

OF_A_WORKSPACE: Final = tuple(table for table in METADATA.sorted_tables if "team_id" in table.columns)
"""The tables whose rows belong to a workspace."""
_NO_WORKSPACE: Final = ""
"""The `team_id` of an authorisation without a requester in Slack."""


async def kept_of(database: Database, team_id: str) -> Mapping[str, int]:
    """A workspace's number of rows by table; tables without any are left out.

    Raises:
        StorageUnavailable: the database cannot be read.
    """
    counts = {}
    async with database.snapshot() as connection:
        for table in OF_A_WORKSPACE:
            query = select(func.count()).select_from(table).where(_belongs(table, team_id))
            counts[table.name] = (await connection.execute(query)).scalar_one()
    return {name: count for name, count in counts.items() if count}


async def forget(database: Database, team_id: str, *, listed: Collection[str]) -> Mapping[str, int]:
    """Erase a workspace, all or nothing, on SQLite also the bytes in the file. Returns the rows erased, by table.

    Args:
        database: up to date; on SQLite no Baselib may run on it.
        team_id: the workspace, or the organisation whose own installation is stored.
        listed: the AppIDs that the settings name: these belong to no single workspace.

    Raises:
        StorageUnavailable: also with the reason `in-use`.
    """
    erased: dict[str, int] = {}
    with database.alone():
        async with database.migrating() as connection:
            orphans = await _orphans(connection, team_id, listed)
            for table in OF_A_WORKSPACE:
                done = await connection.execute(delete(table).where(_belongs(table, team_id)))
                erased[table.name] = done.rowcount
            for appids in batches(orphans, ROWS_AT_ONCE):
                for table, where in (
                    (AUTHORISERS, AUTHORISERS.c.appid.in_(appids)),
                    (ACCESS_TOKENS, ACCESS_TOKENS.c["name"].in_(appids)),
                    (AUTHORISATIONS, AUTHORISATIONS.c.appid.in_(appids)),
                ):
                    done = await connection.execute(delete(table).where(where))
                    erased[table.name] = erased.get(table.name, 0) + done.rowcount
        await database.compact()
    return {name: count for name, count in erased.items() if count}


async def _orphans(connection: AsyncConnection, team_id: str, listed: Collection[str]) -> list[str]:
    """The AppIDs of the programs that no workspace and no setting has once this workspace is gone."""
    its, others = set[str](), set(listed)
    for table in (PROGRAMS, AUTHORISATIONS):
        its |= set(await connection.scalars(_appids(table).where(table.c.team_id == team_id)))
        others |= set(await connection.scalars(_appids(table).where(table.c.team_id.not_in([team_id, _NO_WORKSPACE]))))
    return sorted(its - others)


def _belongs(table: Table, team_id: str) -> ColumnElement[bool]:
    """An organisation's installation belongs to none of its workspaces; it is erased by the organisation's id."""
    of_it = table.c.team_id == team_id
    return or_(of_it, INSTALLATIONS.c.id == team_id) if table is INSTALLATIONS else of_it


def _appids(table: Table) -> Select[str]:
    return select(table.c.appid).distinct()
