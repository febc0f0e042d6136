"""The progress of a sync of all programs."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from bot.errors import BotError
from bot.lib.locks import OnlyOne
from bot.usecases.programs.failures import Failures
from bot.usecases.programs.home_workspace import HomeWorkspace


class SyncResult(StrEnum):
    """How a sync ended."""

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
    """The progress of one sync."""

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


@asynccontextmanager
async def one_sync(
    source: str, only_one: OnlyOne, home: HomeWorkspace, follow: FollowSync
) -> AsyncIterator[tuple[Sync, Sequence[str]]]:
    """A sync that no other replica makes at the same time; `follow` is called when it ends.

    Yields the sync and the ids of the workspaces that can own the programs; without any there is nothing to do, and the
    result says why.

    Raises:
        StorageUnavailable: the lock or the workspaces cannot be read.
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
