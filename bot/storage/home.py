"""What the Home tab needs in the database: people's preferences, their digests and alerts, greetings sent."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, delete, func, or_, select

from bot.domain.alerts.alert import Alert
from bot.domain.delivery import DeliveryState
from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.domain.home import Outcomes, Preferences
from bot.storage.engine.columns import read, row_of
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace, insert_or_skip, took_effect
from bot.storage.subscriptions import read_subscription
from bot.storage.tables.decisions import GREETINGS, PEOPLE, PERSON_CHANNELS
from bot.storage.tables.digest import ALERTS, DELIVERIES, SUBSCRIPTIONS

_GREETINGS = GREETINGS.c
_PEOPLE = PEOPLE.c
_CHANNELS = PERSON_CHANNELS.c
_DELIVERIES = DELIVERIES.c


class SqlGreetings:
    """Serves `bot.ports.people.Greetings`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def first(self, team_id: str, place: str = "", *, now: datetime) -> bool:
        row = {"team_id": team_id, "place": place, "at": now}
        async with self._database.writing() as connection:
            return await took_effect(connection, insert_or_skip(connection, GREETINGS), row)

    async def take_back(self, team_id: str, place: str = "") -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(GREETINGS).where(_GREETINGS.team_id == team_id, _GREETINGS.place == place))


class SqlPreferences:
    """Serves `bot.ports.people.PeoplesChoices`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, team_id: str, user_id: str) -> Preferences:
        query = select(_PEOPLE.locale, _PEOPLE.followed).where(_PEOPLE.team_id == team_id, _PEOPLE.user_id == user_id)
        row = await self._database.row(query)
        return Preferences() if row is None else read(Preferences, row)

    async def put(self, team_id: str, user_id: str, preferences: Preferences) -> None:
        row = row_of(PEOPLE, preferences, team_id=team_id, user_id=user_id)
        async with self._database.writing() as connection:
            await connection.execute(insert_or_replace(connection, PEOPLE, ("team_id", "user_id")), row)

    async def used(self, team_id: str, user_id: str, channel_id: str, day: date) -> None:
        row = {"team_id": team_id, "user_id": user_id, "channel_id": channel_id, "last_used": day}
        async with self._database.writing() as connection:
            insert = insert_or_replace(connection, PERSON_CHANNELS, ("team_id", "user_id", "channel_id"))
            await connection.execute(insert, row)

    async def channels(self, team_id: str, user_id: str, *, since: date, limit: int) -> Sequence[str]:
        query = (
            select(_CHANNELS.channel_id)
            .where(_CHANNELS.team_id == team_id, _CHANNELS.user_id == user_id, _CHANNELS.last_used >= since)
            .order_by(_CHANNELS.last_used.desc(), _CHANNELS.channel_id)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return (await connection.scalars(query)).all()


class SqlHomeQueries:
    """Serves `HomeQueries` and `DeliveryOutcomes` of `bot.ports.people`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def digests(
        self, team_id: str, user_id: str, channel_ids: Collection[str], *, limit: int
    ) -> tuple[Sequence[Subscription], int]:
        """Channels' digests not ended, of these channels or the person's, by channel; and how many in all."""
        where = (
            *_concerning(SUBSCRIPTIONS, team_id, user_id, channel_ids),
            SUBSCRIPTIONS.c.paused_because != Lifecycle.ENDED,
            SUBSCRIPTIONS.c.channel_id != SUBSCRIPTIONS.c.owner_id,
        )
        rows, count = await self._some(SUBSCRIPTIONS, where, (SUBSCRIPTIONS.c.channel_id,), limit)
        return [read_subscription(row) for row in rows], count

    async def alerts(
        self, team_id: str, user_id: str, channel_ids: Collection[str], *, limit: int
    ) -> tuple[Sequence[Alert], int]:
        """Alerts that the person owns or that are in these channels, by channel and number; and how many in all."""
        where = _concerning(ALERTS, team_id, user_id, channel_ids)
        rows, count = await self._some(ALERTS, where, (ALERTS.c.channel_id, ALERTS.c.number), limit)
        return [read(Alert, row) for row in rows], count

    async def since(self, team_id: str, moment: datetime) -> Outcomes:
        """Return the outcomes of deliveries finished since an instant."""
        ended = (_DELIVERIES.team_id == team_id, _DELIVERIES.finished_at >= moment)
        states = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN)
        named = _DELIVERIES.state.in_(states)
        counting = select(_DELIVERIES.state, func.count()).where(*ended, named)
        failed = (
            select(_DELIVERIES.reason)
            .where(*ended, _DELIVERIES.state == DeliveryState.FAILED)
            .order_by(_DELIVERIES.finished_at.desc())
            .limit(1)
        )
        async with self._database.reading() as connection:
            counts = dict((await connection.execute(counting.group_by(_DELIVERIES.state))).all())
            reason = await connection.scalar(failed)
        sent, lost, unknown = (counts.get(state, 0) for state in states)
        return Outcomes(sent, lost, unknown, reason)

    async def _some(
        self, table: Table, where: Sequence[ColumnElement[bool]], order: Sequence[ColumnElement[Any]], limit: int
    ) -> tuple[Sequence[Row[*tuple[object, ...]]], int]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(table).where(*where).order_by(*order).limit(limit))).all()
            if len(rows) < limit:
                return rows, len(rows)
            count = (await connection.execute(select(func.count()).select_from(table).where(*where))).scalar_one()
        return rows, count


def _concerning(
    table: Table, team_id: str, user_id: str, channel_ids: Collection[str]
) -> tuple[ColumnElement[bool], ...]:
    columns = table.c
    return (
        columns.team_id == team_id,
        or_(columns.owner_id == user_id, columns.channel_id.in_(sorted(channel_ids))),
    )
