"""List the programs of a workspace."""

import asyncio
from dataclasses import dataclass

from bot.domain.program_list import ProgramList, list_programs
from bot.errors import NoProgram
from bot.ports import ChannelPrograms, Programs


@dataclass(frozen=True)
class ListPrograms:
    """`/baselib programs [text]`, and its pages."""

    programs: Programs
    channel_programs: ChannelPrograms

    async def __call__(self, team_id: str, channel_id: str, *, text: str = "", page: int = 0) -> ProgramList:
        """A page (from 0) of the programs that fit a text, of all when it is empty; the last one when it is beyond.

        Raises:
            NoProgram: there is none at all.
        """
        chosen = await self.channel_programs.get(team_id, channel_id) or ""
        fleet = await self.programs.all(team_id)
        if not fleet:
            raise NoProgram(count=0)
        # In a thread, as in `ChooseProgram`.
        return await asyncio.to_thread(list_programs, fleet, text=text, page=page, chosen=chosen)
