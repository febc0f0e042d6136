"""The newest snapshots of many programs: queries, and what they say, from texts that were made when they were saved."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Update, and_, bindparam, case, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.numbers.comparison import NEAR
from bot.domain.numbers.course import Course
from bot.domain.numbers.snapshot import KnownLoss, Snapshot
from bot.domain.numbers.version import Version
from bot.storage.engine.dialect import insert_or_replace, new, one_of, strings
from bot.storage.numbers.courses import encode_judgement
from bot.storage.numbers.ranks import RANKS_MADE_BY as MADE_BY
from bot.storage.numbers.ranks import clear, compared_in, decode_loss, encode_curve, list_id, losses_of, newest_of
from bot.storage.numbers.users import renew_users
from bot.storage.tables.numbers import COURSES, COVERAGE_CURVES, NEWEST_LOSSES, NEWEST_NUMBERS, SNAPSHOTS

_COLUMNS = SNAPSHOTS.c
_CURVES = COVERAGE_CURVES.c
_NEWEST = NEWEST_NUMBERS.c
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
    """Return the condition that a row of the snapshots is one of `newest_days`.

    Not a join: SQLite takes the list to be long and the workspace's snapshots to be few, and scans all of them.
    """
    newest = newest_days(team_id, appids, before=before, proved=proved)
    return _COLUMNS.team_id == team_id, tuple_(_COLUMNS.appid, _COLUMNS.day).in_(newest)


@dataclass(frozen=True, slots=True)
class Made:
    """What is kept about a judged snapshot, as columns."""

    snapshot: Snapshot
    beside: Mapping[str, object]
    """In the snapshot's own row."""
    newest: Mapping[str, object]
    """Among the newest numbers, if it is the program's newest one."""
    losses: Mapping[str, object]
    """The same among the newest losses."""
    curve: str
    """The same among the curves."""


def made_of(snapshot: Snapshot, course: Course) -> Made:
    """Make what is kept about a judged snapshot.

    Args:
        snapshot: judged.
        course: the program's after it.
    """
    judgement = snapshot.judgement
    before = course.before if judgement.count and judgement.count.open else None
    compared, curve = compared_in(judgement), encode_curve(snapshot, before)
    return Made(
        snapshot,
        {"summary": encode_judgement(judgement), **compared},
        {**compared, **newest_of(snapshot.appid, judgement)},
        {
            "appid": snapshot.appid,
            "day": snapshot.day,
            "minimum_key": judgement.minimum,
            "list_id": list_id(curve),
            "losses": losses_of(snapshot, before),
        },
        curve,
    )


def decode_losses(rows: Iterable[Sequence[Any]], version: Version) -> dict[str, KnownLoss | None]:
    """Return the losses by program; None for one that must be made again."""
    return {appid: decode_loss(curve, version) for appid, curve in rows}


_ITS: Final = and_(_NEWEST.team_id == _COLUMNS.team_id, _NEWEST.appid == _COLUMNS.appid)
_JUDGED: Final = select(_COLUMNS.appid, _COLUMNS.day, case((_NEWEST.made_by == MADE_BY, _COLUMNS.summary))).select_from(
    SNAPSHOTS.outerjoin(NEWEST_NUMBERS, _ITS)
)
NEWEST_JUDGEMENT: Final = (
    _JUDGED.where(_COLUMNS.team_id == bindparam("team_id"), _COLUMNS.appid == bindparam("appid"))
    .order_by(_COLUMNS.day.desc())
    .limit(1)
)
"""That of one program: each question asks for it, and to put a query together takes as long as to run it."""


