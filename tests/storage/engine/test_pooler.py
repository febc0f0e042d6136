"""PostgreSQL behind PgBouncer, which gives each transaction whichever session is free."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import psycopg
import pytest
from sqlalchemy import func, select, text

from bot.errors import StorageUnavailable
from bot.storage.engine.database import Database
from bot.storage.engine.limits import Limits
from bot.storage.programs.labels import SqlChannelPrograms
from tests.postgres import PostgresServer, pooler
from tests.storage.conftest import IMPATIENT

pytestmark = pytest.mark.postgres

_MOVED = text("UPDATE channel_programs SET appid = :to WHERE channel_id = :channel")
_SETTINGS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "tcp_user_timeout")
_OURS = select(*(func.current_setting(name) for name in _SETTINGS))
_THEIRS = b"SELECT " + b", ".join(b"current_setting('%b')" % name.encode() for name in _SETTINGS)


@asynccontextmanager
async def pooled(server: PostgresServer, mode: str = "transaction", prepared: int = 0) -> AsyncIterator[str]:
    async with pooler(server, mode=mode, prepared=prepared) as end:
        yield f"postgresql://postgres@/{server.create()}{end}"


@pytest.mark.parametrize(("mode", "prepared"), [("transaction", 0), ("transaction", 200), ("session", 0)])
async def test_everything_works(postgres_server: PostgresServer, mode: str, prepared: int) -> None:
    """Migrations, reads and writes by several at once, however often the same, snapshots and locks."""
    async with pooled(postgres_server, mode, prepared) as url:
        first, second = Database(url), Database(url)
        await first.migrate()
        await asyncio.gather(*(work(database, number) for database in (first, second) for number in range(4)))
        async with first.snapshot() as connection:
            assert await connection.scalar(text("SHOW transaction_isolation")) == "repeatable read"
            assert await connection.scalar(text("SHOW statement_timeout")) == "0"
        async with first.only_one("sweep") as ours, second.only_one("sweep") as theirs:
            assert (ours, theirs) == (True, False)
        for database in (first, second):
            await database.close()


async def work(database: Database, number: int) -> None:
    """Ask and write the same often enough for a driver to prepare it."""
    programs = SqlChannelPrograms(database)
    for turn in range(12):
        await programs.put("T1", f"C{number}", f"wx{turn}")
        assert await programs.get("T1", f"C{number}") is not None
        async with database.alone_writing() as connection:
            await connection.execute(_MOVED, {"to": f"wx{turn}", "channel": f"C{number}"})


async def test_no_setting_stays_behind(postgres_server: PostgresServer) -> None:
    async with pooled(postgres_server) as url:
        database = Database(url, limits=Limits(lock=timedelta(seconds=5), transaction=timedelta(minutes=1)))
        for opened in (
            database.reading,
            partial(database.reading, apart=True),
            database.writing,
            database.alone_writing,
        ):
            async with opened() as connection:
                assert (await connection.execute(_OURS)).one()[:3] == ("5s", "1min", "1min")
        with psycopg.connect(url, autocommit=True) as other:
            assert other.execute(_THEIRS).fetchall() == [("0", "0", "0", "0")]
        await database.close()


async def test_a_single_statement_does_not_wait_for_ever(postgres_server: PostgresServer) -> None:
    async with pooled(postgres_server) as url:
        database = Database(url, limits=Limits(lock=IMPATIENT))
        await database.migrate()
        await SqlChannelPrograms(database).put("T1", "C1", "wx1")
        with psycopg.connect(url) as other:
            other.execute("LOCK TABLE channel_programs")
            with pytest.raises(StorageUnavailable) as refused:
                async with database.alone_writing() as connection:
                    await connection.execute(text("UPDATE channel_programs SET appid = 'wx2'"))
        assert refused.value.params == {"reason": "locked"}
        assert await SqlChannelPrograms(database).get("T1", "C1") == "wx1"
        await database.close()


async def test_a_pooler_without_transactions_says_so(postgres_server: PostgresServer) -> None:
    async with pooled(postgres_server, "statement") as url:
        database = Database(url)
        with pytest.raises(StorageUnavailable) as refused:
            await database.check()
        await database.close()
    assert refused.value.params == {"reason": "pooler"}
