"""Look for breaks in a program's last months, in few days: the last week's, and one of each week before."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Final

from cachetools import LRUCache

from bot.domain.numbers.snapshot import Snapshot, first_of_weeks
from bot.domain.report.broken import LOOKED_BACK, Breaks, breaks_of, closer
from bot.ports.numbers import Snapshots

_DAY = timedelta(days=1)
_REMEMBERED: Final = 1000
_Key = tuple[str, str, date]
_Taken = Mapping[date, datetime]


@dataclass(frozen=True)
class LookForBreaks:
    """Remembers what it found in which snapshots: to look again takes some ten milliseconds."""

    snapshots: Snapshots
    _remembered: LRUCache[_Key, tuple[_Taken, Breaks]] = field(
        default_factory=lambda: LRUCache(_REMEMBERED), repr=False
    )

    async def __call__(
        self, team_id: str, newest: Snapshot, week: Sequence[Snapshot], apart: Sequence[Snapshot] = ()
    ) -> tuple[Breaks, Sequence[Snapshot]]:
        """The breaks known on a snapshot's day, and the snapshots before the week that were read for them.

        Args:
            week: those right before the snapshot, oldest first.
            apart: single ones before them that were read already; none to read one of each calendar week.

        Raises:
            StorageUnavailable: they cannot be read.
        """
        key, since = (team_id, newest.appid, newest.day), newest.day - LOOKED_BACK
        until = (week[0].day if week else newest.day) - _DAY
        if key in self._remembered:
            taken, breaks = self._remembered[key]
            kept = await self.snapshots.taken(team_id, newest.appid, since=since, until=until)
            if _same(taken, {**kept, **_taken([*week, newest])}, until):
                return breaks, apart
        apart = apart or await self.snapshots.weekly(team_id, newest.appid, since=since, until=until)
        breaks, apart = await self._look(team_id, [*week, newest], apart, until)
        self._remembered[key] = (_taken([*apart, *week, newest]), breaks)
        return breaks, apart

    async def _look(
        self, team_id: str, recent: Sequence[Snapshot], apart: Sequence[Snapshot], until: date
    ) -> tuple[Breaks, Sequence[Snapshot]]:
        kept = [*apart, *recent]
        # Twenty long lists take some milliseconds: too long for the event loop.
        breaks = await asyncio.to_thread(breaks_of, kept)
        known = [each.day for each in apart]
        beside = [
            await self.snapshots.since(team_id, recent[-1].appid, first, until=min(last, until), without=known)
            for first, last in closer(breaks.found, kept)
        ]
        if not any(beside):
            return breaks, apart
        days = {each.day: each for each in (*apart, *chain(*beside))}
        apart = [days[day] for day in sorted(days)]
        return await asyncio.to_thread(breaks_of, [*apart, *recent]), apart


def _taken(snapshots: Sequence[Snapshot]) -> _Taken:
    return {each.day: each.taken_at for each in snapshots}


def _same(read: _Taken, kept: _Taken, until: date) -> bool:
    """Whether what was read is kept unchanged, with no other day that would be read."""
    weekly = first_of_weeks(day for day in kept if day <= until)
    recent = [day for day in kept if day > until]
    return all(kept.get(day) == at for day, at in read.items()) and all(day in read for day in (*weekly, *recent))
