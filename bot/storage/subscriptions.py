"""The subscriptions of channels, and what is remembered of their last digests."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, delete, select, tuple_

from bot.domain.delivery import Schedule
from bot.domain.digest.digest import DigestMemory, ProgramMemory
from bot.domain.digest.fleet_digest import FleetDigestMemory
from bot.domain.digest.subscription import EVERY_PART, Lifecycle, Scope, Subscription
from bot.storage.engine.columns import read, row_of
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.tables.digest import DIGEST_PICTURES, SUBSCRIPTIONS

_COLUMNS = SUBSCRIPTIONS.c


class SqlSubscriptions:
    """Serves `bot.ports.digest.Subscriptions`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, subscription: Subscription, *, over: Subscription | None = None) -> bool:
        earlier_self = delete(SUBSCRIPTIONS).where(
            *_same(subscription.team_id, subscription.id), _COLUMNS.channel_id != subscription.channel_id
        )
        async with self._database.writing() as connection:
            if over is not None:
                there = select(SUBSCRIPTIONS).where(*_same(over.team_id, over.id)).with_for_update()
                row = (await connection.execute(there)).first()
                if row is None or read_subscription(row) != over:
                    return False
            await connection.execute(earlier_self)
            await connection.execute(
                insert_or_replace(connection, SUBSCRIPTIONS, ("team_id", "channel_id")), _row(subscription)
            )
        return True

    async def of_channel(self, team_id: str, channel_id: str) -> Subscription | None:
        return await self._one(_COLUMNS.team_id == team_id, _COLUMNS.channel_id == channel_id)

    async def get(self, team_id: str, subscription_id: str) -> Subscription | None:
        return await self._one(*_same(team_id, subscription_id))

    async def remove(self, team_id: str, subscription_id: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(SUBSCRIPTIONS).where(*_same(team_id, subscription_id)))

    async def of_team(self, team_id: str) -> Sequence[Subscription]:
        query = select(SUBSCRIPTIONS).where(_COLUMNS.team_id == team_id).order_by(_COLUMNS.created_at, _COLUMNS.id)
        return [read_subscription(row) for row in await self._database.rows(query)]

    async def running(self, *, after: tuple[str, str] | None, limit: int) -> Sequence[Subscription]:
        query = (
            select(SUBSCRIPTIONS)
            .where(_COLUMNS.paused_because == Lifecycle.ACTIVE)
            .order_by(_COLUMNS.team_id, _COLUMNS.id)
            .limit(limit)
        )
        if after:
            query = query.where(tuple_(_COLUMNS.team_id, _COLUMNS.id) > after)
        return [read_subscription(row) for row in await self._database.rows(query)]

    async def _one(self, *where: ColumnElement[bool]) -> Subscription | None:
        row = await self._database.row(select(SUBSCRIPTIONS).where(*where))
        return None if row is None else read_subscription(row)


def _same(team_id: str, subscription_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _COLUMNS.team_id == team_id, _COLUMNS.id == subscription_id


def _row(subscription: Subscription) -> dict[str, object]:
    left_out = EVERY_PART - subscription.parts
    return row_of(
        SUBSCRIPTIONS,
        subscription,
        subscription.schedule,
        subscription.scope,
        left_out=left_out,
        paused_because=subscription.state,
    )


def read_subscription(row: Row[*tuple[Any, ...]]) -> Subscription:
    parts = EVERY_PART - row.left_out
    schedule, scope = read(Schedule, row), read(Scope, row)
    return read(Subscription, row, schedule=schedule, scope=scope, parts=parts, state=row.paused_because)


_MEMORIES_COLUMNS = DIGEST_PICTURES.c
_KEY = ("team_id", "subscription_id", "slot")
_M = TypeVar("_M")
_FLEET: Final = '{"fleet":'
"""How it begins; that of other digests is keyed by AppID."""
_LINE: Final = "\n"
_MEMBER: Final = ",\n"
_END: Final = "}}"


class SqlMemories(Generic[_M]):
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
        mine = (_MEMORIES_COLUMNS.team_id == team_id, _MEMORIES_COLUMNS.subscription_id == subscription_id)
        async with self._database.writing() as connection:
            await connection.execute(insert_or_replace(connection, DIGEST_PICTURES, _KEY), row)
            if forget_before is not None:
                await connection.execute(delete(DIGEST_PICTURES).where(*mine, _MEMORIES_COLUMNS.slot < forget_before))

    async def get(self, team_id: str, subscription_id: str, slot: date) -> _M | None:
        """Return the content of a slot's digest; None when it was a digest of the other kind."""
        query = select(_MEMORIES_COLUMNS.picture).where(
            _MEMORIES_COLUMNS.team_id == team_id,
            _MEMORIES_COLUMNS.subscription_id == subscription_id,
            _MEMORIES_COLUMNS.slot == slot,
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
