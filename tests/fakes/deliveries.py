"""Deliveries in memory, with the database's state machine."""

import asyncio
from collections import Counter, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from bot.blocks.kit.elements import Message, View
from bot.domain.delivery import LEASE, Delivery, DeliveryKind, DeliveryReason, DeliveryState
from bot.errors import BotError

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


@dataclass(frozen=True, slots=True)
class Posted:
    team_id: str
    channel_id: str
    message: Message
    delivery_id: str
    ts: str
    thread_ts: str = ""
    at: datetime | None = field(default=None, compare=False)
    """By `FakeMessenger.now`; None where no test sets it."""


class FakeMessenger:
    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.answers: list[tuple[str, Message, bool]] = []
        self.whispers: list[tuple[str, str, str, Message]] = []
        self.changes: list[tuple[str, str, str, Message]] = []
        """Other contents of messages: workspace, channel, ts and content."""
        self.views: list[tuple[str, str, View]] = []
        self.views_gate = asyncio.Event()
        """No modal opens while it is not set."""
        self.views_gate.set()
        self.updates: list[tuple[str, str, View]] = []
        self.changed_views: set[str] = set()
        """Modals that changed since they were last seen."""
        self._failures: deque[BaseException] = deque()
        self._failing: dict[str, BotError] = {}
        self._losing_answer: deque[BaseException] = deque()
        self._history_failures: deque[BaseException] = deque()
        self.turns: list[tuple[str, str]] = []
        self._turns_refused: deque[BotError] = deque()
        self.now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
        """Slack's clock."""
        self.lag = timedelta(0)
        """Messages younger than that are missing from the history."""
        self.looks: list[str] = []
        """The delivery ids that were looked for."""

    def fail_next(self, *errors: BaseException) -> None:
        self._failures.extend(errors)

    def lose_next_answer(self, error: BaseException) -> None:
        self._losing_answer.append(error)

    def fail_channel(self, channel_id: str, error: BotError | None) -> None:
        if error is None:
            self._failing.pop(channel_id, None)
        else:
            self._failing[channel_id] = error

    def be_well(self) -> None:
        self._failures.clear()
        self._failing.clear()
        self._losing_answer.clear()
        self._history_failures.clear()
        self.lag = timedelta(0)

    def refuse_turns(self, *errors: BotError) -> None:
        self._turns_refused.extend(errors)

    async def turn(self, team_id: str, channel_id: str) -> None:
        self.turns.append((team_id, channel_id))
        if self._turns_refused:
            raise self._turns_refused.popleft()

    async def post(
        self, team_id: str, channel_id: str, message: Message, *, delivery_id: str = "", thread_ts: str = ""
    ) -> str:
        self._maybe_fail()
        if channel_id in self._failing:
            raise self._failing[channel_id]
        ts = f"{1_700_000_000 + len(self.posted)}.000100"
        self.posted.append(Posted(team_id, channel_id, message, delivery_id, ts, thread_ts, self.now))
        if self._losing_answer:
            raise self._losing_answer.popleft()
        return ts

    async def update(self, team_id: str, channel_id: str, message_ts: str, message: Message) -> None:
        self._maybe_fail()
        if channel_id in self._failing:
            raise self._failing[channel_id]
        self.changes.append((team_id, channel_id, message_ts, message))

    def fail_history(self, *errors: BaseException) -> None:
        self._history_failures.extend(errors)

    async def find(
        self,
        team_id: str,
        channel_id: str,
        delivery_id: str,
        *,
        since: datetime,
        until: datetime,
        now: datetime,
        thread_ts: str = "",
    ) -> str | None:
        del now  # one clock for all
        self.looks.append(delivery_id)
        if self._history_failures:
            raise self._history_failures.popleft()
        seen = [
            posted
            for posted in self.posted
            if (posted.team_id, posted.channel_id, posted.thread_ts) == (team_id, channel_id, thread_ts)
            and posted.delivery_id == delivery_id
            and (posted.at is None or (since < posted.at < until and posted.at <= self.now - self.lag))
        ]
        return seen[0].ts if seen else None

    async def respond(self, response_url: str, message: Message, *, replace: bool = False) -> None:
        self._maybe_fail()
        self.answers.append((response_url, message, replace))

    async def whisper(self, team_id: str, channel_id: str, user_id: str, message: Message) -> None:
        self._maybe_fail()
        self.whispers.append((team_id, channel_id, user_id, message))

    async def open_view(self, team_id: str, trigger_id: str, view: View) -> str:
        await self.views_gate.wait()
        self._maybe_fail()
        self.views.append((team_id, trigger_id, view))
        return f"V{len(self.views)}"

    async def update_view(self, team_id: str, view_id: str, view: View, *, only_if: str = "") -> bool:
        self._maybe_fail()
        if only_if and view_id in self.changed_views:
            return False
        self.updates.append((team_id, view_id, view))
        return True

    def _maybe_fail(self) -> None:
        if self._failures:
            raise self._failures.popleft()


@dataclass(frozen=True)
class SentFile:
    team_id: str
    user_id: str
    name: str
    content: bytes
    comment: str
    alt_text: str = ""


@dataclass
class FakeFiles:
    sent: list[SentFile] = field(default_factory=list)
    refusal: BotError | None = None
    """What sending fails with from now on."""

    async def send(
        self, team_id: str, user_id: str, filename: str, content: bytes, *, comment: str, alt_text: str = ""
    ) -> None:
        if self.refusal:
            raise self.refusal
        self.sent.append(SentFile(team_id, user_id, filename, content, comment, alt_text))


class RecordedCalls:
    """The calls that are over, and how each ended."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []

    def __call__(self, call: str, ended: str, seconds: float) -> None:
        assert seconds >= 0
        self.calls.append((call, ended))
