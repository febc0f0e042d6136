"""List the programs of a workspace."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.program import Program
from bot.ports import ChannelPrograms, Programs


@dataclass(frozen=True)
class ListPrograms:
    """`/baselib programs`."""

    programs: Programs
    channel_programs: ChannelPrograms

    async def __call__(self, team_id: str, channel_id: str) -> tuple[Sequence[Program], str]:
        """Every program, and the appid that this channel chose (empty when it chose none)."""
        chosen = await self.channel_programs.get(team_id, channel_id)
        return await self.programs.all(team_id), chosen or ""
