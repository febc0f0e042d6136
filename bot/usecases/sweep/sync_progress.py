"""A listing of all programs, and how far it has come."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from bot.errors import BotError
from bot.lib.locks import OnlyOne
from bot.usecases.programs.failures import Failures
from bot.usecases.programs.home_workspace import HomeWorkspace


class SyncResult(StrEnum):
    """What became of it."""

    UNDER_WAY = "under-way"
    DONE = "done"
    """All programs are listed and checked."""
    STOPPED = "stopped"
    """It could not go on; the next one does, from where this one was."""
    IDLE = "idle"
    """It was done not long ago."""
    ELSEWHERE = "elsewhere"
    """Somebody else is at it."""
    NO_WORKSPACE = "no-workspace"
    """There is none yet whose programs they could be."""


@dataclass
class Sync:
    """One listing, as far as it has come."""

    result: SyncResult = SyncResult.UNDER_WAY
    total: int = 0
    """Programs that there are, as far as known."""
    listed: int = 0
    """Programs whose line has been read."""
    due: int = 0
    """Programs to be checked one by one."""
    checked: int = 0
    """Those of them about which WeChat has answered."""
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
"""Called with a listing whenever it has come further; must be quick, and must not change it."""


@asynccontextmanager
async def one_sync(
    source: str, only_one: OnlyOne, home: HomeWorkspace, follow: FollowSync
) -> AsyncIterator[tuple[Sync, Sequence[str]]]:
    """A listing that no other replica makes at the same time; it has been followed to its end when this one ends.

    Yields the listing and the workspaces whose programs they can be, by id; none when nothing is to be done, and why
    is noted then.

    Raises:
        StorageUnavailable: it is not known who else is at it, or which workspaces there are.
    """
    sync, joined = Sync(), list[str]()
    async with only_one(f"sync {source}") as ours:
        if ours:
            joined = await home.joined()
            sync.result = SyncResult.UNDER_WAY if joined else SyncResult.NO_WORKSPACE
        else:
            sync.result = SyncResult.ELSEWHERE
        yield sync, joined
    follow(sync)
