"""What kept snapshots are worth, worked out once: to read and judge a hundred takes tens of milliseconds."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.public import PublicSnapshot, sound_ones
from bot.domain.trend import HISTORY, History, history_of
from bot.ports import PublicSnapshots, Snapshots
from bot.usecases.remembering import Remembered

_PROGRAMS = 12
"""Histories that are remembered. Each takes half a megabyte, and a millisecond of Python's garbage collector, which
stops everything while it looks at all there is."""


@dataclass(frozen=True)
class ReadHistory:
    """Twenty weeks of a program. What is remembered is good as long as the same snapshots are kept, which is asked."""

    snapshots: Snapshots
    remembered: Remembered[tuple[str, str, date], History] = field(
        default_factory=lambda: Remembered(_PROGRAMS), repr=False
    )

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
        if self.remembered.holds(key, await self.snapshots.taken(team_id, appid, since=since, until=until)):
            return self.remembered[key]
        kept = await self.snapshots.since(team_id, appid, since, until=until)
        history = await asyncio.to_thread(history_of, kept)
        return self.remembered.remember(key, {each.day: each.taken_at for each in kept}, history)


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
        kept = await self.public.since(until - HISTORY, until=until)
        if [_taken(each) for each in kept] != [_taken(each) for each in self._known[0]]:
            self._known = (kept, await asyncio.to_thread(sound_ones, kept))
        return self._known[1]


def _taken(snapshot: PublicSnapshot) -> tuple[date, datetime]:
    return snapshot.day, snapshot.taken_at
