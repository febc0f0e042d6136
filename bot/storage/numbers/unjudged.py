"""What of kept numbers is still to be judged, or still to be judged by alerts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, update

from bot.domain.numbers.visible import Visible
from bot.storage.engine.columns import Instant
from bot.storage.engine.database import Database
from bot.storage.numbers.ranks import MADE_BY
from bot.storage.tables.numbers import NEWEST_NUMBERS, SNAPSHOTS

_NEWEST = NEWEST_NUMBERS.c
_ROWS = SNAPSHOTS.c
_TAKEN: Final = (
    select(_ROWS.taken_at)
    .where(_ROWS.team_id == _NEWEST.team_id, _ROWS.appid == _NEWEST.appid, _ROWS.day == _NEWEST.day)
    .scalar_subquery()
)
"""When the newest reading of a program was taken; NULL where it was deleted."""


def judged(turn: str) -> ColumnElement[bool]:
    """Return the condition that newest numbers are judged by the present rules and the public count."""
    return and_(_NEWEST.made_by == MADE_BY, _NEWEST.turn == turn)


def unjudged(turn: str, of: Any = _NEWEST) -> ColumnElement[bool]:
    """Return the condition that they are still to be judged: a look into two indexes where none are."""
    return or_(of.made_by < MADE_BY, of.made_by > MADE_BY, of.turn < turn, of.turn > turn)


def those_unjudged(team_id: str, turn: str) -> Select[str]:
    """Return the query of the programs with such numbers."""
    return select(_NEWEST.appid).where(_NEWEST.team_id == team_id, unjudged(turn))


class SqlUnjudgedNumbers:
    """Serves `bot.ports.numbers.UnjudgedNumbers`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def unjudged(self, team_id: str, turn: str, *, limit: int) -> Sequence[Visible]:
        rows = await self._database.rows(those_unjudged(team_id, turn).order_by(_NEWEST.appid).limit(limit))
        return [Visible(appid) for (appid,) in rows]

    async def alerts_due(self, team_id: str, turn: str, *, limit: int) -> Mapping[Visible, date]:
        due = select(_NEWEST.appid, _NEWEST.alerts_from).where(
            _NEWEST.team_id == team_id, _NEWEST.alerts_from.is_not(None), judged(turn)
        )
        rows = await self._database.rows(due.limit(limit))
        return {Visible(appid): day for appid, day in rows if day}

    async def alerts_judged(self, team_id: str, until: Mapping[Visible, datetime | None] | None) -> None:
        rows = [{"of_appid": appid, "of_taken": taken_at} for appid, taken_at in sorted((until or {}).items())]
        judged = update(NEWEST_NUMBERS).where(_NEWEST.team_id == team_id, _NEWEST.alerts_from.is_not(None))
        async with self._database.writing() as connection:
            if until is None:
                await connection.execute(judged.values(alerts_from=None))
            elif rows:
                seen = _TAKEN.is_not_distinct_from(bindparam("of_taken", type_=Instant()))
                # Of those that wait to be judged, a newer day may be kept already.
                of_it = judged.where(_NEWEST.appid == bindparam("of_appid"), _NEWEST.made_by == MADE_BY, seen)
                await connection.execute(of_it.values(alerts_from=None), rows)
