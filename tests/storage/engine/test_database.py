"""What a database refuses, and how it says so."""

import asyncio
import logging
import os
import re
import sqlite3
import stat
import traceback
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, select, text

from bot.domain.delivery import Delivery, DeliveryState
from bot.errors import SettingsError, StorageUnavailable
from bot.ports.programs import Labels
from bot.ports.slack import Workspace
from bot.storage.deliveries import SqlDeliveries
from bot.storage.engine.database import Database
from bot.storage.engine.limits import Limits
from bot.storage.programs.labels import SqlChannelPrograms, SqlProgramLabels
from bot.storage.tables.digest import DELIVERIES
from bot.storage.workspaces import SqlWorkspaces
from tests.postgres import PostgresServer
from tests.silent_proxy import silent_proxy
from tests.storage.conftest import IMPATIENT

DELIVERY = Delivery("D1", "T1", "S1", date(2026, 11, 2), datetime(2026, 11, 2, 1, tzinfo=UTC), DeliveryState.DUE)


async def reason(database: Database, call: Callable[[Database], Awaitable[object]] = Database.ping) -> object:
    """Only why a call is refused; the database is closed afterwards."""
    with pytest.raises(StorageUnavailable) as refused:
        await call(database)
    await database.close()
    (why,) = refused.value.params.values()
    return why


async def refusal(database: Database) -> StorageUnavailable:
    with pytest.raises(StorageUnavailable) as refused:
        await SqlChannelPrograms(database).put("T1", "C1", "wx1")
    return refused.value


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("secret", "no-url"),
        ("postgresql://u:secret@h:port/d", "no-url"),
        ("mysql://u:secret@h/d", "not-sqlite-or-postgresql"),
        ("sqlite://", "no-file"),
        ("sqlite:///:memory:", "no-file"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused(url: str, reason: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Database(url)

    assert refused.value.params == {"name": "DATABASE_URL", "reason": reason}
    assert "secret" not in "".join(traceback.format_exception(refused.value))


def test_both_spellings_of_postgresql_are_understood() -> None:
    assert Database("postgres://u:p@h/d").shared
    assert Database("postgresql://u:p@h/d").shared


async def test_a_relative_file_lies_in_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    database = Database("sqlite:///baselib.db")
    await database.prepare()
    await database.close()

    assert (tmp_path / "baselib.db").is_file()


async def test_ping_answers(database: Database) -> None:
    await database.ping()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://u@/d?host={folder}", "unreachable"),
        ("postgresql://u:canary@127.0.0.1:9/d", "unreachable"),
        ("sqlite:///{folder}/missing/test.db", "no-folder"),
    ],
)
async def test_ping_says_what_is_not_there(url: str, why: str, tmp_path: Path) -> None:
    assert await reason(Database(url.format(folder=tmp_path))) == why


@pytest.mark.postgres
@pytest.mark.parametrize(("old", "new"), [("/test_", "/nowhere_"), ("postgres@", "nobody@")])
async def test_a_server_that_knows_no_such_database_or_user_does_not_let_in(
    postgres_url: str, old: str, new: str
) -> None:
    assert await reason(Database(postgres_url.replace(old, new))) == "not-let-in"


@pytest.mark.postgres
async def test_a_server_without_tls_says_so(postgres_server: PostgresServer) -> None:
    async with silent_proxy(postgres_server.folder) as proxy:
        assert await reason(Database(f"{proxy.url('postgres')}?sslmode=require")) == "no-tls"


@pytest.mark.postgres
async def test_a_database_without_an_encoding_keeps_chinese(postgres_server: PostgresServer) -> None:
    """Servers set up without a locale make such databases: they store UTF-8 as it is."""
    name = postgres_server.create(encoding="SQL_ASCII")
    database = Database(postgres_server.url(name))
    await database.migrate()
    labels = SqlProgramLabels(database)
    await labels.put("T1", "wx1", Labels("云杉商城"))

    assert (await labels.get("T1", "wx1")).alias == "云杉商城"
    await database.close()


@pytest.mark.postgres
async def test_a_database_that_cannot_hold_chinese_is_refused(postgres_server: PostgresServer) -> None:
    database = Database(postgres_server.url(postgres_server.create(encoding="LATIN1")))

    assert await reason(database, Database.migrate) == "encoding"


async def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "test.db"
    file.write_bytes(b"not a database, " * 100)

    assert await reason(Database(f"sqlite:///{file}"), Database.prepare) == "damaged"
    assert file.read_bytes() == b"not a database, " * 100


