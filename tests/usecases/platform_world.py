"""Everything that a third-party platform's programs need, over fakes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial

from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.domain.delivery.schedule import Schedule
from bot.domain.digest.subscription import PROGRAMS, Scope, Subscription
from bot.domain.platform.authorisation import Origin
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import AuthStatus, Program
from bot.ports.platform import Pending
from bot.ports.programs import KeptProgram
from bot.ports.workspaces import Workspace
from bot.storage.maintenance.vault import Vault
from bot.usecases.platform.accept_redirect import AcceptRedirect
from bot.usecases.platform.finish import FinishAuthorisation, Outcome
from bot.usecases.platform.notify_authorisation import NotifyAuthorisation
from bot.usecases.platform.open import OpenAuthorisation
from bot.usecases.platform.preauth_codes import PreauthCodes
from bot.usecases.platform.resume import ResumeAuthorisations
from bot.usecases.platform.signed_links import SignedLinks
from bot.usecases.platform.start import StartAuthorisation
from bot.usecases.programs.assign import AssignProgram
from bot.usecases.programs.authorisation_status import RecordStatus
from bot.usecases.programs.channels import ChannelsOfProgram
from bot.usecases.programs.home_workspace import HomeWorkspace
from bot.wechat.protocol.platform_calls import authorise_links
from tests.fakes.access import FakeAuditLog, seen_by_all
from tests.fakes.alerts import FakeAlerts
from tests.fakes.clock import FakeClock
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.fleet import FakeKeptPrograms, FakeNews
from tests.fakes.platform import FakeAuthorisations, FakeAuthorisers
from tests.fakes.storage import FakeChannelPrograms, FakeSubscriptions, FakeWorkspaces
from tests.fakes.wechat_platform import FakePlatform

TEAM, CHANNEL, USER = "T1", "C1", "U1"
ASKER = Origin(TEAM, CHANNEL, USER)
NOBODY = Origin()
SHOP = "wx0000000000000001"
COMPONENT = "wxcomponent00000001"
PUBLIC_URL = "https://baselib.example"
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CODE_LASTS = 10 * MINUTE
_MONDAY_9 = Schedule((0,), time(9), "Asia/Shanghai")


@dataclass
class KnownPrograms:
    """Serves `bot.ports.programs.Programs`: those of the settings, then those that are kept."""

    kept: FakeKeptPrograms
    configured: Sequence[Program] = ()
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)

    async def all(self, team_id: str) -> ProgramIndex:
        """The programs of a workspace."""
        kept, standings = await self.kept.all(team_id), await self.kept.standings(team_id)
        mine = [Program(each.appid, nickname=each.nickname, tags=self.tags.get(each.appid, ())) for each in kept]
        return ProgramIndex(
            replace(program, standing=standings.get(program.appid, AuthStatus.READABLE))
            for program in (*self.configured, *mine)
        )


@dataclass
class PlatformWorld:
    """The stores, and the use cases over them."""

    kept: FakeKeptPrograms = field(default_factory=FakeKeptPrograms)
    authorisers: FakeAuthorisers = field(default_factory=FakeAuthorisers)
    authorisations: FakeAuthorisations = field(default_factory=FakeAuthorisations)
    deliveries: FakeDeliveries = field(default_factory=FakeDeliveries)
    workspaces: FakeWorkspaces = field(default_factory=FakeWorkspaces)
    channel_programs: FakeChannelPrograms = field(default_factory=FakeChannelPrograms)
    subscriptions: FakeSubscriptions = field(default_factory=FakeSubscriptions)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    _locks: dict[str, asyncio.Lock] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.programs = KnownPrograms(self.kept)
        self.alerts = FakeAlerts(self.deliveries)
        self.news = FakeNews(self.deliveries)
        self.audit = FakeAuditLog()
        self.channels_of = ChannelsOfProgram(
            seen_by_all(self.programs), self.channel_programs, self.subscriptions, self.alerts, self.authorisations
        )
        self.note = RecordStatus(
            self.kept,
            self.programs,
            self.workspaces,
            self.authorisers,
            self.authorisations,
            self.news,
            self.channels_of,
            self.audit,
        )
        self.platform = FakePlatform(self.clock, self.authorisers)
        self.finish = self.another_finish()
        self.resume = ResumeAuthorisations(self.authorisations, self.finish)
        self.passes = SignedLinks(Vault([SecretStr(Fernet.generate_key().decode())]))
        self.start = StartAuthorisation(self.passes, PUBLIC_URL)
        invitations = PreauthCodes()
        self.open = OpenAuthorisation(
            self.platform,
            self.authorisations,
            self.workspaces,
            self.passes,
            partial(authorise_links, COMPONENT),
            PUBLIC_URL,
            invitations,
        )
        self.accept = AcceptRedirect(self.authorisations, self.passes, invitations)

    def another_finish(self) -> FinishAuthorisation:
        """That of another replica, or of a process that was started anew."""
        return FinishAuthorisation(
            self.platform,
            self.authorisations,
            self.authorisers,
            AssignProgram(self.kept, HomeWorkspace(self.workspaces), self.authorisations),
            NotifyAuthorisation(self.kept, self.news, self.channels_of),
            self._exclusive,
            self.audit,
        )

    @asynccontextmanager
    async def _exclusive(self, name: str) -> AsyncIterator[None]:
        async with self._locks.setdefault(name, asyncio.Lock()):
            yield

    async def push(self, code: str = "code", appid: str = SHOP, origin: Origin = NOBODY) -> Pending:
        """The code comes by push; of the invitation it may be known who had asked."""
        return await self._receive(code, appid, origin)

    async def redirect(self, code: str = "code", origin: Origin = ASKER) -> Pending:
        """The code comes by redirect, which does not say whose it is."""
        return await self._receive(code, "", origin)

    async def _receive(self, code: str, appid: str, origin: Origin) -> Pending:
        now = await self.clock.now()
        return await self.authorisations.receive(code, appid=appid, origin=origin, expires_at=now + CODE_LASTS, now=now)

    async def finished(self, pending: Pending) -> Outcome:
        """What becomes of an authorisation."""
        return await self.finish(pending, now=await self.clock.now())

    async def install(self, *teams: str) -> None:
        """The bot has joined workspaces; the first one is the home of programs that nobody asked for."""
        for team_id in teams or (TEAM,):
            await self.workspaces.put(Workspace(team_id, "Team", "UBOT"))

    async def authorised(self, appid: str = SHOP, team_id: str = TEAM) -> None:
        """A program that is there already."""
        await self.kept.put(team_id, [KeptProgram(appid, "云上商城", added_at=NOW)])
        await self.authorisers.keep({appid: "refresh-0"})

    async def order(self, channel_id: str, *appids: str, scope: Scope = PROGRAMS, team_id: str = TEAM) -> None:
        """A channel has a digest."""
        order = Subscription(
            f"{team_id}-{channel_id}", team_id, channel_id, appids, _MONDAY_9, "en", USER, NOW, scope=scope
        )
        await self.subscriptions.put(order)

    def told(self) -> list[tuple[str, str, str]]:
        """What was told: workspace, channel and event."""
        return [(news.team_id, news.channel_id, str(news.event)) for news in self.news.told.values()]


async def confirmed_world() -> PlatformWorld:
    """A merchant has just confirmed, and a code is on its way."""
    world = PlatformWorld()
    await world.install()
    world.platform.authorise(SHOP, "code")
    return world
