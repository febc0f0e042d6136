"""A channel's standing order for a digest, and what became of each slot."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from bot.domain.schedule import Schedule


class Part(StrEnum):
    """What a digest may leave out; the headline of each program and what is wrong with its numbers always stay."""

    MOVEMENT = "movement"
    """Coverage of the versions that matter, and how it moved."""
    VERSIONS = "versions"
    """Which versions appeared and vanished."""
    CHART = "chart"


EVERY_PART = frozenset(Part)
ENDED = "ended"
"""`Subscription.paused_because` of an order that people ended.

It stays on record: so the environment (`DIGEST_CHANNEL`) does not bring back at the next start what people ended, and a
digest that is taken up again on the same day is not sent twice.
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """How much a digest is about: its `appids` one by one, or many programs at a glance."""

    fleet: bool = False
    """The fleet's digest: of the programs with `tag`, else of those in `appids`, else of all."""
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
    paused_because: str = ""
    """Slack's error code when the channel cannot be posted to, or `ENDED`; empty while it runs."""
    parts: frozenset[Part] = EVERY_PART
    """What it tells besides the headlines."""
    only_changes: bool = False
    """Nothing is sent when nothing changed since the last one, but for a sign of life once a month."""
    paused_until: date | None = None
    """The local date from which on it is sent again; None when nobody asked for a pause."""
    scope: Scope = PROGRAMS

    def rests_on(self, day: date) -> bool:
        """Whether people want no digest on a local date."""
        return self.paused_until is not None and day < self.paused_until

    def paused(self, because: str) -> "Subscription":
        """The same order, sending nothing until somebody changes it."""
        return replace(self, paused_because=because)


class DeliveryKind(StrEnum):
    """What a delivery says; each kind has its composer."""

    DIGEST = "digest"
    """A slot of an order."""
    ALERT = "alert"
    """A crossing of an alert: `subscription_id` names the alert, `slot` the day of the snapshot that crossed."""
    NOW = "now"
    """An order's digest that somebody asked for beside its schedule."""
    NOTICE = "notice"
    """What an order's owner is told, in a direct message, of a digest that cannot be delivered."""
    PROGRAM = "program"
    """What became of a program: `subscription_id` names the `bot.ports.ProgramNews`."""
    DETAILS = "details"
    """A page of what a fleet's digest has no room for, in its thread: `subscription_id` is the order's and the page."""


class DeliveryState(StrEnum):
    """due -> claimed -> sending -> sent | skipped | failed | unknown."""

    DUE = "due"
    CLAIMED = "claimed"
    """Somebody works on it until the lease ends; nothing was posted yet."""
    SENDING = "sending"
    """Committed before the post: from here on a crash leaves open whether it arrived."""
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It may or may not have arrived. It is looked for; once `finished_at` is set nobody could find out."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one slot of one subscription; there is never a second row of its kind for it."""

    id: str
    team_id: str
    subscription_id: str
    slot: date
    """The local calendar date that names the slot."""
    due_at: datetime
    """UTC."""
    state: DeliveryState
    attempt: int = 0
    lease_until: datetime | None = None
    """UTC; whoever claimed it lost it after that."""
    started_at: datetime | None = None
    """UTC; when `sending` was committed."""
    finished_at: datetime | None = None
    channel_id: str = ""
    message_ts: str = ""
    """Slack's name for the message, once sent."""
    reason: str = ""
    """Why it was skipped, failed or is unknown: a key of the catalogs (`delivery-reason-...`), plus Slack's code."""
    late: bool = False
    kind: DeliveryKind = DeliveryKind.DIGEST
    looks: int = 0
    """How often the message was looked for since the post last started; the post itself never changes it."""
    thread_ts: str = ""
    """The message in whose thread it is posted; empty for the channel itself."""
    not_before: datetime | None = field(default=None, compare=False)
    """UTC; how long a new row waits after `due_at`. Not read back."""
