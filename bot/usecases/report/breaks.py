"""Look for breaks in a program's last months, in few days: the last week's, and one of each week before."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain

from bot.domain.numbers.breaks import Break
from bot.domain.numbers.snapshot import Snapshot, first_of_weeks
from bot.domain.report.broken import LOOKED_BACK, Breaks, breaks_of, closer
from bot.domain.report.report import Past
from bot.ports.numbers import Snapshots

_DAY = timedelta(days=1)


async def look_for_breaks(
    snapshots: Snapshots,
    team_id: str,
    recent: Sequence[Snapshot],
    apart: Sequence[Snapshot] = (),
    *,
    public: Sequence[Break],
    past: Past | None = None,
) -> tuple[Breaks, Sequence[Snapshot]]:
    """The breaks known on a snapshot's day, and the snapshots before the week that were read for them.

    Args:
        recent: the snapshot and those of the week before it, oldest first.
        apart: single ones before them that were read already; none to read one of each calendar week.
        public: those of WeChat's public numbers that are known on its day, see `breaks_of`.
        past: what else was read already.

    Raises:
        StorageUnavailable: they cannot be read.
    """
    newest, until = recent[-1], recent[0].day - _DAY
    since = newest.day - LOOKED_BACK
    if not apart:
        listed = await snapshots.taken(team_id, newest.appid, since=since, until=until)
        apart = await snapshots.those(team_id, newest.appid, first_of_weeks(listed))
    kept = [*apart, *recent]
    # Twenty long lists take some milliseconds: too long for the event loop.
    breaks = await asyncio.to_thread(breaks_of, kept, public)
    known = [each.day for each in apart]

    async def between(first: date, last: date) -> Sequence[Snapshot]:
        if past and past.since <= first:
            return [each for each in past.snapshots if first <= each.day <= last and each.day not in known]
        return await snapshots.since(team_id, newest.appid, first, until=last, without=known)

    beside = [await between(first, min(last, until)) for first, last in closer(breaks.found, kept)]
    if not any(beside):
        return breaks, apart
    days = {each.day: each for each in (*apart, *chain(*beside))}
    apart = [days[day] for day in sorted(days)]
    return await asyncio.to_thread(breaks_of, [*apart, *recent], public), apart
