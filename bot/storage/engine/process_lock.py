"""Keeps a second process off a SQLite file: two of them would both post the same digest."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StorageUnavailable


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Hold a lock file beside the database. The system releases it even when the process is killed.

    Raises:
        StorageUnavailable: `in-use` when another process holds it, `no-folder` when the file cannot be created.
    """
    path = _beside(database)
    try:
        file = path.open("ab")
    except OSError as error:
        raise StorageUnavailable(reason="no-folder") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StorageUnavailable(reason="in-use") from error
        # The file stays: deleting it would let a third process lock a new one while a second waits on the old.
        yield


def is_held(database: Path) -> bool:
    """Whether a process holds the lock file. Creates none, and releases it immediately."""
    try:
        file = _beside(database).open("rb")
    except OSError:
        return False
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _beside(database: Path) -> Path:
    return database.with_name(f"{database.name}-lock")
