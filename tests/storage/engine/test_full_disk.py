"""A full disk, or one with little room left: by quotas that stand in for it."""

from functools import partial
from pathlib import Path
from resource import RLIMIT_FSIZE, getrlimit, setrlimit

import pytest
from sqlalchemy import event, text

from bot.errors import StorageUnavailable
from bot.ports.slack import Workspace
from bot.storage.engine.database import LEAST_FREE, Database
from bot.storage.programs.labels import SqlChannelPrograms
from bot.storage.workspaces import SqlWorkspaces
from tests.storage.conftest import may_not_grow


def _fits(_folder: Path, size: int, *, free: int) -> bool:
    return size <= free


async def test_a_full_disk_is_full(sqlite_url: str) -> None:
    """When the file may not grow, the statement leaves nothing, and reading works."""
    database = Database(sqlite_url)
    await database.prepare()
    await database.close()
    event.listen(database._engine.sync_engine, "connect", may_not_grow)
    with pytest.raises(StorageUnavailable) as refused:
        await SqlWorkspaces(database).put(Workspace("T1", "x" * 1_000_000, "U1"))

    assert refused.value.params == {"reason": "full"}
    assert await SqlWorkspaces(database).all() == []
    await database.close()


async def test_a_disk_without_room_is_full(database_url: str) -> None:
    """Before writes fail, since small ones still work; a server looks at its disk itself."""
    for free in (LEAST_FREE, LEAST_FREE - 1):
        database = Database(database_url, room=partial(_fits, free=free))
        if database.shared or free == LEAST_FREE:
            await database.require_room()
        else:
            with pytest.raises(StorageUnavailable, match="full"):
                await database.require_room()
        await database.close()


async def test_a_quota_that_is_used_up_is_full(migrated_sqlite_url: str) -> None:
    """The disk has room, for others."""
    database = Database(migrated_sqlite_url)
    await database.require_room()
    unlimited = getrlimit(RLIMIT_FSIZE)
    setrlimit(RLIMIT_FSIZE, (LEAST_FREE - 1, unlimited[1]))
    try:
        with pytest.raises(StorageUnavailable, match="full"):
            await database.require_room()
    finally:
        setrlimit(RLIMIT_FSIZE, unlimited)
    await database.close()


@pytest.mark.postgres
async def test_a_server_whose_files_may_not_grow(postgres_url: str) -> None:
    """PostgreSQL's own quota stands in for its disk; a small write would still fit in."""
    database = Database(f"{postgres_url}&options=-c%20temp_file_limit%3D1MB")
    await SqlChannelPrograms(database).put("T1", "C1", "wx1")
    with pytest.raises(StorageUnavailable, match="full"):
        await database.require_room()
    await database.close()


@pytest.mark.postgres
async def test_a_full_disk_of_postgresql_is_full(postgres_url: str) -> None:
    """By the server's own code for it."""
    database = Database(postgres_url)
    with pytest.raises(StorageUnavailable) as refused:
        async with database.writing() as connection:
            await connection.execute(text("DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$"))
    await database.close()

    assert refused.value.params == {"reason": "full"}
