"""Alerts, and how each was judged.

The states and crossings of alerts in the database. A judgement is one transaction: the new state, the crossing and
the delivery that will report it. After a crash before the commit nothing has changed, and the snapshot is not stored
either, so it is read and judged again. After a crash behind the commit the condition is found to hold already, and
the delivery is on record.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.alerts.alert import MOST_ALERTS, Alert, AlertState, Condition, Crossing
from bot.domain.alerts.delivery import chances
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.fleet_row import Standing
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.snapshot import Users
from bot.domain.numbers.version import Version
from bot.lib.cache import batches
from bot.ports.digest import Judged
from bot.storage.deliveries import delivery_row
from bot.storage.engine.columns import read, row_of
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_replace, insert_or_skip, new
from bot.storage.tables.digest import ALERT_CROSSINGS, ALERT_STATES, ALERTS, DELIVERIES

_STATES = ALERT_STATES.c
_CROSSINGS = ALERT_CROSSINGS.c


class SqlAlertJudgements:
    """Serves `bot.ports.digest.AlertJudgements`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def states(
        self, team_id: str, alert_ids: Collection[str], appids: Collection[str]
    ) -> Mapping[tuple[str, str], AlertState]:
        query = select(ALERT_STATES).where(
            _STATES.team_id == team_id, _STATES.alert_id.in_(list(alert_ids)), _STATES.appid.in_(list(appids))
        )
        return {(row.alert_id, row.appid): _state(row) for row in await self._database.rows(query)}

    async def keep(self, team_id: str, judged: Sequence[Judged], *, now: datetime) -> int:
        if not judged:
            return 0
        count = 0
        async with self._database.writing() as connection:
            judged = await _unrevised(connection, team_id, judged)
            if not judged:
                return 0
            # A fixed order: two replicas that judge the same programs wait for each other instead of deadlocking.
            states = {(each.alert.id, each.appid): each.state for each in judged}
            rows = state_rows(team_id, dict(sorted(states.items())))
            known = _STATES.judged_on
            older = or_(known.is_(None), new(known).is_(None), known <= new(known))  # another process may be ahead
            replace_states = insert_or_replace(connection, ALERT_STATES, ("team_id", "alert_id", "appid"), where=older)
            replaced = await connection.execute(replace_states.returning(_STATES.alert_id, _STATES.appid), rows)
            kept = {(row.alert_id, row.appid) for row in replaced}
            judged = [each for each in judged if (each.alert.id, each.appid) in kept]
            for (alert, day), crossings in _by_message(judged).items():
                if inserted := await _insert_crossings(connection, alert, crossings):
                    count += inserted
                    await _promise(connection, chances(alert, day, now=now))
        return count

    async def claim_crossings(self, team_id: str, alert_id: str, delivery_id: str) -> Sequence[Crossing]:
        of_alert = (_CROSSINGS.team_id == team_id, _CROSSINGS.alert_id == alert_id)
        claim = update(ALERT_CROSSINGS).where(*of_alert, _CROSSINGS.told_in == "").values(told_in=delivery_id)
        query = (
            select(ALERT_CROSSINGS)
            .where(*of_alert, _CROSSINGS.told_in == delivery_id)
            .order_by(_CROSSINGS.day, _CROSSINGS.appid)
        )
        async with self._database.writing() as connection:
            await connection.execute(claim)
            return [_crossing(row) for row in await connection.execute(query)]


async def _unrevised(connection: AsyncConnection, team_id: str, judged: Sequence[Judged]) -> Sequence[Judged]:
    """Leave out alerts whose condition changed since they were judged; locks the others until the commit."""
    columns = ALERTS.c
    mine = (columns.team_id == team_id, columns.id.in_({each.alert.id for each in judged}))
    query = select(columns.id, columns.appid, columns.tag, columns.condition).where(*mine).order_by(columns.id)
    rows = await connection.execute(query.with_for_update(read=True))
    present = {row.id: (row.appid, row.tag, row.condition) for row in rows}
    return [each for each in judged if present.get(each.alert.id, each.alert.waits_for) == each.alert.waits_for]


def _by_message(judged: Sequence[Judged]) -> dict[tuple[Alert, date], list[Crossing]]:
    """Return the crossings by alert and day, in a fixed order, so that two replicas do not deadlock."""
    found: dict[tuple[Alert, date], list[Crossing]] = {}
    for each in sorted(judged, key=lambda each: (each.alert.id, each.appid)):
        if each.crossing:
            found.setdefault((each.alert, each.crossing.day), []).append(each.crossing)
    return found


async def _insert_crossings(connection: AsyncConnection, alert: Alert, crossings: Sequence[Crossing]) -> int:
    """Insert the crossings not yet stored; returns how many those were."""
    insert = insert_or_skip(connection, ALERT_CROSSINGS).returning(_CROSSINGS.appid)
    return len((await connection.execute(insert, [_crossing_row(alert, crossing) for crossing in crossings])).all())


