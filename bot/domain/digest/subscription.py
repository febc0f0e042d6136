"""The subscription of a channel: its scope, and the history of its digests."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Final

from bot.domain.access import AuditAction, AuditEntry
from bot.domain.delivery import (
    Delivery,
    DeliveryKind,
    DeliveryReason,
    DeliveryState,
    ReasonKey,
    Schedule,
    SlackCode,
    Slot,
)
from bot.domain.digest.schedule import words_of
from bot.domain.programs import FLEET_WORDS, Program, folded


class Part(StrEnum):
    """The optional parts of a digest; each program's headline and suspicions always stay."""

    MOVEMENT = "movement"
    """Coverage of the versions that matter, and how it moved."""
    VERSIONS = "versions"
    """Versions that appeared or vanished."""
    CHART = "chart"


EVERY_PART = frozenset(Part)


class Lifecycle(StrEnum):
    """The states of a subscription but `Paused`. The values are stored."""

    ACTIVE = ""
    ENDED = "ended"
    """By people. The row is kept, so the environment (`DIGEST_CHANNEL`) does not restore at the next start what people
    ended, and a digest resumed on the same day is not sent twice."""
    TRIAL = "moving"
    """Moved here, until the first post in this channel."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The state of a subscription that is stopped until it is changed: Slack refuses posts in its channel."""

    code: SlackCode

    def __str__(self) -> str:
        return str(self.code)


State = Lifecycle | Paused


def parse_state(text: str) -> State:
    """Return a state from its stored text. One that only another version of Baselib knows is a pause."""
    return Lifecycle(text) if text in set(Lifecycle) else Paused(SlackCode.parse(text))


@dataclass(frozen=True, slots=True)
class Scope:
    """The scope of a digest: its `appids` one by one, or many programs at a glance."""

    fleet: bool = False
    """A fleet digest: the programs with `tag`, else those in `appids`, else all."""
    tag: str = ""
    """Folded; only with `fleet`."""


PROGRAMS = Scope()


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel's digest. A channel has at most one."""

    id: str
    team_id: str
    channel_id: str
    appids: tuple[str, ...]
    """The programs reported; empty means the channel's own program, or all configured ones."""
    schedule: Schedule
    locale: str
    """The digest's language (en, zh-CN)."""
    owner_id: str
    """The Slack user who set it up; empty when the environment did (`DIGEST_CHANNEL`)."""
    created_at: datetime
    """UTC. Slots before it are not owed."""
    state: State = Lifecycle.ACTIVE
    parts: frozenset[Part] = EVERY_PART
    """What it shows besides the headlines."""
    only_changes: bool = False
    """Send only changes, and a sign of life once a month."""
    paused_until: date | None = None
    """The local date from which it is sent again; None without a requested pause."""
    scope: Scope = PROGRAMS

    @property
    def personal(self) -> bool:
        """Whether it is a person's own, sent as a direct message: what waits for them, and what changed."""
        return self.channel_id == self.owner_id

    def rests_on(self, day: date) -> bool:
        """Whether a requested pause covers a local date."""
        return self.paused_until is not None and day < self.paused_until

    def answers_to(self, owner_id: str, by: str) -> bool:
        """Whether a control about the subscription of this owner is still about this one when `by` uses it.

        Its owner may use any, also one from before controls named an owner.
        """
        return self.owner_id in {owner_id, by}

    def paused(self, code: SlackCode) -> "Subscription":
        """Return the subscription after Slack refused a post in its channel."""
        return replace(self, state=Paused(code))

    @property
    def active(self) -> bool:
        """Whether its slots are sent, but for a requested pause."""
        return self.state is Lifecycle.ACTIVE

    @property
    def ended(self) -> bool:
        """Whether people ended it."""
        return self.state is Lifecycle.ENDED


LATE_FROM = timedelta(minutes=5)
"""A digest that comes later than this says so."""
CATCH_UP = timedelta(hours=24)
"""How long after its moment a slot is still worth sending."""
_NOTICES_LAST = timedelta(days=30)
"""A notice waits for a suspended workspace: that a digest is missing stays worth knowing."""


@dataclass(frozen=True, slots=True)
class DigestStatus:
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
    """Return the deliveries to record for a subscription, oldest first.

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
    """Return the next slot that a subscription will send, after any pause with an end; None unless it is active."""
    return next(iter(next_slots(subscription, last, now=now, count=1)), None)


def next_slots(subscription: Subscription, last: Delivery | None, *, now: datetime, count: int) -> list[Slot]:
    """Return the next slots that a subscription will send; none unless it is active."""
    if not subscription.active:
        return []
    slots = _slots(subscription, last, after=max(now, subscription.created_at))
    return list(islice((slot for slot in slots if not subscription.rests_on(slot.day)), count))


def is_late(due_at: datetime, now: datetime) -> bool:
    """Whether a digest sent now must say that it comes late."""
    return now - due_at > LATE_FROM


def _slots(subscription: Subscription, last: Delivery | None, *, after: datetime) -> Iterator[Slot]:
    """Yield the slots after an instant whose date has no record yet.

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


