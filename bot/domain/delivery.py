"""Deliveries of scheduled messages: when each is due, how it stands, and when it is tried again.

Deliveries: what becomes of one message, and what each of Slack's error codes means for it.
https://docs.slack.dev/reference/methods/chat.postMessage/ and
https://docs.slack.dev/reference/methods/conversations.history/

When a digest is due. A slot is named by its local date, so a clock change never doubles it. A time that a zone skips
(spring) is due at the first valid moment after; one that it repeats (autumn) at the first.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final, Self
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class SlackCode:
    """Slack's error code for a refused call."""

    name: str
    """`is_archived`, `missing_scope` ..."""
    scope: str = ""
    """The scope that the app lacks; only with `missing_scope`."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return a code from its text: `is_archived`, `missing_scope chat:write`."""
        name, _, scope = text.partition(" ")
        return cls(name, scope)

    def __str__(self) -> str:
        """Return the text from which `parse` makes it again."""
        return f"{self.name} {self.scope}" if self.scope else self.name


class ReasonKey(StrEnum):
    """The kinds of reasons; a sentence each in the catalogs (`delivery-reason-...`)."""

    MISSED = "missed"
    """Baselib was not running, and a newer slot or too much time has passed."""
    ENDED = "ended"
    """The subscription was ended before the slot was sent."""
    PAUSED = "paused"
    """The subscription was paused before the slot was sent."""
    UNCHANGED = "unchanged"
    """Nothing changed since the last digest, and the subscription wants only changes."""
    WORKSPACE_ENDED = "workspace-ended"
    """The app is no longer installed, or its token is dead."""
    WORKSPACE_SUSPENDED = "workspace-suspended"
    """Slack did not accept the app's token until the time limit."""
    NO_PROGRAM = "no-program"
    """There is nothing to report on."""
    RESTRICTED = "restricted"
    """Its programs no longer exist in the channel."""
    WECHAT = "wechat"
    """No program could be read during a day of retries, and there is no stored snapshot."""
    SLACK_BUSY = "slack-busy"
    """Slack asked to wait past the time limit."""
    CHANNEL_UNAVAILABLE = "channel-unavailable"
    SLACK_REFUSED = "slack-refused"
    UNCLEAR = "unclear"
    """Slack's answer got lost."""
    INTERRUPTED = "interrupted"
    """The bot stopped after it started the post and before it knew the outcome."""
    NO_HISTORY = "no-history"
    """It may or may not have arrived, and Slack denies access to the history."""
    BUNDLED = "bundled"
    """A later notice reports it."""
    RESOLVED = "resolved"
    """The problem of the notice no longer exists."""
    NO_RECIPIENT = "no-recipient"
    """No person is left to notify."""
    GAVE_UP = "gave-up"
    """Retries ended at the time limit."""
    OTHER = "other"
    """Another version of Baselib stored it."""


@dataclass(frozen=True, slots=True)
class DeliveryReason:
    """Why a delivery was skipped, failed or is unknown."""

    key: ReasonKey
    code: SlackCode | None = None
    """Slack's, where Slack refused."""
    other_key: str = ""
    """The key of another version of Baselib, with `ReasonKey.OTHER`."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return a reason from its stored text: a key, and after a space Slack's code. Any text will do."""
        name, _, code = text.partition(" ")
        key = _STORED.get(name, ReasonKey.OTHER)
        return cls(key, SlackCode.parse(code) if code else None, name if key is ReasonKey.OTHER else "")

    def __str__(self) -> str:
        key = self.other_key if self.key is ReasonKey.OTHER else self.key.value
        return key if self.code is None else f"{key} {self.code}"


_FORMER: Final = {"mended": ReasonKey.RESOLVED, "nobody-to-tell": ReasonKey.NO_RECIPIENT}
"""Keys that earlier versions stored."""
_STORED: Final = {key.value: key for key in ReasonKey if key is not ReasonKey.OTHER} | _FORMER


class Refusal(StrEnum):
    """Who can resolve a refusal, and how."""

    GONE = "gone"
    """Slack no longer knows the token. The workspace ends when `auth.test` confirms it."""
    SUSPENDED = "suspended"
    """The token is not accepted for now: the workspace is asked again until it is."""
    LATER = "later"
    """Nothing was done, and the same call works later."""
    UNCLEAR = "unclear"
    """It may have been done: the history is searched before it is repeated."""
    CHANNEL = "channel"
    """This channel or person takes no message."""
    REFUSED = "refused"
    """The call itself is wrong, and stays wrong."""


