"""Subscriptions in the database."""

from collections.abc import Sequence
from datetime import time

from sqlalchemy import ColumnElement, Row, delete, insert, select, tuple_

from bot.domain.delivery.schedule import Schedule
from bot.domain.digest.changes import SubscriptionChange
from bot.domain.digest.subscription import EVERY_PART, Scope, Subscription
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.numbers.encoding import (
    decode_appids,
    decode_changes,
    decode_parts,
    decode_weekdays,
    encode_appids,
    encode_changes,
    encode_parts,
    encode_weekdays,
)
from bot.storage.tables.core import SUBSCRIPTION_CHANGES, SUBSCRIPTIONS

_COLUMNS = SUBSCRIPTIONS.c


class SqlSubscriptions:
    """Serves `bot.ports.digest.Subscriptions`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, subscription: Subscription, *, change: SubscriptionChange | None = None) -> None:
        """Store a subscription, replacing the channel's earlier one, with its `change` in the same transaction."""
        earlier_self = delete(SUBSCRIPTIONS).where(
            *_same(subscription.team_id, subscription.id), _COLUMNS.channel_id != subscription.channel_id
        )
        async with self._database.writing() as connection:
            await connection.execute(earlier_self)
            await connection.execute(
                insert_or_replace(connection, SUBSCRIPTIONS, ("team_id", "channel_id")), _row(subscription)
            )
            if change is not None:
                await connection.execute(insert(SUBSCRIPTION_CHANGES), _change_row(change))

    async def changes(self, team_id: str, subscription_id: str, *, limit: int) -> Sequence[SubscriptionChange]:
        """A subscription's changes, newest first."""
        columns = SUBSCRIPTION_CHANGES.c
        query = (
            select(SUBSCRIPTION_CHANGES)
            .where(columns.team_id == team_id, columns.subscription_id == subscription_id)
            .order_by(columns.number.desc())
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [
                SubscriptionChange(row.team_id, row.subscription_id, row.at, row.by, decode_changes(row.changes))
                for row in await connection.execute(query)
            ]

    async def of_channel(self, team_id: str, channel_id: str) -> Subscription | None:
        """The channel's subscription."""
        return await self._one(_COLUMNS.team_id == team_id, _COLUMNS.channel_id == channel_id)

    async def get(self, team_id: str, subscription_id: str) -> Subscription | None:
        """One subscription by its id."""
        return await self._one(*_same(team_id, subscription_id))

    async def remove(self, team_id: str, subscription_id: str) -> None:
        """Delete a subscription; its deliveries stay on record."""
        async with self._database.writing() as connection:
            await connection.execute(delete(SUBSCRIPTIONS).where(*_same(team_id, subscription_id)))

    async def active(self) -> Sequence[Subscription]:
        """Every subscription that is not paused, of every workspace, oldest first."""
        query = (
            select(SUBSCRIPTIONS)
            .where(_COLUMNS.paused_because == "")
            .order_by(_COLUMNS.created_at, _COLUMNS.team_id, _COLUMNS.id)
        )
        async with self._database.reading() as connection:
            return [read_subscription(row) for row in await connection.execute(query)]

    async def running(self, *, after: tuple[str, str] | None, limit: int) -> Sequence[Subscription]:
        """A page of the subscriptions that are not paused, of every workspace, by workspace and id."""
        query = (
            select(SUBSCRIPTIONS)
            .where(_COLUMNS.paused_because == "")
            .order_by(_COLUMNS.team_id, _COLUMNS.id)
            .limit(limit)
        )
        if after:
            query = query.where(tuple_(_COLUMNS.team_id, _COLUMNS.id) > after)
        async with self._database.reading() as connection:
            return [read_subscription(row) for row in await connection.execute(query)]

    async def _one(self, *where: ColumnElement[bool]) -> Subscription | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(select(SUBSCRIPTIONS).where(*where))).one_or_none()
        return None if row is None else read_subscription(row)


def _same(team_id: str, subscription_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _COLUMNS.team_id == team_id, _COLUMNS.id == subscription_id


def _change_row(change: SubscriptionChange) -> dict[str, object]:
    return {
        "team_id": change.team_id,
        "subscription_id": change.subscription_id,
        "at": change.at,
        "by": change.by,
        "changes": encode_changes(change.changes),
    }


def _row(subscription: Subscription) -> dict[str, object]:
    schedule = subscription.schedule
    return {
        "team_id": subscription.team_id,
        "id": subscription.id,
        "channel_id": subscription.channel_id,
        "appids": encode_appids(subscription.appids),
        "weekdays": encode_weekdays(schedule.weekdays),
        "monthly": schedule.monthly,
        "at": schedule.at.isoformat("minutes"),
        "zone": schedule.zone,
        "locale": subscription.locale,
        "owner_id": subscription.owner_id,
        "created_at": subscription.created_at,
        "paused_because": subscription.paused_because,
        "left_out": encode_parts(EVERY_PART - subscription.parts),
        "only_changes": subscription.only_changes,
        "paused_until": subscription.paused_until,
        "fleet": subscription.scope.fleet,
        "tag": subscription.scope.tag,
    }


def read_subscription(row: Row[*tuple[object, ...]]) -> Subscription:
    """A row of its table."""
    return Subscription(
        id=row.id,
        team_id=row.team_id,
        channel_id=row.channel_id,
        appids=decode_appids(row.appids),
        schedule=Schedule(decode_weekdays(row.weekdays), time.fromisoformat(row.at), row.zone, row.monthly),
        locale=row.locale,
        owner_id=row.owner_id,
        created_at=row.created_at,
        paused_because=row.paused_because,
        parts=EVERY_PART - decode_parts(row.left_out),
        only_changes=row.only_changes,
        paused_until=row.paused_until,
        scope=Scope(row.fleet, row.tag),
    )