FLEET: Final = "fleet"
GLANCE: Final = "glance"
"""Some programs in one list: offered by the form, never typed."""
TAG: Final = "#"


def take_scope(words: Sequence[str]) -> tuple[Scope, Sequence[str]]:
    """Return the scope in the first word, and the words after it; all words if the first is no scope."""
    first = folded(words[0]) if words else ""
    if first in FLEET_WORDS:
        return Scope(fleet=True), words[1:]
    if first.startswith(TAG) and first != TAG:
        return Scope(fleet=True, tag=first.removeprefix(TAG)), words[1:]
    return PROGRAMS, words


def scope_word(subscription: Subscription) -> str:
    """One word for a subscription's scope; empty for programs one by one."""
    if not subscription.scope.fleet:
        return ""
    if subscription.scope.tag:
        return f"{TAG}{subscription.scope.tag}"
    return GLANCE if subscription.appids else FLEET


class Field(StrEnum):
    """The fields of a subscription that can change, as its entries name them; a sentence each (`change-...`)."""

    SCHEDULE = "schedule"
    SCOPE = "scope"
    """Programs one by one, or many at a glance."""
    PROGRAMS = "programs"
    LANGUAGE = "language"
    PARTS = "parts"
    ONLY_CHANGES = "only-changes"
    PAUSED_UNTIL = "paused-until"
    OWNER = "owner"
    STOPPED = "stopped"
    """Ended by people, or stopped because the channel cannot be posted to."""


@dataclass(frozen=True, slots=True)
class DigestHistory:
    """Newest first, bounded."""

    subscription: Subscription
    changes: tuple[AuditEntry, ...]
    deliveries: tuple[Delivery, ...]
    """Digests only: notices to the owner are private."""
    programs: tuple[Program, ...] = ()
    """Programs in the changes that exist in the channel; others are shown as AppIDs."""


def audit_of_subscription(
    before: Subscription | None, after: Subscription, *, by: str, at: datetime
) -> AuditEntry | None:
    """Return the entry for `before` (None for a new subscription) that became `after`; None where no field changed."""
    was, becomes = _values(before) if before else {}, _values(after)
    changed = [field for field in Field if was.get(field, "") != becomes[field]]
    if not changed:
        return None
    action = AuditAction.DIGEST_CHANGED
    if after.ended and Field.STOPPED in changed:
        action = AuditAction.DIGEST_ENDED
    elif before is None or (before.ended and not after.ended):
        action = AuditAction.DIGEST_ORDERED
    old, new = ({field.value: state[field] for field in changed if state.get(field)} for state in (was, becomes))
    return AuditEntry(after.team_id, at, by, action, after.id, old, new)


def field_changes(entry: AuditEntry) -> Iterator[tuple[Field, str, str]]:
    """Yield the fields that an entry changes, each with its values before and after: empty for none, or the default.

    A field that only another version of Baselib knows is left out.
    """
    for field in Field:
        if field in entry.before or field in entry.after:
            yield field, str(entry.before.get(field, "")), str(entry.after.get(field, ""))


def programs_in(entries: Iterable[AuditEntry]) -> Sequence[str]:
    """Return the AppIDs that entries name, sorted."""
    values = [str(state.get(Field.PROGRAMS, "")) for entry in entries for state in (entry.before, entry.after)]
    return sorted({appid for value in values for appid in appids_in(value)})


def appids_in(value: str) -> tuple[str, ...]:
    """Return the AppIDs in a value of `Field.PROGRAMS`."""
    return tuple(value.split(",")) if value else ()


def _values(subscription: Subscription) -> dict[Field, str]:
    return {
        Field.SCHEDULE: words_of(subscription.schedule),
        Field.SCOPE: scope_word(subscription),
        Field.PROGRAMS: ",".join(subscription.appids),
        Field.LANGUAGE: subscription.locale,
        Field.PARTS: ",".join(part for part in Part if part in subscription.parts),
        Field.ONLY_CHANGES: "yes" if subscription.only_changes else "",
        Field.PAUSED_UNTIL: subscription.paused_until.isoformat() if subscription.paused_until else "",
        Field.OWNER: subscription.owner_id,
        Field.STOPPED: str(subscription.state),
    }
