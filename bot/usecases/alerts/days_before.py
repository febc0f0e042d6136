"""The snapshots before a new one that an alert's condition needs."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from bot.domain.alerts.alert import Watched
from bot.domain.numbers.level import WEEK
from bot.domain.numbers.snapshot import Snapshot
from bot.ports.numbers import Snapshots


async def days_before(
    snapshots: Snapshots, watched: Watched, team_id: str, appids: Collection[str], *, day: date
) -> Mapping[str, Sequence[Snapshot]]:
    """By program: those of the week before `day`, oldest first; for a changed minimum the newest one.

    Raises:
        StorageUnavailable: they cannot be read.
    """
    if watched is Watched.MINIMUM:
        return await newest_before(snapshots, team_id, appids, day=day)
    return await snapshots.recent(team_id, appids, since=day - WEEK, before=day)


async def newest_before(
    snapshots: Snapshots, team_id: str, appids: Collection[str], *, day: date
) -> Mapping[str, Sequence[Snapshot]]:
    """By program: the newest snapshot before `day`, alone.

    Raises:
        StorageUnavailable: they cannot be read.
    """
    newest = await snapshots.newest(team_id, appids, before=day)
    return {appid: [snapshot] for appid, snapshot in newest.items()}
