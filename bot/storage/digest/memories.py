"""The contents of digests in the database: both kinds in one table, in two formats."""

import asyncio
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final, Generic, TypeVar

from sqlalchemy import delete, select

from bot.domain.digest.fleet_digest import FleetDigestMemory
from bot.domain.digest.memory import DigestMemory, ProgramMemory
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.tables.digest import DIGEST_PICTURES

_COLUMNS = DIGEST_PICTURES.c
_KEY = ("team_id", "subscription_id", "slot")
_M = TypeVar("_M")
_FLEET: Final = '{"fleet":'
"""How it begins; that of other digests is keyed by AppID."""
_LINE: Final = "\n"
_MEMBER: Final = ",\n"
_END: Final = "}}"


class SqlMemories(Generic[_M]):
    """The memories of one kind of digest."""

    def __init__(self, database: Database, encode: Callable[[_M], str], decode: Callable[[str], _M | None]) -> None:
        """Nothing is read yet.

        Args:
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
        super().__init__(database, _encoded_programs, _decoded_programs)


class SqlFleetDigestMemories(SqlMemories[FleetDigestMemory]):
    """Serves `bot.ports.digest.FleetDigestMemories`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, _encoded_fleet, _decoded_fleet)


def _encoded_programs(memory: DigestMemory) -> str:
    """A JSON object, keyed by AppID."""
    programs = {
        appid: {
            "minimum": kept.minimum,
            "safe": kept.safe,
            "meaning": kept.meaning,
            "coverage": kept.coverage
            if kept.coverage is None
            else {version: str(share) for version, share in kept.coverage.items()},
            "watched": list(kept.watched),
            "suspicions": sorted(kept.suspicions),
            "failure": kept.failure,
        }
        for appid, kept in memory.items()
    }
    return json.dumps(programs, separators=(",", ":"))


def _decoded_programs(text: str) -> DigestMemory | None:
    """Decode what `_encoded_programs` wrote; None for a fleet digest's."""
    if text.startswith(_FLEET):
        return None
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


def _encoded_fleet(memory: FleetDigestMemory) -> str:
    """JSON, with a line for each program, so that it is read back without them."""
    return f'{_FLEET}{json.dumps(memory.about)},"programs":{{\n{memory.lines.replace(_LINE, _MEMBER)}\n}}}}'


def _decoded_fleet(text: str) -> FleetDigestMemory | None:
    """Decode what `_encoded_fleet` wrote, or older code in one line; None for another digest's."""
    if not text.startswith(_FLEET):
        return None
    head, _, lines = text.partition(_LINE)
    if lines:
        return FleetDigestMemory(json.loads(head + _END)["fleet"], lines[: -len(_LINE + _END)].replace(_MEMBER, _LINE))
    kept = json.loads(text)
    members = sorted(
        f"{json.dumps(appid)}:{json.dumps(parts, separators=(',', ':'))}" for appid, parts in kept["programs"].items()
    )
    return FleetDigestMemory(kept["fleet"], _LINE.join(members))
