"""Exceptions that no database in these tests raises by itself."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from resource import RLIMIT_FSIZE, getrlimit, setrlimit

import psycopg
import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, event, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import NoSubscription, StorageUnavailable
from bot.ports.slack import Workspace
from bot.storage.engine.columns import Encoded, Json, read, row_of
from bot.storage.engine.database import LEAST_FREE, Database
from bot.storage.engine.limits import translated
from bot.storage.programs.labels import SqlChannelPrograms
from bot.storage.workspaces import SqlWorkspaces
from tests.patience import PATIENCE
from tests.storage.conftest import may_not_grow
from tests.storage.everything import waits_for_a_lock

_FAILED = 'connection failed: connection to server at "::1", port 5432 failed: '


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PoolTimeout("every connection is taken"), "no-answer"),
        (StatementError("not bound", "SELECT :x", {}, TypeError("x")), "broken"),
    ],
)
def test_what_sqlalchemy_itself_raises(error: SQLAlchemyError, reason: str) -> None:
    with pytest.raises(StorageUnavailable) as refused, translated():
        raise error

    assert refused.value.params == {"reason": reason}
    assert refused.value.__cause__ is error


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("failed to resolve host 'db.invalid': [Errno -2] Name or service not known", "unreachable"),
        ("connection timeout expired", "unreachable"),
        ('connection failed: connection to server at "192.0.2.1", port 5432 failed: No route to host', "unreachable"),
        (
            f'{_FAILED}致命错误: 用户 "u" Password 认证失败',
            "not-let-in",
        ),
        (
            f"{_FAILED}server does not support SSL, but SSL was required",
            "no-tls",
        ),
        (
            f"{_FAILED}SSL error: certificate verify failed: self-signed certificate",
            "no-tls",
        ),
        (
            f'{_FAILED}FATAL:  no pg_hba.conf entry for host "::1", user "u", database "d", no encryption',
            "not-let-in",
        ),
        ("consuming input failed: SSL error: unexpected eof while reading", "broken"),
        ('connection is bad: invalid sslmode value: "nonsense"', "broken"),
    ],
)
def test_why_no_one_is_connected(reply: str, reason: str) -> None:
    with pytest.raises(StorageUnavailable) as refused, translated():
        raise OperationalError("connect", {}, psycopg.OperationalError(reply))

    assert refused.value.params == {"reason": reason}


def test_ours_pass_unchanged() -> None:
    error = NoSubscription()
    with pytest.raises(NoSubscription) as raised, translated():
        raise error

    assert raised.value is error


@pytest.fixture
async def replicas(empty_url: str) -> AsyncIterator[tuple[Database, Database]]:
    one, other = Database(empty_url), Database(empty_url)
    yield one, other
    await one.close()
    await other.close()


async def test_one_replica_at_a_time(replicas: tuple[Database, Database]) -> None:
    """On PostgreSQL a second replica waits for that name only; SQLite has just one replica."""
    one, other = replicas
    entered: list[str] = []

    async def enter(name: str) -> None:
        async with other.exclusive(name):
            entered.append(name)

    async with one.exclusive("token wx1"):
        await enter("token wx2")
        second = asyncio.create_task(enter("token wx1"))
        if one.shared:
            while not await waits_for_a_lock(one):
                pass  # each look is a query, which lets the other task's go along
            assert entered == ["token wx2"]
        else:
            await second
    await second

    assert entered == ["token wx2", "token wx1"]


@pytest.mark.postgres
async def test_holders_of_a_name_get_on(postgres_url: str) -> None:
    """As many as there are connections hold one each, and the database still serves all."""
    database, holders = Database(postgres_url), 15
    all_hold = asyncio.Barrier(holders)

    async def hold(number: int) -> None:
        async with database.exclusive(f"token wx{number}"):
            await all_hold.wait()
            await database.ping()

    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(hold(number) for number in range(holders)))
    finally:
        await database.close()


def _fits(_folder: Path, size: int, *, free: int) -> bool:
    return size <= free


async def test_a_full_disk_is_full(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    await database.prepare()
    await database.close()
    event.listen(database._engine.sync_engine, "connect", may_not_grow)
    with pytest.raises(StorageUnavailable) as refused:
        await SqlWorkspaces(database).put(Workspace("T1", "x" * 1_000_000, "U1"))

    assert refused.value.params == {"reason": "full"}
    assert await SqlWorkspaces(database).all() == []
    await database.close()


async def test_a_disk_without_room_is_full(database_url: str) -> None:
    """Before writes fail, since small ones still work; a server looks at its disk itself."""
    for free in (LEAST_FREE, LEAST_FREE - 1):
        database = Database(database_url, room=partial(_fits, free=free))
        if database.shared or free == LEAST_FREE:
            await database.require_room()
        else:
            with pytest.raises(StorageUnavailable, match="full"):
                await database.require_room()
        await database.close()


async def test_a_quota_that_is_used_up_is_full(migrated_sqlite_url: str) -> None:
    database = Database(migrated_sqlite_url)
    await database.require_room()
    unlimited = getrlimit(RLIMIT_FSIZE)
    setrlimit(RLIMIT_FSIZE, (LEAST_FREE - 1, unlimited[1]))
    try:
        with pytest.raises(StorageUnavailable, match="full"):
            await database.require_room()
    finally:
        setrlimit(RLIMIT_FSIZE, unlimited)
    await database.close()


@pytest.mark.postgres
async def test_a_server_whose_files_may_not_grow(postgres_url: str) -> None:
    """PostgreSQL's own quota stands in for its disk; a small write would still fit in."""
    database = Database(f"{postgres_url}&options=-c%20temp_file_limit%3D1MB")
    await SqlChannelPrograms(database).put("T1", "C1", "wx1")
    with pytest.raises(StorageUnavailable, match="full"):
        await database.require_room()
    await database.close()


