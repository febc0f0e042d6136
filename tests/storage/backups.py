"""What the tests of backups and of restoring them share."""

import gzip
import json
import stat
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from bot.storage.engine.database import Database
from bot.storage.maintenance.backup import back_up
from tests.storage.everything import Contents, contents

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)


Lines = list[str]


def whole(file: Path) -> Lines:
    return gzip.decompress(file.read_bytes()).decode().splitlines(keepends=True)


def packed(lines: Lines) -> bytes:
    return gzip.compress("".join(lines).encode())


def resealed(lines: Lines) -> bytes:
    rows = sum(line.startswith("[") for line in lines)
    end = {"rows": rows, "sha256": sha256("".join(lines[:-1]).encode()).hexdigest()}
    return packed([*lines[:-1], json.dumps(end)])


def with_head(lines: Lines, **changed: object) -> Lines:
    return [json.dumps({**json.loads(lines[0]), **changed}) + "\n", *lines[1:]]


def write(file: Path, content: bytes) -> None:
    """Make a file that all may read, whatever the umask."""
    file.write_bytes(content)
    file.chmod(0o644)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode) if file.exists() else 0


async def everything(database: Database) -> Contents:
    async with database.reading() as connection:
        return await connection.run_sync(contents)


async def back(database: Database, file: Path, *, force: bool = False) -> int:
    return (await back_up(database, file, version="1.2.3", now=NOW, force=force)).rows
