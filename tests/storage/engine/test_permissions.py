"""Who may read a SQLite file."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.storage.engine.database import Database


@pytest.fixture
def _anyone_may_read() -> Iterator[None]:
    """A umask as some shells have it."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_anyone_may_read")
@pytest.mark.parametrize("exists", [False, True])
async def test_only_its_owner_reads_it(tmp_path: Path, *, exists: bool) -> None:
    """Whatever the umask, even if an earlier version left it readable; also its log."""
    file = tmp_path / "baselib.db"
    if exists:
        for name in ("baselib.db", "baselib.db-wal", "baselib.db-shm"):
            (tmp_path / name).touch(0o644)
    database = Database(f"sqlite:///{file}")
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE a (b)"))

    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in os.scandir(tmp_path)}
    await database.close()

    assert modes == {"baselib.db": 0o600, "baselib.db-wal": 0o600, "baselib.db-shm": 0o600}
