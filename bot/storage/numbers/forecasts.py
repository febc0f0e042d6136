"""Forecasts in the database."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import bindparam, select

from bot.domain.forecast.forecast import Expected, KeptForecast
from bot.storage.engine.columns import read, row_of
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_skip
from bot.storage.tables.numbers import FORECASTS

_COLUMNS = FORECASTS.c
_MOST_DUE: Final = 400
_DUE: Final = (
    select(FORECASTS)
    .where(
        _COLUMNS.team_id == bindparam("team_id"),
        _COLUMNS.appid == bindparam("appid"),
        _COLUMNS.day <= bindparam("until"),
    )
    .order_by(_COLUMNS.day.desc(), _COLUMNS.made_on.desc(), _COLUMNS.version)
    .limit(_MOST_DUE)
)


class SqlForecasts:
    """Serves `bot.ports.numbers.Forecasts`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, team_id: str, appid: str, forecasts: Sequence[KeptForecast]) -> None:
        if not forecasts:
            return
        async with self._database.writing() as connection:
            rows = [row_of(FORECASTS, each, each.expected, team_id=team_id, appid=appid) for each in forecasts]
            await connection.execute(insert_or_skip(connection, FORECASTS), rows)

    async def due(self, team_id: str, appid: str, *, until: date) -> Sequence[KeptForecast]:
        rows = await self._database.rows(_DUE, {"team_id": team_id, "appid": appid, "until": until})
        return [read(KeptForecast, row, expected=read(Expected, row)) for row in rows]
