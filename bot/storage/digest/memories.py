"""What digests said, in the database."""

import json
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import delete, select

from bot.domain.digest.memory import DigestMemory, ProgramMemory
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.tables.core import DIGEST_PICTURES

_COLUMNS = DIGEST_PICTURES.c
FLEET: Final = '{"fleet":'
"""How the JSON of a fleet digest's memory begins; that of others is keyed by AppID."""
_KEY = ("team_id", "subscription_id", "slot")


class SqlDigestMemories:
    """Serves `bot.ports.digest.DigestMemories`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(
        self, team_id: str, subscription_id: str, slot: date, memory: DigestMemory, *, forget_before: date | None
    ) -> None:
        """Store what the digest of a slot says, and delete memories from before a day."""
        text = _encode(memory)
        await keep_memory(self._database, team_id, subscription_id, slot, text, forget_before=forget_before)

    async def get(self, team_id: str, subscription_id: str, slot: date) -> DigestMemory | None:
        """What the digest of a slot said; None when it was a fleet digest."""
        text = await kept_memory(self._database, team_id, subscription_id, slot)
        return None if text is None or text.startswith(FLEET) else _decode(text)


async def keep_memory(
    database: Database, team_id: str, subscription_id: str, slot: date, text: str, *, forget_before: date | None
) -> None:
    """Store the JSON of one memory, and delete those from before a day."""
    row = {"team_id": team_id, "subscription_id": subscription_id, "slot": slot, "picture": text}
    async with database.writing() as connection:
        await connection.execute(insert_or_replace(connection, DIGEST_PICTURES, _KEY), row)
        if forget_before is not None:
            await connection.execute(
                delete(DIGEST_PICTURES).where(
                    _COLUMNS.team_id == team_id,
                    _COLUMNS.subscription_id == subscription_id,
                    _COLUMNS.slot < forget_before,
                )
            )


async def kept_memory(database: Database, team_id: str, subscription_id: str, slot: date) -> str | None:
    """The JSON of one memory."""
    query = select(_COLUMNS.picture).where(
        _COLUMNS.team_id == team_id, _COLUMNS.subscription_id == subscription_id, _COLUMNS.slot == slot
    )
    async with database.reading() as connection:
        return (await connection.execute(query)).scalar_one_or_none()


def _encode(memory: DigestMemory) -> str:
    programs = {
        appid: {
            "minimum": told.minimum,
            "safe": told.safe,
            "meaning": told.meaning,
            "coverage": told.coverage
            if told.coverage is None
            else {version: str(share) for version, share in told.coverage.items()},
            "watched": list(told.watched),
            "suspicions": sorted(told.suspicions),
            "failure": told.failure,
        }
        for appid, told in memory.items()
    }
    return json.dumps(programs, separators=(",", ":"))


def _decode(text: str) -> DigestMemory:
    return {
        appid: ProgramMemory(
            kept["minimum"],
            kept["safe"],
            kept["meaning"],
            kept["coverage"]
            if kept["coverage"] is None
            else {version: Decimal(share) for version, share in kept["coverage"].items()},
            tuple(kept["watched"]),
            frozenset(kept["suspicions"]),
            kept["failure"],
        )
        for appid, kept in json.loads(text).items()
    }
