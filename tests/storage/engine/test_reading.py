"""How often a question turns to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import event

from bot.storage.engine.database import Database
from bot.storage.numbers.snapshots import SqlSnapshots

DAY = date(2026, 11, 23)


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What is sent to it."""
    sent: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement.split(maxsplit=1)[0])

    event.listen(database._engine.sync_engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(database._engine.sync_engine, "before_cursor_execute", listen)


async def test_a_single_query_is_a_single_statement(database: Database) -> None:
    """It needs no transaction around it: each statement is three turns of SQLite's thread."""
    snapshots = SqlSnapshots(database)
    with statements(database) as sent:
        await snapshots.latest("T1", "wx1")
        await snapshots.since("T1", "wx1", DAY)
        await snapshots.taken("T1", "wx1", since=DAY)
        await snapshots.newest("T1", ["wx1"], before=DAY)

    assert sent == ["SELECT"] * 4
