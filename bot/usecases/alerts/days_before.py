"""The snapshots before a new one that an alert's condition needs."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from bot.domain.alerts.alert import Watched
from bot.domain.numbers.roll_back import WITHIN
from bot.domain.numbers.snapshot import Snapshot
from bot.ports.numbers import Snapshots


async def days_before(
    snapshots: Snapshots, watched: Watched, team_id: str, appids: Collection[str], *, day: date
) -> Mapping[str, Sequence[Snapshot]]:
    """By program: the last three days before `day` for a roll-back, else the newest one; oldest first.

    Raises:
        StorageUnavailable: they cannot be read.
    """
    if watched is Watched.ROLLBACK:
        return await snapshots.recent(team_id, appids, since=day - WITHIN, before=day)
    newest = await snapshots.newest(team_id, appids, before=day)
    return {appid: [snapshot] for appid, snapshot in newest.items()}
