"""Silent databases, overlong transactions, and cancelled ones."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import aiosqlite
import psycopg
import pytest
from sqlalchemy import event, func, make_url, select, text

from bot.domain.access import Grant, Role
from bot.errors import StorageUnavailable
from bot.storage.access import SqlAccessRules
from bot.storage.engine import engines
from bot.storage.engine.database import Database
from bot.storage.engine.limits import Limits
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.programs.labels import SqlChannelPrograms
from tests.patience import PATIENCE
from tests.postgres import PostgresServer
from tests.silent_proxy import SilentProxy, silent_proxy
from tests.storage.conftest import IMPATIENT

SOON = timedelta(seconds=1)
"""Long enough for what is quick, on a busy machine, too."""
SHORT = Limits(connection=2 * SOON, transaction=SOON)
INSERT = text("INSERT INTO channel_programs VALUES ('T1', 'C1', 'wx1')")
ASKED = ("statement_timeout", "idle_in_transaction_session_timeout")


@pytest.fixture
async def proxy(postgres_server: PostgresServer) -> AsyncIterator[SilentProxy]:
    async with silent_proxy(postgres_server.folder) as opened:
        yield opened


@pytest.fixture
async def remote(proxy: SilentProxy, postgres_url: str) -> AsyncIterator[Database]:
    database = Database(proxy.url(make_url(postgres_url).database or ""), limits=SHORT)
    async with asyncio.timeout(PATIENCE):
        yield database
    await database.close()


async def occupy(database: Database, connections: int) -> None:
    everyone = asyncio.Barrier(connections)

    async def use_one() -> None:
        async with database.reading() as connection:
            await connection.execute(text("SELECT 1"))
            await everyone.wait()

    await asyncio.gather(*(use_one() for _ in range(connections)))


@pytest.mark.postgres
async def test_idle_connections_that_fell_silent(remote: Database, proxy: SilentProxy) -> None:
    """The first call fails in time, the next has a new connection, however many were silent."""
    await occupy(remote, 4)
    assert proxy.silence() == 4

    with pytest.raises(StorageUnavailable) as refused:
        await remote.ping()

    assert refused.value.params == {"reason": "no-answer"}
    await remote.ping()


async def ask_again(database: Database, proxy: SilentProxy) -> None:
    async with database.writing() as connection:
        await connection.execute(INSERT)
        proxy.silence()
        await connection.execute(text("SELECT 1"))


async def commit(database: Database, proxy: SilentProxy) -> None:
    async with database.writing() as connection:
        await connection.execute(INSERT)
        proxy.silence()


async def roll_back(database: Database, proxy: SilentProxy) -> None:
    async with database.reading() as connection:
        await connection.execute(INSERT)
        proxy.silence()


async def hold(database: Database, proxy: SilentProxy) -> None:
    """Fall silent while holding a lock beyond a transaction's limit."""
    async with database.only_one("sweep T1"):
        await asyncio.sleep(1.5 * SOON.total_seconds())
        proxy.silence()


async def wait_for_something_else(database: Database, proxy: SilentProxy) -> None:
    del proxy
    async with database.writing() as connection:
        await connection.execute(INSERT)
        await asyncio.Event().wait()


@pytest.mark.postgres
@pytest.mark.parametrize("fall_silent", [ask_again, commit, roll_back, hold, wait_for_something_else])
async def test_a_connection_that_falls_silent_in_a_transaction(
    remote: Database, proxy: SilentProxy, fall_silent: Callable[[Database, SilentProxy], Awaitable[None]]
) -> None:
    with pytest.raises(StorageUnavailable) as refused:
        await fall_silent(remote, proxy)

    assert refused.value.params == {"reason": "no-answer"}
    assert await SqlChannelPrograms(remote).get("T1", "C1") is None


async def test_a_transaction_that_waits_for_something_else(migrated_sqlite_url: str, proxy: SilentProxy) -> None:
    database = Database(migrated_sqlite_url, limits=SHORT)
    programs = SqlChannelPrograms(database)
    with pytest.raises(StorageUnavailable) as refused:
        await wait_for_something_else(database, proxy)

    assert refused.value.params == {"reason": "no-answer"}
    await programs.put("T1", "C2", "wx2")
    assert (await programs.get("T1", "C1"), await programs.get("T1", "C2")) == (None, "wx2")
    await database.close()


