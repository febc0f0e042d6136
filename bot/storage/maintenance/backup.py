"""Backups: a whole database as one file, and back, also from SQLite to PostgreSQL or the reverse.

A database is backed up as it is, even before its tables are migrated. A restore creates the tables that it had; then
the migrations run as they would have on the database itself.

The format of a backup: compressed lines of JSON, the same for SQLite and PostgreSQL.

    {"baselib": "backup", "format": 1, "version": "1.0.0", "revision": "0032", "made_at": "2026-11-25T02:00:00+00:00"}
    {"table": "snapshots", "columns": ["team_id", "appid", ...]}
    ["T1", "wx1", ...]                      a line for each row, until the next table
    {"rows": 1234, "sha256": "..."}         the last one: of every byte before it

Days and instants are text in ISO 8601, instants in UTC. The checksum detects damage, not forgery.
"""

import asyncio
import gzip
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import IO, Any, Final

from sqlalchemy import Column, Connection, Date, Integer, LargeBinary, Table, func, select, text

from bot.errors import BackupRefused, StorageUnavailable
from bot.storage.engine.columns import Instant
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE
from bot.storage.engine.revisions import current_revision, refusal, upgrade, upgrade_to
from bot.storage.tables.schema import METADATA, tables_in

FORMAT: Final = 1
_LONGEST_LINE: Final = 64 * 1024 * 1024
"""Bytes of a row; WeChat's longest list makes a row of a few megabytes."""
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: which database was backed up."""

    version: str
    """The Baselib version that wrote it."""
    revision: str
    """The revision of its tables."""
    made_at: datetime
    """UTC."""


class BackupWriter:
    """Writes a backup line by line."""

    def __init__(self, file: gzip.GzipFile, header: Header) -> None:
        self._file = file
        self._digest = sha256()
        self.rows = 0
        self._line(
            {
                "baselib": "backup",
                "format": FORMAT,
                "version": header.version,
                "revision": header.revision,
                "made_at": header.made_at.isoformat(),
            }
        )

    def table(self, table: Table) -> None:
        """Begin a table; the rows that follow are its rows."""
        self._line({"table": table.name, "columns": list(table.columns.keys())})

    def row(self, values: Sequence[object]) -> None:
        """Write a row, with its values in the order of the table's columns."""
        self._line(list(values))
        self.rows += 1

    def finish(self) -> None:
        """Write the last line; without it a backup counts as incomplete."""
        self._line({"rows": self.rows, "sha256": self._digest.hexdigest()})

    def _line(self, content: object) -> None:
        line = json.dumps(content, separators=(",", ":"), default=_as_text).encode() + b"\n"
        self._digest.update(line)
        self._file.write(line)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was read to its end once and is complete."""

    file: Path
    header: Header
    rows: int

    def batches(self, tables: Mapping[str, Table], size: int) -> Iterator[tuple[Table, list[dict[str, object]]]]:
        """Yield the rows with their table, in batches of at most `size`.

        Args:
            size: the most rows of a batch.
        """
        try:
            yield from _batches(_contents(self.file), tables, size)
        except (KeyError, ValueError, TypeError) as error:
            raise BackupRefused(reason="damaged", file=str(self.file)) from error


def _batches(
    contents: Iterable[Any], tables: Mapping[str, Table], size: int
) -> Iterator[tuple[Table, list[dict[str, object]]]]:
    table: Table | None = None
    columns: list[Column[Any]] = []
    batch: list[dict[str, object]] = []
    for content in contents:
        if isinstance(content, list):
            pairs = zip(columns, content, strict=True)
            batch.append({column.name: _typed(value, column) for column, value in pairs})
        if table is not None and batch and (isinstance(content, dict) or len(batch) == size):
            yield table, batch
            batch = []
        if isinstance(content, dict) and "table" in content:
            table = tables[content["table"]]
            columns = [table.columns[name] for name in content["columns"]]


def read_backup(file: Path) -> Backup:
    """Read a backup once from beginning to end, and check it."""
    try:
        with file.open("rb") as opened:
            if opened.read(len(_GZIP)) != _GZIP:
                raise BackupRefused(reason="no-backup", file=str(file))
        header = _header(file)
        return Backup(file, header, _checked_rows(file))
    except (EOFError, zlib.error, gzip.BadGzipFile, ValueError, KeyError, TypeError) as error:
        raise BackupRefused(reason="damaged", file=str(file)) from error
    except OSError as error:
        raise BackupRefused(reason="unreadable", file=str(file)) from error


def _header(file: Path) -> Header:
    try:
        first = next(_contents(file))
    except (StopIteration, ValueError):
        first = None
    if not isinstance(first, dict) or first.get("baselib") != "backup":
        raise BackupRefused(reason="no-backup", file=str(file))
    if first["format"] > FORMAT:
        raise BackupRefused(reason="newer", file=str(file))
    return Header(str(first["version"]), str(first["revision"]), datetime.fromisoformat(first["made_at"]))


def _checked_rows(file: Path) -> int:
    """Return the number of rows, once the checksum is verified."""
    digest, rows, before = sha256(), 0, b""
    for line in _lines(file):
        digest.update(before)
        rows += before.startswith(b"[")
        before = line
    if json.loads(before) != {"rows": rows, "sha256": digest.hexdigest()}:
        raise ValueError("the checksum is another one")
    return rows


def _contents(file: Path) -> Iterator[Any]:
    return map(json.loads, _lines(file))


def _lines(file: Path) -> Iterator[bytes]:
    with gzip.open(file) as lines:
        while line := lines.readline(_LONGEST_LINE):
            yield line


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"a backup has no {type(value).__name__}")


def _typed(value: Any, column: Column[Any]) -> object:
    if isinstance(value, str) and isinstance(column.type, Instant):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(column.type, LargeBinary):
        return bytes.fromhex(value)
    return date.fromisoformat(value) if isinstance(value, str) and isinstance(column.type, Date) else value


_LOOKS: Final = 5
_BETWEEN_LOOKS_S: Final = 0.1


async def back_up(database: Database, file: Path, *, version: str, now: datetime, force: bool = False) -> Backup:
    """Write everything into a file that only its owner may read, without waiting for concurrent writers.

    Args:
        database: at any revision that this code knows.
        file: the target; it appears only when it is complete.
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
    """Yield a new file that only its owner may read (by `mkstemp`), renamed to its target once complete and on disk."""
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
