"""Which slots of a subscription are due now, and which one comes next."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryReason, DeliveryState, ReasonKey
from bot.domain.delivery.schedule import Slot
from bot.domain.digest.subscription import Subscription
from bot.domain.programs.program import Program

LATE_FROM = timedelta(minutes=5)
"""A digest that comes later than this says so."""
CATCH_UP = timedelta(hours=24)
"""How long after its moment a slot is still worth sending."""
_NOTICES_LAST = timedelta(days=30)
"""A notice waits for a suspended workspace: that a digest is missing stays worth knowing."""


@dataclass(frozen=True, slots=True)
class DigestStatus:
    """The status of a channel's digest."""

    subscription: Subscription
    next_slot: Slot | None
    """None while the subscription is paused."""
    last: Delivery | None
    """The newest slot on record, whatever became of it."""
    programs: tuple[Program, ...] = ()
    """The subscription's programs that the reader may see by name; the others are shown as AppIDs."""
    by_hand: Delivery | None = None
    """The newest one sent beside the schedule."""
    default: Program | None = None
    """The channel's, which a digest that names no program is about; None: about all."""
    others: bool = False
    """Whether there are more programs here than the default."""
    before: Subscription | None = None
    """The one that was replaced by this one a moment ago, if it was another."""

    @property
    def newest(self) -> Delivery | None:
        """The later of the last slot and the last one sent by hand."""
        return max(filter(None, (self.last, self.by_hand)), key=lambda delivery: delivery.due_at, default=None)


def worth_sending(kind: DeliveryKind) -> timedelta:
    """How long after its moment a delivery of this kind is still worth sending."""
    return _NOTICES_LAST if kind is DeliveryKind.NOTICE else CATCH_UP


def owed(subscription: Subscription, last: Delivery | None, *, now: datetime) -> list[Delivery]:
    """The deliveries to record for a subscription, oldest first.

    The newest slot is due unless it is more than `CATCH_UP` old; earlier ones were missed. Slots of a requested pause
    are recorded as skipped.
    """
    slots = _slots(subscription, last, after=subscription.created_at)
    passed = []
    for slot in slots:
        if slot.due_at > now:
            break
        passed.append(slot)
    wanted = [slot for slot in passed if not subscription.rests_on(slot.day) and now - slot.due_at <= CATCH_UP]
    newest = wanted[-1] if wanted else None
    return [_due(subscription, slot, now) if slot is newest else _skipped(subscription, slot, now) for slot in passed]


def next_slot(subscription: Subscription, last: Delivery | None, *, now: datetime) -> Slot | None:
    """The next slot that a subscription will send, after any pause with an end; None unless it is active."""
    return next(iter(next_slots(subscription, last, now=now, count=1)), None)


def next_slots(subscription: Subscription, last: Delivery | None, *, now: datetime, count: int) -> list[Slot]:
    """The next slots that a subscription will send; none unless it is active."""
    if not subscription.active:
        return []
    slots = _slots(subscription, last, after=max(now, subscription.created_at))
    return list(islice((slot for slot in slots if not subscription.rests_on(slot.day)), count))


def is_late(due_at: datetime, now: datetime) -> bool:
    """Whether a digest sent now must say that it comes late."""
    return now - due_at > LATE_FROM


def _slots(subscription: Subscription, last: Delivery | None, *, after: datetime) -> Iterator[Slot]:
    """The slots after an instant whose date has no record yet.

    So neither a clock set back nor a changed time or zone sends a second digest for one date.
    """
    for slot in subscription.schedule.slots(after=max(after, last.due_at) if last else after):
        if last is None or slot.day > last.slot:
            yield slot


def _due(subscription: Subscription, slot: Slot, now: datetime) -> Delivery:
    return Delivery(
        _delivery_id(subscription, slot),
        subscription.team_id,
        subscription.id,
        slot.day,
        slot.due_at,
        DeliveryState.DUE,
        channel_id=subscription.channel_id,
        late=is_late(slot.due_at, now),
    )


def _skipped(subscription: Subscription, slot: Slot, now: datetime) -> Delivery:
    key = ReasonKey.PAUSED if subscription.rests_on(slot.day) else ReasonKey.MISSED
    due = _due(subscription, slot, now)
    return replace(due, state=DeliveryState.SKIPPED, finished_at=now, reason=DeliveryReason(key), late=False)


def _delivery_id(subscription: Subscription, slot: Slot) -> str:
    """Deterministic: it identifies two posts of one slot as the same delivery."""
    return f"{subscription.id}-{slot.day.isoformat()}"
