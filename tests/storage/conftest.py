"""Databases of both kinds."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bot.storage.engine.database import Database
from tests.storage.everything import Contents, fill

IMPATIENT = timedelta(milliseconds=50)


def may_not_grow(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Make the disk full for new SQLite connections.

    https://www.sqlite.org/pragma.html#pragma_max_page_count
    """
    connection.cursor().execute("PRAGMA max_page_count = 1")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The DATABASE_URL of a file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest) -> str:
    name = "sqlite_url" if request.param == "sqlite" else "empty_postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[Database]:
    database = Database(empty_url)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("migrated_sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def full(database: Database) -> Contents:
    """What is in the database: rows in every table."""
    async with database.writing() as connection:
        return await connection.run_sync(fill, "T1", "T2")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "monday.backup"
