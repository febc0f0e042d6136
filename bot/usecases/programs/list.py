"""List the programs of a workspace."""

from dataclasses import dataclass

from bot.domain.access.roles import Viewpoint
from bot.domain.fleet.asked import Asked, Page
from bot.domain.programs.page import PAGE, ProgramList
from bot.domain.programs.typed_text import folded
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
