"""What doctor looks at, as tests want it to be."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.doctor import Shape
from bot.domain.numbers.version import Feed
from bot.domain.platform import AccountStatus, ListedPage, Profile
from bot.domain.sweep import Quota
from bot.errors import BotError, StorageUnavailable
from bot.ports.doctor import Counted, Disk, Edge, Sample, Sealed, Server, Taken, TokenIdentity
from bot.ports.slack import Workspace


@dataclass
class FakeDatabaseProbe:
    is_server: Server | None = field(default_factory=lambda: Server(shared=False, version="3.46.1", major=3))
    is_disk: Disk | None = field(default_factory=lambda: Disk(10**12, writable=True, open_to_others=False))
    refuses_tables: StorageUnavailable | None = None
    has_tables: bool = True
    is_sealed: Sealed = field(default_factory=lambda: Sealed(0, 0))
    are_suspended: Sequence[Workspace] = ()
    was_counted: Counted | None = field(default_factory=lambda: Counted(date(2026, 11, 22), 1, {}))

    async def server(self) -> Server | None:
        return self.is_server

    async def write(self) -> None: ...

    async def running(self) -> bool:
        return False

    async def disk(self) -> Disk | None:
        return self.is_disk

    async def tables(self) -> bool:
        if self.refuses_tables:
            raise self.refuses_tables
        return self.has_tables

    async def suspended(self) -> Sequence[Workspace]:
        return self.are_suspended

    async def counted(self) -> Counted | None:
        return self.was_counted

    async def sealed(self) -> Sealed:
        return self.is_sealed


@dataclass
class FakeSlackProbe:
    identity: TokenIdentity | None = field(
        default_factory=lambda: TokenIdentity(Workspace("T1", "Sandbox", "U1"), "baselib", frozenset({"commands"}))
    )
    refuses_socket: BotError | None = None
    trips_over: Exception | None = None

    async def token(self) -> TokenIdentity | None:
        if self.trips_over:
            raise self.trips_over
        return self.identity

    async def socket(self) -> None:
        if self.refuses_socket:
            raise self.refuses_socket

    async def date(self) -> datetime | None:
        return None


@dataclass
class FakeEdgeProbe:
    who: Edge = Edge.OURS
    takes_right: Taken = Taken.TAKEN
    takes_forged: Taken = Taken.REFUSED

    async def alive(self) -> Edge:
        return self.who

    async def takes(self, *, forged: bool) -> Taken:
        return self.takes_forged if forged else self.takes_right


@dataclass
class FakeWeChatProbe:
    left: Quota = field(default_factory=lambda: Quota(1000, 1, 999))

    async def ping(self) -> datetime | None:
        return None

    async def listed(self) -> ListedPage:
        return ListedPage(0, ())

    async def programs(self) -> list[str]:
        return ["wx1"]

    async def token(self, appid: str) -> None: ...

    async def profile(self, appid: str) -> Profile:
        return Profile(appid, "Shop", "Shop Ltd", AccountStatus.NORMAL, frozenset({18}), "")

    async def quota(self, appid: str) -> Quota:  # noqa: ARG002
        return self.left

    async def read(self, appid: str) -> Sample:  # noqa: ARG002
        return Sample(Shape({"errcode": ["whole number"]}, []), Feed.of("", ()))


@dataclass
class FakePublicProbe:
    async def day(self) -> date:
        return date(2026, 11, 25)