def newest_judgements(team_id: str, appids: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Return the query of each program's newest judgement, NULL where it waits: two index look-ups per program."""
    return _JUDGED.where(*of_those_days(team_id, appids))


def judgements_near(team_id: str, appids: Sequence[str], day: date) -> Select[*tuple[Any, ...]]:
    """Return the query of the judgements that may be compared with, of each program the best one last."""
    near = (_COLUMNS.team_id == team_id, _COLUMNS.day <= day, _COLUMNS.day >= day - NEAR)
    query = select(_COLUMNS.appid, _COLUMNS.day, _COLUMNS.summary).where(*near, one_of(_COLUMNS.appid, appids))
    return query.order_by(case((clear(_COLUMNS), 1), else_=0), _COLUMNS.day)


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


async def write_newest(connection: AsyncConnection, team_id: str, made: Sequence[Made], *, anew: bool = False) -> None:
    """Write what is kept about each program's newest snapshot.

    Args:
        made: of saved snapshots, of a program also several; what is kept of a newer day stays.
        anew: whether these are the newest ones, judged again: the rows that are kept are not theirs, or another code's.
    """
    if not made:
        return
    newest = {each.snapshot.appid: each for each in sorted(made, key=lambda each: each.snapshot.day)}
    first = {each.snapshot.appid: each.snapshot.day for each in sorted(made, key=lambda each: each.snapshot.day)[::-1]}
    due = {appid: None if anew else day for appid, day in first.items()}
    for table, rows in (
        (
            NEWEST_NUMBERS,
            [
                {"team_id": team_id, "alerts_from": due[appid], "judged_from": None, **each.newest}
                for appid, each in newest.items()
            ],
        ),
        (NEWEST_LOSSES, [{"team_id": team_id, **each.losses} for each in newest.values()]),
        (COVERAGE_CURVES, [_curve(team_id, each) for each in newest.values()]),
    ):
        newer = None if anew else new(table.c.day) >= table.c.day
        kept = {"users": table.c.users, "alerts_from": _FIRST_DUE} if table is NEWEST_NUMBERS else None
        await connection.execute(insert_or_replace(connection, table, _KEY, but=kept, where=newer), rows)
    await renew_users(connection, team_id, newest)


_FIRST_DUE: Final = func.coalesce(
    case((_NEWEST.alerts_from < new(_NEWEST.alerts_from), _NEWEST.alerts_from), else_=new(_NEWEST.alerts_from)),
    _NEWEST.alerts_from,
)


def made_of_deleted(keys: Collection[tuple[object, ...]]) -> Update:
    """Have the newest numbers of programs made again where they are of a deleted snapshot (workspace, program, day)."""
    rows = NEWEST_NUMBERS.c
    return update(NEWEST_NUMBERS).where(tuple_(rows.team_id, rows.appid, rows.day).in_(keys)).values(made_by=0)


async def forget_newest(connection: AsyncConnection, team_id: str, appids: Collection[str]) -> None:
    """Delete what is kept about the newest snapshots of programs that have none any more."""
    for table in (NEWEST_NUMBERS, NEWEST_LOSSES, COVERAGE_CURVES, COURSES) if appids else ():
        rows = table.c
        await connection.execute(delete(table).where(rows.team_id == team_id, rows.appid.in_(appids)))


def _curve(team_id: str, made: Made) -> dict[str, object]:
    snapshot = made.snapshot
    return {
        "team_id": team_id,
        "appid": snapshot.appid,
        "day": snapshot.day,
        "taken_at": snapshot.taken_at,
        "curve": made.curve,
    }


async def replace_stale(connection: AsyncConnection, team_id: str, made: Sequence[Made]) -> None:
    """Write what is kept beside snapshots anew, each only beside the very reading that it was made from."""
    statement = update(SNAPSHOTS).where(
        _COLUMNS.team_id == team_id,
        _COLUMNS.appid == bindparam("of_appid"),
        _COLUMNS.day == bindparam("of_day"),
        _COLUMNS.taken_at == bindparam("of_reading"),
    )
    rows = [
        {
            "of_appid": each.snapshot.appid,
            "of_day": each.snapshot.day,
            "of_reading": each.snapshot.taken_at,
            **each.beside,
        }
        for each in made
    ]
    if rows:
        await connection.execute(statement, rows)
