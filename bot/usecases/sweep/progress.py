"""The progress of a sweep or a sync, for the command line, the metrics and the log."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import Final, TypeVar

from bot.errors import BotError
from bot.lib.rest import Rest
from bot.lib.work import OnlyOne
from bot.usecases.programs.visible import HomeWorkspace
from bot.usecases.report.read import rest_until


@dataclass
class Failures:
    """Counts failures by kind, in bounded memory."""

    keys: Counter[str] = field(default_factory=Counter)
    """By the error's key."""
    kinds: Counter[str] = field(default_factory=Counter)
    """By key, with WeChat's code after it where there is one: `wechat-refused 61007`."""
    examples: dict[str, BotError] = field(default_factory=dict)
    """The first error of each kind."""

    def add(self, error: BotError) -> None:
        self.keys[error.key] += 1
        self.kinds[error.identity] += 1
        self.examples.setdefault(error.identity, error)

    def __len__(self) -> int:
        return self.keys.total()


@dataclass
class Sweep:
    team_id: str
    programs: int = 0
    """How many may be read; revoked ones are not counted."""
    kept_before: int = 0
    """Programs that had today's snapshot already."""
    due: int = 0
    """Programs to read now; each is kept or has failed in the end, unless the sweep gives up."""
    kept: int = 0
    failed: Failures = field(default_factory=Failures)
    """Programs that could not be read."""
    resting: Counter[str] = field(default_factory=Counter)
    """Programs that failed earlier and are left alone for now, by the error's key."""
    unread: int = 0
    """Programs that have never been read."""
    oldest: date | None = None
    """The day of the oldest among the programs' newest snapshots; None when there is no snapshot at all."""
    gave_up: bool = False
    """WeChat seems to be down: the rest waits for the next sweep."""
    elsewhere: bool = False
    """Another replica is sweeping this workspace, or it has ended, so nothing was done here."""
    seconds: float | None = None
    """How long it took; None while it is under way."""

    @property
    def done(self) -> int:
        """How many of those due are done."""
        return self.kept + len(self.failed)


Follow = Callable[[Sweep], None]
"""Called with a sweep after each step; must be quick, and must not change it."""


class SyncResult(StrEnum):
    UNDER_WAY = "under-way"
    DONE = "done"
    """All programs are listed and checked."""
    STOPPED = "stopped"
    """It was cut off; the next one resumes it."""
    IDLE = "idle"
    """It was done not long ago."""
    ELSEWHERE = "elsewhere"
    """Another replica is at it."""
    NO_WORKSPACE = "no-workspace"
    """There is no workspace yet to own the programs."""


@dataclass
class Sync:
    result: SyncResult = SyncResult.UNDER_WAY
    total: int = 0
    """How many programs there are, as far as known."""
    listed: int = 0
    """How many of them were listed."""
    due: int = 0
    """Programs to be checked one by one."""
    checked: int = 0
    """How many of those WeChat has answered about."""
    added: int = 0
    """Programs that were not known before."""
    revoked: int = 0
    """Programs that are no longer authorised, or no longer on the provider's list."""
    not_granted: int = 0
    """Programs without permission set 18."""
    failed: Failures = field(default_factory=Failures)
    """Programs about which WeChat does not answer; they stay as they were."""
    stopped_by: BotError | None = None


FollowSync = Callable[[Sync], None]
"""Called with a sync after each step; must be quick, and must not change it."""


async def one_sync(
    source: str,
    only_one: OnlyOne,
    home: HomeWorkspace,
    follow: FollowSync,
    work: Callable[[Sync, Sequence[str]], Awaitable[SyncResult]],
) -> Sync:
    """Return a sync that no other replica makes at the same time; `follow` is called when it ends.

    Args:
        work: called with the sync and the ids of the workspaces that can own the programs. Without any there is nothing
            to do, and the result says so.

    Raises:
        StorageUnavailable: the lock or the workspaces cannot be read.
    """
    sync = Sync(SyncResult.ELSEWHERE)
    async with only_one(f"sync {source}") as ours:
        if ours:
            joined = await home.joined()
            sync.result = SyncResult.UNDER_WAY
            sync.result = await work(sync, joined) if joined else SyncResult.NO_WORKSPACE
    follow(sync)
    return sync


_SHORTEST: Final = timedelta(minutes=1)
_AppID = TypeVar("_AppID", bound=str)


@dataclass
class Rests:
    """What this process remembers of them: after a restart each is asked once more."""

    _rests: dict[tuple[str, str], Rest] = field(default_factory=dict, repr=False)
    """By workspace and AppID."""

    def put(self, team_id: str, appid: str, error: BotError, *, now: datetime) -> None:
        """Leave a program alone from now (UTC) on."""
        self._rests[team_id, appid] = Rest(now, max(rest_until(error, now), now + _SHORTEST))

    def end(self, team_id: str, appids: Iterable[str]) -> None:
        """Forget the failures of programs about which there was an answer."""
        for appid in appids:
            self._rests.pop((team_id, appid), None)

    def due(self, team_id: str, appids: Iterable[_AppID], *, now: datetime) -> list[_AppID]:
        """Return those that do not rest: first those that have not failed, then the one that was asked longest ago.

        So programs that fail each time do not stand before all others each time.
        """
        ready, failed = list[_AppID](), list[tuple[datetime, _AppID]]()
        for appid in appids:
            rest = self._rests.get((team_id, appid))
            if rest is None:
                ready.append(appid)
            elif not rest.lasts(now):
                failed.append((rest.since, appid))
        return ready + [appid for _, appid in sorted(failed, key=itemgetter(0))]

    def of(self, team_id: str) -> list[str]:
        """Return the AppIDs of a workspace's programs that have failed, resting or not."""
        return [appid for team, appid in self._rests if team == team_id]

    def forget(self, *, before: datetime) -> None:
        """Forget the failures before a moment."""
        self._rests = {key: rest for key, rest in self._rests.items() if rest.since >= before}
