"""Find programs by a part of their names."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.access import Viewpoint
from bot.domain.program import Program
from bot.usecases.visible_programs import VisiblePrograms


@dataclass(frozen=True)
class SearchPrograms:
    """Behind every select of programs; in memory, as Slack waits for its options."""

    visible: VisiblePrograms

    async def __call__(self, seen: Viewpoint, text: str, *, limit: int) -> Sequence[Program]:
        """At most `limit` programs that fit a text, the best first; in their order when it is empty."""
        fleet = await self.visible(seen)
        # In a thread: a fleet that is new folds all its names first.
        return (await asyncio.to_thread(fleet.search, text))[:limit]
