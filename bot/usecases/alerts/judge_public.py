"""Evaluate every workspace's alerts about all of WeChat on new public numbers."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.numbers.public import PublicSnapshot, public_as_snapshot
from bot.domain.programs.program import ALL_OF_WECHAT
from bot.ports.numbers import Watch
from bot.ports.workspaces import Workspaces


@dataclass(frozen=True)
class JudgePublicNumbers:
    """Called with public numbers before they are saved, for the reason that `JudgeAlerts` gives."""

    watch: Watch
    workspaces: Workspaces

    async def __call__(self, public: PublicSnapshot, *, now: datetime) -> None:
        """Evaluate them in each workspace.

        Raises:
            StorageUnavailable: they must be read, and evaluated, again.
        """
        snapshot = public_as_snapshot(public, ALL_OF_WECHAT.appid)
        for workspace in await self.workspaces.all():
            await self.watch(workspace.team_id, [snapshot], now=now)
