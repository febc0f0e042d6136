"""Every slot of every zone against an oracle that shares no code with the bot: another library reads the zones.

`whenever` (https://whenever.readthedocs.io/) has a reader of zone files of its own, written in Rust, and says whether
a wall-clock time is skipped, repeated or plain. The bot asks Python's zoneinfo.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import available_timezones

from whenever import PlainDateTime, RepeatedTime, SkippedTime

from bot.domain.delivery import EVERY_DAY, Schedule, Slot

FIRST = date(2026, 1, 1)
DAYS = 3 * 365 + 1
TIMES = (time(0, 0), time(1, 30), time(2, 30), time(9, 0), time(23, 59))
"""Midnight, the two half hours that most clock changes skip or repeat, a usual one, and the end of the day."""
_RAMADAN = frozenset({"Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza", "Asia/Hebron"})
"""Zones whose changes follow the moon, and come four times in some years."""
_ALL = [FIRST + timedelta(days=number) for number in range(DAYS)]


@dataclass
class Count:
    slots: int = 0
    doubled: int = 0
    missing: int = 0
    elsewhere: int = 0
    """Slots at another instant than the oracle's."""
    examples: list[str] = field(default_factory=list)
    """A few of those, to begin with."""

    @property
    def clean(self) -> bool:
        return not (self.doubled or self.missing or self.elsewhere)

    def compare(self, schedule: Schedule, found: Sequence[Slot], due: dict[date, datetime]) -> None:
        """Take one schedule's slots into account.

        Args:
            due: the oracle's, UTC, by local date.
        """
        days = [slot.day for slot in found]
        doubled, missing = len(days) - len(set(days)), len(due.keys() - set(days))
        elsewhere = [slot for slot in found if due.get(slot.day) != slot.due_at]
        self.slots += len(found)
        self.doubled += doubled
        self.missing += missing
        self.elsewhere += len(elsewhere)
        if (doubled or missing or elsewhere) and len(self.examples) < 5:  # a few will do
            self.examples.append(f"{schedule}: {doubled} doubled, {missing} missing, elsewhere: {elsewhere[:1]}")


def instant(zone: str, day: date, at: time) -> datetime:
    """The oracle: when a wall clock first shows this time, or first gets beyond it (UTC)."""
    wall = PlainDateTime(day.year, day.month, day.day, at.hour, at.minute)
    try:
        found = wall.assume_tz(zone, disambiguation="raise")
    except RepeatedTime:
        found = wall.assume_tz(zone, disambiguation="earlier")
    except SkippedTime:
        change = wall.assume_tz(zone, disambiguation="earlier").next_transition()
        assert change is not None
        found = change
    return found.to_stdlib().astimezone(UTC)


def compare(zones: Iterable[str], times: Sequence[time] = TIMES) -> Count:
    """Three years of daily and weekly digests in these zones, at each of these times."""
    count = Count()
    for number, zone in enumerate(sorted(zones)):
        for at in times:
            due = {day: instant(zone, day, at) for day in _ALL}
            for schedule in (Schedule(EVERY_DAY, at, zone), Schedule((number % 7,), at, zone)):
                expected = {day: moment for day, moment in due.items() if day.weekday() in schedule.weekdays}
                count.compare(schedule, _slots(schedule), expected)
    return count


def all_zones() -> Sequence[str]:
    return sorted(available_timezones())


def odd_zones() -> Sequence[str]:
    """The zones that change their clock otherwise than by one hour at one, two or three at night, and the moon's."""
    return [zone for zone in all_zones() if zone in _RAMADAN or _is_odd(zone)]


def _is_odd(zone: str) -> bool:
    midnight = PlainDateTime(FIRST.year, FIRST.month, FIRST.day).assume_tz(zone)
    while (change := midnight.next_transition()) is not None and change.year < FIRST.year + 3:
        before = change.subtract(nanoseconds=1)
        hour = timedelta(seconds=abs((change.offset - before.offset).total("seconds")))
        if hour and (hour != timedelta(hours=1) or before.hour not in (0, 1, 2) or before.minute != 59):
            return True
        midnight = change
    return False


def _slots(schedule: Schedule) -> Sequence[Slot]:
    early = datetime.combine(FIRST, time(), tzinfo=UTC) - timedelta(days=2)
    inside: Callable[[Slot], bool] = lambda slot: slot.day <= _ALL[-1]  # noqa: E731
    return [slot for slot in takewhile(inside, schedule.slots(after=early)) if slot.day >= FIRST]


def slot_on(schedule: Schedule, day: date) -> Slot:
    """The slot of a local date that the schedule has."""
    before = datetime.combine(day, time(), UTC) - timedelta(days=2)
    return next(slot for slot in schedule.slots(after=before) if slot.day == day)
