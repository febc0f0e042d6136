"""One process per SQLite file."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import StorageUnavailable
from bot.storage.engine.database import Database

HOLD = """
import sys
from bot.storage.engine.database import Database
with Database(sys.argv[1]).alone():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_until_the_first_is_killed(sqlite_url: str) -> None:
    """The lock is the system's, so not even a kill leaves it behind."""
    first = subprocess.Popen(  # noqa: S603 # our own arguments
        [sys.executable, "-c", HOLD, sqlite_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert first.stdin is not None
    assert first.stdout is not None
    try:
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(StorageUnavailable) as refused, Database(sqlite_url).alone():
            pass
        assert refused.value.params == {"reason": "in-use"}
    finally:
        first.kill()
        first.wait()
        first.stdin.close()
        first.stdout.close()

    with Database(sqlite_url).alone():
        pass


def test_a_process_that_has_ended_is_followed_by_the_next(sqlite_url: str) -> None:
    """Leaving the block lets go; another file was free all along."""
    other = f"{sqlite_url}2"
    with Database(sqlite_url).alone(), Database(other).alone():
        pass
    with Database(sqlite_url).alone():
        pass


async def test_short_reads_need_not_be_alone(sqlite_url: str) -> None:
    """A command in a terminal works beside the running bot."""
    running, command = Database(sqlite_url), Database(sqlite_url)
    with running.alone():
        await running.prepare()
        await command.check()
    await running.close()
    await command.close()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The lock file lies beside the database."""
    database = Database(f"sqlite:///{tmp_path / 'missing' / 'test.db'}")
    with pytest.raises(StorageUnavailable) as refused, database.alone():
        pass

    assert refused.value.params == {"reason": "no-folder"}


def test_postgresql_is_for_several(tmp_path: Path) -> None:
    """Its replicas agree through leases instead."""
    url = f"postgresql://u@/d?host={tmp_path}"
    with Database(url).alone(), Database(url).alone():
        pass
