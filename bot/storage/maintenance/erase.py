"""Erase a workspace, and delete what is old.

Erases a workspace: every row with its `team_id`, in every table with that column. The tokens of programs belong to
WeChat's platform rather than to a workspace, so they are erased only when no other workspace has the program and no
setting names it.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, Table, and_, delete, exists, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import DeliveryKind
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.retention import Retained
from bot.lib.cache import batches
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, monday_of
from bot.storage.numbers.fleet import made_of_deleted
from bot.storage.numbers.users import renew_users, turn_of
from bot.storage.platform import FAILED
from bot.storage.tables.decisions import AUDIT, GREETINGS, PERSON_CHANNELS, PERSONAL_TOKENS
from bot.storage.tables.digest import ALERT_CROSSINGS, DELIVERIES
from bot.storage.tables.numbers import FORECASTS, SNAPSHOTS, USER_COUNTS
from bot.storage.tables.programs import (
    ACCESS_TOKENS,
    AUTHORISATIONS,
    AUTHORISERS,
    INSTALLATIONS,
    INVITATIONS,
    PROGRAM_NEWS,
    PROGRAMS,
    PUSHES,
)
from bot.storage.tables.schema import METADATA

OF_A_WORKSPACE: Final = tuple(table for table in METADATA.sorted_tables if "team_id" in table.columns)
"""The tables whose rows belong to a workspace."""
_NO_WORKSPACE: Final = ""
"""The `team_id` of an authorisation without a requester in Slack."""


async def kept_of(database: Database, team_id: str) -> Mapping[str, int]:
    """Return a workspace's number of rows by table; tables without any are left out."""
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
    """Return the AppIDs of the programs that no workspace and no setting has once this workspace is gone."""
    its, others = set[str](), set(listed)
    for table in (PROGRAMS, AUTHORISATIONS):
        its |= set(await connection.scalars(_appids(table).where(table.c.team_id == team_id)))
        others |= set(await connection.scalars(_appids(table).where(table.c.team_id.not_in([team_id, _NO_WORKSPACE]))))
    return sorted(its - others)


def _belongs(table: Table, team_id: str) -> ColumnElement[bool]:
    """Return the condition for a row of a workspace; an organisation's installation belongs to none.

    It is erased by the organisation's id.
    """
    of_it = table.c.team_id == team_id
    return or_(of_it, INSTALLATIONS.c.id == team_id) if table is INSTALLATIONS else of_it


def _appids(table: Table) -> Select[str]:
    return select(table.c.appid).distinct()


_Old = Callable[[datetime], ColumnElement[bool]]


def _deliveries(before: datetime) -> ColumnElement[bool]:
    rows, later = DELIVERIES.c, DELIVERIES.alias("later").c
    newer = exists().where(
        later.team_id == rows.team_id,
        later.kind == rows.kind,
        later.subject_id == rows.subject_id,
        later.slot > rows.slot,
    )
    return and_(rows.finished_at < before, or_(rows.kind != DeliveryKind.DIGEST, newer))


def _authorisations(before: datetime) -> ColumnElement[bool]:
    rows, later = AUTHORISATIONS.c, AUTHORISATIONS.alias("later").c
    newer = exists().where(
        later.appid == rows.appid,
        later.team_id == rows.team_id,
        later.done_at.is_not(None),
        later.error_key == rows.error_key,
        or_(
            later.received_at > rows.received_at,
            and_(later.received_at == rows.received_at, later.id < rows.id),
        ),
    )
    return and_(rows.done_at < before, or_(FAILED, rows.team_id == "", newer))


def _thinned(table: Table) -> tuple[Table, _Old]:
    """As `bot.domain.retention.expired_days`: the first of each week stays, of users the first that is a number."""
    rows, first = table.c, table.alias("first").c
    same = [first.team_id == rows.team_id, first.appid == rows.appid]
    empty = []
    if "absent" in rows:
        same, empty = [*same, first.absent == ""], [rows.absent != ""]
    earlier = exists().where(*same, first.day >= monday_of(rows.day), first.day < rows.day)
    return table, lambda before: and_(rows.day < snapshot_day(before), or_(earlier, *empty))


_OLD: Final[Mapping[Retained, tuple[Table, _Old]]] = {
    Retained.DELIVERIES: (DELIVERIES, _deliveries),
    Retained.AUDIT: (AUDIT, lambda before: AUDIT.c.at < before),
    Retained.SNAPSHOTS: _thinned(SNAPSHOTS),
    Retained.USER_COUNTS: _thinned(USER_COUNTS),
    Retained.FORECASTS: (FORECASTS, lambda before: FORECASTS.c.day < snapshot_day(before)),
    Retained.ALERT_CROSSINGS: (ALERT_CROSSINGS, lambda before: ALERT_CROSSINGS.c.day < before.date()),
    Retained.PROGRAM_NEWS: (PROGRAM_NEWS, lambda before: PROGRAM_NEWS.c.at < before),
    Retained.PERSON_CHANNELS: (PERSON_CHANNELS, lambda before: PERSON_CHANNELS.c.last_used < before.date()),
    Retained.GREETINGS: (GREETINGS, lambda before: and_(GREETINGS.c.at < before, GREETINGS.c.place != "")),
    Retained.AUTHORISATIONS: (AUTHORISATIONS, _authorisations),
    Retained.INVITATIONS: (INVITATIONS, lambda before: INVITATIONS.c.expires_at < before),
    Retained.PUSHES: (PUSHES, lambda before: PUSHES.c.received_at < before),
    Retained.PERSONAL_TOKENS: (PERSONAL_TOKENS, lambda before: PERSONAL_TOKENS.c.made_at < before),
}


class SqlOldRows:
    """Serves `bot.ports.sweep.OldRows`. Raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def delete(self, what: Retained, *, before: datetime, limit: int) -> int:
        table, old = _OLD[what]
        key, deleted = list(table.primary_key.columns), 0
        async with self._database.reading() as connection:
            found = await connection.stream(select(*key).where(old(before)).limit(limit))
            keys = [tuple(row) async for some in found.partitions(ROWS_AT_ONCE) for row in some]
        for these in batches(keys, ROWS_AT_ONCE):
            # Old still: a person may have come back meanwhile.
            statement = delete(table).where(tuple_(*key).in_(these), old(before))
            async with self._database.writing() as connection:
                teams = sorted({team_id for team_id, *_ in these}) if table in (SNAPSHOTS, USER_COUNTS) else ()
                for team_id in teams:
                    await self._database.wait_for_turn(connection, turn_of(team_id))
                deleted += (await connection.execute(statement)).rowcount
                if table is SNAPSHOTS:
                    await connection.execute(made_of_deleted(these))
                elif table is USER_COUNTS:
                    for team_id in teams:
                        appids = {appid for team, appid, _ in these if team == team_id}
                        await renew_users(connection, team_id, appids)
        return deleted
