"""Subscriptions in the database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select, tuple_

from bot.domain.delivery.schedule import Schedule
from bot.domain.digest.subscription import EVERY_PART, Lifecycle, Scope, Subscription
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.engine.rows import read, row_of
from bot.storage.tables.digest import SUBSCRIPTIONS

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
    """A row of its table."""
    parts = EVERY_PART - row.left_out
    schedule, scope = read(Schedule, row), read(Scope, row)
    return read(Subscription, row, schedule=schedule, scope=scope, parts=parts, state=row.paused_because)
