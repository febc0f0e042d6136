"""What `baselib doctor` needs from outside: small looks, each with an answer or an error."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Protocol

from bot.domain.doctor.shape import Shape
from bot.domain.numbers.feed import Feed
from bot.domain.numbers.percentage_meaning import NO_PIN, Pin
from bot.domain.platform.authorisation import ListedPage, Profile
from bot.domain.platform.credentials import Credentials
from bot.domain.sweep.quota import Quota
from bot.errors import BotError, SettingsError
from bot.ports.clock import Clock
from bot.ports.platform import Tickets
from bot.ports.workspaces import Workspace

_CREDENTIALS: Final = (
    *("WECHAT_API_URL", "WECHAT_PROGRAMS", "WECHAT_ACCESS_TOKEN", "WECHAT_TOKEN_", "WECHAT_APP_SECRET"),
    "WECHAT_COMPONENT_",
)
"""How their names begin."""


@dataclass(frozen=True)
class Setup:
    """What the settings say, without any value that is secret."""

    source: Credentials
    wrong: Sequence[SettingsError] = ()
    """Those that cannot be read, or that contradict each other."""
    missing: Sequence[str] = ()
    """Those without which `baselib run` does not start."""
    unused: Sequence[tuple[str, str]] = ()
    """Those that are set for nothing, each with the one that is used in its place, or that it goes with."""
    socket_mode: bool = False
    many_workspaces: bool = False
    """Whether bot tokens are in the database, one for each workspace; else there is one in the settings."""
    public_url: bool = False
    """Whether it is known where Baselib is reached."""
    plain_url: bool = False
    """Whether that is an http address on another host than this one."""
    scopes: frozenset[str] = frozenset()
    """What the app's manifest asks for."""
    public_numbers: bool = True
    pin: Pin = NO_PIN

    @property
    def unread(self) -> bool:
        """Whether the file with the settings cannot be read, so that nothing is known of any of them."""
        return any(error.file for error in self.wrong)

    @property
    def lacks_credentials(self) -> bool:
        """Whether a setting is wrong or missing without which WeChat cannot be asked for a program's numbers."""
        return self.lacks(*_CREDENTIALS) or (
            self.source is Credentials.PLATFORM and self.lacks("BASELIB_ENCRYPTION_KEYS")
        )

    def lacks(self, *beginnings: str) -> bool:
        """Whether a setting whose name begins like one of these is wrong or missing."""
        names = [error.name for error in self.wrong] + list(self.missing)
        return self.unread or any(name.startswith(beginnings) for name in names)


@dataclass(frozen=True, slots=True)
class Server:
    """What a database is."""

    shared: bool
    """PostgreSQL; else a SQLite file."""
    version: str
    major: int
    """The first number of the version."""


@dataclass(frozen=True, slots=True)
class Disk:
    """Where a SQLite file lies."""

    free: int
    """Bytes."""
    writable: bool
    """The file and its folder: SQLite makes files beside it."""
    open_to_others: bool
    """Whether somebody besides its owner may write to it."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is encrypted in the database."""

    count: int
    unopened: int
    """Those that no key opens; all of them without a key."""


class DatabaseProbe(Protocol):
    """Looks at the database. Every method raises StorageUnavailable."""

    async def server(self) -> Server | None:
        """What it is; None while the SQLite file does not exist, and then nothing else may be asked."""

    async def write(self) -> None:
        """Begin to write, and leave it at that."""

    async def running(self) -> bool:
        """Whether a Baselib is running on it."""

    async def disk(self) -> Disk | None:
        """Where the file lies; None for a server's."""

    async def tables(self) -> bool:
        """Whether there are any; those that are not this code's raise `older` or `newer`."""

    async def sealed(self) -> Sealed:
        """Try the keys on everything that is encrypted."""


@dataclass(frozen=True, slots=True)
class TokenTold:
    """What Slack says of a token."""

    workspace: Workspace
    bot: str
    """The name of the app's user: whoever has mixed up two apps sees it."""
    scopes: frozenset[str] | None
    """None when it does not say."""


class Edge(StrEnum):
    """Who answers at an address."""

    OURS = "ours"
    ELSEWHERE = "elsewhere"
    REDIRECTED = "redirected"
    UNTRUSTED = "untrusted"
    """It has no certificate that can be trusted."""
    SILENT = "silent"


class Taken(StrEnum):
    """What becomes of a request that looks like Slack's."""

    TAKEN = "taken"
    REFUSED = "refused"
    """As Baselib refuses what is not signed rightly."""
    ELSEWHERE = "elsewhere"
    """It is answered as Baselib never does."""
    SILENT = "silent"


class SlackProbe(Protocol):
    """Asks Slack. Raises SlackRefused, SlackBusy, SlackUnclear."""

    async def token(self) -> TokenTold | None:
        """Whose the bot token is, and what it may do (auth.test); None when nobody has installed the bot."""

    async def socket(self) -> None:
        """Ask for an address for Socket Mode with the app-level token, and leave it unused."""

    async def date(self) -> datetime | None:
        """Slack's time (UTC), to the second; None when it does not answer. Never raises."""


class EdgeProbe(Protocol):
    """Calls Baselib as Slack does. Never raises."""

    async def alive(self) -> Edge:
        """Who answers at the address where Slack calls."""

    async def takes(self, *, forged: bool) -> Taken:
        """What becomes of a request that is signed rightly, or with another secret."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One answer of getSupportVersion."""

    shape: Shape
    feed: Feed | None
    error: BotError | None = None
    """Why it is no feed."""


class WeChatProbe(Protocol):
    """Asks WeChat. Raises OperatorError, TemporaryError."""

    async def ping(self) -> datetime | None:
        """See that WeChat answers, without a token; its time (UTC), to the second, if it says so."""

    async def listed(self) -> ListedPage:
        """The first of those who let the platform in, with the platform's own token."""

    async def programs(self) -> Sequence[str]:
        """The AppIDs that the settings or the provider's list name; may be empty."""

    async def token(self, appid: str) -> None:
        """Make sure that there is a token for a program."""

    async def profile(self, appid: str) -> Profile:
        """What a program has granted, with the platform's own token."""

    async def quota(self, appid: str) -> Quota:
        """What a program may still ask today."""

    async def read(self, appid: str) -> Sample:
        """Ask for the distribution once."""


class PublicProbe(Protocol):
    """Asks for WeChat's public numbers. Raises WeChatBusy, WeChatUnreachable, WeChatUnreadable."""

    async def day(self) -> date:
        """Of which day they are."""


@dataclass(frozen=True)
class Probes:
    """All of them."""

    clock: Clock
    database: DatabaseProbe
    tickets: Tickets | None
    """None where Baselib is no platform."""
    slack: SlackProbe
    edge: EdgeProbe
    wechat: WeChatProbe
    public: PublicProbe
    kept_only: bool
    """Whether tokens are only looked up, as a running Baselib is who refreshes them."""
    font: Callable[[], str]
    """The name of a file with Chinese characters; empty without one. Takes a moment."""
    catalogue: Callable[[], int]
    """How many APIs there are; raises whatever is wrong with their tables. Takes a moment."""
