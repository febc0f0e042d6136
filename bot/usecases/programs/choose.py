"""Which program a request means."""

from dataclasses import dataclass

from bot.domain.access.roles import Viewpoint
from bot.domain.programs.program import ALL_OF_WECHAT, Program
from bot.errors import NoProgram
from bot.ports.programs import ChannelPrograms
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class ChooseProgram:
    """The program named, else the channel's, else the only one, else all of WeChat."""

    visible: VisiblePrograms
    channel_programs: ChannelPrograms

    async def __call__(self, seen: Viewpoint, name: str) -> Program:
        """Find a program.

        Args:
            seen: the viewpoint of the requester.
            name: alias, appid or unique start of a nickname, or `wechat`; may be empty.

        Raises:
            NoProgram: none is configured, or several are and none is named or chosen.
            UnknownProgram, AmbiguousProgram, ProgramRestricted: the name fits none, or several.
        """
        if name:
            return await self.visible.named(seen, name)
        programs = await self.visible(seen)
        chosen = await self.channel_programs.get(seen.team_id, seen.channel_id)
        if chosen and (program := programs.get(chosen) or self.visible.beside_programs(chosen)):
            return program
        if len(programs) == 1:
            return programs[0]
        if not programs and self.visible.all_of_wechat:
            return ALL_OF_WECHAT
        raise NoProgram(count=len(programs))
