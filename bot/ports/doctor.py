"""What `baselib doctor` needs from outside: small checks, each with an answer or an error."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Protocol

from bot.domain.doctor import Shape
from bot.domain.numbers.version import NO_PIN, Feed, Pin
from bot.domain.platform import Credentials, ListedPage, Profile
from bot.domain.sweep import Quota
from bot.errors import BotError, SettingsError
from bot.ports.machine import Clock
from bot.ports.platform import Tickets
from bot.ports.slack import Workspace

CREDENTIAL_SETTINGS: Final = (
    *("WECHAT_API_URL", "WECHAT_PROGRAMS", "WECHAT_ACCESS_TOKEN", "WECHAT_TOKEN_", "WECHAT_APP_SECRET"),
    "WECHAT_COMPONENT_",
)
"""How the names of the credentials' settings begin."""


@dataclass(frozen=True)
class Setup:
    """The settings, without any secret value."""

    source: Credentials
    wrong: Sequence[SettingsError] = ()
    """Settings that cannot be read, or that contradict each other."""
    missing: Sequence[str] = ()
    """Settings without which `baselib run` does not start."""
    unused: Sequence[tuple[str, str]] = ()
    """Unused settings, each with the one that is used instead, or that it needs."""
    socket_mode: bool = False
    many_workspaces: bool = False
    """Whether bot tokens are in the database, one for each workspace; else there is one in the settings."""
    public_url: bool = False
    """Whether Baselib's public address is known."""
    plain_url: bool = False
    """Whether it is an http address on another host than this one."""
    scopes: frozenset[str] = frozenset()
    """The scopes that the app's manifest asks for."""
    users: bool = True
    """Whether users are counted."""
    public_numbers: bool = True
    connected: bool = True
    """Whether any setting is about WeChat's API; else only all of WeChat and imported programs answer."""
    pin: Pin = NO_PIN
    may_set: bool = False
    """Whether Baselib may set approved minimums."""

    @property
    def unread(self) -> bool:
        """Whether the settings file cannot be read, so that no setting is known."""
        return any(error.file for error in self.wrong)

    @property
    def lacks_credentials(self) -> bool:
        """Whether a setting needed to read a program's numbers is wrong or missing, or none is there."""
        lacks_key = self.source is Credentials.PLATFORM and self.lacks("BASELIB_ENCRYPTION_KEYS")
        return not self.connected or lacks_key or self.lacks(*CREDENTIAL_SETTINGS)

    def lacks(self, *beginnings: str) -> bool:
        """Whether a setting with one of these beginnings is wrong or missing."""
        names = [error.name for error in self.wrong] + list(self.missing)
        return self.unread or any(name.startswith(beginnings) for name in names)


@dataclass(frozen=True, slots=True)
class Server:
    """A database server or file."""

    shared: bool
    """PostgreSQL; else a SQLite file."""
    version: str
    major: int
    """The first number of the version."""


@dataclass(frozen=True, slots=True)
class Disk:
    free: int
    """Bytes."""
    writable: bool
    """Both the file and its folder: SQLite makes files beside it."""
    open_to_others: bool
    """Whether others besides its owner may write to it."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The encrypted values in the database."""

    count: int
    unopened: int
    """How many no key opens; all of them without a key."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A daily count of users: the numbers of programs."""

    day: date
    programs: int
    """With a number."""
    absent: Mapping[str, int]
    """Without one, by the reason."""


class DatabaseProbe(Protocol):
    """Checks the database. Every method raises StorageUnavailable."""

    async def server(self) -> Server | None:
        """Return the server; None while the SQLite file does not exist: then call nothing else."""

    async def write(self) -> None:
        """Begin to write, then roll back."""

    async def running(self) -> bool:
        """Whether a Baselib is running on it."""

    async def disk(self) -> Disk | None:
        """Return the disk of the file; None for a server."""

    async def tables(self) -> bool:
        """Whether there are tables; those of another version raise `older`, `too-old` or `newer`."""

    async def suspended(self) -> Sequence[Workspace]:
        """Return the workspaces whose token Slack does not accept for now."""

    async def counted(self) -> Counted | None:
        """Return what came of the newest daily count of users; None while there was none."""

    async def sealed(self) -> Sealed:
        """Try the keys on everything that is encrypted."""


