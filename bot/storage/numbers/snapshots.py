"""Snapshots in the database."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.numbers.percentage_meaning import Reading
from bot.domain.numbers.snapshot import FARTHEST_AHEAD, Snapshot
from bot.domain.numbers.summary import KnownLoss, Summary
from bot.domain.numbers.users import Users
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.lib.batches import batches
from bot.storage.engine.columns import Instant
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_replace, new
from bot.storage.numbers.encoding import decode_feed, decode_reading, encode_feed, encode_reading
from bot.storage.numbers.fleet import (
    Made,
    decode_losses,
    decode_summaries,
    forget_newest,
    made_of,
    newest_curves,
    newest_days,
    newest_summaries,
    of_those_days,
    replace_stale,
    write_newest,
)
from bot.storage.numbers.turns import in_turn
from bot.storage.numbers.users import WITH_USERS, newest_users, save_imported, users_of
from bot.storage.tables.numbers import SNAPSHOTS

_COLUMNS = SNAPSHOTS.c
_KEY = ("team_id", "appid", "day")
_ONE = (_COLUMNS.team_id == bindparam("team_id"), _COLUMNS.appid == bindparam("appid"))
_LATEST = WITH_USERS.where(*_ONE).order_by(_COLUMNS.day.desc()).limit(1)
_BETWEEN = (*_ONE, _COLUMNS.day.between(bindparam("first"), bindparam("last")))
_TAKEN = select(_COLUMNS.day, _COLUMNS.taken_at).where(*_BETWEEN)
_TAKEN_THEN = select(_COLUMNS.appid, _COLUMNS.day, _COLUMNS.taken_at).where(
    _COLUMNS.team_id == bindparam("team_id"),
    _COLUMNS.appid.in_(bindparam("appids", expanding=True)),
    _COLUMNS.day.in_(bindparam("days", expanding=True)),
)
_ALL = WITH_USERS.where(*_BETWEEN).order_by(_COLUMNS.day)
_ALL_WITHOUT = _ALL.where(_COLUMNS.day.not_in(bindparam("days", expanding=True)))
_THOSE = WITH_USERS.where(*_ONE, _COLUMNS.day.in_(bindparam("days", expanding=True))).order_by(_COLUMNS.day)
_SAVED_AT_ONCE = 100
"""Snapshots written in one statement, or decoded at a time in a thread."""
_ENCODED_AT_ONCE = 20
"""In a thread: two milliseconds, after which people's requests have their turn."""
_READ_AT_ONCE = 1000
"""Rows without lists: some milliseconds on the event loop, the rest in a thread."""


