"""Snapshots in the database."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, delete, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.numbers.judgement import NO_PUBLIC, UNKNOWN, Judgement, Public
from bot.domain.numbers.snapshot import FARTHEST_AHEAD, KnownLoss, Snapshot, Users, Visible
from bot.domain.numbers.version import Reading, Version
from bot.lib.cache import batches
from bot.lib.work import where_writable
from bot.ports.sweep import ReadFailure
from bot.storage.engine.columns import Instant, read, row_of
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_replace, new, one_of
from bot.storage.numbers.courses import decode_judgement
from bot.storage.numbers.encoding import decode_reading, encode_feed, encode_reading, snapshot_in
from bot.storage.numbers.fleet import (
    NEWEST_JUDGEMENT,
    decode_losses,
    judgements_near,
    newest_curves,
    newest_days,
    newest_judgements,
    of_those_days,
    write_newest,
)
from bot.storage.numbers.judging import JudgeDays, JudgedRow, Waiting, judge_again, mark_stale
from bot.storage.numbers.public_snapshots import judge_public
from bot.storage.numbers.ranks import compared_in
from bot.storage.numbers.users import WITH_USERS, in_turn, newest_users, save_imported
from bot.storage.tables.numbers import PUBLIC_SNAPSHOTS, SNAPSHOTS
from bot.storage.tables.programs import PROGRAM_TROUBLES

_COLUMNS = SNAPSHOTS.c
_KEY = ("team_id", "appid", "day")
_ONE = (_COLUMNS.team_id == bindparam("team_id"), _COLUMNS.appid == bindparam("appid"))
_LATEST = WITH_USERS.where(*_ONE).order_by(_COLUMNS.day.desc()).limit(1)
_BETWEEN = (*_ONE, _COLUMNS.day.between(bindparam("first"), bindparam("last")))
_TAKEN = select(_COLUMNS.day, _COLUMNS.taken_at).where(*_BETWEEN)
_TAKEN_THEN = select(_COLUMNS.appid, _COLUMNS.day, _COLUMNS.taken_at, _COLUMNS.imported_by).where(
    _COLUMNS.team_id == bindparam("team_id"),
    _COLUMNS.appid.in_(bindparam("appids", expanding=True)),
    _COLUMNS.day.in_(bindparam("days", expanding=True)),
)
_ALL = WITH_USERS.where(*_BETWEEN).order_by(_COLUMNS.day)
_ALL_WITHOUT = _ALL.where(_COLUMNS.day.not_in(bindparam("days", expanding=True)))
_THOSE = WITH_USERS.where(*_ONE, _COLUMNS.day.in_(bindparam("days", expanding=True))).order_by(_COLUMNS.day)
_PUBLIC = PUBLIC_SNAPSHOTS.c
_PUBLIC_BY = (
    select(_PUBLIC.day, _PUBLIC.judgement).where(_PUBLIC.day <= bindparam("day")).order_by(_PUBLIC.day.desc()).limit(1)
)
_READ_OVER = and_(new(_COLUMNS.imported_by) == "", _COLUMNS.imported_by != "")
_NO_IMPORT_OVER = or_(new(_COLUMNS.imported_by) == "", _COLUMNS.imported_by != "")
_SAVED_AT_ONCE = 100
"""Snapshots written in one statement, or decoded at a time in a thread."""
_ENCODED_AT_ONCE = 20
"""In a thread: two milliseconds, after which people's requests have their turn."""
_READ_AT_ONCE = 1000
"""Rows without lists: some milliseconds on the event loop, the rest in a thread."""