@pytest.mark.postgres
async def test_a_full_disk_of_postgresql_is_full(postgres_url: str) -> None:
    database = Database(postgres_url)
    with pytest.raises(StorageUnavailable) as refused:
        async with database.writing() as connection:
            await connection.execute(text("DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$"))
    await database.close()

    assert refused.value.params == {"reason": "full"}


HOLD = """
import sys
from bot.storage.engine.database import Database
with Database(sys.argv[1]).alone():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_until_the_first_is_killed(sqlite_url: str) -> None:
    first = subprocess.Popen(  # noqa: S603 # our own arguments
        [sys.executable, "-c", HOLD, sqlite_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert first.stdin is not None
    assert first.stdout is not None
    try:
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(StorageUnavailable) as refused, Database(sqlite_url).alone():
            pass
        assert refused.value.params == {"reason": "in-use"}
    finally:
        first.kill()
        first.wait()
        first.stdin.close()
        first.stdout.close()

    with Database(sqlite_url).alone():
        pass


def test_a_process_that_has_ended_is_followed_by_the_next(sqlite_url: str) -> None:
    other = f"{sqlite_url}2"
    with Database(sqlite_url).alone(), Database(other).alone():
        pass
    with Database(sqlite_url).alone():
        pass


async def test_short_reads_need_not_be_alone(sqlite_url: str) -> None:
    running, command = Database(sqlite_url), Database(sqlite_url)
    with running.alone():
        await running.prepare()
        await command.check()
    await running.close()
    await command.close()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'missing' / 'test.db'}")
    with pytest.raises(StorageUnavailable) as refused, database.alone():
        pass

    assert refused.value.params == {"reason": "no-folder"}


def test_postgresql_is_for_several(tmp_path: Path) -> None:
    url = f"postgresql://u@/d?host={tmp_path}"
    with Database(url).alone(), Database(url).alone():
        pass


@dataclass(frozen=True)
class _Place:
    town: str
    tags: tuple[str, ...] | None


@dataclass(frozen=True)
class _Visit:
    hour: int
    town: str
    place: _Place = _Place("", None)


VISITS = Table(
    "visits",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("hour", Encoded(str, int), nullable=False),
    Column("town", String, nullable=False),
    Column("tags", Json(list, tuple)),
)


def test_the_first_with_a_field_gives_the_value() -> None:
    visit, place = _Visit(9, "Xi'an"), _Place("Lhasa", None)
    assert row_of(VISITS, visit, place) == {"hour": 9, "town": "Xi'an", "tags": None}
    assert row_of(VISITS, visit, place, town="Wuhan")["town"] == "Wuhan"


def test_a_column_without_a_value() -> None:
    with pytest.raises(KeyError, match="tags"):
        row_of(VISITS, _Visit(9, "Xi'an"))


def test_there_and_back() -> None:
    visits = [_Visit(9, "Xi'an", _Place("Xi'an", ("food", "walls"))), _Visit(10, "Lhasa", _Place("Lhasa", None))]
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        VISITS.create(connection)
        connection.execute(VISITS.insert(), [row_of(VISITS, visit, tags=visit.place.tags) for visit in visits])
        rows = connection.execute(select(VISITS).order_by(VISITS.c.number)).all()
        kept = connection.execute(text("SELECT hour, tags FROM visits ORDER BY number")).all()
    engine.dispose()
    assert [read(_Visit, row, place=read(_Place, row)) for row in rows] == visits
    assert [tuple(row) for row in kept] == [("9", '["food","walls"]'), ("10", None)]