class SqlSnapshots:
    """Serves `bot.ports.numbers.Snapshots`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, team_id: str, snapshots: Sequence[Snapshot]) -> None:
        async with in_turn(self._database, team_id) as connection:
            for some in batches(snapshots, _SAVED_AT_ONCE):
                insert = insert_or_replace(connection, SNAPSHOTS, _KEY, where=_is_newer(some))
                made, rows = list[Made](), list[dict[str, object]]()
                for few in batches(some, _ENCODED_AT_ONCE):
                    encoded = await asyncio.to_thread(_rows, team_id, few)
                    made += encoded[0]
                    rows += encoded[1]
                await connection.execute(insert, rows)
                kept = await _kept(connection, team_id, made)
                await write_newest(connection, team_id, kept)
                await save_imported(connection, team_id, [each.snapshot for each in kept])

    async def users(self, team_id: str, appids: Collection[str], *, until: date) -> Mapping[str, Users]:
        return await newest_users(self._database, team_id, appids, until)

    async def latest(self, team_id: str, appid: str) -> Snapshot | None:
        row = await self._database.row(_LATEST, {"team_id": team_id, "appid": appid})
        return None if row is None else _snapshot(row)

    async def since(
        self, team_id: str, appid: str, day: date, *, until: date | None = None, without: Collection[date] = ()
    ) -> Sequence[Snapshot]:
        program = {"team_id": team_id, "appid": appid, "first": day, "last": until or date.max}
        asked = (_ALL_WITHOUT, {**program, "days": sorted(without)}) if without else (_ALL, program)
        rows = await self._database.rows(*asked)
        # Twenty weeks of daily snapshots with long lists take 40 ms to decode: too long for the event loop.
        return await asyncio.to_thread(_snapshots, rows)

    async def those(self, team_id: str, appid: str, days: Collection[date]) -> Sequence[Snapshot]:
        asked = {"team_id": team_id, "appid": appid, "days": sorted(days)}
        return await asyncio.to_thread(_snapshots, await self._database.rows(_THOSE, asked)) if days else ()

    async def on(self, team_id: str, appid: str, day: date) -> Snapshot | None:
        row = await self._database.row(_THOSE, {"team_id": team_id, "appid": appid, "days": [day]})
        return None if row is None else _snapshot(row)

    async def proved_readings(self, team_id: str, appids: Collection[str]) -> Mapping[str, Reading]:
        readings: dict[str, Reading] = {}
        async with self._database.reading() as connection:
            for some in batches(list(appids), ROWS_AT_ONCE):
                newest = of_those_days(team_id, some, proved=True)
                rows = await connection.execute(select(_COLUMNS.appid, _COLUMNS.reading).where(*newest))
                readings |= {appid: decode_reading(reading) for appid, reading in rows}
        return readings

    async def newest(self, team_id: str, appids: Collection[str], *, before: date) -> Mapping[str, Snapshot]:
        found: dict[str, Snapshot] = {}
        for some in batches(list(appids), _SAVED_AT_ONCE):
            newest = of_those_days(team_id, some, before=before)
            rows = await self._database.rows(WITH_USERS.where(*newest))
            found |= {snapshot.appid: snapshot for snapshot in await asyncio.to_thread(_snapshots, rows)}
        return found

    async def recent(
        self, team_id: str, appids: Collection[str], *, since: date, before: date
    ) -> Mapping[str, Sequence[Snapshot]]:
        found: dict[str, list[Snapshot]] = {}
        for some in batches(list(appids), _SAVED_AT_ONCE):
            query = (
                WITH_USERS.where(_COLUMNS.team_id == team_id, _COLUMNS.appid.in_(some))
                .where(_COLUMNS.day >= since, _COLUMNS.day < before)
                .order_by(_COLUMNS.day)
            )
            rows = await self._database.rows(query)
            for snapshot in await asyncio.to_thread(_snapshots, rows):
                found.setdefault(snapshot.appid, []).append(snapshot)
        return found

    async def taken(
        self, team_id: str, appid: str, *, since: date, until: date | None = None
    ) -> Mapping[date, datetime]:
        program = {"team_id": team_id, "appid": appid}
        return dict(await self._database.rows(_TAKEN, {**program, "first": since, "last": until or date.max}))

    async def last_days(self, team_id: str, appids: Collection[str], *, before: date) -> Mapping[str, date]:
        found: dict[str, date] = {}
        for some in batches(list(appids), ROWS_AT_ONCE):
            days = await self._database.rows(newest_days(team_id, some, before=before))
            found |= {appid: day for appid, day in days if day}
        return found

    async def summaries(
        self, team_id: str, appids: Collection[str], *, before: date | None = None
    ) -> Mapping[str, Summary]:
        found: dict[str, Summary | None] = {}
        for some in batches(list(appids), _READ_AT_ONCE):
            rows = await self._database.rows(newest_summaries(team_id, some, before))
            found |= await asyncio.to_thread(decode_summaries, rows)
        stale = [appid for appid, summary in found.items() if summary is None]
        async for made in self.renewed(team_id, stale, before or date.max):
            found |= decode_summaries([(each.snapshot.appid, each.snapshot.day, each.summary) for each in made])
        return {appid: summary for appid, summary in found.items() if summary}

    async def losses(self, team_id: str, appids: Collection[str], version: Version) -> Mapping[str, KnownLoss]:
        found: dict[str, KnownLoss | None] = {}
        for some in batches(list(appids), _READ_AT_ONCE):
            rows = await self._database.rows(newest_curves(team_id, some))
            found |= await asyncio.to_thread(decode_losses, rows, version)
        stale = [appid for appid, loss in found.items() if loss is None]
        async for made in self.renewed(team_id, stale):
            found |= decode_losses([(each.snapshot.appid, each.curve) for each in made], version)
        return {appid: loss for appid, loss in found.items() if loss}

    async def renewed(
        self, team_id: str, appids: Collection[str], before: date = date.max
    ) -> AsyncIterator[Sequence[Made]]:
        """Make again, in batches, what is kept beside the newest snapshots of earlier days than `before`."""
        for some in batches(sorted(appids), _SAVED_AT_ONCE):
            async with in_turn(self._database, team_id) as connection:
                rows = (await connection.execute(WITH_USERS.where(*of_those_days(team_id, some, before=before)))).all()
                made = await asyncio.to_thread(lambda those: [made_of(each) for each in _snapshots(those)], rows)
                await replace_stale(connection, team_id, made)
                if before == date.max:
                    found = {each.snapshot.appid for each in made}
                    await forget_newest(connection, team_id, [appid for appid in some if appid not in found])
                    await write_newest(connection, team_id, made, anew=True)
            yield made


def _is_newer(snapshots: Sequence[Snapshot]) -> ColumnElement[bool]:
    """Not of a process that stood still, and had read the day before another one did."""
    wrong = literal(max(each.taken_at for each in snapshots) + FARTHEST_AHEAD, Instant())
    return or_(new(_COLUMNS.taken_at) >= _COLUMNS.taken_at, _COLUMNS.taken_at > wrong)


async def _kept(connection: AsyncConnection, team_id: str, made: Sequence[Made]) -> Sequence[Made]:
    """Those that are their day's now."""
    appids, days = {each.snapshot.appid for each in made}, {each.snapshot.day for each in made}
    there = await connection.execute(_TAKEN_THEN, {"team_id": team_id, "appids": list(appids), "days": list(days)})
    taken = {(appid, day): taken_at for appid, day, taken_at in there}
    return [each for each in made if taken[each.snapshot.appid, each.snapshot.day] == each.snapshot.taken_at]


def _rows(team_id: str, snapshots: Sequence[Snapshot]) -> tuple[list[Made], list[dict[str, object]]]:
    made = [made_of(snapshot) for snapshot in snapshots]
    return made, [_row(team_id, each.snapshot, each.beside) for each in made]


def _row(team_id: str, snapshot: Snapshot, beside: Mapping[str, object]) -> dict[str, object]:
    return {
        "team_id": team_id,
        "appid": snapshot.appid,
        "day": snapshot.day,
        "taken_at": snapshot.taken_at,
        "feed": encode_feed(snapshot.feed),
        "reading": encode_reading(snapshot.reading),
        "proved": snapshot.reading.proves,
        **beside,
        "imported_by": snapshot.imported_by,
    }


def _snapshots(rows: Sequence[Row[*tuple[object, ...]]]) -> list[Snapshot]:
    return [_snapshot(row) for row in rows]


def _snapshot(row: Row[*tuple[Any, ...]]) -> Snapshot:
    appid, day, taken_at, feed, reading, imported_by, *counted = row
    users = users_of(*counted)
    return Snapshot(Visible(appid), day, taken_at, decode_feed(feed), decode_reading(reading), imported_by, users)
