"""What became of one slot."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class DeliveryKind(StrEnum):
    """What a delivery says; each kind has its handler."""

    DIGEST = "digest"
    """A slot of an order."""
    ALERT = "alert"
    """A crossing of an alert: `subscription_id` names the alert, `slot` the day of the snapshot that crossed."""
    NOW = "now"
    """An order's digest that somebody asked for beside its schedule."""
    NOTICE = "notice"
    """What an order's owner is told, in a direct message, of a digest that cannot be delivered."""
    PROGRAM = "program"
    """What became of a program: `subscription_id` names the `bot.ports.programs.ProgramNews`."""
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
