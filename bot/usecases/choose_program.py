"""Which program somebody means."""

import asyncio
from dataclasses import dataclass

from bot.domain.program import Program
from bot.errors import NoProgram
from bot.ports import ChannelPrograms, Programs


@dataclass(frozen=True)
class ChooseProgram:
    """The program named, else the channel's, else the only one."""

    programs: Programs
    channel_programs: ChannelPrograms

    async def __call__(self, team_id: str, channel_id: str, name: str) -> Program:
        """Find a program.

        Args:
            team_id: the workspace.
            channel_id: where it was asked; empty on the command line.
            name: alias, appid or unique start of a nickname; may be empty.

        Raises:
            NoProgram: none is configured, or several are and none is named or chosen.
            UnknownProgram, AmbiguousProgram: the name fits none, or several.
        """
        programs = await self.programs.all(team_id)
        if name:
            # Among ten thousand programs this takes up to 50 ms: too long for the event loop.
            return await asyncio.to_thread(programs.find, name)
        chosen = await self.channel_programs.get(team_id, channel_id)
        if chosen and (program := programs.get(chosen)):
            return program
        if len(programs) != 1:
            raise NoProgram(count=len(programs))
        return programs[0]
