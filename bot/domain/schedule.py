"""When a weekly digest is due. A slot is named by its local calendar date, so no night of a clock change doubles it.

A time that a zone skips (spring) is due at the first valid moment after; one that it repeats (autumn) at the first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.errors import BadSchedule

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE_WEEKDAYS = "一二三四五六日"
_WEEK = timedelta(days=7)
_TIME = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_LETTERS_OF_A_DAY = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """One due moment."""

    day: date
    """Local calendar date: the slot's name."""
    due_at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every week on this weekday at this local time."""

    weekday: int
    """0 is Monday."""
    at: time
    """Local, to the minute."""
    zone: str
    """IANA name."""

    def slot_on(self, day: date) -> Slot:
        """The slot of a local date (any date: whether the weekday fits is for the caller)."""
        return Slot(day, _first_valid(datetime.combine(day, self.at), ZoneInfo(self.zone)))

    def slots(self, *, after: datetime) -> Iterator[Slot]:
        """The slots due after an instant, earliest first, without end."""
        local = after.astimezone(ZoneInfo(self.zone)).date() - _WEEK
        day = local + timedelta(days=(self.weekday - local.weekday()) % 7)
        while True:
            slot = self.slot_on(day)
            if slot.due_at > after:
                yield slot
            day += _WEEK

    def next_slot(self, *, after: datetime) -> Slot:
        """The first slot due after an instant."""
        return next(self.slots(after=after))


def _first_valid(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which a wall clock first shows this time, or the first one after it when it is skipped (UTC)."""
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


def parse_schedule(weekday: str, at: str, zone: str) -> Schedule:
    """Read what a person typed: `mon 09:00 Asia/Shanghai`, also 周一 or `monday`.

    Raises:
        BadSchedule: names the part that cannot be read, with a suggestion for a zone.
    """
    return Schedule(_weekday(weekday), _time(at), _zone(zone))


def _weekday(text: str) -> int:
    word = text.casefold()
    for number, name in enumerate(WEEKDAYS):
        if len(word) >= _LETTERS_OF_A_DAY and _DAY_NAMES[number].startswith(word) and word.startswith(name):
            return number
    for prefix in ("周", "星期", "礼拜"):
        day = word.removeprefix(prefix).replace("天", "日")
        if word.startswith(prefix) and len(day) == 1 and day in _CHINESE_WEEKDAYS:
            return _CHINESE_WEEKDAYS.index(day)
    raise BadSchedule(part="weekday", text=text[:40], suggestion="mon")


_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _time(text: str) -> time:
    match = _TIME.fullmatch(text)
    try:
        return time(int(match[1]), int(match[2])) if match else _bad_time(text)
    except ValueError:
        return _bad_time(text)


def _bad_time(text: str) -> time:
    raise BadSchedule(part="time", text=text[:40], suggestion="09:00")


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def _zone(text: str) -> str:
    zones = _zones()
    if name := zones.get(text.casefold()):
        return name
    by_city = {name.rsplit("/", 1)[-1]: name for name in zones}
    close = get_close_matches(text.casefold().replace(" ", "_"), [*zones, *by_city], n=1)
    suggestion = zones[by_city.get(close[0], close[0])] if close else "Asia/Shanghai"
    raise BadSchedule(part="zone", text=text[:60], suggestion=suggestion)
