"""Which kept snapshots a new one may be held against."""

from collections.abc import Iterable
from datetime import timedelta

from bot.domain.snapshot import Snapshot, near
from bot.domain.suspicion import LOW_TOTAL

_WEEK = timedelta(days=7)


def comparable(history: Iterable[Snapshot], newest: Snapshot) -> list[Snapshot]:
    """The snapshots whose coverage may be subtracted from that of `newest`; none when its own total is low.

    A list that was cut short, or one that was read in another way, would show up as a movement of users that nobody
    made: "below" and "at or below" alone differ by a whole version.
    """
    if not _whole(newest):
        return []
    return [kept for kept in history if _whole(kept) and kept.reading.meaning is newest.reading.meaning]


def weeks_before(history: Iterable[Snapshot], newest: Snapshot, weeks: int) -> Snapshot | None:
    """The comparable snapshot nearest to the day that many weeks before `newest`; None when nothing was kept then."""
    return near(comparable(history, newest), newest.day - weeks * _WEEK)


def _whole(snapshot: Snapshot) -> bool:
    return snapshot.distribution is not None and 1 - snapshot.distribution.unreported >= LOW_TOTAL
