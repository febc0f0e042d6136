"""The checks of `baselib doctor` and their findings. A finding is data; its sentence is in the catalogs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.domain.doctor.shape import Shape
from bot.errors import BotError

Detail = str | int | timedelta | tuple[str, ...]
"""A value in a sentence; never a secret."""


class Status(StrEnum):
    """The status of a check."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"
    """It could not be checked."""


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
    PUBLIC_NUMBERS = "public-numbers"
    FONT = "font"
    CATALOGUE = "catalogue"

    @property
    def page(self) -> str:
        """The documentation: a file and a heading in it."""
        return f"docs/doctor.md#{self}"


class Found(StrEnum):
    """The possible findings. The catalogs have a sentence for each, and mostly advice (`doctor-<name>`)."""

    SETTINGS_OK = "settings-ok"
    SETTINGS_WRONG = "settings-wrong"
    SETTINGS_MISSING = "settings-missing"
    SETTINGS_UNUSED = "settings-unused"
    SETTINGS_MAY_SET = "settings-may-set"
    DATABASE_OK = "database-ok"
    DATABASE_NONE = "database-none"
    DATABASE_OLD = "database-old"
    DATABASE_LOCKED = "database-locked"
    DATABASE_READ_ONLY = "database-read-only"
    DATABASE_UNUSABLE = "database-unusable"
    RUNNING_YES = "running-yes"
    RUNNING_NO = "running-no"
    DISK_OK = "disk-ok"
    DISK_SERVER = "disk-server"
    DISK_LOW = "disk-low"
    DISK_FULL = "disk-full"
    DISK_OPEN = "disk-open"
    TABLES_OK = "tables-ok"
    TABLES_NONE = "tables-none"
    TABLES_MISSING = "tables-missing"
    TABLES_OLDER = "tables-older"
    TABLES_BEHIND = "tables-behind"
    TABLES_NEWER = "tables-newer"
    KEYS_OK = "keys-ok"
    KEYS_UNUSED = "keys-unused"
    KEYS_WRONG = "keys-wrong"
    WORKSPACES_OK = "workspaces-ok"
    WORKSPACES_SUSPENDED = "workspaces-suspended"
    CLOCK_OK = "clock-ok"
    CLOCK_UNKNOWN = "clock-unknown"
    CLOCK_DRIFTING = "clock-drifting"
    CLOCK_WRONG = "clock-wrong"
    SLACK_OK = "slack-token-ok"
    SLACK_NOT_INSTALLED = "slack-token-not-installed"
    SLACK_REFUSED = "slack-token-refused"
    SLACK_UNREACHABLE = "slack-token-unreachable"
    SCOPES_OK = "scopes-ok"
    SCOPES_UNKNOWN = "scopes-unknown"
    SCOPES_EXTRA = "scopes-extra"
    SCOPES_MISSING = "scopes-missing"
    SOCKET_OK = "socket-mode-ok"
    SOCKET_REFUSED = "socket-mode-refused"
    SOCKET_UNREACHABLE = "socket-mode-unreachable"
    URL_OK = "public-url-ok"
    URL_PLAIN = "public-url-plain"
    URL_NOT_SET = "public-url-not-set"
    URL_NOT_RUNNING = "public-url-not-running"
    URL_UNREACHABLE = "public-url-unreachable"
    URL_UNTRUSTED = "public-url-untrusted"
    URL_REDIRECTED = "public-url-redirected"
    URL_ELSEWHERE = "public-url-elsewhere"
    SIGNING_OK = "signing-ok"
    SIGNING_NOT_RUNNING = "signing-not-running"
    SIGNING_REFUSED = "signing-refused"
    SIGNING_ELSEWHERE = "signing-elsewhere"
    SIGNING_OPEN = "signing-open"
    COMMAND_UNASKED = "slash-command-unasked"
    WECHAT_OK = "wechat-ok"
    WECHAT_UNREACHABLE = "wechat-unreachable"
    WECHAT_UNREADABLE = "wechat-unreadable"
    TICKET_OK = "ticket-ok"
    TICKET_LATE = "ticket-late"
    TICKET_OLD = "ticket-old"
    TICKET_NEVER = "ticket-never"
    TICKET_REFUSED = "ticket-refused"
    PLATFORM_OK = "platform-token-ok"
    PLATFORM_KEPT = "platform-token-kept"
    PLATFORM_NOT_KEPT = "platform-token-not-kept"
    PLATFORM_SECRET = "platform-token-secret"  # noqa: S105  # a name
    PLATFORM_FAILED = "platform-token-failed"
    ADDRESS_OK = "ip-allowlist-ok"
    ADDRESS_REFUSED = "ip-allowlist-refused"
    PROGRAM_OK = "program-token-ok"
    PROGRAM_KEPT = "program-token-kept"
    PROGRAM_NONE = "program-token-none"
    PROGRAM_UNLISTED = "program-token-unlisted"
    PROGRAM_NOT_CONNECTED = "program-token-not-connected"
    PROGRAM_NOT_KEPT = "program-token-not-kept"
    PROGRAM_REVOKED = "program-token-revoked"
    PROGRAM_DEAD = "program-token-dead"
    PROGRAM_KIND = "program-token-kind"
    PROGRAM_SERVICE = "program-token-service"
    PROGRAM_UNREADABLE = "program-token-unreadable"
    PROGRAM_FAILED = "program-token-failed"
    SET_OK = "permission-set-ok"
    SET_UNKNOWN = "permission-set-unknown"
    SET_MISSING = "permission-set-missing"
    QUOTA_OK = "quota-ok"
    QUOTA_LOW = "quota-low"
    QUOTA_UNKNOWN = "quota-unknown"
    QUOTA_USED = "quota-used"
    READING_OK = "reading-ok"
    READING_NO_DATA = "reading-no-data"
    READING_UNDETERMINED = "reading-undetermined"
    READING_FAILED = "reading-failed"
    PUBLIC_OK = "public-numbers-ok"
    PUBLIC_OFF = "public-numbers-off"
    PUBLIC_UNREACHABLE = "public-numbers-unreachable"
    FONT_OK = "font-ok"
    FONT_MISSING = "font-missing"
    CATALOGUE_OK = "catalogue-ok"
    CATALOGUE_UNREADABLE = "catalogue-unreadable"

    @property
    def check(self) -> Check:
        """The check: the prefix of the name."""
        return _CHECKS[self]

    @property
    def status(self) -> Status:
        """The status of the finding."""
        if self.endswith("-ok") or self in _FINE:
            return Status.OK
        if self in (Found.COMMAND_UNASKED, Found.PROGRAM_NOT_CONNECTED):
            return Status.SKIPPED
        return Status.WARNING if self in _WARNINGS else Status.FAILED


