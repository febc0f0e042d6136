"""Take over numbers that were imported before the bot joined its workspace."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain.programs.program import Program
from bot.ports.numbers import Snapshots
from bot.ports.programs import KeptPrograms

LOCAL_TEAM: Final = "T0LOCAL"
"""The workspace of what the command line keeps before the bot joined one."""


@dataclass(frozen=True)
class AdoptImports:
    """Runs at each start; nothing is left to do after the first time."""

    kept: KeptPrograms
    snapshots: Snapshots

    async def __call__(self, team_id: str) -> None:
        """Make the imported programs the workspace's. After a crash in between the next start goes on.

        Raises:
            StorageUnavailable: the next start does it.
        """
        programs = [each for each in await self.kept.all(LOCAL_TEAM) if Program(each.appid).is_imported]
        for program in programs:
            await self.snapshots.save(team_id, await self.snapshots.since(LOCAL_TEAM, program.appid, date.min))
            await self.kept.put(team_id, [program])
            await self.kept.remove(LOCAL_TEAM, program.appid)
