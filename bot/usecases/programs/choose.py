"""Which program a request means, and the one that a channel means when it names none."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.access.audit import AuditAction, AuditEntry
from bot.domain.access.roles import Viewpoint
from bot.domain.programs.program import ALL_OF_WECHAT, Program
from bot.errors import NoProgram
from bot.ports.access import AuditLog
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
            name: alias, appid or unique start of a nickname, or `wechat`; may be empty.

        Raises:
            NoProgram: none is configured, or several are and none is named or chosen.
            UnknownProgram, AmbiguousProgram, ProgramRestricted: the name fits none, or several.
        """
        if name:
            return await self.visible.named(seen, name)
        if program := await self.of_channel(seen):
            return program
        first_two = await self.visible.search(seen, "", limit=2)
        if len(first_two) == 1:
            return first_two[0]
        if not first_two and self.visible.all_of_wechat:
            return ALL_OF_WECHAT
        raise NoProgram(count=await self.visible.count(seen))

    async def of_channel(self, seen: Viewpoint) -> Program | None:
        """The program that the channel means, if one was chosen for it and exists there."""
        chosen = await self.channel_programs.get(seen.team_id, seen.channel_id)
        return await self.visible.find(seen, chosen) if chosen else None


@dataclass(frozen=True)
class UseProgram:
    """`/baselib use <program>`."""

    visible: VisiblePrograms
    channel_programs: ChannelPrograms
    audit: AuditLog

    async def __call__(self, seen: Viewpoint, name: str, *, by: str, now: datetime) -> Program:
        """Remember the choice and return the program.

        Args:
            name: as typed.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram, ProgramRestricted: see `VisiblePrograms.named`.
        """
        team_id, channel_id = seen.team_id, seen.channel_id
        program = await self.visible.named(seen, name)
        before = await self.channel_programs.get(team_id, channel_id)
        if before == program.appid:
            return program
        was = {"appid": before} if before else {}
        change = AuditEntry(team_id, now, by, AuditAction.CHANNEL_PROGRAM, channel_id, was, {"appid": program.appid})
        async with self.audit.recording(change):
            await self.channel_programs.put(team_id, channel_id, program.appid)
        return program
