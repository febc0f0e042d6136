"""Which kept snapshots a new one may be held against."""

from collections.abc import Iterable
from datetime import timedelta

from bot.domain.snapshot import Snapshot, near
from bot.domain.suspicion import spoils, suspicions_by_day, whole

_WEEK = timedelta(days=7)


def comparable(history: Iterable[Snapshot], newest: Snapshot) -> list[Snapshot]:
    """The snapshots whose coverage may be subtracted from that of `newest`; none when something looks wrong with it.

    A list that was cut short, or one that was read in another way, would show up as a movement of users that nobody
    made: "below" and "at or below" alone differ by a whole version.

    Args:
        history: earlier ones of the same program, oldest first.
        newest: the one that they are compared with.
    """
    earlier = list(history)
    found = suspicions_by_day([*earlier, newest])
    if spoils(found[newest.day]):
        return []
    return [kept for kept in alike(earlier, newest) if not spoils(found[kept.day])]


def alike(history: Iterable[Snapshot], newest: Snapshot) -> list[Snapshot]:
    """The snapshots that are whole and read like `newest`, each taken by itself; none when that is not whole."""
    if not whole(newest):
        return []
    return [kept for kept in history if whole(kept) and kept.reading.meaning is newest.reading.meaning]


def weeks_before(history: Iterable[Snapshot], newest: Snapshot, weeks: int) -> Snapshot | None:
    """The comparable snapshot nearest to the day that many weeks before `newest`; None when nothing was kept then."""
    return near(comparable(history, newest), newest.day - weeks * _WEEK)
