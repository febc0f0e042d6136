"""Backups: a whole database as one file, and back, also from SQLite to PostgreSQL or the reverse.

A database is backed up as it is, even before its tables are migrated. A restore creates the tables that it had; then
the migrations run as they would have on the database itself.
"""

import asyncio
import gzip
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import mkstemp
from typing import IO, Final

from sqlalchemy import Connection, Integer, Table, func, select, text

from bot.errors import BackupRefused, StorageUnavailable
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE
from bot.storage.engine.revisions import current_revision, refusal, upgrade, upgrade_to
from bot.storage.maintenance.backup_file import Backup, BackupWriter, Header, read_backup
from bot.storage.tables.schema import METADATA, tables_in

_LOOKS: Final = 5
_BETWEEN_LOOKS_S: Final = 0.1


async def back_up(database: Database, file: Path, *, version: str, now: datetime, force: bool = False) -> Backup:
    """Write everything into a file that only its owner may read, without waiting for concurrent writers.

    Args:
        database: at any revision that this code knows.
        file: the target; it appears only when it is complete.

    Raises:
        BackupRefused: `exists` or `unwritable`.
        StorageUnavailable: also `older` when there are no tables yet, `too-old`, `newer`, and `damaged`.
    """
    if not force and await asyncio.to_thread(file.exists):
        raise BackupRefused(reason="exists", file=str(file))
    async with database.snapshot() as connection:
        await connection.run_sync(_require_sound)
        header = Header(version, await connection.run_sync(_revision), now)
        with _made(file) as opened:
            rows = await connection.run_sync(partial(_write, file=opened, header=header))
    return Backup(file, header, rows)


async def restore(database: Database, file: Path, *, replace: bool = False) -> Backup:
    """Put a backup into a database, all or nothing, and bring the tables up to date.

    Args:
        database: at any revision that this code knows, with no Baselib running on it.
        file: from `back_up`.
        replace: delete what is in the database; without it the database must be empty.

    Raises:
        BackupRefused: with any reason but `exists` and `unwritable`.
        StorageUnavailable: also `in-use`, `too-old` and `newer`.
    """
    backup = read_backup(file)
    if reason := refusal(backup.header.revision):
        raise BackupRefused(reason=reason, file=str(file))
    with database.alone():
        if database.shared and await _others_run(database):
            raise BackupRefused(reason="running", file=str(file))
        async with database.migrating() as connection:
            await connection.run_sync(current_revision)
            if not replace and await connection.run_sync(_holds_anything):
                raise BackupRefused(reason="not-empty", file=str(file))
            await connection.run_sync(partial(_replace, backup=backup))
    return backup


async def _others_run(database: Database) -> bool:
    """Whether another Baselib is connected to PostgreSQL; a closed connection stays listed for a moment."""
    await database.close()
    for _ in range(_LOOKS):
        if not await database.has_others():
            return False
        await asyncio.sleep(_BETWEEN_LOOKS_S)
    return True


@contextmanager
def _made(file: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner may read (by `mkstemp`), renamed to its target once complete and on disk.

    Raises:
        BackupRefused: `unwritable`.
    """
    try:
        number, name = mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(number, "wb") as opened:
                yield opened
                opened.flush()
                os.fsync(opened.fileno())
            Path(name).replace(file)
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()
    except OSError as error:
        raise BackupRefused(reason="unwritable", file=str(file)) from error


def _require_sound(connection: Connection) -> None:
    """Refuse a damaged database: its backup would be unreliable.

    https://www.sqlite.org/pragma.html#pragma_integrity_check

    Raises:
        StorageUnavailable: `damaged`.
    """
    if connection.dialect.name == "sqlite" and connection.scalar(text("PRAGMA integrity_check(1)")) != "ok":
        raise StorageUnavailable(reason="damaged")


def _revision(connection: Connection) -> str:
    revision = current_revision(connection)
    if revision is None:
        raise StorageUnavailable(reason="older")
    return revision


def _write(connection: Connection, *, file: IO[bytes], header: Header) -> int:
    with gzip.open(file, "wb") as compressed:
        writer = BackupWriter(compressed, header)
        for table in tables_in(connection).values():
            writer.table(table)
            # In batches from a server-side cursor: the whole table would not fit into memory.
            rows = connection.execute(select(table).execution_options(yield_per=ROWS_AT_ONCE))
            for row in rows:
                writer.row(row)
        writer.finish()
    return writer.rows


def _holds_anything(connection: Connection) -> bool:
    return any(connection.scalar(select(1).select_from(table).limit(1)) for table in tables_in(connection).values())


def _replace(connection: Connection, *, backup: Backup) -> None:
    METADATA.drop_all(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    upgrade_to(connection, backup.header.revision)
    tables = tables_in(connection)
    for table, rows in backup.batches(tables, ROWS_AT_ONCE):
        connection.execute(table.insert(), rows)
    _count_on(connection, tables.values())
    upgrade(connection)  # which may insert more rows


def _count_on(connection: Connection, tables: Iterable[Table]) -> None:
    """Set PostgreSQL's sequences to the highest number: inserting explicit numbers does not advance them."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        number = table.autoincrement_column
        if number is not None and isinstance(number.type, Integer):
            sequence = func.pg_get_serial_sequence(table.name, number.name)
            highest = select(func.coalesce(func.max(number), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(sequence, highest, False)))  # noqa: FBT003 # SQL has no keywords
