"""The findings of `baselib doctor`, and how answers differ from what is expected.

The shape of a getSupportVersion answer, anonymous: it can be shared with anyone. WeChat's documentation leaves open
how `percentage` must be read, and what a program without users or a minimum gets. The shape of a real answer settles
that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final, Self

from bot.domain.numbers.version import Feed, Reading, Version
from bot.errors import BotError


class Order(StrEnum):
    """The order of a sequence."""

    NONE = "none"
    """Fewer than two."""
    RISING = "rising"
    """Never falls."""
    FALLING = "falling"
    """Never rises."""
    MIXED = "mixed"


class Minimum(StrEnum):
    """The kind of value in `now_version`."""

    VERSION = "version"
    EMPTY = "empty"
    """An empty text, null, or no such field: `Shape.fields` has which."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Facts about the items. Only public versions and totals of shares are named."""

    items: int
    other_labels: int
    """Items whose label is not a version."""
    first: str
    """The first version; empty without any."""
    last: str
    version_order: Order
    """The versions, in the order received."""
    value_order: Order
    """The values, from the oldest to the newest version."""
    distinct: int
    zeros: int
    total: Decimal
    """The sum of all values as received."""
    lowest: Decimal
    highest: Decimal
    minimum: Minimum

    @classmethod
    def of(cls, feed: Feed) -> "Numbers":
        values = feed.values
        read = [Version.read(label) for label in feed.labels]
        versions = [version for version in read if version is not None]
        return cls(
            items=len(values),
            other_labels=len(values) - len(versions),
            first=versions[0].text if versions else "",
            last=versions[-1].text if versions else "",
            version_order=_order([version.parts for version in versions]),
            value_order=_order([value for _, value in feed.versions]),
            distinct=len(set(values)),
            zeros=values.count(Decimal(0)),
            total=sum(values, Decimal(0)),
            lowest=min(values, default=Decimal(0)),
            highest=max(values, default=Decimal(0)),
            minimum=_minimum(feed.minimum),
        )


@dataclass(frozen=True, slots=True)
class Shape:
    fields: Mapping[str, Sequence[str]]
    """The JSON types at each path (`uv_info.items[].version`), without duplicates."""
    unknown: Sequence[str]
    """The paths that WeChat does not document."""
    numbers: Numbers | None = None
    """None when the answer could not be read."""
    reading: Reading | None = None
    """How the numbers are read, and why."""


def _minimum(text: str) -> Minimum:
    if not text:
        return Minimum.EMPTY
    return Minimum.VERSION if Version.read(text) else Minimum.OTHER


def _order(values: Sequence[tuple[int, ...]] | Sequence[Decimal]) -> Order:
    if len(values) <= 1:
        return Order.NONE
    pairs = list(pairwise(values))
    if all(before <= after for before, after in pairs):  # type: ignore[operator]  # both of one kind
        return Order.RISING
    return Order.FALLING if all(before >= after for before, after in pairs) else Order.MIXED  # type: ignore[operator]


Detail = str | int | timedelta | tuple[str, ...]
"""A value in a sentence; never a secret."""


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"
    """It could not be checked."""


LITTLE_SPACE: Final = 500_000_000
"""Bytes free: a year of a thousand programs, and the copies that SQLite makes of its log."""
NO_SPACE: Final = 20_000_000


class Check(StrEnum):
    """The checks, in the order of the report."""

    SETTINGS = "settings"
    DATABASE = "database"
    RUNNING = "running"
    DISK = "disk"
    TABLES = "tables"
    KEYS = "keys"
    WORKSPACES = "workspaces"
    CLOCK = "clock"
    SLACK_TOKEN = "slack-token"  # noqa: S105  # a name
    SCOPES = "scopes"
    SOCKET_MODE = "socket-mode"
    PUBLIC_URL = "public-url"
    SIGNING = "signing"
    SLASH_COMMAND = "slash-command"
    WECHAT = "wechat"
    TICKET = "ticket"
    PLATFORM_TOKEN = "platform-token"  # noqa: S105  # a name
    IP_ALLOWLIST = "ip-allowlist"
    PROGRAM_TOKEN = "program-token"  # noqa: S105  # a name
    PERMISSION_SET = "permission-set"
    QUOTA = "quota"
    READING = "reading"
    USERS = "users"
    PUBLIC_NUMBERS = "public-numbers"
    FONT = "font"
    CATALOGUE = "catalogue"

    @property
    def page(self) -> str:
        """The documentation: a file and a heading in it."""
        return f"docs/doctor.md#{self}"


_STOPS: Final = True
"""After this warning, what depends on it is skipped, as after a failure."""
_GOES_ON: Final = False
"""After this failure, what depends on it is still checked."""


