"""Queries over the snapshots of many programs: the newest of each, those of a day."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from bot.storage.engine.dialect import strings
from bot.storage.tables.numbers import SNAPSHOTS

_COLUMNS = SNAPSHOTS.c


def newest_days(
    team_id: str, appids: Collection[str], *, before: date | None = None, proved: bool = False
) -> Select[str, date | None]:
    """AppID and day of each program's newest snapshot; the day is NULL for a program without any.

    One index look-up per program, however many days it has; the rows themselves are read only for `proved`.

    Args:
        team_id: the workspace.
        appids: the programs.
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