_CHECKS: Final[Mapping[Found, Check]] = MappingProxyType(
    {found: next(check for check in Check if found.startswith(f"{check}-")) for found in Found}
)
_FINE: Final = frozenset(
    {
        *(Found.RUNNING_YES, Found.RUNNING_NO, Found.DISK_SERVER, Found.KEYS_UNUSED),
        *(Found.PLATFORM_KEPT, Found.PROGRAM_KEPT, Found.PUBLIC_OFF, Found.SETTINGS_MAY_SET),
    }
)
_WARNINGS: Final = frozenset(
    {
        Found.SETTINGS_UNUSED,
        *(Found.DATABASE_NONE, Found.DATABASE_OLD, Found.DATABASE_LOCKED, Found.DISK_LOW, Found.DISK_OPEN),
        *(Found.TABLES_NONE, Found.TABLES_OLDER, Found.CLOCK_UNKNOWN, Found.CLOCK_DRIFTING),
        Found.WORKSPACES_SUSPENDED,
        *(Found.SLACK_NOT_INSTALLED, Found.SCOPES_UNKNOWN, Found.SCOPES_EXTRA),
        *(Found.URL_PLAIN, Found.URL_NOT_SET, Found.URL_NOT_RUNNING, Found.SIGNING_NOT_RUNNING),
        *(
            Found.TICKET_LATE,
            Found.PLATFORM_NOT_KEPT,
            Found.PROGRAM_NONE,
            Found.PROGRAM_NOT_KEPT,
            Found.SET_UNKNOWN,
            Found.PROGRAM_UNLISTED,
        ),
        *(Found.QUOTA_LOW, Found.QUOTA_UNKNOWN, Found.READING_NO_DATA, Found.READING_UNDETERMINED),
        *(Found.PUBLIC_UNREACHABLE, Found.FONT_MISSING),
    }
)


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
        """A finding with a sentence of its own."""
        return cls(found.check, found.status, found, details, error, shape=shape)

    @classmethod
    def skipped(cls, check: Check, because: Check) -> "Finding":
        """A check that cannot run until another one passes."""
        return cls(check, Status.SKIPPED, because=because)

    @classmethod
    def broken(cls, check: Check, trouble: str) -> "Finding":
        """The check itself failed."""
        return cls(check, Status.FAILED, trouble=trouble)

    @property
    def name(self) -> str:
        """The machine-readable name."""
        return self.found or (f"{self.check}-skipped" if self.because else f"{self.check}-broken")


def healthy(findings: Sequence[Finding]) -> bool:
    """Whether no check failed."""
    return all(finding.status is not Status.FAILED for finding in findings)


def shape_in(findings: Sequence[Finding]) -> Shape | None:
    """The shape of WeChat's answer, if one was read."""
    return next((finding.shape for finding in findings if finding.shape), None)
