"""What kept snapshots are worth, worked out once: to read and judge a hundred takes tens of milliseconds."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.public import PublicSnapshot, sound_ones
from bot.domain.trend import HISTORY, History, history_of
from bot.ports import PublicSnapshots, Snapshots

_PROGRAMS = 12
"""Histories that are remembered. Each takes half a megabyte, and a millisecond of Python's garbage collector, which
stops everything while it looks at all there is."""

Taken = Mapping[date, datetime]
"""When the snapshot of each day was taken."""


@dataclass(frozen=True)
class ReadHistory:
    """Twenty weeks of a program. What is remembered is good as long as the same snapshots are kept, which is asked."""

    snapshots: Snapshots
    programs: int = _PROGRAMS
    _remembered: OrderedDict[tuple[str, str, date], tuple[Taken, History]] = field(
        default_factory=OrderedDict, repr=False
    )
    """Those asked for longest ago first."""

    async def __call__(self, team_id: str, appid: str, *, until: date) -> History:
        """The history that ends with a day, as it is kept now.

        Args:
            team_id: the workspace.
            appid: the program.
            until: a Chinese calendar day; what was kept later is not looked at.

        Raises:
            StorageUnavailable: it cannot be read.
        """
        key, since = (team_id, appid, until), until - HISTORY
        taken = await self.snapshots.taken(team_id, appid, since=since)
        known = self._remembered.get(key)
        if known and known[0] == {day: moment for day, moment in taken.items() if day <= until}:
            self._remembered.move_to_end(key)
            return known[1]
        kept = [each for each in await self.snapshots.since(team_id, appid, since) if each.day <= until]
        history = await asyncio.to_thread(history_of, kept)
        self._remember(key, {each.day: each.taken_at for each in kept}, history)
        return history

    def _remember(self, key: tuple[str, str, date], taken: Taken, history: History) -> None:
        """By what was read, not by what was asked before: a snapshot replaced in between is then seen next time."""
        self._remembered[key] = (taken, history)
        self._remembered.move_to_end(key)
        while len(self._remembered) > self.programs:
            self._remembered.popitem(last=False)


@dataclass
class ReadPublicHistory:
    """Twenty weeks of WeChat's public numbers, the sound ones."""

    public: PublicSnapshots
    _known: tuple[Sequence[PublicSnapshot], Sequence[PublicSnapshot]] = field(default=((), ()), repr=False)
    """All that were kept when asked last, and the sound ones among them: the same for every program."""

    async def __call__(self, *, until: date) -> Sequence[PublicSnapshot]:
        """Oldest first.

        Raises:
            StorageUnavailable: they cannot be read.
        """
        kept = [each for each in await self.public.since(until - HISTORY) if each.day <= until]
        if [_taken(each) for each in kept] != [_taken(each) for each in self._known[0]]:
            self._known = (kept, await asyncio.to_thread(sound_ones, kept))
        return self._known[1]


def _taken(snapshot: PublicSnapshot) -> tuple[date, datetime]:
    return snapshot.day, snapshot.taken_at
