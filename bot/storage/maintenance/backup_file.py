"""The format of a backup: compressed lines of JSON, the same for SQLite and PostgreSQL.

    {"baselib": "backup", "format": 1, "version": "1.0.0", "revision": "0032", "made_at": "2026-11-25T02:00:00+00:00"}
    {"table": "snapshots", "columns": ["team_id", "appid", ...]}
    ["T1", "wx1", ...]                      a line for each row, until the next table
    {"rows": 1234, "sha256": "..."}         the last one: of every byte before it

Days and instants are text in ISO 8601, instants in UTC. The checksum detects damage, not forgery.
"""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Date, LargeBinary, Table

from bot.errors import BackupRefused
from bot.storage.engine.columns import Instant

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
        """The rows with their table, in batches of at most `size`.

        Args:
            size: the most rows of a batch.

        Raises:
            BackupRefused: the rows do not fit the tables.
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
    """Read a backup once from beginning to end, and check it.

    Raises:
        BackupRefused: it cannot be read, is no backup, is damaged or incomplete, or has a newer format.
    """
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
    """The number of rows, once the checksum is verified.

    Raises:
        ValueError: the last line is missing, or does not match the lines before it.
    """
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
    """Convert back what `_as_text` wrote."""
    if isinstance(value, str) and isinstance(column.type, Instant):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(column.type, LargeBinary):
        return bytes.fromhex(value)
    return date.fromisoformat(value) if isinstance(value, str) and isinstance(column.type, Date) else value
