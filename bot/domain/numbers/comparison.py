"""Which kept snapshots a new one may be held against."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from bot.domain.numbers.snapshot import Snapshot, near
from bot.domain.numbers.suspicion import Suspicion, spoils, suspicions_by_day, whole

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


def sound_ones(history: Sequence[Snapshot]) -> list[Snapshot]:
    """The snapshots that nothing is wrong with and that are read like the newest of them.

    Args:
        history: one program's, oldest first.
    """
    return sound_among(history, suspicions_by_day(history))


def sound_among(history: Sequence[Snapshot], found: Mapping[date, Sequence[Suspicion]]) -> list[Snapshot]:
    """The same, once it is known what looks wrong about each day."""
    sound = [kept for kept in history if kept.distribution is not None and not spoils(found[kept.day])]
    return [kept for kept in sound if kept.reading.meaning is sound[-1].reading.meaning]


def weeks_before(sound: Iterable[Snapshot], day: date, weeks: int) -> Snapshot | None:
    """Of comparable snapshots the one nearest to so many weeks before a day; None when nothing was kept then."""
    return near(sound, day - weeks * _WEEK)
