"""Read some programs now, outside the daily sweep."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.usecases.sweep.progress import Sweep
from bot.usecases.sweep.sweep_workspace import Means, SweepWorkspace


@dataclass(frozen=True)
class ReadNow:
    """As the sweep does: ten at once, and the last calls of their quotas are left to people."""

    means: Means

    async def __call__(self, team_id: str, appids: Collection[str], *, now: datetime) -> Collection[str]:
        """Keep a snapshot, or the failure, of each; the AppIDs of those that could be read.

        Raises:
            StorageUnavailable: what was saved before stays.
        """
        reading = SweepWorkspace(self.means, Sweep(team_id), now, frozenset(appids))
        await reading(appids)
        return reading.kept
