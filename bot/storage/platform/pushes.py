"""Handled pushes in the database."""

from datetime import datetime

from sqlalchemy import select

from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_skip, took_effect
from bot.storage.tables.platform import PUSHES

_COLUMNS = PUSHES.c


class SqlPushes:
    """Serves `bot.ports.platform.Pushes`. Raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def seen(self, key: str) -> bool:
        async with self._database.reading() as connection:
            return (await connection.execute(select(_COLUMNS.key).where(_COLUMNS.key == key))).first() is not None

    async def is_new(self, key: str, *, now: datetime) -> bool:
        async with self._database.writing() as connection:
            row = {"key": key, "received_at": now}
            return await took_effect(connection, insert_or_skip(connection, PUSHES), row)
