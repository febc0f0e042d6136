"""Find programs by a part of their names."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.program import Program
from bot.ports import Programs


@dataclass(frozen=True)
class SearchPrograms:
    """Behind the select of a form; in memory, as Slack waits for its options."""

    programs: Programs

    async def __call__(self, team_id: str, text: str, *, limit: int) -> Sequence[Program]:
        """At most `limit` programs whose alias, appid or nickname holds a text; all of them when it is empty."""
        wanted = text.strip().casefold()
        found = []
        for program in await self.programs.all(team_id):
            if wanted in f"{program.alias}\n{program.appid}\n{program.nickname}".casefold():
                found.append(program)
                if len(found) == limit:
                    break
        return found
