"""Deliveries: what becomes of one message."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.delivery.reason import DeliveryReason

LEASE: Final = timedelta(minutes=2)
"""How long a claim lasts, by one clock for all replicas: longer than the slowest readings. A post has as long again."""


class DeliveryKind(StrEnum):
    """The kind of a delivery; each has its handler."""

    DIGEST = "digest"
    """A slot of a subscription."""
    ALERT = "alert"
    """A crossing of an alert: `subject_id` names the alert, `slot` the day of the snapshot that crossed."""
    NOW = "now"
    """A subscription's digest requested outside its schedule."""
    NOTICE = "notice"
    """A direct message to a subscription's owner about a digest that cannot be delivered."""
    PROGRAM = "program"
    """A change of a program's authorisation: `subject_id` names the `bot.ports.programs.ProgramNews`."""
    DETAILS = "details"
    """A page in the thread of a fleet digest: `subject_id` holds the subscription's id and the page."""
    DECISION = "decision"
    """A message of a decision: `subject_id` holds the decision's id and what the message says."""


class DeliveryState(StrEnum):
    """due -> claimed -> sending -> sent | skipped | failed | unknown."""

    DUE = "due"
    CLAIMED = "claimed"
    """A process works on it until the lease ends; nothing was posted yet."""
    SENDING = "sending"
    """Committed before the post: a crash from here on leaves the outcome unknown."""
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It may or may not have arrived. To be reconciled; final once `finished_at` is set."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outcome of one slot of one subscription; each kind has at most one row per slot."""

    id: str
    team_id: str
    subject_id: str
    """The subscription's id; for kinds that are about something else, see there."""
    slot: date
    """The local calendar date that names the slot."""
    due_at: datetime
    """UTC."""
    state: DeliveryState
    attempt: int = 0
    lease_until: datetime | None = None
    """UTC; the claim ends then."""
    started_at: datetime | None = None
    """UTC; when `sending` was committed."""
    finished_at: datetime | None = None
    channel_id: str = ""
    message_ts: str = ""
    """Slack's name for the message, once sent."""
    reason: DeliveryReason | None = None
    """Why it was skipped, failed or unknown, or why the last attempt did not come to a post."""
    late: bool = False
    kind: DeliveryKind = DeliveryKind.DIGEST
    looks: int = 0
    """How often it was reconciled since the post last started; posting never changes it."""
    thread_ts: str = ""
    """The message in whose thread it is posted; empty for the channel itself."""
    not_before: datetime | None = field(default=None, compare=False)
    """UTC; until then it waits, also after `due_at`. None in a new one: until `due_at`."""

    @property
    def is_direct(self) -> bool:
        """Whether it goes to one person: `channel_id` is a user's."""
        return self.channel_id.startswith(("U", "W"))
