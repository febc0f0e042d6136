"""How often a question turns to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import aiosqlite
import psycopg
import pytest
from sqlalchemy import event, text

from bot.domain.access import Grant, Role
from bot.storage.access import SqlAccessRules
from bot.storage.engine import engines
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
    """No transaction is needed."""
    snapshots = SqlSnapshots(database)
    with statements(database) as sent:
        await snapshots.latest("T1", "wx1")
        await snapshots.since("T1", "wx1", DAY)
        await snapshots.taken("T1", "wx1", since=DAY)
        await snapshots.newest("T1", ["wx1"], before=DAY)

    assert sent == ["SELECT"] * 4


async def test_a_statement_is_one_turn_of_sqlites_thread(
    migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To run it, to read its rows and to end it: each turn costs a question a tenth of a millisecond."""
    turns: list[str] = []
    execute: Any = aiosqlite.Connection._execute

    async def counted(connection: aiosqlite.Connection, function: Any, *arguments: Any, **named: Any) -> Any:
        turns.append(function.__name__)
        return await execute(connection, function, *arguments, **named)

    database = Database(migrated_sqlite_url)
    await database.ping()
    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    assert await SqlSnapshots(database).taken("T1", "wx1", since=DAY) == {}
    assert len(turns) == 1
    await database.close()


async def test_roles_are_a_single_statement(database: Database) -> None:
    """Each question asks for them."""
    rules, grant = SqlAccessRules(database), Grant("U1", Role.ADMIN, by="U2", at=datetime(2026, 11, 23, tzinfo=UTC))
    await rules.set_default("T1", Role.VIEWER)
    await rules.grant("T1", grant)
    with statements(database) as sent:
        roles = await rules.roles("T1")

    assert (roles.default, dict(roles.granted)) == (Role.VIEWER, {"U1": grant})
    assert sent == ["SELECT"]


async def test_what_began_nothing_is_not_rolled_back(migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """That would be one more turn; a transaction is rolled back as ever."""
    undone: list[bool] = []

    def rollback(connection: engines._Released) -> None:
        undone.append(connection.in_transaction)
        super(engines._Released, connection).rollback()

    monkeypatch.setattr(engines._Released, "rollback", rollback, raising=False)
    database = Database(migrated_sqlite_url)
    await SqlSnapshots(database).latest("T1", "wx1")
    assert undone == []
    async with database.reading() as connection:
        await connection.execute(text("SELECT 1"))
    assert undone == [True]
    await database.close()


@pytest.mark.postgres
async def test_one_round_trip_for_one_statement(postgres_url: str) -> None:
    """Without a pooler: a statement that stands alone is no transaction to begin and to end."""
    database = Database(postgres_url)
    for alone in (True, False):
        async with database.reading(apart=True) if alone else database.alone_writing() as connection:
            await connection.execute(text("SELECT 1"))
            driver: Any = (await connection.get_raw_connection()).driver_connection
            assert driver.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    await database.close()
