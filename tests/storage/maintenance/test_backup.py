"""Backups of either engine: one state of it, whole or not at all."""

import re
import resource
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Engine, Table, create_engine, event, text

from bot.domain.access import SYSTEM, AuditAction, AuditEntry
from bot.errors import BackupRefused, StorageUnavailable
from bot.ports.slack import Workspace
from bot.storage.access import SqlAuditLog
from bot.storage.engine.database import Database
from bot.storage.engine.revisions import revisions, upgrade_to
from bot.storage.maintenance.backup import back_up, restore
from bot.storage.tables.schema import METADATA
from bot.storage.workspaces import SqlWorkspaces
from tests.storage.backups import NOW, Lines, back, everything, mode, packed, resealed, whole, with_head, write
from tests.storage.conftest import may_not_grow
from tests.storage.everything import Contents, fill, rows_of


async def test_only_its_owner_may_read_it(database: Database, full: Contents, file: Path) -> None:
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
    with pytest.raises(StorageUnavailable) as refused:
        await back(empty, file)

    assert refused.value.params == {"reason": "older"}
    assert mode(file) == 0


async def test_a_full_disk_leaves_no_half_of_a_file(migrated_sqlite_url: str, file: Path) -> None:
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


@pytest.fixture
async def other(empty_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    """A database without tables, of either kind, beside the first."""
    other = Database(empty_url if empty_url.startswith("postgresql") else f"sqlite:///{tmp_path / 'other.db'}")
    yield other
    await other.close()


async def assert_refused(reason: str, database: Database, file: Path, *, replace: bool = False) -> None:
    with pytest.raises(BackupRefused) as refused:
        await restore(database, file, replace=replace)
    assert refused.value.params == {"reason": reason, "file": str(file)}


async def test_from_any_engine_to_any(database: Database, full: Contents, other: Database, file: Path) -> None:
    rows = await back(database, file)
    restored = await restore(other, file)
    await other.check()

    assert restored.rows == rows == sum(map(len, full.values()))
    assert (restored.header.version, restored.header.made_at) == ("1.2.3", NOW)
    assert all(full.values())
    assert await everything(other) == full
    await SqlWorkspaces(other).put(Workspace("T3", "third", "U3"))
    assert [workspace.team_id for workspace in await SqlWorkspaces(other).all()] == ["T1", "T2", "T3"]


async def test_an_old_backup_is_migrated(sqlite_url: str, tmp_path: Path, file: Path) -> None:
    old, new = Database(sqlite_url), Database(f"sqlite:///{tmp_path / 'new.db'}")
    async with old.writing() as connection:
        await connection.run_sync(upgrade_to, revisions()[0])
        await connection.run_sync(fill, "T1")
    await back(old, file)
    await restore(new, file)
    await old.migrate()

    await new.check()
    assert await everything(new) == await everything(old)
    await old.close()
    await new.close()


async def test_an_old_backup_replaces_old_tables(sqlite_url: str, other: Database, file: Path) -> None:
    old = Database(sqlite_url)
    async with old.writing() as connection:
        await connection.run_sync(upgrade_to, revisions()[0])
        await connection.run_sync(fill, "T1")
    await back(old, file)
    await old.close()
    async with other.writing() as connection:
        await connection.run_sync(upgrade_to, revisions()[0])
    await restore(other, file)

    entry = AuditEntry("T1", NOW, SYSTEM, AuditAction.LABELS, "wx1")
    async with SqlAuditLog(other).recording(entry):
        pass
    rows = (await everything(other))["audit"]
    assert len({row["number"] for row in rows}) == len(rows) == 2 + 1


async def test_what_is_there_stays_until_one_says_so(database: Database, full: Contents, file: Path) -> None:
    await back(database, file)
    await assert_refused("not-empty", database, file)
    await SqlWorkspaces(database).put(Workspace("T9", "late", "U9"))
    await restore(database, file, replace=True)

    assert await everything(database) == full


async def test_empty_tables_take_a_backup(migrated_sqlite_url: str, file: Path) -> None:
    database = Database(migrated_sqlite_url)
    await back(database, file)
    await restore(database, file)
    await database.check()
    await database.close()


DAMAGED: Final[dict[str, Callable[[Lines], bytes]]] = {
    "cut off": lambda lines: packed(lines)[: len(packed(lines)) // 2],
    "a bit flipped": lambda lines: packed(lines)[:400] + bytes([packed(lines)[400] ^ 1]) + packed(lines)[401:],
    "a row less": lambda lines: packed([*lines[:2], *lines[3:]]),
    "a row changed": lambda lines: packed([line.replace("T1", "T2") for line in lines]),
    "without its end": lambda lines: packed(lines[:-1]),
    "nothing but its head": lambda lines: packed(lines[:1]),
    "no JSON": lambda lines: packed([lines[0], "{\n", *lines[1:]]),
    "a row too long": lambda lines: resealed([line.replace("]\n", ",1]\n") for line in lines]),
    "rows of no table": lambda lines: resealed([lines[0], *lines[2:]]),
}
NO_BACKUP: Final[dict[str, Callable[[Lines], bytes]]] = {
    "text": lambda _: b"hello\n",
    "SQLite": lambda _: b"SQLite format 3\0",
    "nothing": lambda _: b"",
    "compressed text": lambda _: packed(["hello\n"]),
    "compressed JSON": lambda _: packed(["[]\n"]),
}
NEWER: Final[dict[str, Callable[[Lines], bytes]]] = {
    "a revision to come": lambda lines: resealed(with_head(lines, revision="9999")),
    "a format to come": lambda lines: resealed(with_head(lines, format=2)),
}
TOO_OLD: Final[dict[str, Callable[[Lines], bytes]]] = {
    "the first release": lambda lines: resealed(with_head(lines, revision="0006")),
    "the last revision before 1.0.0": lambda lines: resealed(with_head(lines, revision="0031")),
}


@pytest.mark.parametrize(
    ("reason", "kinds"),
    [("damaged", DAMAGED), ("no-backup", NO_BACKUP), ("newer", NEWER), ("too-old", TOO_OLD)],
    ids=["damaged", "none", "newer", "too old"],
)
async def test_what_is_no_whole_backup_changes_nothing(
    migrated_sqlite_url: str, file: Path, reason: str, kinds: dict[str, Callable[[Lines], bytes]]
) -> None:
    database = Database(migrated_sqlite_url)
    async with database.writing() as connection:
        full = await connection.run_sync(fill, "T1")
    await back(database, file)
    lines = whole(file)
    for made in kinds.values():
        write(file, made(lines))
        await assert_refused(reason, database, file, replace=True)

    assert await everything(database) == full
    await database.close()


async def test_no_file(migrated_sqlite_url: str, file: Path) -> None:
    database = Database(migrated_sqlite_url)
    await assert_refused("unreadable", database, file)
    await database.close()


async def test_a_failure_in_the_middle_changes_nothing(database: Database, full: Contents, file: Path) -> None:
    await back(database, file)
    write(file, resealed([line.replace('"T1"', "null") if line.startswith("[") else line for line in whole(file)]))
    with pytest.raises(StorageUnavailable):
        await restore(database, file, replace=True)

    assert await everything(database) == full
    await database.check()


@pytest.fixture
def disk_full() -> Iterator[Callable[[], None]]:
    """When called, no SQLite file can grow any more."""
    yield lambda: event.listen(Engine, "connect", may_not_grow)
    if event.contains(Engine, "connect", may_not_grow):
        event.remove(Engine, "connect", may_not_grow)


async def test_a_full_disk_changes_nothing(
    migrated_sqlite_url: str, sqlite_template: Path, file: Path, disk_full: Callable[[], None]
) -> None:
    """A backup that does not fit is refused as too large, and the contents stay."""
    large_file = shutil.copyfile(sqlite_template, file.with_name("large.db"))
    large, small = Database(f"sqlite:///{large_file}"), Database(migrated_sqlite_url)
    await SqlWorkspaces(large).put(Workspace("T9", "x" * 1_000_000, "U9"))
    await back(large, file)
    async with small.writing() as connection:
        full = await connection.run_sync(fill, "T1")
    await small.close()
    disk_full()
    with pytest.raises(StorageUnavailable) as refused:
        await restore(small, file, replace=True)

    assert refused.value.params == {"reason": "full"}
    assert await everything(small) == full
    await small.check()
    await large.close()
    await small.close()


async def test_not_beneath_a_running_baselib(database: Database, database_url: str, full: Contents, file: Path) -> None:
    await back(database, file)
    running = Database(database_url)
    with running.alone():
        await running.ping()
        with pytest.raises((BackupRefused, StorageUnavailable)) as refused:
            await restore(database, file, replace=True)
    await running.close()

    assert refused.value.params["reason"] == ("running" if database.shared else "in-use")
    assert await everything(database) == full
    await restore(database, file, replace=True)


async def test_not_over_a_newer_database(database: Database, full: Contents, file: Path) -> None:
    await back(database, file)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for work in (restore(database, file, replace=True), back_up(database, file, version="1", now=NOW, force=True)):
        with pytest.raises(StorageUnavailable) as refused:
            await work
        assert refused.value.params == {"reason": "newer"}
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": revisions()[-1]})

    assert await everything(database) == full
