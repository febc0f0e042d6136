"""Checks the database for `baselib doctor`, without writing and without making others wait."""

import asyncio
import stat
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from os import W_OK, access
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, inspect, or_, select, text

from bot.domain.numbers.snapshot import IMPORTED
from bot.errors import StorageUnavailable
from bot.ports.doctor import Counted, Disk, Sealed, Server
from bot.ports.slack import Workspace
from bot.storage.engine.database import Database, is_held
from bot.storage.engine.engines import read_url
from bot.storage.engine.limits import Limits
from bot.storage.engine.revisions import current_revision
from bot.storage.maintenance.vault import SEALED, Vault
from bot.storage.tables.numbers import USER_COUNTS
from bot.storage.workspaces import SqlWorkspaces

LOCK_WAIT: Final = timedelta(milliseconds=500)
"""How long a check waits for a writer."""
_READ_ONLY: Final = text("SELECT current_setting('transaction_read_only') = 'on' OR pg_is_in_recovery()")


class _TakenBackError(Exception):
    """Rolls a transaction back."""


class DatabaseCheckup:
    """Serves `bot.ports.doctor.DatabaseProbe`.

    Args:
        vault: the keys; None without any.
        free: bytes that can still be written in a folder.
    """

    def __init__(self, url: str, vault: Vault | None, free: Callable[[Path], int]) -> None:
        self._database = Database(url, limits=Limits(lock=LOCK_WAIT))
        self._file = Path((read_url(url).database or "").removeprefix("file:"))
        self._vault = vault
        self._free = free
        self._others: bool | None = None
        """Whether others were connected at the first check: connections of later checks could be this process's own."""

    async def server(self) -> Server | None:
        """Engine and version; None while the SQLite file does not exist: connecting would create one."""
        if not self._database.shared and not self._file.exists():
            if not access(self._file.parent, W_OK):
                raise StorageUnavailable(reason="no-folder")
            return None
        query = "SHOW server_version" if self._database.shared else "SELECT sqlite_version()"
        async with self._database.reading() as connection:
            version = str(await connection.scalar(text(query)))
        version = version.split(maxsplit=1)[0]
        return Server(self._database.shared, version, int(version.partition(".")[0]))

    async def write(self) -> None:
        """Begin to write, then roll back."""
        if not self._database.shared:
            disk = await self.disk()
            if disk and not disk.writable:
                raise StorageUnavailable(reason="read-only")
        with suppress(_TakenBackError):
            async with self._database.writing() as connection:
                if not self._database.shared:
                    # A number that Baselib does not use: only an actual write makes SQLite detect that it may not.
                    await connection.execute(text("PRAGMA user_version = 1"))
                elif await connection.scalar(_READ_ONLY):
                    raise StorageUnavailable(reason="read-only")
                raise _TakenBackError

    async def running(self) -> bool:
        """Whether a Baselib holds the lock file, or is connected to the server."""
        if not self._database.shared:
            return await asyncio.to_thread(is_held, self._file)
        if self._others is None:
            self._others = await self._database.has_others()
        return self._others

    async def disk(self) -> Disk | None:
        return None if self._database.shared else await asyncio.to_thread(self._look_at_disk)

    async def tables(self) -> bool:
        async with self._database.reading() as connection:
            made = await connection.run_sync(current_revision) is not None
        if made:
            await self._database.check()
        return made

    async def suspended(self) -> Sequence[Workspace]:
        return await SqlWorkspaces(self._database).suspended()

    async def counted(self) -> Counted | None:
        rows = USER_COUNTS.c
        by_wechat = ~rows.appid.startswith(IMPORTED, autoescape=True)
        # People may bring the number of a program that WeChat counts, too; theirs is not told apart.
        surely = or_(rows.absent != "", rows.android + rows.iphone > 0)
        newest = select(rows.day).where(by_wechat).order_by(surely.desc(), rows.day.desc()).limit(1).scalar_subquery()
        there = (by_wechat, rows.day == newest)
        query = select(rows.day, rows.absent, func.count()).where(*there).group_by(rows.day, rows.absent)
        found = {absent: (day, count) for day, absent, count in await self._database.rows(query)}
        if not found:
            return None
        day, programs = found.pop("", (next(iter(found.values()))[0], 0))
        return Counted(day, programs, {absent: count for absent, (_, count) in found.items()})

    async def sealed(self) -> Sealed:
        values: list[str] = []
        async with self._database.reading() as connection:
            there = await connection.run_sync(_tables)
            for sealed in SEALED:
                if sealed.table.name in there:
                    query = select(sealed.value).where(sealed.value.is_not(None))
                    values += (await connection.scalars(query)).all()
        unopened = await asyncio.to_thread(self._unopened, values)
        return Sealed(len(values), unopened)

    async def close(self) -> None:
        await self._database.close()

    def _look_at_disk(self) -> Disk:
        file, folder = self._file, self._file.parent
        return Disk(
            free=self._free(folder),
            writable=access(file, W_OK) and access(folder, W_OK),
            open_to_others=bool(file.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH))
            or bool(folder.stat().st_mode & stat.S_IWOTH),
        )

    def _unopened(self, values: list[str]) -> int:
        return sum(not self._opens(value) for value in values)

    def _opens(self, value: str) -> bool:
        if self._vault is None:
            return False
        with suppress(StorageUnavailable):
            self._vault.open(value)
            return True
        return False


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())
