"""WeChat's public numbers in the database: one row per day, kept for ever (some 3 kB each)."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from cachetools import LRUCache
from sqlalchemy import Row, Text, and_, bindparam, cast, func, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.numbers.course import Course, Judging
from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.judgement import RULES
from bot.domain.numbers.public import ClientRelease, PublicSnapshot, public_as_snapshot
from bot.domain.numbers.snapshot import OF_ALL, Snapshot
from bot.domain.numbers.version import FeedItem, Version
from bot.lib.cache import batches
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_replace
from bot.storage.numbers.courses import KeptCourse, decode_judgement, encode_judgement, kept_course
from bot.storage.numbers.users import turn_of
from bot.storage.tables.numbers import COURSES, PUBLIC_SNAPSHOTS

_COLUMNS = PUBLIC_SNAPSHOTS.c
NOBODYS = ""
"""In place of a workspace: the course of the public numbers is there for all."""
_OWN = (COURSES.c.team_id == NOBODYS, COURSES.c.appid == OF_ALL)
_LISTS_FOR = timedelta(weeks=4)
"""How far back a day is judged by earlier days' lists."""
_LISTED = select(_COLUMNS.day, _COLUMNS.taken_at)
_NEWEST = _LISTED.order_by(_COLUMNS.day.desc()).limit(1)
_BETWEEN = _COLUMNS.day.between(bindparam("first"), bindparam("last"))
_SINCE = _LISTED.where(_BETWEEN).order_by(_COLUMNS.day)
_WHEN = select(func.aggregate_strings(cast(_COLUMNS.taken_at, Text), ",")).where(_BETWEEN)
"""When they were taken, as one text: it is another one as soon as a day comes or is replaced."""
_UNJUDGED = or_(_COLUMNS.judgement.is_(None), not_(_COLUMNS.judgement.startswith(f"{RULES}|")))
_FIRST_UNJUDGED = select(func.min(_COLUMNS.day)).where(_UNJUDGED)
_LISTS = 20
"""Those of the ranges of days that questions of today and of a week ago ask about."""
_DECODED_AT_MOST = 400
"""More than a year of days."""


