"""Deliveries in the database, which also decides when two processes want the same row."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, UpdateBase, and_, case, func, literal, or_, select, tuple_, update

from bot.domain.delivery import LEASE, Delivery, DeliveryKind, DeliveryReason, DeliveryState
from bot.storage.engine.columns import Instant, read, row_of
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_skip
from bot.storage.tables.digest import DELIVERIES
from bot.storage.tables.programs import WORKSPACES

_COLUMNS = DELIVERIES.c
_DUE = DeliveryState.DUE
_CLAIMED = DeliveryState.CLAIMED
_SENDING = DeliveryState.SENDING
_UNKNOWN = DeliveryState.UNKNOWN
_WORKED_ON = (_CLAIMED, _SENDING)
_LATER = "later"
_LOOKED = "looked-for"
_LOOKED_FOR = and_(_COLUMNS.state == _UNKNOWN, _COLUMNS.finished_at.is_(None))
_FINISHED_FROM = {
    # A process that posted and lost its lease afterwards knows more than one that did not find the message.
    DeliveryState.SENT: (*_WORKED_ON, _DUE, _UNKNOWN),
    DeliveryState.SKIPPED: _WORKED_ON,
    DeliveryState.FAILED: _WORKED_ON,
    DeliveryState.UNKNOWN: _WORKED_ON,
}


Ended = Callable[[Delivery, DeliveryState, datetime], None]
LeaseClock = Callable[[datetime, datetime], ColumnElement[datetime]]
"""An instant by the clock that claims are counted by, from the caller's instant and `now`."""


def as_given(instant: datetime, _now: datetime) -> ColumnElement[datetime]:
    """By the caller's own clock."""
    return literal(instant, Instant())


