"""The Home tab's queries: a person's digests and alerts, and delivery outcomes, one query each."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, func, or_, select

from bot.domain.alerts.alert import Alert
from bot.domain.delivery.delivery import DeliveryState
from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.domain.home.preferences import Outcomes
from bot.storage.digest.subscriptions import read_subscription
from bot.storage.engine.database import Database
from bot.storage.engine.rows import read
from bot.storage.tables.alerts import ALERTS
from bot.storage.tables.digest import DELIVERIES, SUBSCRIPTIONS

_DELIVERIES = DELIVERIES.c


class SqlHomeQueries:
    """Serves `HomeQueries` and `DeliveryOutcomes` of `bot.ports.home`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def digests(
        self, team_id: str, user_id: str, channel_ids: Collection[str], *, limit: int
    ) -> tuple[Sequence[Subscription], int]:
        """Digests not ended that the person owns or that are in these channels, by channel; and how many in all."""
        where = (
            *_concerning(SUBSCRIPTIONS, team_id, user_id, channel_ids),
            SUBSCRIPTIONS.c.paused_because != Lifecycle.ENDED,
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
        """The outcomes of deliveries finished since an instant."""
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
