"""Alerts in the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.alerts.alert import MOST_ALERTS, Alert, AlertState, Condition
from bot.lib.batches import batches
from bot.storage.alerts.judgements import state_rows
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_skip
from bot.storage.engine.rows import read, row_of
from bot.storage.tables.alerts import ALERT_CROSSINGS, ALERT_STATES, ALERTS

_COLUMNS = ALERTS.c


class SqlAlerts:
    """Serves `bot.ports.alerts.Alerts`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, alert: Alert, states: Mapping[str, AlertState]) -> Alert | None:
        async with self._database.writing() as connection:
            added = await _numbered(connection, alert)
            if added:
                await _remember(connection, alert, states)
        return added

    async def change(self, alert: Alert) -> None:
        values = {
            "owner_id": alert.owner_id,
            "muted_until": alert.muted_until,
            "paused_because": alert.paused_because,
        }
        async with self._database.writing() as connection:
            await connection.execute(update(ALERTS).where(*_same(alert.team_id, alert.id)).values(values))

    async def revise(self, before: Alert, after: Alert, states: Mapping[str, AlertState]) -> bool:
        still = (_COLUMNS.appid == before.appid, _COLUMNS.tag == before.tag, _COLUMNS.condition == before.condition)
        values = {"appid": after.appid, "tag": after.tag, "condition": after.condition, "owner_id": after.owner_id}
        query = update(ALERTS).where(*_same(before.team_id, before.id), *still).values(values).returning(_COLUMNS.id)
        async with self._database.writing() as connection:
            if (await connection.execute(query)).first() is None:
                return False
            await _forget(connection, before.team_id, before.id)
            await _remember(connection, after, states)
        return True

    async def remove(self, team_id: str, alert_id: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(ALERTS).where(*_same(team_id, alert_id)))
            await _forget(connection, team_id, alert_id)

    async def get(self, team_id: str, alert_id: str) -> Alert | None:
        found = await self._all(*_same(team_id, alert_id))
        return found[0] if found else None

    async def of_channel(self, team_id: str, channel_id: str) -> Sequence[Alert]:
        return await self._all(_COLUMNS.team_id == team_id, _COLUMNS.channel_id == channel_id)

    async def of_team(self, team_id: str) -> Sequence[Alert]:
        return await self._all(_COLUMNS.team_id == team_id)

    async def everywhere(self, condition: Condition) -> Sequence[Alert]:
        return await self._all(_COLUMNS.condition == condition)

    async def holding(self, team_id: str, alert_ids: Collection[str]) -> Mapping[str, Collection[str]]:
        columns = ALERT_STATES.c
        query = select(columns.alert_id, columns.appid).where(
            columns.team_id == team_id, columns.alert_id.in_(list(alert_ids)), columns.holds.is_(True)
        )
        found: dict[str, list[str]] = {}
        for row in await self._database.rows(query):
            found.setdefault(row.alert_id, []).append(row.appid)
        return found

    async def _all(self, *where: ColumnElement[bool]) -> Sequence[Alert]:
        query = select(ALERTS).where(*where).order_by(_COLUMNS.team_id, _COLUMNS.channel_id, _COLUMNS.number)
        return [read(Alert, row) for row in await self._database.rows(query)]


async def _remember(connection: AsyncConnection, alert: Alert, states: Mapping[str, AlertState]) -> None:
    rows = state_rows(alert.team_id, {(alert.id, appid): state for appid, state in states.items()})
    for some in batches(rows, ROWS_AT_ONCE):
        await connection.execute(insert_or_skip(connection, ALERT_STATES), some)


async def _forget(connection: AsyncConnection, team_id: str, alert_id: str) -> None:
    """Delete the alert's states and crossings; its deliveries stay on record."""
    for columns, table in ((ALERT_STATES.c, ALERT_STATES), (ALERT_CROSSINGS.c, ALERT_CROSSINGS)):
        await connection.execute(delete(table).where(columns.team_id == team_id, columns.alert_id == alert_id))


async def _numbered(connection: AsyncConnection, alert: Alert) -> Alert | None:
    """Insert an alert under the next free number, skipping one that another writer took meanwhile."""
    here = (_COLUMNS.team_id == alert.team_id, _COLUMNS.channel_id == alert.channel_id)
    while True:
        query = select(func.count(), func.max(_COLUMNS.number)).where(*here)
        count, highest = (await connection.execute(query)).one()
        if count >= MOST_ALERTS:
            return None
        numbered = replace(alert, number=(highest or 0) + 1)
        insert = insert_or_skip(connection, ALERTS).returning(_COLUMNS.id)
        if (await connection.execute(insert, row_of(ALERTS, numbered))).first():
            return numbered


def _same(team_id: str, alert_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _COLUMNS.team_id == team_id, _COLUMNS.id == alert_id
