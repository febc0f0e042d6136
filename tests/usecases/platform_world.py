"""Everything that a third-party platform's programs need, over fakes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial

from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.assembly.platform import assemble_authorising, channels_of, record_status
from bot.domain.delivery import Schedule
from bot.domain.digest.subscription import PROGRAMS, Scope, Subscription
from bot.domain.numbers.snapshot import Visible
from bot.domain.platform.authorisation import Origin
from bot.domain.programs import AuthStatus, Program
from bot.ports.platform import Pending
from bot.ports.programs import KeptProgram
from bot.storage.maintenance.vault import Vault
from bot.usecases.platform.authorisation import AuthorisationUseCases, SignedLinks, start_authorisation
from bot.usecases.platform.finish import FinishAuthorisation, Outcome, ResumeAuthorisations
from bot.wechat.protocol.platform_calls import authorise_links
from tests.fakes.everything import Fakes
from tests.fakes.fleet import FakeKeptPrograms
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakePrograms
from tests.fakes.wechat import FakePlatform

TEAM, CHANNEL, USER = "T1", "C1", "U1"
ASKER = Origin(TEAM, CHANNEL, USER)
UNKNOWN = Origin()
SHOP = "wx0000000000000001"
COMPONENT = "wxcomponent00000001"
PUBLIC_URL = "https://baselib.example"
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CODE_LASTS = 10 * MINUTE
_MONDAY_9 = Schedule((0,), time(9), "Asia/Shanghai")


class KnownPrograms(FakePrograms):
    """Those of the settings, then those that are kept."""

    def __init__(self, kept: FakeKeptPrograms) -> None:
        super().__init__()
        self.kept = kept
        self.tagged: dict[str, tuple[str, ...]] = {}

    async def all(self, team_id: str) -> Sequence[Program]:
        kept, statuses = await self.kept.all(team_id), await self.kept.statuses(team_id)
        mine = [
            Program(Visible(each.appid), nickname=each.nickname, tags=self.tagged.get(each.appid, ())) for each in kept
        ]
        return [
            replace(program, status=statuses.get(program.appid, AuthStatus.READABLE))
            for program in (*self.programs, *mine)
        ]


@dataclass
class PlatformWorld(Fakes):
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    programs: KnownPrograms = field(init=False)
    vault: Vault = field(default_factory=lambda: Vault([SecretStr(Fernet.generate_key().decode())]))
    public_url: str = PUBLIC_URL
    may_set: bool = False
    _locks: dict[str, asyncio.Lock] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.programs = KnownPrograms(self.kept)
        super().__post_init__()
        self.note, self.channels_of = record_status(self.repositories), channels_of(self.repositories)
        self.platform = FakePlatform(self.clock, self.authorisers)
        authorising = self._authorising()
        self.open, self.accept, self.finish = authorising.open, authorising.accept, authorising.finish
        self.resume = ResumeAuthorisations(self.authorisations, self.finish)
        self.passes = SignedLinks(self.vault)
        self.start = partial(start_authorisation, self.assemble())

    def another_finish(self) -> FinishAuthorisation:
        """That of another replica, or of a new process."""
        return self._authorising().finish

    def _authorising(self) -> AuthorisationUseCases:
        links = partial(authorise_links, COMPONENT)
        return assemble_authorising(
            self.repositories, self.configured, self.platform, self.vault, links=links, exclusive=self._exclusive
        )

    @asynccontextmanager
    async def _exclusive(self, name: str) -> AsyncIterator[None]:
        async with self._locks.setdefault(name, asyncio.Lock()):
            yield

    async def push(self, code: str = "code", appid: str = SHOP, origin: Origin = UNKNOWN) -> Pending:
        """The code comes by push; the invitation may name its asker."""
        return await self._receive(code, appid, origin)

    async def redirect(self, code: str = "code", origin: Origin = ASKER) -> Pending:
        return await self._receive(code, "", origin)

    async def _receive(self, code: str, appid: str, origin: Origin) -> Pending:
        now = await self.clock.now()
        return await self.authorisations.receive(code, appid=appid, origin=origin, expires_at=now + CODE_LASTS, now=now)

    async def finished(self, pending: Pending) -> Outcome:
        return await self.finish(pending, now=await self.clock.now())

    async def authorised(self, appid: str = SHOP, team_id: str = TEAM) -> None:
        await self.kept.put(team_id, [KeptProgram(appid, "云上商城", added_at=NOW)])
        await self.authorisers.keep({appid: "refresh-0"})

    async def add_subscription(
        self, channel_id: str, *appids: str, scope: Scope = PROGRAMS, team_id: str = TEAM
    ) -> None:
        subscription = Subscription(
            f"{team_id}-{channel_id}", team_id, channel_id, appids, _MONDAY_9, "en", USER, NOW, scope=scope
        )
        await self.subscriptions.put(subscription)

    def notified(self) -> list[tuple[str, str, str]]:
        return [(news.team_id, news.channel_id, str(news.event)) for news in self.news.notified.values()]


async def confirmed_world() -> PlatformWorld:
    """A merchant has just confirmed, and a code is on its way."""
    world = PlatformWorld()
    await world.install()
    world.platform.authorise(SHOP, "code")
    return world
