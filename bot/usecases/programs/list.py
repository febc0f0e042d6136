"""List the programs of a workspace."""

import asyncio
from dataclasses import dataclass

from bot.domain.access.roles import Viewpoint
from bot.domain.programs.page import ProgramList, list_programs
from bot.errors import NoProgram
from bot.ports.programs import ChannelPrograms
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class ListPrograms:
    """`/baselib programs [text]`, and its pages."""

    visible: VisiblePrograms
    channel_programs: ChannelPrograms

    async def __call__(self, seen: Viewpoint, *, text: str = "", page: int = 0, tag: str = "") -> ProgramList:
        """A page of the programs.

        Args:
            text: what they match; all when it is empty.
            page: from 0; the last page when it is beyond.
            tag: only the programs with this tag; empty for all.

        Raises:
            NoProgram: there is none at all.
        """
        chosen = await self.channel_programs.get(seen.team_id, seen.channel_id) or ""
        fleet = await self.visible(seen)
        if not fleet:
            raise NoProgram(count=0)
        if tag:
            fleet = fleet.tagged(tag.removeprefix("#"))
        # In a thread, as in `ChooseProgram`.
        return await asyncio.to_thread(list_programs, fleet, text=text, page=page, chosen=chosen)