class SqlPublicSnapshots:
    """Serves `bot.ports.numbers.PublicSnapshots`. Every method raises `StorageUnavailable`.

    They are the same for every program and workspace and hardly ever change, so they stay decoded once read:
    decoding twenty weeks would take longer than everything else a trend needs.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._decoded: dict[date, PublicSnapshot] = {}
        self._listed: LRUCache[tuple[date, date], tuple[str | None, Mapping[date, datetime]]] = LRUCache(_LISTS)
        """What was asked lately, the version and the answer: each question about a program asks the same."""

    async def save(self, *snapshots: PublicSnapshot) -> None:
        if not snapshots:
            return
        async with self._database.writing() as connection:
            await self._database.wait_for_turn(connection, turn_of(NOBODYS))
            insert = insert_or_replace(connection, PUBLIC_SNAPSHOTS, ("day",))
            await connection.execute(insert, [_row(snapshot) for snapshot in snapshots])
            await _judge(connection)
        self._decoded = {}

    async def judge_all(self) -> None:
        async with self._database.writing() as connection:
            judged = await judge_public(self._database, connection)
        if judged:
            self._decoded = {}

    async def alerts_due(self) -> Sequence[PublicSnapshot]:
        due = _LISTED.where(_COLUMNS.alerts_due.is_(True)).order_by(_COLUMNS.day)
        taken = dict(await self._database.rows(due))
        for day in taken:  # another process may have judged them again
            self._decoded.pop(day, None)
        return await self._read(taken)

    async def alerts_judged(self, newest: PublicSnapshot) -> None:
        judged = and_(_COLUMNS.day <= newest.day, _COLUMNS.taken_at <= newest.taken_at)
        async with self._database.writing() as connection:
            await connection.execute(update(PUBLIC_SNAPSHOTS).where(judged).values(alerts_due=False))

    async def latest(self) -> PublicSnapshot | None:
        return next(iter(await self._read(dict(await self._database.rows(_NEWEST)))), None)

    async def since(self, day: date, *, until: date | None = None) -> Sequence[PublicSnapshot]:
        return await self._read(await self.taken(day, until=until))

    async def taken(self, day: date, *, until: date | None = None) -> Mapping[date, datetime]:
        between = first, last = (day, until or date.max)
        asked = {"first": first, "last": last}
        ((when,),) = await self._database.rows(_WHEN, asked)
        version, listed = self._listed.get(between, (None, {}))
        if when != version:
            listed = MappingProxyType(dict(await self._database.rows(_SINCE, asked)))
            self._listed[between] = (when, listed)
        return listed

    async def _read(self, taken: Mapping[date, datetime]) -> list[PublicSnapshot]:
        decoded = self._decoded  # other questions may drop the oldest meanwhile
        new = [day for day, taken_at in taken.items() if not _has(decoded, day, taken_at)]
        found: list[Row[*tuple[object, ...]]] = []
        for days in batches(new, ROWS_AT_ONCE):
            found += await self._database.rows(select(PUBLIC_SNAPSHOTS).where(_COLUMNS.day.in_(days)))
        if found:
            decoded = decoded | await asyncio.to_thread(_snapshots, found)
            self._decoded = dict(sorted(decoded.items())[-_DECODED_AT_MOST:])
        return [decoded[day] for day in taken]


async def judge_public(database: Database, connection: AsyncConnection) -> bool:
    """Judge the public numbers that other rules judged, in a transaction; return whether there were any."""
    await database.wait_for_turn(connection, turn_of(NOBODYS))
    return await _judge(connection)


async def _judge(connection: AsyncConnection) -> bool:
    """Judge the days from the first unjudged one on: by the kept course, or all in order where an earlier one came."""
    first = (await connection.execute(_FIRST_UNJUDGED)).scalar()
    if first is None:
        return False
    kept = (await connection.execute(select(COURSES).where(*_OWN))).first()
    course = KeptCourse(kept.day, kept.versions, kept.losses, kept.before, kept.after) if kept else None
    newest: date = (await connection.execute(select(func.max(_COLUMNS.day)))).scalar_one()
    if first < newest:
        course = None
    since = date.min if course is None else newest - _LISTS_FOR
    rows = (await connection.execute(select(PUBLIC_SNAPSHOTS).where(_COLUMNS.day >= since))).all()
    days = await asyncio.to_thread(_snapshots, rows)
    judged, after = await asyncio.to_thread(_judged, [days[day] for day in sorted(days)], course, newest)
    made = [
        {"of_day": each.day, "made": encode_judgement(each.judgement), "due": each.day == newest}
        for each in judged
        if each.day >= first
    ]
    values: dict[str, Any] = {"judgement": bindparam("made"), "alerts_due": bindparam("due")}
    await connection.execute(update(PUBLIC_SNAPSHOTS).where(_COLUMNS.day == bindparam("of_day")).values(values), made)
    own = {"team_id": NOBODYS, "appid": OF_ALL, **after.columns}
    await connection.execute(insert_or_replace(connection, COURSES, ("team_id", "appid")), [own])
    return True


def _has(decoded: Mapping[date, PublicSnapshot], day: date, taken_at: datetime) -> bool:
    """Whether a day is decoded, judged, and not replaced since, perhaps by another replica."""
    return day in decoded and decoded[day].taken_at == taken_at and decoded[day].judgement.known


def _judged(days: Sequence[PublicSnapshot], kept: KeptCourse | None, newest: date) -> tuple[list[Snapshot], KeptCourse]:
    """Judge all days in order, or the newest alone by the course that is kept."""
    lists = {each.day: public_as_snapshot(each) for each in days}
    found: list[Snapshot] = []
    for snapshot in lists.values() if kept is None else [lists[newest]]:
        judged = Judging((kept.by(snapshot.day) if kept else None) or Course(), snapshot).by(lists)
        kept = kept_course(snapshot.day, kept, judged.course)
        found.append(judged.snapshot)
    if kept is None:
        raise RuntimeError("there is a day at least")
    return found, kept


class NoPublicSnapshots:
    """Serves `bot.ports.numbers.PublicSnapshots` where public numbers are off: stored ones are not shown."""

    async def save(self, *snapshots: PublicSnapshot) -> None:
        """Store nothing."""

    async def judge_all(self) -> None:
        """Judge nothing."""

    async def alerts_due(self) -> Sequence[PublicSnapshot]:
        """Return nothing."""
        return ()

    async def alerts_judged(self, newest: PublicSnapshot) -> None:
        """Note nothing."""

    async def latest(self) -> PublicSnapshot | None:
        return None

    async def since(self, day: date, *, until: date | None = None) -> Sequence[PublicSnapshot]:  # noqa: ARG002 # the port's
        """Return nothing."""
        return ()

    async def taken(self, day: date, *, until: date | None = None) -> Mapping[date, datetime]:  # noqa: ARG002 # the port's
        """Return nothing."""
        return {}


def _row(snapshot: PublicSnapshot) -> dict[str, object]:
    total = snapshot.total
    content = {
        "shares": [(version.text, str(share)) for version, share in total.shares],
        "other": [(item.label, str(item.value)) for item in total.other],
        "unreported": str(total.unreported),
        "android": [(each.client, each.base_library.text) for each in snapshot.android],
        "ios": [(each.client, each.base_library.text) for each in snapshot.ios],
    }
    return {
        "day": snapshot.day,
        "updated_at": snapshot.updated_at,
        "taken_at": snapshot.taken_at,
        "content": json.dumps(content, separators=(",", ":")),
    }


def _snapshots(rows: Sequence[Row[*tuple[object, ...]]]) -> dict[date, PublicSnapshot]:
    return {row.day: _snapshot(row) for row in rows}


def _snapshot(row: Row[*tuple[object, ...]]) -> PublicSnapshot:
    content = json.loads(row.content)
    read = [(Version.read(label), Decimal(share)) for label, share in content["shares"]]
    total = Distribution.of(
        tuple((version, share) for version, share in read if version is not None),
        other=tuple(FeedItem(label, Decimal(value)) for label, value in content["other"]),
        unreported=Decimal(content["unreported"]),
    )
    return PublicSnapshot(
        row.day,
        row.updated_at,
        row.taken_at,
        total,
        _releases(content["android"]),
        _releases(content["ios"]),
        decode_judgement(row.day, row.judgement),
    )


def _releases(pairs: Sequence[tuple[str, str]]) -> tuple[ClientRelease, ...]:
    return tuple(ClientRelease(client, Version.parse(library)) for client, library in pairs)
