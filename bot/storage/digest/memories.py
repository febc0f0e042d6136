"""The contents of digests in the database: both kinds in one table, in two formats."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Generic, TypeVar

from sqlalchemy import delete, select

from bot.domain.digest.fleet_digest import FleetDigestMemory
from bot.domain.digest.memory import DigestMemory
from bot.storage.digest import fleet_memory, memory
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.tables.digest import DIGEST_PICTURES

_COLUMNS = DIGEST_PICTURES.c
_KEY = ("team_id", "subscription_id", "slot")
_M = TypeVar("_M")


class SqlMemories(Generic[_M]):
    """The memories of one kind of digest."""

    def __init__(self, database: Database, encode: Callable[[_M], str], decode: Callable[[str], _M | None]) -> None:
        """Nothing is read yet.

        Args:
            database: holds them.
            encode: makes the text. It and `decode` run in a thread: ten thousand programs take a tenth of a second.
            decode: reads it; None for the other kind's.
        """
        self._database = database
        self._encode = encode
        self._decode = decode

    async def keep(
        self, team_id: str, subscription_id: str, slot: date, memory: _M, *, forget_before: date | None
    ) -> None:
        """Store what the digest of a slot says, and delete memories from before a day."""
        text = await asyncio.to_thread(self._encode, memory)
        row = {"team_id": team_id, "subscription_id": subscription_id, "slot": slot, "picture": text}
        mine = (_COLUMNS.team_id == team_id, _COLUMNS.subscription_id == subscription_id)
        async with self._database.writing() as connection:
            await connection.execute(insert_or_replace(connection, DIGEST_PICTURES, _KEY), row)
            if forget_before is not None:
                await connection.execute(delete(DIGEST_PICTURES).where(*mine, _COLUMNS.slot < forget_before))

    async def get(self, team_id: str, subscription_id: str, slot: date) -> _M | None:
        """The content of a slot's digest; None when it was a digest of the other kind."""
        query = select(_COLUMNS.picture).where(
            _COLUMNS.team_id == team_id, _COLUMNS.subscription_id == subscription_id, _COLUMNS.slot == slot
        )
        async with self._database.reading(apart=True) as connection:
            text = await connection.scalar(query)
        return None if text is None else await asyncio.to_thread(self._decode, text)


class SqlDigestMemories(SqlMemories[DigestMemory]):
    """Serves `bot.ports.digest.DigestMemories`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, memory.encode, memory.decode)


class SqlFleetDigestMemories(SqlMemories[FleetDigestMemory]):
    """Serves `bot.ports.digest.FleetDigestMemories`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, fleet_memory.encode, fleet_memory.decode)
