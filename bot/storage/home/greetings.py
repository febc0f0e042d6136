"""Greetings sent, in the database."""

from datetime import datetime

from sqlalchemy import delete

from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_skip, took_effect
from bot.storage.tables.people import GREETINGS

_COLUMNS = GREETINGS.c


class SqlGreetings:
    """Serves `bot.ports.home.Greetings`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def first(self, team_id: str, place: str = "", *, now: datetime) -> bool:
        """Record that a place is greeted now; False when it was greeted before."""
        row = {"team_id": team_id, "place": place, "at": now}
        async with self._database.writing() as connection:
            return await took_effect(connection, insert_or_skip(connection, GREETINGS), row)

    async def take_back(self, team_id: str, place: str = "") -> None:
        """Forget a greeting that could not be sent."""
        async with self._database.writing() as connection:
            await connection.execute(delete(GREETINGS).where(_COLUMNS.team_id == team_id, _COLUMNS.place == place))
