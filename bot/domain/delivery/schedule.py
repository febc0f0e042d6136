"""When a digest is due. A slot is named by its local date, so a clock change never doubles it.

A time that a zone skips (spring) is due at the first valid moment after; one that it repeats (autumn) at the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WORKING_DAYS = (0, 1, 2, 3, 4)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
_DAY = timedelta(days=1)
_DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Slot:
    """One due moment."""

    day: date
    """Local calendar date: the slot's name."""
    due_at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every week on these weekdays, or on the first of them in each month, at this local time."""

    weekdays: tuple[int, ...]
    """Ascending, one at least; 0 is Monday."""
    at: time
    """Local, to the minute."""
    zone: str
    """IANA name."""
    monthly: bool = False
    """Once a month: on its first day that is one of `weekdays` (with all working days: the first working day)."""

    def __post_init__(self) -> None:
        """Check the weekdays.

        Raises:
            ValueError: none at all, not ascending, or not 0 to 6.
        """
        if not self.weekdays or list(self.weekdays) != sorted(set(self.weekdays) & set(EVERY_DAY)):
            raise ValueError(f"no weekdays: {self.weekdays}")

    def has(self, day: date) -> bool:
        """Whether a local date has a slot."""
        if day.weekday() not in self.weekdays:
            return False
        return not self.monthly or day.day <= min(self._first_in_month(day, weekday) for weekday in self.weekdays)

    def slots(self, *, after: datetime) -> Iterator[Slot]:
        """The slots due after an instant, earliest first, without end."""
        zone = ZoneInfo(self.zone)
        day = after.astimezone(zone).date() - 2 * _DAY  # a day that the zone skips is due on the next one
        while True:
            if self.has(day) and (due_at := _first_valid(datetime.combine(day, self.at), zone)) > after:
                yield Slot(day, due_at)
            day += _DAY

    def next_slot(self, *, after: datetime) -> Slot:
        """The first slot due after an instant."""
        return next(self.slots(after=after))

    @staticmethod
    def _first_in_month(day: date, weekday: int) -> int:
        """The day of the month on which a weekday first falls."""
        return (weekday - day.replace(day=1).weekday()) % _DAYS_OF_A_WEEK + 1


def _first_valid(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which a wall clock first shows this time, or the first one after a skipped time."""
    earlier = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if earlier.astimezone(zone).replace(tzinfo=None) == wall:
        return earlier
    # In a gap fold=0 uses the offset before the change and so lands after it: the change lies within that distance.
    later = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    low, high = min(earlier, later), max(earlier, later)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