class SqlDeliveries:
    """Serves `bot.ports.digest.Deliveries`. Every method raises `StorageUnavailable`."""

    def __init__(
        self,
        database: Database,
        ended: Ended = lambda _delivery, _state, _now: None,
        *,
        lease_clock: LeaseClock | None = None,
    ) -> None:
        """Nothing is read yet.

        Args:
            ended: called with each delivery that this process finished, its state, and when (UTC).
            lease_clock: PostgreSQL's own, or `as_given` on SQLite, if None.
        """
        self._database = database
        by_database: LeaseClock = lambda instant, now: database.ago(now - instant)  # noqa: E731
        self._at = lease_clock or (by_database if database.shared else as_given)
        self._ended = ended

    async def record(self, deliveries: Sequence[Delivery]) -> int:
        if not deliveries:
            return 0
        async with self._database.writing() as connection:
            insert = insert_or_skip(connection, DELIVERIES).returning(_COLUMNS.id)
            return len((await connection.execute(insert, [delivery_row(delivery) for delivery in deliveries])).all())

    async def claim(
        self,
        *,
        now: datetime,
        lease_until: datetime,
        limit: int,
        kinds: Collection[DeliveryKind] = tuple(DeliveryKind),
        each: int | None = None,
        but: Collection[str] = (),
    ) -> Sequence[Delivery]:
        wanted = [_COLUMNS.kind.in_(kinds), *([_COLUMNS.team_id.not_in(but)] if but else ())]
        lease = Lease(self._at(now, now), self._at(lease_until, now))
        return await self._take(claim_statement(*wanted, now=now, lease=lease, limit=limit, each=each))

    async def claim_looks(self, *, now: datetime, lease_until: datetime, limit: int) -> Sequence[Delivery]:
        lease = Lease(self._at(now, now), self._at(lease_until, now))
        return await self._take(look_statement(now=now, lease=lease, limit=limit))

    async def sending(self, delivery: Delivery, *, now: datetime) -> bool:
        return await self._change(
            delivery,
            _COLUMNS.state == _CLAIMED,
            _COLUMNS.lease_until > self._at(now, now),
            state=_SENDING,
            lease_until=self._at(now + LEASE, now),
            started_at=now,
            channel_id=delivery.channel_id,
        )

    async def finish(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        now: datetime,
        message_ts: str = "",
        reason: DeliveryReason | None = None,
        then: Sequence[Delivery] = (),
    ) -> None:
        """Record the outcome and the follow-ups, unless another process has claimed the row since."""
        changed = await self._change(
            delivery,
            or_(_COLUMNS.state.in_(_FINISHED_FROM[state]), _still_looking(delivery)),
            then=then,
            state=state,
            lease_until=None,
            finished_at=now,
            message_ts=message_ts,
            reason=reason,
        )
        if changed:
            self._ended(delivery, state, now)

    async def postpone(self, delivery: Delivery, *, until: datetime, reason: DeliveryReason | None) -> None:
        """Set back to due, not before `until` or the due time, unless another process has claimed the row since."""
        await self._change(
            delivery,
            or_(_COLUMNS.state.in_(_WORKED_ON), _still_looking(delivery)),
            state=_DUE,
            not_before=max(until, delivery.due_at),
            lease_until=None,
            started_at=None,
            looks=0,
            reason=reason,
        )

    async def doubt(self, delivery: Delivery, *, look_at: datetime, reason: DeliveryReason | None) -> None:
        """Set to unknown, to be reconciled from `look_at` on, unless another process has recorded more by now."""
        await self._change(
            delivery,
            or_(_COLUMNS.state == _SENDING, _still_looking(delivery)),
            state=_UNKNOWN,
            not_before=look_at,
            lease_until=None,
            reason=reason,
        )

    async def abandoned(self, *, now: datetime) -> Sequence[Delivery]:
        query = (
            select(DELIVERIES)
            .where(_COLUMNS.state == _SENDING, _COLUMNS.lease_until <= self._at(now, now))
            .order_by(_COLUMNS.due_at, _COLUMNS.id)
        )
        return [read(Delivery, row) for row in await self._database.rows(query)]

    async def backlog(self, *, now: datetime) -> Mapping[str, int]:
        """How many deliveries are unfinished: `due` by now, `later`, `claimed`, `sending`, or `looked-for`."""
        is_open = or_(_COLUMNS.state.in_((_DUE, *_WORKED_ON)), _LOOKED_FOR)
        suspended = select(WORKSPACES.c.team_id).where(WORKSPACES.c.suspended_at.is_not(None))
        later = and_(_COLUMNS.state == _DUE, or_(_COLUMNS.not_before > now, _COLUMNS.team_id.in_(suspended)))
        named = case((later, _LATER), (_COLUMNS.state == _UNKNOWN, _LOOKED), else_=_COLUMNS.state).label("named")
        query = select(named, func.count()).where(is_open).group_by(named)
        counted = {str(state): int(count) for state, count in await self._database.rows(query)}
        return {name: counted.get(name, 0) for name in (_DUE, _LATER, *_WORKED_ON, _LOOKED)}

    async def get(self, team_id: str, delivery_id: str) -> Delivery | None:
        query = select(DELIVERIES).where(_COLUMNS.team_id == team_id, _COLUMNS.id == delivery_id)
        row = await self._database.row(query)
        return None if row is None else read(Delivery, row)

    async def last(self, team_id: str, subject_id: str, kind: DeliveryKind = DeliveryKind.DIGEST) -> Delivery | None:
        query = (
            select(DELIVERIES)
            .where(_COLUMNS.team_id == team_id, _COLUMNS.kind == kind, _COLUMNS.subject_id == subject_id)
            .order_by(_COLUMNS.slot.desc())
            .limit(1)
        )
        row = await self._database.row(query)
        return None if row is None else read(Delivery, row)

    async def history(self, team_id: str, subject_id: str, *, limit: int) -> Sequence[Delivery]:
        kinds = list(DeliveryKind)  # named, so that the uniqueness constraint serves as the index
        query = (
            select(DELIVERIES)
            .where(_COLUMNS.team_id == team_id, _COLUMNS.kind.in_(kinds), _COLUMNS.subject_id == subject_id)
            .order_by(_COLUMNS.due_at.desc(), _COLUMNS.id.desc())
            .limit(limit)
        )
        return [read(Delivery, row) for row in await self._database.rows(query)]

    async def _take(self, statement: UpdateBase) -> Sequence[Delivery]:
        async with self._database.writing() as connection:
            taken = [read(Delivery, row) for row in await connection.execute(statement)]
        return sorted(taken, key=lambda delivery: (delivery.due_at, delivery.id))

    async def _change(
        self, delivery: Delivery, *where: ColumnElement[bool], then: Sequence[Delivery] = (), **values: object
    ) -> bool:
        """Change a row that is still at the caller's attempt; returns whether it was."""
        same = (
            _COLUMNS.team_id == delivery.team_id,
            _COLUMNS.id == delivery.id,
            _COLUMNS.attempt == delivery.attempt,
        )
        async with self._database.writing() as connection:
            result = await connection.execute(update(DELIVERIES).where(*same, *where).values(values))
            if then and result.rowcount == 1:
                await connection.execute(insert_or_skip(connection, DELIVERIES), [delivery_row(each) for each in then])
        return result.rowcount == 1


