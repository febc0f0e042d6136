"""Call a program something shorter, and sort it under tags."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from bot.domain.labels import read_alias, read_tag, with_tags
from bot.domain.program import Program
from bot.errors import AliasTaken
from bot.ports import Labels, ProgramLabels, Programs

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class LabelProgram:
    """`/baselib programs alias|unalias|tag|untag`. Doing it twice changes nothing."""

    programs: Programs
    labels: ProgramLabels

    async def alias(self, team_id: str, name: str, alias: str, *, by: str) -> Program:
        """Give the program called `name` an alias; returns it as it is called then.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: see `Fleet.find`.
            BadLabel: `alias` cannot be one.
            AliasTaken: another program has this alias, appid or nickname.
        """
        alias = read_alias(alias)
        fleet = await self.programs.all(team_id)
        program = await asyncio.to_thread(fleet.find, name)
        taken = fleet.is_taken(alias, besides=program.appid)
        if taken or not await self.labels.put(team_id, program.appid, Labels(alias, program.tags)):
            raise AliasTaken(alias=alias)
        _log.info("a program was given an alias", team=team_id, program=program.appid, by=by)
        return replace(program, alias=alias)

    async def unalias(self, team_id: str, name: str, *, by: str) -> Program:
        """Take the alias back; one from the settings or from the provider's list comes to the fore again.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: see `Fleet.find`.
        """
        fleet = await self.programs.all(team_id)
        program = await asyncio.to_thread(fleet.find, name)
        await self.labels.put(team_id, program.appid, Labels(tags=program.tags))
        _log.info("a program lost its alias", team=team_id, program=program.appid, by=by)
        return (await self.programs.all(team_id)).get(program.appid) or program

    async def tag(self, team_id: str, words: Sequence[str], *, by: str) -> Program:
        """Add tags.

        Args:
            team_id: the workspace.
            words: the program's name, which may be several, and the tags: see `Fleet.find_at_start`.
            by: the user.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: no program is called like the first words.
            BadLabel: a tag cannot be one, or they would be too many.
        """
        program, tags = await self._read(team_id, words)
        return await self._put(team_id, program, with_tags(program.tags, tags), by)

    async def untag(self, team_id: str, words: Sequence[str], *, by: str) -> Program:
        """Take tags back; those that it does not have are no error. Args and errors as `tag`."""
        program, tags = await self._read(team_id, words)
        return await self._put(team_id, program, tuple(tag for tag in program.tags if tag not in tags), by)

    async def _read(self, team_id: str, words: Sequence[str]) -> tuple[Program, list[str]]:
        fleet = await self.programs.all(team_id)
        program, rest = await asyncio.to_thread(fleet.find_at_start, words)
        return program, [read_tag(tag) for word in rest for tag in word.replace("，", ",").split(",") if tag]

    async def _put(self, team_id: str, program: Program, tags: tuple[str, ...], by: str) -> Program:
        kept = await self.labels.get(team_id, program.appid)
        await self.labels.put(team_id, program.appid, Labels(kept.alias, tags))
        _log.info("a program was tagged", team=team_id, program=program.appid, by=by)
        return replace(program, tags=tags)
