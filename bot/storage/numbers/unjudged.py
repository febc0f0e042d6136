"""What of kept numbers is still to be judged, or still to be judged by alerts."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, bindparam, or_, select, update

from bot.domain.numbers.visible import Visible
from bot.storage.engine.database import Database
from bot.storage.numbers.ranks import MADE_BY
from bot.storage.tables.numbers import NEWEST_NUMBERS

_NEWEST = NEWEST_NUMBERS.c


def unjudged(turn: str) -> ColumnElement[bool]:
    """Return the condition that newest numbers are still to be judged by the present rules and the public count."""
    return or_(_NEWEST.made_by != MADE_BY, _NEWEST.turn != turn)


def those_unjudged(team_id: str, turn: str) -> Select[str]:
    """Return the query of the programs with such numbers: a look into two indexes where there are none."""
    rules = or_(_NEWEST.made_by < MADE_BY, _NEWEST.made_by > MADE_BY)
    return select(_NEWEST.appid).where(_NEWEST.team_id == team_id, or_(rules, _NEWEST.turn < turn, _NEWEST.turn > turn))


class SqlUnjudgedNumbers:
    """Serves `bot.ports.numbers.UnjudgedNumbers`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def unjudged(self, team_id: str, turn: str, *, limit: int) -> Sequence[Visible]:
        rows = await self._database.rows(those_unjudged(team_id, turn).order_by(_NEWEST.appid).limit(limit))
        return [Visible(appid) for (appid,) in rows]

    async def alerts_due(self, team_id: str, *, limit: int) -> Mapping[Visible, date]:
        due = select(_NEWEST.appid, _NEWEST.alerts_from).where(
            _NEWEST.team_id == team_id,
            _NEWEST.alerts_from.is_not(None),
            _NEWEST.made_by == MADE_BY,
        )
        rows = await self._database.rows(due.limit(limit))
        return {Visible(appid): day for appid, day in rows if day}

    async def alerts_judged(self, team_id: str, until: Mapping[Visible, date] | None) -> None:
        rows = [{"of_appid": appid, "of_day": day} for appid, day in sorted((until or {}).items())]
        judged = update(NEWEST_NUMBERS).where(_NEWEST.team_id == team_id, _NEWEST.alerts_from.is_not(None))
        async with self._database.writing() as connection:
            if until is None:
                await connection.execute(judged.values(alerts_from=None))
            elif rows:
                of_it = (_NEWEST.appid == bindparam("of_appid"), _NEWEST.day == bindparam("of_day"))
                await connection.execute(judged.where(*of_it).values(alerts_from=None), rows)
