"""What became of each slot, in the database, which also is the judge when two processes want the same row."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, UpdateBase, and_, or_, select, tuple_, update

from bot.domain.subscription import Delivery, DeliveryState
from bot.storage.database import Database
from bot.storage.statements import insert_or_skip
from bot.storage.tables import DELIVERIES

_COLUMNS = DELIVERIES.c
_DUE = DeliveryState.DUE.value
_CLAIMED = DeliveryState.CLAIMED.value
_SENDING = DeliveryState.SENDING.value
_WORKED_ON = (_CLAIMED, _SENDING)
_FINISHED_FROM = {
    # Whoever posted and only then lost its lease knows better than whoever could not find the message.
    DeliveryState.SENT: (*_WORKED_ON, _DUE, DeliveryState.UNKNOWN.value),
    DeliveryState.SKIPPED: _WORKED_ON,
    DeliveryState.FAILED: _WORKED_ON,
    DeliveryState.UNKNOWN: _WORKED_ON,
}


class SqlDeliveries:
    """Serves `bot.ports.Deliveries`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, deliveries: Sequence[Delivery]) -> int:
        """Insert rows; slots that have one already are left alone. Returns how many were new."""
        if not deliveries:
            return 0
        async with self._database.writing() as connection:
            insert = insert_or_skip(connection, DELIVERIES).returning(_COLUMNS.id)
            return len((await connection.execute(insert, [_row(delivery) for delivery in deliveries])).all())

    async def claim(self, *, now: datetime, lease_until: datetime, limit: int) -> Sequence[Delivery]:
        """Take rows that are due, or whose claim ran out before `sending`, the longest due first."""
        claim = claim_statement(now=now, lease_until=lease_until, limit=limit)
        async with self._database.writing() as connection:
            claimed = [_delivery(row) for row in await connection.execute(claim)]
        return sorted(claimed, key=lambda delivery: (delivery.due_at, delivery.id))

    async def sending(self, delivery: Delivery, *, now: datetime) -> bool:
        """Commit that the post starts now; False when the claim was lost or has run out."""
        still_ours = (_COLUMNS.state == _CLAIMED, _COLUMNS.lease_until > now)
        return await self._change(delivery, *still_ours, state=_SENDING, started_at=now)

    async def finish(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        now: datetime,
        message_ts: str = "",
        reason: str = "",
    ) -> None:
        """Write down the outcome, unless somebody else has claimed the row since."""
        await self._change(
            delivery,
            _COLUMNS.state.in_(_FINISHED_FROM[state]),
            state=state.value,
            lease_until=None,
            finished_at=now,
            message_ts=message_ts,
            reason=reason,
        )

    async def postpone(self, delivery: Delivery, *, until: datetime, reason: str) -> None:
        """Back to due, not before `until` (and never before it is due), unless somebody else has claimed it since."""
        await self._change(
            delivery,
            _COLUMNS.state.in_(_WORKED_ON),
            state=_DUE,
            not_before=max(until, delivery.due_at),
            lease_until=None,
            started_at=None,
            reason=reason,
        )

    async def abandoned(self, *, now: datetime) -> Sequence[Delivery]:
        """Rows left in `sending` whose lease has run out, the longest due first."""
        query = (
            select(DELIVERIES)
            .where(_COLUMNS.state == _SENDING, _COLUMNS.lease_until <= now)
            .order_by(_COLUMNS.due_at, _COLUMNS.id)
        )
        async with self._database.reading() as connection:
            return [_delivery(row) for row in await connection.execute(query)]

    async def last(self, team_id: str, subscription_id: str) -> Delivery | None:
        """The newest slot of an order."""
        query = (
            select(DELIVERIES)
            .where(_COLUMNS.team_id == team_id, _COLUMNS.subscription_id == subscription_id)
            .order_by(_COLUMNS.slot.desc())
            .limit(1)
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _delivery(row)

    async def _change(self, delivery: Delivery, *where: ColumnElement[bool], **values: object) -> bool:
        """Change a row if it is still at the caller's attempt; says whether it was."""
        same = (
            _COLUMNS.team_id == delivery.team_id,
            _COLUMNS.id == delivery.id,
            _COLUMNS.attempt == delivery.attempt,
        )
        async with self._database.writing() as connection:
            result = await connection.execute(update(DELIVERIES).where(*same, *where).values(values))
        return result.rowcount == 1


def claim_statement(*, now: datetime, lease_until: datetime, limit: int) -> UpdateBase:
    """One UPDATE that takes rows and returns them, in no order."""
    ready = or_(
        and_(_COLUMNS.state == _DUE, _COLUMNS.not_before <= now),
        and_(_COLUMNS.state == _CLAIMED, _COLUMNS.lease_until <= now),
    )
    # A common table expression, because PostgreSQL may run a mere subquery with LIMIT more than once.
    # SKIP LOCKED keeps replicas from waiting for each other; SQLite has no need of it and SQLAlchemy leaves it out.
    chosen = (
        select(_COLUMNS.team_id, _COLUMNS.id)
        .where(ready)
        .order_by(_COLUMNS.due_at, _COLUMNS.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    return (
        update(DELIVERIES)
        .where(tuple_(_COLUMNS.team_id, _COLUMNS.id).in_(select(chosen.c.team_id, chosen.c.id)))
        .values(state=_CLAIMED, attempt=_COLUMNS.attempt + 1, lease_until=lease_until)
        .returning(DELIVERIES)
    )


def _row(delivery: Delivery) -> dict[str, object]:
    return {
        "team_id": delivery.team_id,
        "id": delivery.id,
        "subscription_id": delivery.subscription_id,
        "slot": delivery.slot,
        "due_at": delivery.due_at,
        "state": delivery.state.value,
        "attempt": delivery.attempt,
        "not_before": delivery.due_at,
        "lease_until": delivery.lease_until,
        "started_at": delivery.started_at,
        "finished_at": delivery.finished_at,
        "channel_id": delivery.channel_id,
        "message_ts": delivery.message_ts,
        "reason": delivery.reason,
        "late": delivery.late,
    }


def _delivery(row: Row[*tuple[object, ...]]) -> Delivery:
    return Delivery(
        id=row.id,
        team_id=row.team_id,
        subscription_id=row.subscription_id,
        slot=row.slot,
        due_at=row.due_at,
        state=DeliveryState(row.state),
        attempt=row.attempt,
        lease_until=row.lease_until,
        started_at=row.started_at,
        finished_at=row.finished_at,
        channel_id=row.channel_id,
        message_ts=row.message_ts,
        reason=row.reason,
        late=row.late,
    )
