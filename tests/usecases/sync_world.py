"""A third-party platform with many merchants, the stores, and what lists and checks them."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.platform.authorisation import REQUIRED_SET, ListedPage, Profile
from bot.errors import BotError, WeChatBusy, WeChatLimited
from bot.ports.workspaces import Workspace
from bot.usecases.programs.home_workspace import HomeWorkspace
from bot.usecases.sweep.sync_programs import SyncPrograms
from bot.usecases.sweep.sync_progress import Sync
from tests.fakes.clock import FakeClock
from tests.fakes.fleet import FakeKeptPrograms, FakeSyncs
from tests.fakes.platform import FakeAuthorisers
from tests.fakes.record_status import FakeRecordStatus
from tests.fakes.storage import FakeWorkspaces
from tests.fakes.wechat_platform import FakePlatform
from tests.usecases.digest_world import HOUR

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
BUSY = WeChatBusy(code=-1, errmsg="system error", rid="made-up")
LIMITED = WeChatLimited(until=NOW + 12 * HOUR, code=45009, errmsg="reach max api daily quota limit", rid="made-up")


class Merchants(FakePlatform):
    """Many who have authorised the platform; one page or one profile can fail."""

    def __init__(self, count: int) -> None:
        super().__init__(FakeClock(NOW))
        self.appids = [f"wx{number:016d}" for number in range(count)]
        for appid in self.appids:
            self.let_in(appid)
        self.offsets: list[int] = []
        self.profiled: list[str] = []
        self.broken: dict[str, BotError] = {}
        self.page_fails_at: int | None = None

    def let_in(self, appid: str, sets: tuple[int, ...] = (REQUIRED_SET,)) -> None:
        """Somebody authorises the platform, and the code is exchanged by somebody else."""
        self.authorise(appid, f"code-{appid}", sets)
        self._authorised[appid] = f"refresh-{appid}"

    async def listed(self, *, offset: int) -> ListedPage:
        """As the fake."""
        if offset == self.page_fails_at:
            raise BUSY
        self.offsets.append(offset)
        return await super().listed(offset=offset)

    async def profile(self, appid: str) -> Profile:
        """As the fake."""
        self.profiled.append(appid)
        if error := self.broken.get(appid):
            raise error
        return await super().profile(appid)


class World:
    """The platform, the stores, and what lists and checks."""

    def __init__(self, count: int) -> None:
        self.platform = Merchants(count)
        self.authorisers = FakeAuthorisers()
        self.kept = FakeKeptPrograms()
        self.workspaces = FakeWorkspaces()
        self.syncs = FakeSyncs()
        self.notes = FakeRecordStatus(self.authorisers)
        self.seen: list[Sync] = []
        self.restart()

    def restart(self) -> None:
        """A new process."""
        self.sync = SyncPrograms(
            self.platform,
            self.authorisers,
            self.kept,
            HomeWorkspace(self.workspaces),
            self.syncs,
            self.notes,
            follow=lambda sync: self.seen.append(replace(sync)),
        )

    async def names(self, team_id: str = "T1") -> list[str]:
        """The programs of a workspace."""
        return sorted(program.appid for program in await self.kept.all(team_id))


async def world_of(count: int) -> World:
    """One with two workspaces."""
    world = World(count)
    await world.workspaces.put(Workspace("T1", "Home", "UBOT"))
    await world.workspaces.put(Workspace("T2", "Other", "UBOT"))
    return world
