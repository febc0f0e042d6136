"""Choose the program that a channel means when it names none."""

import asyncio
from dataclasses import dataclass

from bot.domain.program import Program
from bot.ports import ChannelPrograms, Programs


@dataclass(frozen=True)
class UseProgram:
    """`/baselib use <program>`."""

    programs: Programs
    channel_programs: ChannelPrograms

    async def __call__(self, team_id: str, channel_id: str, name: str) -> Program:
        """Remember the choice and return the program.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: see `Fleet.find`.
        """
        programs = await self.programs.all(team_id)
        # In a thread, as in `ChooseProgram`.
        program = await asyncio.to_thread(programs.find, name)
        await self.channel_programs.put(team_id, channel_id, program.appid)
        return program
