"""Backups of either engine: one state of it, whole or not at all."""

import re
import resource
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, create_engine, event

from bot.errors import BackupRefused, StorageUnavailable
from bot.storage.engine.database import Database
from bot.storage.tables.schema import METADATA
from tests.storage.backups import back, everything, mode, packed, whole, write
from tests.storage.everything import Contents, fill, rows_of


async def test_only_its_owner_may_read_it(database: Database, full: Contents, file: Path) -> None:
    """Secrets need the keys, too; nothing else is left in the folder."""
    before = {path.name for path in file.parent.iterdir()}
    await back(database, file)
    content = "".join(whole(file))

    assert full["authorisers"]
    assert "refresh_token_enc" in content
    assert "secret-" not in content
    assert mode(file) == 0o600
    assert {path.name for path in file.parent.iterdir()} - before == {file.name}


def once_read(database: Database, table: Table, do: Callable[[], None]) -> None:
    """Call something once this table's rows were first read."""
    waits = [do]

    def watch(*executed: Any) -> None:
        if waits and re.search(rf"\bFROM {table.name}\b", executed[2]):
            waits.pop()()

    event.listen(database._engine.sync_engine, "after_cursor_execute", watch)


async def test_what_is_written_meanwhile_is_not_in_it(database: Database, database_url: str, file: Path) -> None:
    """It is one state: what comes after its first table was read is missing in its last."""
    first, *_, last = METADATA.tables.values()
    other = create_engine(database_url.replace("postgresql", "postgresql+psycopg", 1))

    def write() -> None:
        with other.begin() as connection:
            connection.execute(last.insert(), rows_of(last, "T-late"))

    once_read(database, first, write)
    await back(database, file)
    other.dispose()

    assert "T-late" in repr((await everything(database))[last.name])
    assert "T-late" not in "".join(whole(file))


async def test_a_file_is_not_overwritten(migrated_sqlite_url: str, file: Path) -> None:
    """Unless requested; a missing folder is a sentence."""
    database = Database(migrated_sqlite_url)
    write(file, packed(["precious"]))
    with pytest.raises(BackupRefused) as there:
        await back(database, file)
    kept = whole(file)
    await back(database, file, force=True)
    with pytest.raises(BackupRefused) as nowhere:
        await back(database, file.parent / "nowhere" / "monday.backup")
    await database.close()

    assert kept == ["precious"]
    assert there.value.params["reason"] == "exists"
    assert nowhere.value.params["reason"] == "unwritable"
    assert mode(file) == 0o600


async def test_a_database_without_tables_makes_no_backup(empty: Database, file: Path) -> None:
    """Most likely the DATABASE_URL is another one than that of the bot."""
    with pytest.raises(StorageUnavailable) as refused:
        await back(empty, file)

    assert refused.value.params == {"reason": "older"}
    assert mode(file) == 0


async def test_a_full_disk_leaves_no_half_of_a_file(migrated_sqlite_url: str, file: Path) -> None:
    """Under no name; an earlier backup of that name stays whole."""
    database = Database(migrated_sqlite_url)
    write(file, packed(["precious"]))
    before = {path.name for path in file.parent.iterdir()}
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # From here no file grows beyond a hundred bytes, as on a full disk.
    once_read(
        database, METADATA.tables["workspaces"], lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    )
    try:
        with pytest.raises(BackupRefused) as refused:
            await back(database, file, force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    await database.close()

    assert refused.value.params == {"reason": "unwritable", "file": str(file)}
    assert {path.name for path in file.parent.iterdir()} == before
    assert whole(file) == ["precious"]


def damage(file: Path) -> None:
    """Overwrite an index page, which reading all rows does not touch."""
    with closing(sqlite3.connect(file)) as connection:
        (page,) = connection.execute("SELECT max(rootpage) FROM sqlite_master WHERE name LIKE 'ix_%'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as opened:
        opened.seek((page - 1) * size)
        opened.write(bytes(size))


async def test_a_damaged_database_makes_no_backup(migrated_sqlite_url: str, file: Path) -> None:
    """It is noticed while an earlier backup exists, even where its rows can be read."""
    database = Database(migrated_sqlite_url)
    async with database.writing() as connection:
        await connection.run_sync(fill, "T1")
    await database.close()
    damage(Path(migrated_sqlite_url.removeprefix("sqlite:///")))
    with pytest.raises(StorageUnavailable) as refused:
        await back(database, file)
    await database.close()

    assert refused.value.params == {"reason": "damaged"}
    assert mode(file) == 0
