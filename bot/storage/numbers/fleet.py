"""What the newest snapshots of a fleet say, from texts that were made when they were saved."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Protocol

from sqlalchemy import Select, and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.summary import KnownLoss, Summary, summarise
from bot.domain.numbers.version import Version
from bot.lib.batches import batches
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace, new
from bot.storage.numbers.latest import of_those_days
from bot.storage.numbers.summaries import decode_loss, decode_summary, encode_curve, encode_summary
from bot.storage.tables.numbers import COVERAGE_CURVES, SNAPSHOTS

_COLUMNS, _CURVES = SNAPSHOTS.c, COVERAGE_CURVES.c
_KEY: Final = ("team_id", "appid")
_READ_AT_ONCE: Final = 1000
"""Rows without lists: some milliseconds on the event loop, the rest in a thread."""
_MADE_AT_ONCE: Final = 100
"""Whole snapshots."""


@dataclass(frozen=True, slots=True)
class Made:
    """The texts about a snapshot."""

    snapshot: Snapshot
    summary: str
    curve: str


class ReadNewest(Protocol):
    """Reads whole snapshots."""

    async def __call__(self, team_id: str, appids: Collection[str], *, before: date) -> Mapping[str, Snapshot]:
        """By program, the newest one before a day."""


@dataclass(frozen=True)
class FleetNumbers:
    """The summaries and the losses of many programs. What older code made is made again, and kept.

    Every method raises `StorageUnavailable`.
    """

    database: Database
    newest: ReadNewest

    async def summaries(self, team_id: str, appids: Collection[str], *, before: date | None) -> Mapping[str, Summary]:
        """By program, the summary of its newest snapshot, of an earlier day than `before` when that is named."""
        found: dict[str, Summary | None] = {}
        for some in batches(list(appids), _READ_AT_ONCE):
            rows = await self.database.rows(newest_summaries(team_id, some, before))
            found |= await asyncio.to_thread(_decoded, rows)
        stale = [appid for appid, summary in found.items() if summary is None]
        async for made in self._made_again(team_id, stale, before or date.max):
            found |= _decoded([(each.snapshot.appid, each.snapshot.day, each.summary) for each in made])
        return {appid: summary for appid, summary in found.items() if summary}

    async def losses(self, team_id: str, appids: Collection[str], version: Version) -> Mapping[str, KnownLoss]:
        """By program, the loss at a version by its newest snapshot."""
        found: dict[str, KnownLoss | None] = {}
        for some in batches(list(appids), _READ_AT_ONCE):
            rows = await self.database.rows(newest_curves(team_id, some))
            found |= await asyncio.to_thread(_losses, rows, version)
        stale = [appid for appid, loss in found.items() if loss is None]
        async for made in self._made_again(team_id, stale, date.max):
            found |= _losses([(each.snapshot.appid, each.curve) for each in made], version)
        return {appid: loss for appid, loss in found.items() if loss}

    async def _made_again(self, team_id: str, appids: Collection[str], before: date) -> AsyncIterator[Sequence[Made]]:
        """New texts of the newest snapshots, a few at a time, now kept."""
        for some in batches(sorted(appids), _MADE_AT_ONCE):
            snapshots = await self.newest(team_id, some, before=before)
            if not snapshots:  # deleted meanwhile
                continue
            made = await asyncio.to_thread(lambda of: [made_of(each) for each in of.values()], snapshots)
            async with self.database.writing() as connection:
                await _write_summaries(connection, team_id, made)
                if before == date.max:
                    await connection.execute(insert_or_replace(connection, COVERAGE_CURVES, _KEY), _rows(team_id, made))
            yield made


def made_of(snapshot: Snapshot) -> Made:
    """Make the texts of a snapshot."""
    of = replace(snapshot)  # the shares go with the copy: a sweep holds a hundred snapshots at a time
    return Made(snapshot, encode_summary(summarise(of)), encode_curve(of))


def _decoded(rows: Iterable[Sequence[Any]]) -> dict[str, Summary | None]:
    return {appid: decode_summary(day, text) for appid, day, text in rows}


def _losses(rows: Iterable[Sequence[Any]], version: Version) -> dict[str, KnownLoss | None]:
    return {appid: decode_loss(curve, version) for appid, curve in rows}


def newest_summaries(team_id: str, appids: Sequence[str], before: date | None) -> Select[*tuple[Any, ...]]:
    """One index look-up per program."""
    query = select(_COLUMNS.appid, _COLUMNS.day, _COLUMNS.summary)
    return query.where(*of_those_days(team_id, appids, before=before))


def newest_curves(team_id: str, appids: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Each beside the very reading that it was made from, or NULL."""
    beside = and_(
        _CURVES.team_id == _COLUMNS.team_id,
        _CURVES.appid == _COLUMNS.appid,
        _CURVES.day == _COLUMNS.day,
        _CURVES.taken_at == _COLUMNS.taken_at,
    )
    query = select(_COLUMNS.appid, _CURVES.curve)
    return query.select_from(SNAPSHOTS.outerjoin(COVERAGE_CURVES, beside)).where(*of_those_days(team_id, appids))


async def write_curves(connection: AsyncConnection, team_id: str, made: Sequence[Made]) -> None:
    """Write the curves of saved snapshots, of each program the newest one; one of a newer day stays."""
    newest = {each.snapshot.appid: each for each in sorted(made, key=lambda each: each.snapshot.day)}
    insert = insert_or_replace(connection, COVERAGE_CURVES, _KEY, where=new(_CURVES.day) >= _CURVES.day)
    await connection.execute(insert, _rows(team_id, newest.values()))


def _rows(team_id: str, made: Iterable[Made]) -> list[dict[str, object]]:
    return [
        {
            "team_id": team_id,
            "appid": each.snapshot.appid,
            "day": each.snapshot.day,
            "taken_at": each.snapshot.taken_at,
            "curve": each.curve,
        }
        for each in made
    ]


async def _write_summaries(connection: AsyncConnection, team_id: str, made: Sequence[Made]) -> None:
    """Write summaries, each only beside the very reading that it was made from."""
    statement = (
        update(SNAPSHOTS)
        .where(
            _COLUMNS.team_id == team_id,
            _COLUMNS.appid == bindparam("of_appid"),
            _COLUMNS.day == bindparam("of_day"),
            _COLUMNS.taken_at == bindparam("of_reading"),
        )
        .values(summary=bindparam("text"))
    )
    rows = [
        {
            "of_appid": each.snapshot.appid,
            "of_day": each.snapshot.day,
            "of_reading": each.snapshot.taken_at,
            "text": each.summary,
        }
        for each in made
    ]
    await connection.execute(statement, rows)
