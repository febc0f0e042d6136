"""Deliveries in memory, with the database's state machine."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.delivery import LEASE, Delivery, DeliveryKind, DeliveryReason, DeliveryState

_WORKED_ON = {DeliveryState.CLAIMED, DeliveryState.SENDING}
_PROVED_LATER = {DeliveryState.DUE, DeliveryState.UNKNOWN}


@dataclass
class _Row:
    delivery: Delivery
    not_before: datetime | None = None

    def claimable(self, now: datetime) -> bool:
        kept = self.delivery
        if kept.state is DeliveryState.DUE:
            return max(kept.due_at, self.not_before or kept.due_at) <= now
        return kept.state is DeliveryState.CLAIMED and _ran_out(kept, now)

    def looked_for(self) -> bool:
        return self.delivery.state is DeliveryState.UNKNOWN and self.delivery.finished_at is None

    def looked_for_by(self, caller: Delivery) -> bool:
        return self.looked_for() and self.delivery.looks == caller.looks

    def to_look_for(self, now: datetime) -> bool:
        unclaimed = self.delivery.lease_until is None or _ran_out(self.delivery, now)
        return self.looked_for() and unclaimed and self.not_before is not None and self.not_before <= now


def _ran_out(delivery: Delivery, now: datetime) -> bool:
    return delivery.lease_until is not None and delivery.lease_until <= now


def _in_turn(ready: list[_Row], *, each: int | None) -> list[_Row]:
    """The first of each workspace, then the second of each."""
    turns, seen = list[tuple[int, _Row]](), Counter[str]()
    for row in sorted(ready, key=lambda row: (row.delivery.due_at, row.delivery.id)):
        seen[row.delivery.team_id] += 1
        turns.append((seen[row.delivery.team_id], row))
    turns.sort(key=lambda turn: turn[0])  # stable
    return [row for turn, row in turns if each is None or turn <= each]


class FakeDeliveries:
    """Serves `bot.ports.digest.Deliveries`."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str, str, date], _Row] = {}

    async def record(self, deliveries: Sequence[Delivery]) -> int:
        before = len(self._rows)
        for delivery in deliveries:
            self._rows.setdefault(_slot(delivery), _Row(delivery, delivery.not_before))
        return len(self._rows) - before

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
        ready = [row for row in self._rows.values() if row.claimable(now)]
        ready = [row for row in ready if row.delivery.kind in kinds and row.delivery.team_id not in but]
        ready = _in_turn(ready, each=each)
        for row in ready[:limit]:
            row.delivery = replace(
                row.delivery,
                state=DeliveryState.CLAIMED,
                attempt=row.delivery.attempt + 1,
                lease_until=lease_until,
            )
        return [row.delivery for row in ready[:limit]]

    async def sending(self, delivery: Delivery, *, now: datetime) -> bool:
        row = self._ours(delivery)
        if row is None or row.delivery.state is not DeliveryState.CLAIMED or _ran_out(row.delivery, now):
            return False
        row.delivery = replace(
            row.delivery,
            state=DeliveryState.SENDING,
            lease_until=now + LEASE,
            started_at=now,
            channel_id=delivery.channel_id,
        )
        return True

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
        row = self._ours(delivery)
        allowed = _WORKED_ON | _PROVED_LATER if state is DeliveryState.SENT else _WORKED_ON
        if row is not None and (row.delivery.state in allowed or row.looked_for_by(delivery)):
            row.delivery = replace(
                row.delivery,
                state=state,
                lease_until=None,
                finished_at=now,
                message_ts=message_ts,
                reason=reason,
            )
            await FakeDeliveries.record(self, then)

    async def postpone(self, delivery: Delivery, *, until: datetime, reason: DeliveryReason | None) -> None:
        row = self._ours(delivery)
        if row is not None and (row.delivery.state in _WORKED_ON or row.looked_for_by(delivery)):
            row.not_before = until
            row.delivery = replace(
                row.delivery, state=DeliveryState.DUE, lease_until=None, started_at=None, looks=0, reason=reason
            )

    async def doubt(self, delivery: Delivery, *, look_at: datetime, reason: DeliveryReason | None) -> None:
        row = self._ours(delivery)
        if row is not None and (row.delivery.state is DeliveryState.SENDING or row.looked_for_by(delivery)):
            row.not_before = look_at
            row.delivery = replace(row.delivery, state=DeliveryState.UNKNOWN, lease_until=None, reason=reason)

    async def claim_looks(self, *, now: datetime, lease_until: datetime, limit: int) -> Sequence[Delivery]:
        ready = _in_turn([row for row in self._rows.values() if row.to_look_for(now)], each=None)
        for row in ready[:limit]:
            row.delivery = replace(row.delivery, looks=row.delivery.looks + 1, lease_until=lease_until)
        return [row.delivery for row in ready[:limit]]

    async def abandoned(self, *, now: datetime) -> Sequence[Delivery]:
        rows = [row.delivery for row in self._rows.values()]
        left = [kept for kept in rows if kept.state is DeliveryState.SENDING and _ran_out(kept, now)]
        return sorted(left, key=lambda kept: (kept.due_at, kept.id))

    async def get(self, team_id: str, delivery_id: str) -> Delivery | None:
        rows = (row.delivery for row in self._rows.values())
        return next((row for row in rows if (row.team_id, row.id) == (team_id, delivery_id)), None)

    async def last(self, team_id: str, subject_id: str, kind: DeliveryKind = DeliveryKind.DIGEST) -> Delivery | None:
        mine = [kept for kept in self._of(team_id, subject_id) if kept.kind is kind]
        return max(mine, key=lambda kept: kept.slot, default=None)

    async def history(self, team_id: str, subject_id: str, *, limit: int) -> Sequence[Delivery]:
        mine = self._of(team_id, subject_id)
        return sorted(mine, key=lambda kept: (kept.due_at, kept.id), reverse=True)[:limit]

    def _of(self, team_id: str, subject_id: str) -> list[Delivery]:
        rows = [row.delivery for row in self._rows.values()]
        return [kept for kept in rows if (kept.team_id, kept.subject_id) == (team_id, subject_id)]

    def _ours(self, delivery: Delivery) -> _Row | None:
        row = self._rows.get(_slot(delivery))
        same = row is not None and row.delivery.attempt == delivery.attempt
        return row if same else None


def _slot(delivery: Delivery) -> tuple[str, str, str, date]:
    return delivery.team_id, delivery.kind.value, delivery.subject_id, delivery.slot
