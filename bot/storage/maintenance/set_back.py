"""Brings back the moments on record that a clock which was ahead has left in the future.

Slots, votes, reminders, lessons and mutes are meant to lie ahead, and stay. Rests in memory end by themselves
(`bot.lib.rest`); tokens of WeChat and Slack are renewed when they are refused.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Table, and_, literal, not_, or_, update

from bot.domain.alerts.delivery import SETTLING
from bot.domain.decisions.decision import State
from bot.domain.decisions.program import ProgramState
from bot.domain.decisions.steps import Topic
from bot.domain.delivery import LEASE, WIDEST, DeliveryKind, DeliveryState
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.workflows import CHECKED_EVERY
from bot.domain.workflows import LEASE as RUN_LEASE
from bot.errors import QuotaSpared, WeChatLimited
from bot.storage.engine.columns import Instant
from bot.storage.engine.database import Database
from bot.storage.tables.decisions import DECISION_PROGRAMS, DECISIONS
from bot.storage.tables.digest import DELIVERIES, STEP_RUNS, SUBSCRIPTIONS
from bot.storage.tables.programs import PROGRAM_NEWS, PROGRAM_TROUBLES, PROGRAMS, SYNCS, TICKETS

_SLACK: Final = timedelta(minutes=1)
"""So far ahead nothing is held up for long, and another process may have been a little later."""
_RETRIED: Final = timedelta(hours=1)
"""Most waits after a failure, and between two looks at a decision, are shorter."""
_DAY: Final = timedelta(days=1)

_Change = tuple[Table, dict[str, object], ColumnElement[bool]]
_DELIVERY, _PROGRAM, _RUN, _TROUBLE = DELIVERIES.c, DECISION_PROGRAMS.c, STEP_RUNS.c, PROGRAM_TROUBLES.c
_DUE: Final = _DELIVERY.state == DeliveryState.DUE
_LOOKED_FOR: Final = and_(_DELIVERY.state == DeliveryState.UNKNOWN, _DELIVERY.finished_at.is_(None))
_UNDER_WAY: Final = _DELIVERY.state.in_([DeliveryState.CLAIMED, DeliveryState.SENDING])
_PLANNED: Final = or_(
    _DELIVERY.kind == DeliveryKind.DIGEST,
    and_(
        or_(*(_DELIVERY.subject_id.like(f"%-{topic}-%") for topic in (Topic.REMINDER, Topic.LESSON))),
        not_(_DELIVERY.subject_id.like(f"%-{Topic.LOST}-%")),  # names one of these
    ),
)
"""Deliveries that are recorded before they are due."""
_UNTIL_TOMORROW: Final = _TROUBLE.error_key.in_([WeChatLimited.key, QuotaSpared.key])
_LOOKED_AT: Final = DECISIONS.c.state.in_([State.APPROVED, State.APPLYING, State.UNVERIFIED])


class SqlSetBack:
    """Serves `bot.ports.machine.SetBack`. Raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, *, now: datetime, just: bool) -> int:
        count, waits = 0, timedelta(0) if just else _RETRIED
        for table, values, where in [*self._deliveries(now, waits), *self._others(now, waits)]:
            async with self._database.writing() as connection:
                count += (await connection.execute(update(table).where(where).values(values))).rowcount
        return count

    def _deliveries(self, now: datetime, waits: timedelta) -> Iterator[_Change]:
        late, by_database = now + _SLACK, self._database.shared
        leased = self._database.ago(-LEASE) if by_database else literal(now + LEASE, Instant())
        too_long = self._database.ago(-LEASE - _SLACK) if by_database else literal(late + LEASE, Instant())
        settles = and_(_DELIVERY.slot <= snapshot_day(now), _DELIVERY.due_at > late + SETTLING)
        at_once = and_(_DELIVERY.kind != DeliveryKind.ALERT, not_(_PLANNED))
        open_, due_later = or_(_DUE, _UNDER_WAY, _LOOKED_FOR), _DELIVERY.due_at > late
        new, tried = _DELIVERY.attempt == 0, _DELIVERY.attempt > 0
        held = or_(and_(new, _DELIVERY.not_before > late + WIDEST), and_(tried, _DELIVERY.not_before > late + waits))
        alert = and_(_DELIVERY.kind == DeliveryKind.ALERT, settles)  # waits for more programs, or for its day
        yield DELIVERIES, {"due_at": now}, and_(open_, due_later, or_(at_once, alert))
        yield DELIVERIES, {"not_before": now}, and_(or_(_DUE, _LOOKED_FOR), not_(due_later), held)
        planned_later = _DELIVERY.not_before > _DELIVERY.due_at
        yield DELIVERIES, {"not_before": _DELIVERY.due_at}, and_(_DUE, due_later, planned_later)
        yield DELIVERIES, {"lease_until": leased}, and_(open_, _DELIVERY.lease_until > too_long)
        yield DELIVERIES, {"started_at": now}, and_(open_, _DELIVERY.started_at > late)

    def _others(self, now: datetime, waits: timedelta) -> Iterator[_Change]:
        late, by_database = now + _SLACK, self._database.ago()
        troubled = or_(_TROUBLE.since > late, and_(_TROUBLE.not_before > late + waits, not_(_UNTIL_TOMORROW)))
        yield PROGRAM_TROUBLES, {"since": now, "not_before": now}, troubled
        yield DECISIONS, {"next_at": now}, and_(_LOOKED_AT, DECISIONS.c.next_at > late + waits)
        yield DECISION_PROGRAMS, {"called_at": now}, _PROGRAM.called_at > late
        waiting = and_(_PROGRAM.since > late, _PROGRAM.next_at.is_not(None))
        yield DECISION_PROGRAMS, {"since": now, "next_at": now}, waiting
        claimed = and_(_PROGRAM.state == ProgramState.CALLING, _PROGRAM.claimed_at > self._database.ago(-_SLACK))
        yield DECISION_PROGRAMS, {"claimed_at": by_database}, claimed
        yield STEP_RUNS, {"next_at": now}, _RUN.next_at > late + (CHECKED_EVERY if waits else RUN_LEASE)
        yield SUBSCRIPTIONS, {"created_at": now}, SUBSCRIPTIONS.c.created_at > late
        yield SYNCS, {"started_at": now - _DAY}, SYNCS.c.started_at > late
        yield PROGRAMS, {"checked_at": now}, PROGRAMS.c.checked_at > late
        yield TICKETS, {"asked_again_at": None}, TICKETS.c.asked_again_at > late
        yield PROGRAM_NEWS, {"told_at": now}, PROGRAM_NEWS.c.told_at > late
