"""While the database can only be read: questions are answered, what writes says why, and all goes on afterwards."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from tests.clock import NOW
from tests.e2e.person import Person, alice_in, everything_in, has_table
from tests.forked import launched
from tools.sandbox.launch import Plan, Running

pytestmark = [pytest.mark.e2e, pytest.mark.postgres]


@pytest_asyncio.fixture
async def running(tmp_path: Path, postgres_url: str) -> AsyncIterator[Running]:
    extra = {"DATABASE_URL": postgres_url, "BASELIB_MAY_SET_MINIMUM": "on"}
    async with launched(Plan(tmp_path, NOW, ports=(0, 0, 0), extra=extra, quiet=True)) as running:
        yield running


@pytest_asyncio.fixture
async def alice(running: Running) -> AsyncIterator[Person]:
    person = alice_in(running)
    yield person
    await person.http.aclose()
    await person.wechat.aclose()


async def let_write(url: str, *, on: bool) -> None:
    """Let the database be written again, or only be read, from each connection's next transaction on."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        name = connection.info.dbname
        await connection.execute("SET default_transaction_read_only = off")
        await connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {"off" if on else "on"}')
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        await connection.execute(others, [name])


async def test_a_read_only_database(alice: Person, postgres_url: str) -> None:
    """It has yesterday's numbers, so each question has an answer; nothing that is decided is lost or half done."""
    await alice.ask("/baselib report shop")
    await alice.move_clock(await alice.now() + timedelta(days=1))
    await let_write(postgres_url, on=False)
    answers = {
        text: await alice.ask(f"/baselib {text}")
        for text in ("report shop", "raise 3.8.0 shop", "trend shop", "changes")
    }
    refused = await alice.ask("/baselib propose 3.8.0 shop chunked transfer")
    await let_write(postgres_url, on=True)
    again = await alice.ask("/baselib report shop")

    for text, answer in answers.items():
        assert "Try again" not in answer["text"], text
        assert "database is read-only" not in answer["text"], text
    assert has_table(answers["report shop"])
    assert "New numbers cannot be stored right now." in everything_in(answers["report shop"])
    assert "The database is read-only." in everything_in(refused)
    assert "cannot be stored" not in everything_in(again)