async def test_a_locked_sqlite_file_is_locked(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url, limits=Limits(lock=IMPATIENT))
    await database.prepare()
    other = sqlite3.connect(tmp_path / "test.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    assert (await refusal(database)).params == {"reason": "locked"}
    assert await SqlChannelPrograms(database).get("T1", "C1") is None
    other.close()
    await database.close()


async def test_writers_of_one_process_wait_in_order(migrated_sqlite_url: str) -> None:
    database, done = Database(migrated_sqlite_url, limits=Limits(lock=timedelta(0))), list[int]()

    async def write(number: int) -> None:
        async with database.writing() as connection:
            await connection.execute(text("SELECT 1"))
            done.append(number)

    async with asyncio.TaskGroup() as tasks:
        for number in range(30):
            tasks.create_task(write(number))
    await database.close()

    assert done == list(range(30))


@pytest.mark.postgres
async def test_a_locked_postgresql_table_is_locked(postgres_url: str) -> None:
    database = Database(postgres_url, limits=Limits(lock=IMPATIENT))
    with psycopg.connect(postgres_url) as other:
        other.execute("LOCK TABLE channel_programs")
        assert (await refusal(database)).params == {"reason": "locked"}
    await database.close()


async def test_a_read_only_sqlite_file_is_read_only(sqlite_url: str, tmp_path: Path) -> None:
    writable = Database(sqlite_url)
    await writable.prepare()
    await SqlChannelPrograms(writable).put("T1", "C1", "wx1")
    await writable.close()

    database = Database(f"sqlite:///file:{tmp_path / 'test.db'}?mode=ro&uri=true")
    assert (await refusal(database)).params == {"reason": "read-only"}
    assert await SqlChannelPrograms(database).get("T1", "C1") == "wx1"
    await database.close()


@pytest.mark.postgres
async def test_a_name_is_held_by_one_replica_at_a_time(postgres_url: str) -> None:
    """The other learns so at once, other names are free, and a leaving replica frees its own."""
    first, second = Database(postgres_url), Database(postgres_url)
    async with (
        first.only_one("sweep T1") as ours,
        second.only_one("sweep T1") as theirs,
        second.only_one("sweep T2") as other,
    ):
        assert (ours, theirs, other) == (True, False, True)
    async with second.only_one("sweep T1") as theirs:
        assert theirs
    for database in (first, second):
        await database.close()


async def test_one_process_holds_every_name(sqlite_url: str) -> None:
    async with Database(sqlite_url).only_one("sweep T1") as ours:
        assert ours


@pytest.mark.postgres
async def test_a_read_only_postgresql_is_read_only(postgres_url: str) -> None:
    database = Database(f"{postgres_url}&options=-c%20default_transaction_read_only%3Don")
    assert (await refusal(database)).params == {"reason": "read-only"}
    await database.close()


async def test_the_drivers_exception_is_the_cause(empty: Database) -> None:
    refused = await refusal(empty)

    assert refused.params == {"reason": "broken"}
    assert "channel_programs" in str(refused.__cause__)
    assert "wx1" not in str(refused.__cause__)


async def test_a_naive_datetime_is_refused(database: Database) -> None:
    deliveries = SqlDeliveries(database)
    naive = datetime(2026, 11, 2, 1)  # noqa: DTZ001 # that is the point
    with pytest.raises(ValueError, match="an instant needs a zone"):
        await deliveries.claim(now=naive, lease_until=naive, limit=1)


async def test_instants_come_back_in_utc(database: Database) -> None:
    from_shanghai = datetime.fromisoformat("2026-11-02T09:00:00.000001+08:00")
    await SqlDeliveries(database).record([Delivery("D1", "T1", "S1", date(2026, 11, 2), from_shanghai, DELIVERY.state)])

    async with database.reading() as connection:
        due_at = await connection.scalar(select(DELIVERIES.c.due_at))
    assert due_at is not None
    assert due_at.isoformat() == "2026-11-02T01:00:00.000001+00:00"


async def test_what_an_exception_leaves_is_undone(database: Database) -> None:

    async def stumble() -> None:
        async with database.writing() as connection:
            await connection.execute(text("INSERT INTO channel_programs VALUES ('T1', 'C1', 'wx1')"))
            raise LookupError

    with pytest.raises(LookupError):
        await stumble()
    assert await SqlChannelPrograms(database).get("T1", "C1") is None


async def test_sqlite_keeps_commits_through_a_power_cut(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    async with database.reading() as first, database.reading() as second:
        for connection in (first, second):
            assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"
            assert await connection.scalar(text("PRAGMA synchronous")) == 2
            assert await connection.scalar(text("PRAGMA foreign_keys")) == 1
    await database.close()


async def test_sqlite_remembers_little_of_its_file(sqlite_url: str) -> None:
    """Half a megabyte (negative numbers are kB) per connection; five idle ones would keep ten."""
    database = Database(sqlite_url)
    async with database.reading() as first, database.writing() as second:
        for connection in (first, second):
            assert await connection.scalar(text("PRAGMA cache_size")) == -512
    await database.close()


async def test_nothing_stored_is_logged(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="sqlalchemy.engine"):
        await SqlWorkspaces(database).put(Workspace("T1", "canary-name", "U1"))

    assert re.search("INSERT INTO workspaces", caplog.text)
    assert "canary-name" not in caplog.text


@pytest.mark.postgres
async def test_postgresql_says_what_time_it_is(postgres_url: str) -> None:
    database = Database(postgres_url)
    async with database.reading() as connection:
        first = await connection.scalar(text("SELECT clock_timestamp()"))
        sentence = [await database.now() for _ in range(2)]
        last = await connection.scalar(text("SELECT clock_timestamp()"))
    await database.close()

    assert first < sentence[0] < sentence[1] < last
    assert sentence[0].tzinfo


_TABLE = text("CREATE TABLE numbers (key INTEGER PRIMARY KEY, value TEXT)")
_SAVE = text("INSERT INTO numbers VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
_FEW = [{"key": key, "value": "few"} for key in range(3)]
_MANY = [{"key": key, "value": "many"} for key in range(20_000)]
_ROUNDS = 4


async def test_a_cursor_that_is_dropped_late_spoils_no_statement(sqlite_url: str) -> None:
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


@pytest.fixture
def _anyone_may_read() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_anyone_may_read")
@pytest.mark.parametrize("exists", [False, True])
async def test_only_its_owner_reads_it(tmp_path: Path, *, exists: bool) -> None:
    file = tmp_path / "baselib.db"
    if exists:
        for name in ("baselib.db", "baselib.db-wal", "baselib.db-shm"):
            (tmp_path / name).touch(0o644)
    database = Database(f"sqlite:///{file}")
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE a (b)"))

    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in os.scandir(tmp_path)}
    await database.close()

    assert modes == {"baselib.db": 0o600, "baselib.db-wal": 0o600, "baselib.db-shm": 0o600}
