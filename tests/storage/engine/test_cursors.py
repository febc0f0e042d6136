"""SQLite's cursors are dropped whenever Python looks for garbage, by whichever thread does."""

import asyncio
from typing import Any

from sqlalchemy import event, text

from bot.storage.engine.database import Database

_TABLE = text("CREATE TABLE numbers (key INTEGER PRIMARY KEY, value TEXT)")
_SAVE = text("INSERT INTO numbers VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
_FEW = [{"key": key, "value": "few"} for key in range(3)]
_MANY = [{"key": key, "value": "many"} for key in range(20_000)]
_ROUNDS = 4


async def test_a_cursor_that_is_dropped_late_spoils_no_statement(sqlite_url: str) -> None:
    """The same statement may run by then, for the rows of another batch."""
    database, late = Database(sqlite_url), list[Any]()

    def keep(_connection: Any, cursor: Any, _statement: str, parameters: Any, *_: Any) -> None:
        if len(parameters) == len(_FEW):
            late.append(cursor._cursor)

    event.listen(database._engine.sync_engine, "after_cursor_execute", keep)
    async with database.writing() as connection:
        await connection.execute(_TABLE)
    for _ in range(_ROUNDS):
        async with database.writing() as connection:
            for _ in range(100):
                await connection.execute(_SAVE, _FEW)
            running = asyncio.create_task(connection.execute(_SAVE, _MANY))
            while not running.done():
                if late:
                    late.pop()
                await asyncio.sleep(0)
            await running

    async with database.reading() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM numbers WHERE value = 'many'")) == len(_MANY)
    await database.close()