async def _promise(connection: AsyncConnection, deliveries: Sequence[Delivery]) -> None:
    """Make sure that a delivery exists that no process has claimed yet.

    The row is locked until the commit, so it cannot be claimed before the crossing is visible. A delivery that is
    claimed already may have read its crossings before.
    """
    columns = DELIVERIES.c
    for delivery in deliveries:
        await connection.execute(insert_or_skip(connection, DELIVERIES), delivery_row(delivery))
        query = select(columns.state).where(columns.team_id == delivery.team_id, columns.id == delivery.id)
        if await connection.scalar(query.with_for_update()) == DeliveryState.DUE:
            return


def _crossing_row(alert: Alert, crossing: Crossing) -> dict[str, object]:
    numbers = _encode_numbers(
        version=crossing.version,
        before=crossing.before,
        after=crossing.after,
        minimum_before=crossing.minimum_before,
        minimum_after=crossing.minimum_after,
        since=crossing.since,
        standing=crossing.standing,
        on_days=crossing.on_days or None,
        of_days=crossing.of_days or None,
        users=crossing.users.total if crossing.users else None,
        broken_since=crossing.broken.since if crossing.broken else None,
        broken_by=Decimal(str(crossing.broken.factor)) if crossing.broken else None,
    )
    return row_of(ALERT_CROSSINGS, crossing, team_id=alert.team_id, alert_id=alert.id, numbers=numbers, told_in="")


def state_rows(team_id: str, states: Mapping[tuple[str, str], AlertState]) -> list[dict[str, object]]:
    """Rows of `ALERT_STATES`."""
    return [
        row_of(
            ALERT_STATES,
            state,
            team_id=team_id,
            alert_id=alert_id,
            appid=appid,
            minimum=state.minimum.text if state.minimum else "",
        )
        for (alert_id, appid), state in states.items()
    ]


def _state(row: Row[*tuple[Any, ...]]) -> AlertState:
    return read(AlertState, row, minimum=Version.read(row.minimum))


def _crossing(row: Row[*tuple[Any, ...]]) -> Crossing:
    numbers = _Numbers(row.numbers)
    return Crossing(
        row.appid,
        row.day,
        row.taken_at,
        version=numbers.version("version"),
        before=numbers.bounds("before"),
        after=numbers.bounds("after"),
        minimum_before=numbers.version("minimum_before"),
        minimum_after=numbers.version("minimum_after"),
        since=numbers.day("since"),
        standing=numbers.standing("standing"),
        on_days=numbers.count("on_days"),
        of_days=numbers.count("of_days"),
        broken=numbers.broken(),
        users=Users(row.day, other=total) if (total := numbers.count("users")) else None,
    )


def _encode_numbers(**numbers: Version | Bounds | date | Standing | Decimal | int | None) -> str:
    """Encode numbers by name as text, because JSON's numbers are floats; bounds as two, unknown ones left out."""
    fields = {name: _field(number) for name, number in numbers.items() if number is not None}
    return json.dumps(fields, separators=(",", ":"))


def _field(number: Version | Bounds | date | Standing | Decimal | int) -> str | list[str]:
    return [str(number.low), str(number.high)] if isinstance(number, Bounds) else str(number)


class _Numbers:
    """Reads back what `_encode_numbers` wrote."""

    def __init__(self, text: str) -> None:
        self._fields: dict[str, str | list[str]] = json.loads(text)

    def version(self, name: str) -> Version | None:
        """Return the version of that name; None without one."""
        text = self._fields.get(name)
        return Version.read(text) if isinstance(text, str) else None

    def bounds(self, name: str) -> Bounds | None:
        """Return the bounds of that name; None without any."""
        ends = self._fields.get(name)
        return Bounds(Decimal(ends[0]), Decimal(ends[1])) if isinstance(ends, list) else None

    def standing(self, name: str) -> Standing | None:
        """Return what a program needs; None without one."""
        text = self._fields.get(name)
        return Standing(text) if isinstance(text, str) else None

    def day(self, name: str) -> date | None:
        """Return the day of that name; None without one."""
        text = self._fields.get(name)
        return date.fromisoformat(text) if isinstance(text, str) else None

    def broken(self) -> Break | None:
        """Return the break, as far as a message needs it; None without one."""
        since, factor = self.day("broken_since"), self._fields.get("broken_by")
        return Break(since, None, float(factor)) if since and isinstance(factor, str) else None

    def count(self, name: str) -> int:
        """Return the count of that name; 0 without one."""
        text = self._fields.get(name)
        return int(text) if isinstance(text, str) else 0


_COLUMNS = ALERTS.c


class SqlAlerts:
    """Serves `bot.ports.digest.Alerts`. Every method raises `StorageUnavailable`."""

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