class SqlSnapshots:
    """Serves `bot.ports.numbers.Snapshots`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, *, with_public: bool = True) -> None:
        """Serve a database.

        Args:
            database: where they are kept.
            with_public: whether WeChat's public numbers are on: a program's count rests on them, too.
        """
        self._database = database
        self._with_public = with_public

    async def save(self, team_id: str, snapshots: Sequence[Snapshot]) -> Sequence[Snapshot]:
        saved = {_key(each): replace(each, judgement=UNKNOWN) for each in snapshots}
        async with in_turn(self._database, team_id) as connection:
            judging = JudgeDays(self._database, connection, team_id, with_public=self._with_public)
            for some in batches(snapshots, _SAVED_AT_ONCE):
                judged, waiting = await judging.newer(some)
                stale = dict(waiting)
                insert = insert_or_replace(connection, SNAPSHOTS, _KEY, where=_is_newer(some))
                beside: dict[_Key, Mapping[str, object]] = {_key(each.snapshot): each.made.beside for each in judged}
                rows = list[dict[str, object]]()
                for few in batches(some, _ENCODED_AT_ONCE):
                    rows += await asyncio.to_thread(_rows, team_id, few, beside)
                await connection.execute(insert, rows)
                kept = await _kept(connection, team_id, some)
                stale |= _misled(judged, kept)
                judged = [each for each in judged if _key(each.snapshot) in kept and each.snapshot.appid not in stale]
                await write_newest(connection, team_id, [each.made for each in judged])
                await judging.accept(judged)
                await judging.write_courses(judged)
                await save_imported(connection, team_id, [each for each in some if _key(each) in kept])
                await mark_stale(connection, team_id, stale)
                if len(stale) == 1:  # many are judged in the background: each takes as long as a hundred readings
                    ((appid, days),) = stale.items()
                    judged = [*judged, *await judging.again(appid, days.first)]
                saved |= {_key(each.snapshot): each.snapshot for each in judged if _key(each.snapshot) in saved}
        return list(saved.values())

    async def public(self, day: date) -> Public:
        if not self._with_public:
            return NO_PUBLIC
        row = await self._database.row(_PUBLIC_BY, {"day": day})
        if row and not decode_judgement(row.day, row.judgement).known:
            with where_writable():
                async with self._database.writing() as connection:
                    await judge_public(self._database, connection)
            row = await self._database.row(_PUBLIC_BY, {"day": day})
        return Public(row.day, decode_judgement(row.day, row.judgement).breaks) if row else NO_PUBLIC

    async def judge_again(self, team_id: str, appids: Collection[Visible]) -> None:
        await judge_again(self._database, team_id, appids, with_public=self._with_public)

    async def users(self, team_id: str, appids: Collection[str], *, until: date) -> Mapping[str, Users]:
        return await newest_users(self._database, team_id, appids, until)

    async def latest(self, team_id: str, appid: str) -> Snapshot | None:
        row = await self._database.row(_LATEST, {"team_id": team_id, "appid": appid})
        return None if row is None else snapshot_in(row)

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
        return None if row is None else snapshot_in(row)

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

    async def judgements(
        self, team_id: str, appids: Collection[str], *, up_to: date | None = None
    ) -> Mapping[str, Judgement]:
        found: dict[str, Judgement] = {}
        if len(appids) == 1 and up_to is None:
            (appid,) = appids
            row = await self._database.row(NEWEST_JUDGEMENT, {"team_id": team_id, "appid": appid})
            return _judgements([row]) if row else {}
        for some in batches(list(appids), _READ_AT_ONCE):
            asked = newest_judgements(team_id, some) if up_to is None else judgements_near(team_id, some, up_to)
            rows = await self._database.rows(asked)
            found |= await asyncio.to_thread(_judgements, rows)
        return found

    async def losses(self, team_id: str, appids: Collection[str], version: Version) -> Mapping[str, KnownLoss]:
        found: dict[str, KnownLoss | None] = {}
        for some in batches(list(appids), _READ_AT_ONCE):
            rows = await self._database.rows(newest_curves(team_id, some))
            found |= await asyncio.to_thread(decode_losses, rows, version)
        return {appid: loss or KnownLoss(None, None) for appid, loss in found.items()}


def _judgements(rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[str, Judgement]:
    return {appid: decode_judgement(day, text) for appid, day, text in rows}


def _is_newer(snapshots: Sequence[Snapshot]) -> ColumnElement[bool]:
    """Not of a process that stood still, and had read the day before another one did; but a reading over an import."""
    wrong = literal(max(each.taken_at for each in snapshots) + FARTHEST_AHEAD, Instant())
    return or_(
        _READ_OVER, and_(_NO_IMPORT_OVER, or_(new(_COLUMNS.taken_at) >= _COLUMNS.taken_at, _COLUMNS.taken_at > wrong))
    )


_Key = tuple[str, date]
"""A program and a day."""


def _key(snapshot: Snapshot) -> _Key:
    return snapshot.appid, snapshot.day


async def _kept(connection: AsyncConnection, team_id: str, snapshots: Sequence[Snapshot]) -> Collection[_Key]:
    appids, days = {each.appid for each in snapshots}, {each.day for each in snapshots}
    there = await connection.execute(_TAKEN_THEN, {"team_id": team_id, "appids": list(appids), "days": list(days)})
    taken = {(appid, day): of for appid, day, *of in there}
    return {_key(each) for each in snapshots if taken[_key(each)] == [each.taken_at, each.imported_by]}


def _misled(judged: Sequence[JudgedRow], kept: Collection[_Key]) -> Mapping[str, Waiting]:
    """Return the programs of which a later day was judged by one that was not kept."""
    refused = [each.snapshot for each in judged if _key(each.snapshot) not in kept]
    found = dict[str, Waiting]()
    for each in refused:
        later = [one.snapshot.day for one in judged if one.snapshot.appid == each.appid and one.snapshot.day > each.day]
        if later and each.appid not in found:
            found[each.appid] = Waiting(each.day, min(later))
    return found


def _rows(
    team_id: str, snapshots: Sequence[Snapshot], beside: Mapping[_Key, Mapping[str, object]]
) -> list[dict[str, object]]:
    return [_row(team_id, each, beside.get(_key(each), _UNJUDGED)) for each in snapshots]


_UNJUDGED = dict.fromkeys(("summary", *compared_in(UNKNOWN)))


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
    return [snapshot_in(row) for row in rows]


_READ_FAILURES_COLUMNS = PROGRAM_TROUBLES.c
_READ_FAILURES_KEY: Final = ("team_id", "appid")
_SINCE: Final = case(
    (_READ_FAILURES_COLUMNS.error_key == new(_READ_FAILURES_COLUMNS.error_key), _READ_FAILURES_COLUMNS.since),
    else_=new(_READ_FAILURES_COLUMNS.since),
)


class SqlReadFailures:
    """Serves `bot.ports.sweep.ReadFailures`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, team_id: str, read_failures: Sequence[ReadFailure]) -> None:
        """Store read failures in one transaction; `since` of a stored one with the same key stays."""
        # A fixed order: two replicas wait for each other instead of deadlocking.
        ordered = sorted(read_failures, key=lambda read_failure: read_failure.appid)
        async with self._database.writing() as connection:
            replace = insert_or_replace(connection, PROGRAM_TROUBLES, _READ_FAILURES_KEY, but={"since": _SINCE})
            for some in batches(ordered, ROWS_AT_ONCE):
                rows = [row_of(PROGRAM_TROUBLES, read_failure, team_id=team_id) for read_failure in some]
                await connection.execute(replace, rows)

    async def clear(self, team_id: str, appids: Collection[str]) -> None:
        async with self._database.writing() as connection:
            for some in batches(sorted(appids), ROWS_AT_ONCE):
                gone = delete(PROGRAM_TROUBLES).where(
                    _READ_FAILURES_COLUMNS.team_id == team_id, _READ_FAILURES_COLUMNS.appid.in_(some)
                )
                await connection.execute(gone)

    async def of(self, team_id: str, appids: Collection[Visible]) -> Mapping[str, ReadFailure]:
        return await self._those(team_id, one_of(_READ_FAILURES_COLUMNS.appid, appids))

    async def all(self, team_id: str) -> Mapping[Visible, ReadFailure]:
        return {Visible(appid): each for appid, each in (await self._those(team_id)).items()}

    async def _those(self, team_id: str, *where: ColumnElement[bool]) -> Mapping[str, ReadFailure]:
        rows = await self._database.rows(
            select(PROGRAM_TROUBLES).where(_READ_FAILURES_COLUMNS.team_id == team_id, *where)
        )
        return {row.appid: read(ReadFailure, row) for row in rows}
