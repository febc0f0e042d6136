"""Which stored days may be compared with which: their judgements say it, and those of later days."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, TypeVar

from bot.domain.numbers.judgement import Break, Judgement
from bot.domain.numbers.snapshot import Dated, Snapshot, near

NEAR: Final = timedelta(days=3)
"""How much earlier than a week ago, or than a day that is asked about, the day may be that is compared with."""
T = TypeVar("T", bound=Dated)


def sound_ones(history: Sequence[Snapshot]) -> list[Snapshot]:
    """Return the sound days with the same meaning as the newest of them.

    Args:
        history: one program's, judged, oldest first.
    """
    accepted = {day for each in history for day in each.judgement.accepted}
    sound = [each for each in history if each.judgement.sound or each.day in accepted]
    return [each for each in sound if each.reading.meaning is sound[-1].reading.meaning]


def outside(days: Iterable[T], breaks: Sequence[Break]) -> list[T]:
    """Return the days that no break spoils."""
    return [each for each in days if not any(found.spoils(each.day) for found in breaks)]


def comparable(history: Iterable[Snapshot], newest: Snapshot) -> list[Snapshot]:
    """Return the days whose coverage is comparable with that of `newest`; none if that one is suspicious.

    A list that was cut short, or one with another meaning, would look like movement of users: "below" and "at or below"
    alone differ by a whole version.

    Args:
        history: earlier ones of the same program, judged, oldest first.
    """
    return sound_ones([*history, newest])[:-1] if newest.judgement.sound else []


def counting(found: Iterable[Break], day: date) -> Break | None:
    """Return the break or the lasting change by which a day is counted; None where that is as before all of them."""
    return next((each for each in found if each.includes(day)), None)


def compares(then: Judgement, now: Judgement) -> bool:
    """Return whether losses of two days may be compared: WeChat counted alike, or a break is only beginning.

    What lies in a break reaches from before it to the count of its day, so it compares with days of the same break that
    were judged to be in it, and with days before it; not with days after it.
    """
    return compares_by(now.breaks, then.day, now.day, in_break=then.count is not None and then.count.open)


def compares_by(breaks: Sequence[Break], then: date, now: date, *, in_break: bool) -> bool:
    """Return the same of two days, by the breaks that are known on the later one.

    Args:
        breaks: oldest first.
        then: the earlier day.
        now: the later day.
        in_break: whether the earlier one was judged to be in a break.
    """
    if not breaks:
        return True
    count, newest = counting(breaks, then), counting(breaks, now)
    if count is None:
        return newest is None or newest.open
    return count == newest and (count.lasting or in_break)


def counted_since(day: date, now: Judgement) -> date | None:
    """Return the first day since which WeChat counts otherwise than on an earlier day; None where it counts as then."""
    then, newest = counting(now.breaks, day), counting(now.breaks, now.day)
    if then == newest:
        return None
    if newest:
        return newest.since
    return then.until if then else None


def up_to(days: Sequence[T], day: date) -> T | None:
    """Return the newest of these days, oldest first, up to another; None where that is more than three days off.

    So "a week ago", and each other day that is asked about, is one and the same day in every answer.
    """
    return next((each for each in reversed(days) if timedelta(0) <= day - each.day <= NEAR), None)


def weeks_before(sound: Iterable[Snapshot], day: date, weeks: int) -> Snapshot | None:
    """Return the comparable day nearest to that many weeks before another; None without one."""
    return near(sound, day - timedelta(weeks=weeks))