CODES: Final[Mapping[Refusal, str]] = {
    Refusal.GONE: "token_revoked app_uninstalled",
    Refusal.SUSPENDED: """
        account_inactive invalid_auth not_authed org_login_required team_access_not_granted token_expired
        two_factor_setup_required
    """,
    Refusal.LATER: """
        ratelimited rate_limited message_limit_exceeded team_added_to_org accesslimited ekm_access_denied
    """,
    Refusal.UNCLEAR: "internal_error fatal_error service_unavailable request_timeout",
    Refusal.CHANNEL: """
        channel_not_found not_in_channel is_archived restricted_action restricted_action_read_only_channel
        restricted_action_thread_only_channel restricted_action_non_threadable_channel restricted_action_thread_locked
        posting_to_channel_denied cannot_dm_bot user_not_found user_not_in_channel user_not_visible user_disabled
        no_permission messages_tab_disabled
    """,
    Refusal.REFUSED: """
        access_denied as_user_not_supported attachment_payload_limit_exceeded cannot_reply_to_message
        deprecated_endpoint duplicate_channel_not_found duplicate_message_not_found enterprise_is_restricted
        invalid_arg_name invalid_arguments invalid_array_arg invalid_attachments invalid_blocks invalid_blocks_format
        invalid_charset invalid_cursor invalid_form_data invalid_limit invalid_metadata_filter_keys
        invalid_metadata_format invalid_metadata_schema invalid_post_type invalid_ts_latest invalid_ts_oldest
        markdown_text_conflict metadata_must_be_sent_from_app metadata_too_large method_deprecated
        method_not_supported_for_channel_type missing_post_type missing_scope msg_blocks_too_long msg_too_long no_text
        not_allowed_token_type slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked
        slack_connect_clip_sharing_blocked slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked
        team_not_found thread_not_found too_many_attachments too_many_contact_cards unknown_method
    """,
}
_REFUSALS: Final[Mapping[str, Refusal]] = {code: refusal for refusal, codes in CODES.items() for code in codes.split()}


NOT_INSTALLED: Final = "not_installed"
"""Our own code beside Slack's: there is no installation for a workspace."""


def refusal_of(code: str, *, otherwise: Refusal = Refusal.UNCLEAR) -> Refusal:
    """Return what a code means.

    Args:
        code: Slack's, such as `is_archived`; empty when the answer has none.
        otherwise: what a code means that Slack's documentation does not list.
    """
    return _REFUSALS.get(code, otherwise)


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


class Presence(StrEnum):
    """What is known of the bot's place in a channel."""

    THERE = "there"
    MISSING = "missing"
    """It cannot post before it is invited."""
    UNKNOWN = "unknown"
    """Slack did not tell."""


WORKING_DAYS = (0, 1, 2, 3, 4)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
_DAY = timedelta(days=1)
_DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Slot:
    day: date
    """Local calendar date: the slot's name."""
    due_at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every week on these weekdays, or on the first of them in each month, at this local time."""

    weekdays: tuple[int, ...]
    """Ascending, one at least; 0 is Monday."""
    at: time
    """Local, to the minute."""
    zone: str
    """IANA name."""
    monthly: bool = False
    """Once a month: on its first day that is one of `weekdays` (with all working days: the first working day)."""

    def __post_init__(self) -> None:
        if not self.weekdays or list(self.weekdays) != sorted(set(self.weekdays) & set(EVERY_DAY)):
            raise ValueError(f"no weekdays: {self.weekdays}")

    def has(self, day: date) -> bool:
        """Whether a local date has a slot."""
        if day.weekday() not in self.weekdays:
            return False
        return not self.monthly or day.day <= min(self._first_in_month(day, weekday) for weekday in self.weekdays)

    def slots(self, *, after: datetime) -> Iterator[Slot]:
        """Yield the slots due after an instant, earliest first, without end."""
        zone = ZoneInfo(self.zone)
        day = after.astimezone(zone).date() - 2 * _DAY  # a day that the zone skips is due on the next one
        while True:
            if self.has(day) and (due_at := _first_valid(datetime.combine(day, self.at), zone)) > after:
                yield Slot(day, due_at)
            day += _DAY

    def next_slot(self, *, after: datetime) -> Slot:
        """Return the first slot due after an instant."""
        return next(self.slots(after=after))

    @staticmethod
    def _first_in_month(day: date, weekday: int) -> int:
        """Return the day of the month on which a weekday first falls."""
        return (weekday - day.replace(day=1).weekday()) % _DAYS_OF_A_WEEK + 1


def _first_valid(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) at which a wall clock first shows this time, or the first one after a skipped time."""
    earlier = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if earlier.astimezone(zone).replace(tzinfo=None) == wall:
        return earlier
    # In a gap fold=0 uses the offset before the change and so lands after it: the change lies within that distance.
    later = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    low, high = min(earlier, later), max(earlier, later)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


_EACH: Final = timedelta(seconds=0.2)
"""The interval per digest: Slack accepts about five messages a second in a workspace."""
WIDEST: Final = timedelta(minutes=4)
"""Within the five minutes that do not count as late."""
_FEW: Final = 10
"""This many are claimed at once."""
_STEPS: Final = 1 << 32


def spread(rows: Sequence[Delivery], *, now: datetime) -> list[Delivery]:
    """Return the rows, each with the earliest instant at which it is claimed.

    A few do not wait. A channel always has the same place, so its deliveries keep their order.

    Args:
        now: UTC; overdue rows are spread from now on.
    """
    due = [row for row in rows if row.state is DeliveryState.DUE]
    together = Counter((row.team_id, row.due_at) for row in due)
    return [
        replace(row, not_before=max(row.due_at, now) + _wait(row, together[row.team_id, row.due_at]))
        if row.state is DeliveryState.DUE
        else row
        for row in rows
    ]


def _wait(row: Delivery, together: int) -> timedelta:
    window = min(max(together - _FEW, 0) * _EACH, WIDEST)
    return window * place_of(f"{row.team_id}/{row.channel_id}")


def place_of(name: str) -> float:
    """Return a place from 0 to 1, stable for a name and evenly spread over names."""
    digest = sha256(name.encode()).digest()
    return int.from_bytes(digest[:4]) / _STEPS