class Found(StrEnum):
    """The possible findings. The catalogs have a sentence for each, and mostly advice (`doctor-<name>`)."""

    check: Check
    """The check: the prefix of the name."""
    status: Status
    stops: bool
    """Whether the checks that need this one are skipped."""

    SETTINGS_OK = "settings-ok", Status.OK
    SETTINGS_WRONG = "settings-wrong", Status.FAILED
    SETTINGS_MISSING = "settings-missing", Status.FAILED
    SETTINGS_UNUSED = "settings-unused", Status.WARNING
    SETTINGS_MAY_SET = "settings-may-set", Status.OK
    DATABASE_OK = "database-ok", Status.OK
    DATABASE_NONE = "database-none", Status.WARNING, _STOPS
    DATABASE_OLD = "database-old", Status.WARNING
    DATABASE_LOCKED = "database-locked", Status.WARNING
    DATABASE_READ_ONLY = "database-read-only", Status.FAILED, _GOES_ON
    DATABASE_UNUSABLE = "database-unusable", Status.FAILED
    RUNNING_YES = "running-yes", Status.OK
    RUNNING_NO = "running-no", Status.OK
    DISK_OK = "disk-ok", Status.OK
    DISK_SERVER = "disk-server", Status.OK
    DISK_LOW = "disk-low", Status.WARNING
    DISK_FULL = "disk-full", Status.FAILED
    DISK_OPEN = "disk-open", Status.WARNING
    TABLES_OK = "tables-ok", Status.OK
    TABLES_OLDER = "tables-older", Status.WARNING, _STOPS
    TABLES_BEHIND = "tables-behind", Status.FAILED
    TABLES_NEWER = "tables-newer", Status.FAILED
    TABLES_TOO_OLD = "tables-too-old", Status.FAILED
    KEYS_OK = "keys-ok", Status.OK
    KEYS_WRONG = "keys-wrong", Status.FAILED
    WORKSPACES_OK = "workspaces-ok", Status.OK
    WORKSPACES_SUSPENDED = "workspaces-suspended", Status.WARNING
    WORKSPACES_LEFT_OUT = "workspaces-left-out", Status.WARNING
    CLOCK_OK = "clock-ok", Status.OK
    CLOCK_UNKNOWN = "clock-unknown", Status.WARNING
    CLOCK_DRIFTING = "clock-drifting", Status.WARNING
    CLOCK_WRONG = "clock-wrong", Status.FAILED
    SLACK_OK = "slack-token-ok", Status.OK
    SLACK_NOT_INSTALLED = "slack-token-not-installed", Status.WARNING
    SLACK_REFUSED = "slack-token-refused", Status.FAILED
    SLACK_UNREACHABLE = "slack-token-unreachable", Status.FAILED
    SCOPES_OK = "scopes-ok", Status.OK
    SCOPES_UNKNOWN = "scopes-unknown", Status.WARNING
    SCOPES_EXTRA = "scopes-extra", Status.WARNING
    SCOPES_MISSING = "scopes-missing", Status.FAILED, _GOES_ON
    SOCKET_OK = "socket-mode-ok", Status.OK
    SOCKET_REFUSED = "socket-mode-refused", Status.FAILED
    URL_OK = "public-url-ok", Status.OK
    URL_PLAIN = "public-url-plain", Status.WARNING
    URL_NOT_SET = "public-url-not-set", Status.WARNING
    URL_NOT_RUNNING = "public-url-not-running", Status.WARNING, _STOPS
    URL_UNREACHABLE = "public-url-unreachable", Status.FAILED
    URL_UNTRUSTED = "public-url-untrusted", Status.FAILED
    URL_REDIRECTED = "public-url-redirected", Status.FAILED
    URL_ELSEWHERE = "public-url-elsewhere", Status.FAILED
    SIGNING_OK = "signing-ok", Status.OK
    SIGNING_NOT_RUNNING = "signing-not-running", Status.WARNING
    SIGNING_REFUSED = "signing-refused", Status.FAILED
    SIGNING_OPEN = "signing-open", Status.FAILED
    COMMAND_UNASKED = "slash-command-unasked", Status.SKIPPED
    WECHAT_OK = "wechat-ok", Status.OK
    WECHAT_UNREACHABLE = "wechat-unreachable", Status.FAILED
    TICKET_OK = "ticket-ok", Status.OK
    TICKET_LATE = "ticket-late", Status.WARNING
    TICKET_OLD = "ticket-old", Status.FAILED
    TICKET_NEVER = "ticket-never", Status.FAILED
    TICKET_REFUSED = "ticket-refused", Status.FAILED
    PLATFORM_OK = "platform-token-ok", Status.OK
    PLATFORM_KEPT = "platform-token-kept", Status.OK
    PLATFORM_NOT_KEPT = "platform-token-not-kept", Status.WARNING, _STOPS
    PLATFORM_SECRET = "platform-token-secret", Status.FAILED
    PLATFORM_FAILED = "platform-token-failed", Status.FAILED
    ADDRESS_OK = "ip-allowlist-ok", Status.OK
    ADDRESS_REFUSED = "ip-allowlist-refused", Status.FAILED
    PROGRAM_OK = "program-token-ok", Status.OK
    PROGRAM_NONE = "program-token-none", Status.WARNING, _STOPS
    PROGRAM_UNLISTED = "program-token-unlisted", Status.WARNING, _STOPS
    PROGRAM_NOT_CONNECTED = "program-token-not-connected", Status.SKIPPED
    PROGRAM_NOT_KEPT = "program-token-not-kept", Status.WARNING, _STOPS
    PROGRAM_REVOKED = "program-token-revoked", Status.FAILED
    PROGRAM_DEAD = "program-token-dead", Status.FAILED
    PROGRAM_KIND = "program-token-kind", Status.FAILED
    PROGRAM_SERVICE = "program-token-service", Status.FAILED
    PROGRAM_UNREADABLE = "program-token-unreadable", Status.FAILED
    PROGRAM_FAILED = "program-token-failed", Status.FAILED
    SET_OK = "permission-set-ok", Status.OK
    SET_UNKNOWN = "permission-set-unknown", Status.WARNING
    SET_MISSING = "permission-set-missing", Status.FAILED
    QUOTA_OK = "quota-ok", Status.OK
    QUOTA_LOW = "quota-low", Status.WARNING
    QUOTA_UNKNOWN = "quota-unknown", Status.WARNING
    QUOTA_USED = "quota-used", Status.FAILED
    READING_OK = "reading-ok", Status.OK
    READING_NO_DATA = "reading-no-data", Status.WARNING
    READING_UNDETERMINED = "reading-undetermined", Status.WARNING
    READING_FAILED = "reading-failed", Status.FAILED
    USERS_OK = "users-ok", Status.OK
    USERS_OFF = "users-off", Status.OK
    USERS_NOT_YET = "users-not-yet", Status.OK
    USERS_ABSENT = "users-absent", Status.WARNING
    PUBLIC_OK = "public-numbers-ok", Status.OK
    PUBLIC_OFF = "public-numbers-off", Status.OK
    PUBLIC_UNREACHABLE = "public-numbers-unreachable", Status.WARNING
    FONT_OK = "font-ok", Status.OK
    FONT_MISSING = "font-missing", Status.WARNING
    CATALOGUE_OK = "catalogue-ok", Status.OK
    CATALOGUE_UNREADABLE = "catalogue-unreadable", Status.FAILED

    def __new__(cls, name: str, status: Status, stops: bool | None = None) -> Self:  # noqa: FBT001  # members are tuples
        """Add a finding; without `stops`, only a failure stops."""
        found = str.__new__(cls, name)
        found._value_ = name
        found.check = next(check for check in Check if name.startswith(f"{check}-"))
        found.status = status
        found.stops = status is Status.FAILED if stops is None else stops
        return found


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check. Its repr and its data hold no secret."""

    check: Check
    status: Status
    found: Found | None = None
    """None when the check was skipped, or itself failed."""
    details: Mapping[str, Detail] = field(default_factory=dict)
    error: BotError | None = None
    """The error: its sentence has the evidence and what to do."""
    because: Check | None = None
    """The failed check that caused the skip."""
    trouble: str = ""
    """Why the check itself failed: `timeout`, or the kind of exception."""
    shape: Shape | None = None
    """The shape of WeChat's answer."""

    @classmethod
    def of(
        cls, found: Found, *, error: BotError | None = None, shape: Shape | None = None, **details: Detail
    ) -> "Finding":
        return cls(found.check, found.status, found, details, error, shape=shape)

    @classmethod
    def skipped(cls, check: Check, because: Check) -> "Finding":
        """Return a check that cannot run until another one passes."""
        return cls(check, Status.SKIPPED, because=because)

    @classmethod
    def broken(cls, check: Check, trouble: str) -> "Finding":
        return cls(check, Status.FAILED, trouble=trouble)

    @property
    def failed(self) -> bool:
        return self.status is Status.FAILED

    @property
    def stops(self) -> bool:
        """Whether the checks that need this one are skipped."""
        return self.found is None or self.found.stops

    @property
    def name(self) -> str:
        return self.found or (f"{self.check}-skipped" if self.because else f"{self.check}-broken")


def healthy(findings: Sequence[Finding]) -> bool:
    """Whether no check failed."""
    return not any(finding.failed for finding in findings)


def shape_in(findings: Sequence[Finding]) -> Shape | None:
    """Return the shape of WeChat's answer, if one was read."""
    return next((finding.shape for finding in findings if finding.shape), None)
