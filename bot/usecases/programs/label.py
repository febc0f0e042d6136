"""Set a program's alias and tags, and list programs with them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.access.audit import AuditAction, AuditEntry
from bot.domain.access.roles import Viewpoint
from bot.domain.fleet.asked import Asked, Page
from bot.domain.programs.labels import check_reserved, read_alias, read_tag, with_tags
from bot.domain.programs.program import Program
from bot.domain.programs.search import PAGE, ProgramList
from bot.domain.programs.typed_text import folded
from bot.errors import AliasTaken, AllOfWeChatFixed, NoProgram
from bot.ports.access import AuditLog
from bot.ports.programs import ChannelPrograms, Labels, ProgramLabels
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class LabelProgram:
    """`/baselib programs alias|unalias|tag|untag`. Doing it twice changes nothing."""

    visible: VisiblePrograms
    labels: ProgramLabels
    audit: AuditLog

    async def alias(self, seen: Viewpoint, name: str, alias: str, *, by: str, now: datetime) -> Program:
        """Give the program called `name` an alias; returns it as it is called then.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: see `VisiblePrograms.named`.
            AllOfWeChatFixed: it is no program that can be labelled.
            BadLabel: `alias` cannot be one, or means something else in commands.
            AliasTaken: another program has this alias, appid or nickname.
        """
        alias = read_alias(alias)
        check_reserved(alias)
        program = await self.visible.managed(seen, name)
        everything = Viewpoint.everything(seen.team_id)  # an alias is unique, also among unseen programs
        if await self.visible.is_taken(everything, alias, besides=program.appid):
            raise AliasTaken(alias=alias)
        await self._put(seen.team_id, program, Labels(alias, program.tags), by, now)
        return replace(program, alias=alias)

    async def unalias(self, seen: Viewpoint, name: str, *, by: str, now: datetime) -> Program:
        """Remove the alias; one from the settings or from the provider's list shows again.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: see `VisiblePrograms.named`.
        """
        program = await self.visible.managed(seen, name)
        await self._put(seen.team_id, program, Labels(tags=program.tags), by, now)
        return await self.visible.find(seen, program.appid) or program

    async def tag(self, seen: Viewpoint, words: Sequence[str], *, by: str, now: datetime) -> Program:
        """Add tags.

        Args:
            words: the program's name, which may be several, and the tags: see `VisiblePrograms.named_first`.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: no program is called like the first words.
            BadLabel: a tag cannot be one, or they would be too many.
        """
        program, tags = await self._read(seen, words)
        return await self._tagged(seen.team_id, program, with_tags(program.tags, tags), by, now)

    async def untag(self, seen: Viewpoint, words: Sequence[str], *, by: str, now: datetime) -> Program:
        """Remove tags; missing ones are no error. Args and errors as `tag`."""
        program, tags = await self._read(seen, words)
        left = tuple(tag for tag in program.tags if tag not in tags)
        return await self._tagged(seen.team_id, program, left, by, now)

    async def _read(self, seen: Viewpoint, words: Sequence[str]) -> tuple[Program, list[str]]:
        program, rest = await self.visible.named_first(seen, words)
        if program.is_all_of_wechat:
            raise AllOfWeChatFixed
        return program, [read_tag(tag) for word in rest for tag in word.replace("，", ",").split(",") if tag]

    async def _tagged(self, team_id: str, program: Program, tags: tuple[str, ...], by: str, now: datetime) -> Program:
        kept = await self.labels.get(team_id, program.appid)
        await self._put(team_id, program, Labels(kept.alias, tags), by, now)
        return replace(program, tags=tags)

    async def _put(self, team_id: str, program: Program, labels: Labels, by: str, now: datetime) -> None:
        """Keep the labels and their entry in the audit log, or neither."""
        before = _values(await self.labels.get(team_id, program.appid))
        change = AuditEntry(team_id, now, by, AuditAction.LABELS, program.appid, before, _values(labels))
        async with self.audit.recording(change):
            if not await self.labels.put(team_id, program.appid, labels):
                raise AliasTaken(alias=labels.alias)


def _values(labels: Labels) -> dict[str, object]:
    return {"alias": labels.alias, "tags": list(labels.tags)}


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
        asked, programs = Asked(seen, folded(tag.removeprefix("#")) if tag else None), self.visible.programs
        total = await programs.count(asked)
        if not total and not await self.visible.count(seen):
            raise NoProgram(count=0)
        page = max(page, 0)
        shown = await programs.found(asked, text, Page(page * PAGE, PAGE))
        is_last = len(shown) < PAGE and (page == 0 or len(shown) > 0)
        # Each look for a text goes through all names: what is on the last page need not be counted.
        found = page * PAGE + len(shown) if is_last else await programs.count(asked, text) if text else total
        if page > (last := max(0, (found - 1) // PAGE)):
            page, shown = last, await programs.found(asked, text, Page(last * PAGE, PAGE))
        suggestion = "" if found or not text else await self.visible.closest(asked, text)
        return ProgramList(shown, page, found, total, text, suggestion, chosen)