@dataclass(frozen=True, slots=True)
class Lease:
    """The time of a claim by the clock that claims are counted by."""

    now: ColumnElement[datetime]
    until: ColumnElement[datetime]


def claim_statement(
    *wanted: ColumnElement[bool], now: datetime, lease: Lease, limit: int, each: int | None = None
) -> UpdateBase:
    """One UPDATE that claims rows and returns them, in no order."""
    ready = and_(
        or_(
            and_(_COLUMNS.state == _DUE, _COLUMNS.not_before <= now),
            and_(_COLUMNS.state == _CLAIMED, _COLUMNS.lease_until <= lease.now),
        ),
        *wanted,
    )
    return _taking(ready, limit, each, state=_CLAIMED, attempt=_COLUMNS.attempt + 1, lease_until=lease.until)


def look_statement(*, now: datetime, lease: Lease, limit: int) -> UpdateBase:
    """One UPDATE that claims rows to reconcile and returns them, in no order. Their attempt stays the same."""
    ready = and_(
        _LOOKED_FOR,
        _COLUMNS.not_before <= now,
        or_(_COLUMNS.lease_until.is_(None), _COLUMNS.lease_until <= lease.now),
    )
    return _taking(ready, limit, None, looks=_COLUMNS.looks + 1, lease_until=lease.until)


def _taking(ready: ColumnElement[bool], limit: int, each: int | None, **values: object) -> UpdateBase:
    """Change some of the ready rows and return them: the longest due of each workspace, then each one's second."""
    turn = func.row_number().over(partition_by=_COLUMNS.team_id, order_by=(_COLUMNS.due_at, _COLUMNS.id)).label("turn")
    turns = select(_COLUMNS.team_id, _COLUMNS.id, turn).where(ready).cte("turns")
    # A common table expression, because PostgreSQL may run a mere subquery with LIMIT more than once. The condition is
    # asked again of the row as it is once it is locked.
    # SKIP LOCKED keeps replicas from waiting for each other; SQLite has no need of it and SQLAlchemy leaves it out.
    chosen = (
        select(_COLUMNS.team_id, _COLUMNS.id)
        .join_from(DELIVERIES, turns, and_(turns.c.team_id == _COLUMNS.team_id, turns.c.id == _COLUMNS.id))
        .where(ready, *([turns.c.turn <= each] if each else ()))
        .order_by(turns.c.turn, _COLUMNS.due_at, _COLUMNS.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=DELIVERIES)
        .cte("chosen")
    )
    return (
        update(DELIVERIES)
        .where(tuple_(_COLUMNS.team_id, _COLUMNS.id).in_(select(chosen.c.team_id, chosen.c.id)))
        .values(values)
        .returning(DELIVERIES)
    )


def _still_looking(delivery: Delivery) -> ColumnElement[bool]:
    """Return the condition that the row is being reconciled, and no process but the caller has claimed it since."""
    return and_(_LOOKED_FOR, _COLUMNS.looks == delivery.looks)


def delivery_row(delivery: Delivery) -> dict[str, object]:
    """Return a new row, for repositories that record a delivery in a transaction of their own."""
    return row_of(DELIVERIES, delivery, not_before=delivery.not_before or delivery.due_at)