@dataclass(frozen=True, slots=True)
class TokenIdentity:
    """Slack's answer about a token."""

    workspace: Workspace
    bot: str
    """The name of the app's user, which shows when two apps were mixed up."""
    scopes: frozenset[str] | None
    """None when it does not say."""


class Edge(StrEnum):
    """What answers at an address."""

    OURS = "ours"
    ELSEWHERE = "elsewhere"
    REDIRECTED = "redirected"
    UNTRUSTED = "untrusted"
    """Its certificate cannot be trusted."""
    SILENT = "silent"


class Taken(StrEnum):
    """How a request that looks like Slack's is answered."""

    TAKEN = "taken"
    REFUSED = "refused"
    """As Baselib refuses wrong signatures."""
    ELSEWHERE = "elsewhere"
    """As Baselib never answers."""
    SILENT = "silent"


class SlackProbe(Protocol):
    """Asks Slack. Raises SlackRefused, SlackBusy, SlackUnclear."""

    async def token(self) -> TokenIdentity | None:
        """Return the bot token's workspace, user and scopes (auth.test).

        None when the bot is not installed anywhere.
        """

    async def socket(self) -> None:
        """Ask for an address for Socket Mode with the app-level token; do not use it."""

    async def date(self) -> datetime | None:
        """Slack's time (UTC), to the second; None when it does not answer. Never raises."""


class EdgeProbe(Protocol):
    """Calls Baselib as Slack does. Never raises."""

    async def alive(self) -> Edge:
        """Return what answers at the address that Slack calls."""

    async def takes(self, *, forged: bool) -> Taken:
        """How a request is answered that is signed rightly, or with another secret."""


@dataclass(frozen=True, slots=True)
class Sample:
    shape: Shape
    feed: Feed | None
    error: BotError | None = None
    """Why there is no feed."""


class WeChatProbe(Protocol):
    """Asks WeChat. Raises OperatorError, TemporaryError."""

    async def ping(self) -> datetime | None:
        """Check that WeChat answers, without a token; returns its time (UTC), to the second, if it sends one."""

    async def listed(self) -> ListedPage:
        """Return the first page of authorisers, with the platform's own token."""

    async def programs(self) -> Sequence[str]:
        """Return the AppIDs that the settings or the provider's list name; may be empty."""

    async def token(self, appid: str) -> None:
        """Make sure that there is a token for a program."""

    async def profile(self, appid: str) -> Profile:
        """Return a program's grants, with the platform's own token."""

    async def quota(self, appid: str) -> Quota:
        """Return a program's quota today."""

    async def read(self, appid: str) -> Sample:
        """Read the distribution once."""


class PublicProbe(Protocol):
    """Asks for WeChat's public numbers. Raises WeChatBusy, WeChatUnreachable, WeChatUnreadable."""

    async def day(self) -> date:
        """Return the day of the numbers."""


@dataclass(frozen=True)
class Probes:
    clock: Clock
    database: DatabaseProbe
    tickets: Tickets | None
    """None where Baselib is no platform."""
    slack: SlackProbe
    edge: EdgeProbe
    wechat: WeChatProbe
    public: PublicProbe
    kept_only: bool
    """Whether tokens are only looked up, because a running Baselib refreshes them."""
    font: Callable[[], str]
    """The name of a font file with Chinese characters; empty without one. Takes a moment."""
    catalogue: Callable[[], int]
    """The number of APIs; raises any error of their tables. Takes a moment."""
    left_out: Callable[[], Awaitable[Sequence[str]]]
    """The workspaces that are installed, or let in as Slack lists it, but get nothing by themselves here: their ids.
    Raises one of our errors."""