@pytest.mark.postgres
async def test_a_statement_that_takes_too_long(postgres_url: str) -> None:
    database = Database(postgres_url, limits=Limits(transaction=SOON))
    with pytest.raises(StorageUnavailable) as refused:
        await database.rows(select(func.pg_sleep(PATIENCE)))

    assert refused.value.params == {"reason": "no-answer"}
    await database.ping()
    await database.close()


@pytest.mark.postgres
async def test_backups_and_migrations_may_take_long(postgres_url: str) -> None:
    database = Database(postgres_url, limits=SHORT)
    for opened in (database.snapshot, database.migrating):
        async with opened() as connection:
            await asyncio.sleep(1.5 * SOON.total_seconds())
            assert [await connection.scalar(text(f"SHOW {name}")) for name in ASKED] == ["0", "0"]
    async with database.reading() as connection:
        assert [await connection.scalar(text(f"SHOW {name}")) for name in ASKED] == ["1s", "1s"]
    await database.close()


@pytest.mark.parametrize(("query", "idle"), [("", "30"), ("?keepalives_idle=7", "7")])
@pytest.mark.postgres
async def test_a_connection_whose_other_end_is_gone(
    proxy: SilentProxy, postgres_url: str, query: str, idle: str
) -> None:
    database = Database(proxy.url(make_url(postgres_url).database or "") + query)
    async with database.reading() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        parameters = raw.info.get_parameters()
    await database.close()

    assert parameters["keepalives_idle"] == idle
    assert (parameters["keepalives_interval"], parameters["keepalives_count"], parameters["tcp_user_timeout"]) == (
        "10",
        "3",
        "30000",
    )


async def test_a_cancelled_write_releases_its_lock_at_once(migrated_sqlite_url: str) -> None:
    database = Database(migrated_sqlite_url, limits=Limits(lock=IMPATIENT))
    kept: list[BaseException] = []

    async def write() -> None:
        begun.set()
        try:
            async with database.writing() as connection:
                inserted = text("INSERT INTO channel_programs VALUES (:team, 'C1', 'wx1') RETURNING team_id")
                for number in range(10_000):
                    begun.set()
                    await connection.execute(inserted, {"team": f"T{number}"})
        except asyncio.CancelledError as error:
            kept.append(error)
            raise

    for _ in range(20):
        begun = asyncio.Event()
        writing = asyncio.create_task(write())
        await begun.wait()
        for _ in range(40):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.wait([writing])
        await SqlChannelPrograms(database).put("T", "C", "wx")
    await database.close()


class Counted(sqlite3.Connection):
    """A connection that counts how many were opened, and how many of them closed."""

    opened: ClassVar[list[sqlite3.Connection]] = []
    closed: ClassVar[set[sqlite3.Connection]] = set()

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.opened.append(self)

    def close(self) -> None:
        super().close()
        self.closed.add(self)


async def test_a_cancelled_write_closes_what_it_opened(migrated_sqlite_url: str) -> None:
    """Whenever it is cancelled, also while it connects: nothing is left for the garbage collector to close."""

    def count(_dialect: object, _entry: object, _where: object, how: dict[str, object]) -> None:
        how["factory"] = Counted

    database, moments = Database(migrated_sqlite_url), range(40)
    event.listen(database._engine.sync_engine, "do_connect", count)
    for turns in moments:
        writing = asyncio.create_task(SqlChannelPrograms(database).put("T", "C", "wx"))
        for _ in range(turns):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.wait([writing])
        await database.close()

        assert set(Counted.opened) == Counted.closed, f"cancelled after {turns} turns of the event loop"
    assert len(Counted.opened) == len(moments[1:])


DAY = date(2026, 11, 23)


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    sent: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement.split(maxsplit=1)[0])

    event.listen(database._engine.sync_engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(database._engine.sync_engine, "before_cursor_execute", listen)


async def test_a_single_query_is_a_single_statement(database: Database) -> None:
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
    rules, grant = SqlAccessRules(database), Grant("U1", Role.ADMIN, by="U2", at=datetime(2026, 11, 23, tzinfo=UTC))
    await rules.set_default("T1", Role.VIEWER)
    await rules.grant("T1", grant)
    with statements(database) as sent:
        roles = await rules.roles("T1")

    assert (roles.default, dict(roles.granted)) == (Role.VIEWER, {"U1": grant})
    assert sent == ["SELECT"]


async def test_what_began_nothing_is_not_rolled_back(migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
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
