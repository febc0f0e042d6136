"""Which stored snapshots a new one may be compared with."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from bot.domain.numbers.snapshot import Snapshot, near
from bot.domain.numbers.suspicion import Suspicion, spoils, suspicions_by_day, whole

_WEEK = timedelta(days=7)


def comparable(history: Iterable[Snapshot], newest: Snapshot) -> list[Snapshot]:
    """The snapshots whose coverage is comparable with that of `newest`; none if `newest` is suspicious.

    A list that was cut short, or one with another meaning, would look like movement of users: "below" and "at or below"
    alone differ by a whole version.

    Args:
        history: earlier ones of the same program, oldest first.
    """
    earlier = list(history)
    found = suspicions_by_day([*earlier, newest])
    if spoils(found[newest.day]):
        return []
    return [kept for kept in alike(earlier, newest) if not spoils(found[kept.day])]


def alike(history: Iterable[Snapshot], newest: Snapshot) -> list[Snapshot]:
    """The whole snapshots with the meaning of `newest`, each judged alone; none if `newest` is not whole."""
    if not whole(newest):
        return []
    return [kept for kept in history if whole(kept) and kept.reading.meaning is newest.reading.meaning]


def sound_ones(history: Sequence[Snapshot]) -> list[Snapshot]:
    """The sound snapshots with the same meaning as the newest of them.

    Args:
        history: one program's, oldest first.
    """
    return sound_among(history, suspicions_by_day(history))


def sound_among(history: Sequence[Snapshot], found: Mapping[date, Sequence[Suspicion]]) -> list[Snapshot]:
    """The sound snapshots, given the suspicions of each day."""
    sound = [kept for kept in history if kept.distribution is not None and not spoils(found[kept.day])]
    return [kept for kept in sound if kept.reading.meaning is sound[-1].reading.meaning]


def weeks_before(sound: Iterable[Snapshot], day: date, weeks: int) -> Snapshot | None:
    """The comparable snapshot nearest to that many weeks before a day; None without one."""
    return near(sound, day - weeks * _WEEK)
