"""The newest snapshots of many programs: queries, and what they say, from texts that were made when they were saved."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.summary import KnownLoss, Summary, summarise
from bot.domain.numbers.version import Version
from bot.storage.engine.dialect import insert_or_replace, new, strings
from bot.storage.numbers.summaries import decode_loss, decode_summary, encode_curve, encode_summary
from bot.storage.tables.numbers import COVERAGE_CURVES, SNAPSHOTS

_COLUMNS = SNAPSHOTS.c
_CURVES = COVERAGE_CURVES.c
_KEY: Final = ("team_id", "appid")


def newest_days(
    team_id: str, appids: Collection[str], *, before: date | None = None, proved: bool = False
) -> Select[str, date | None]:
    """AppID and day of each program's newest snapshot; the day is NULL for a program without any.

    One index look-up per program, however many days it has; the rows themselves are read only for `proved`.

    Args:
        before: only earlier snapshots count.
        proved: only snapshots whose own numbers prove their meaning count.
    """
    programs, days = strings(appids, name="asked"), SNAPSHOTS.alias("days").c
    newest = select(func.max(days.day)).where(days.team_id == team_id, days.appid == programs.c.value)
    if before is not None:
        newest = newest.where(days.day < before)
    if proved:
        newest = newest.where(days.proved.is_(True))
    return select(programs.c.value, newest.correlate(programs).scalar_subquery())


def of_those_days(
    team_id: str, appids: Collection[str], *, before: date | None = None, proved: bool = False
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The condition that a row of the snapshots is one of `newest_days`.

    Not a join: SQLite takes the list to be long and the workspace's snapshots to be few, and scans all of them.
    """
    newest = newest_days(team_id, appids, before=before, proved=proved)
    return _COLUMNS.team_id == team_id, tuple_(_COLUMNS.appid, _COLUMNS.day).in_(newest)


def those_on(team_id: str, day: date) -> Select[str, bool]:
    """AppID of each program that has a snapshot of a day, and whether it is proved.

    The latter is not in the primary key: without it SQLite would find all it needs there, and scan every day of the
    workspace.
    """
    return select(_COLUMNS.appid, _COLUMNS.proved).where(_COLUMNS.team_id == team_id, _COLUMNS.day == day)


@dataclass(frozen=True, slots=True)
class Made:
    """The texts about a snapshot."""

    snapshot: Snapshot
    summary: str
    curve: str


def made_of(snapshot: Snapshot) -> Made:
    """Make the texts of a snapshot."""
    of = replace(snapshot)  # the shares go with the copy: a sweep holds a hundred snapshots at a time
    return Made(snapshot, encode_summary(summarise(of)), encode_curve(of))


def decode_summaries(rows: Iterable[Sequence[Any]]) -> dict[str, Summary | None]:
    """By program; None for one that must be made again."""
    return {appid: decode_summary(day, text) for appid, day, text in rows}


def decode_losses(rows: Iterable[Sequence[Any]], version: Version) -> dict[str, KnownLoss | None]:
    """By program; None for one that must be made again."""
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


async def replace_stale(connection: AsyncConnection, team_id: str, made: Sequence[Made], *, curves: bool) -> None:
    """Write texts anew, each summary only beside the very reading that it was made from.

    Args:
        curves: whether to replace the curves, too, even one of a newer day: that snapshot is gone.
    """
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
    if curves:
        await connection.execute(insert_or_replace(connection, COVERAGE_CURVES, _KEY), _rows(team_id, made))
