"""Forecasts in the database."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import Row, delete, select

from bot.domain.forecast.forecast import Expected, KeptForecast
from bot.domain.numbers.version import Version
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_skip
from bot.storage.tables.insight import FORECASTS

_COLUMNS = FORECASTS.c
_MOST_DUE: Final = 400


class SqlForecasts:
    """Serves `bot.ports.forecast.Forecasts`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, team_id: str, appid: str, forecasts: Sequence[KeptForecast]) -> None:
        """Store forecasts; the first of each version, day made and day expected stays."""
        if not forecasts:
            return
        async with self._database.writing() as connection:
            rows = [_row(team_id, appid, forecast) for forecast in forecasts]
            await connection.execute(insert_or_skip(connection, FORECASTS), rows)

    async def due(self, team_id: str, appid: str, *, until: date) -> Sequence[KeptForecast]:
        """Forecasts for a day up to `until`, the newest day first; at most 400."""
        query = (
            select(FORECASTS)
            .where(_COLUMNS.team_id == team_id, _COLUMNS.appid == appid, _COLUMNS.day <= until)
            .order_by(_COLUMNS.day.desc(), _COLUMNS.made_on.desc(), _COLUMNS.version)
            .limit(_MOST_DUE)
        )
        async with self._database.reading() as connection:
            return [_forecast(row) for row in await connection.execute(query)]

    async def thin_out(self, team_id: str, *, before: date) -> int:
        """Delete forecasts for earlier days; returns how many."""
        old = delete(FORECASTS).where(_COLUMNS.team_id == team_id, _COLUMNS.day < before)
        async with self._database.writing() as connection:
            return (await connection.execute(old)).rowcount


def _row(team_id: str, appid: str, forecast: KeptForecast) -> dict[str, object]:
    expected = forecast.expected
    return {
        "team_id": team_id,
        "appid": appid,
        "version": forecast.version.text,
        "made_on": forecast.made_on,
        "day": expected.day,
        "loss": str(expected.loss),
        "low": str(expected.low),
        "high": str(expected.high),
    }


def _forecast(row: Row[*tuple[object, ...]]) -> KeptForecast:
    expected = Expected(row.day, Decimal(row.loss), Decimal(row.low), Decimal(row.high))
    return KeptForecast(Version.parse(row.version), row.made_on, expected)
