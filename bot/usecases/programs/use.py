"""Choose the program that a channel means when it names none."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.access.audit import AuditAction, AuditEntry
from bot.domain.access.roles import Viewpoint
from bot.domain.programs.program import Program
from bot.ports.access import AuditLog
from bot.ports.programs import ChannelPrograms
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class UseProgram:
    """`/baselib use <program>`."""

    visible: VisiblePrograms
    channel_programs: ChannelPrograms
    audit: AuditLog

    async def __call__(self, seen: Viewpoint, name: str, *, by: str, now: datetime) -> Program:
        """Remember the choice and return the program.

        Args:
            seen: by the channel.
            name: as typed.
            by: the user.
            now: UTC.

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
