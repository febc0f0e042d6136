"""The pace of a sweep: a program's daily quota, the hours of a day, and how many readings at a time.

https://en.wikipedia.org/wiki/Additive_increase/multiplicative_decrease
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from bot.domain.delivery import place_of
from bot.domain.numbers.snapshot import WECHAT_ZONE, snapshot_day

MOST_AT_ONCE: Final = 10
"""Readings in flight: as many as the client of WeChat has connections."""
LATE: Final = 0.005
"""Seconds by which the event loop may be late; an acknowledgement waits for it about three times."""
MOST_REST: Final = 0.05
"""Seconds. A sweep of ten thousand programs ends within minutes, however busy the machine is."""
REST_STEP: Final = 0.002
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Readings in flight and, when one is still too many, the rest before each."""

    at_once: int = 1
    rest: float = 0.0
    """Seconds; more than none only with one reading at a time."""

    def after(self, delay: float, *, answering: bool) -> "Pace":
        """Return the pace after one more look at the event loop.

        Args:
            delay: seconds by which it was late.
        """
        if delay > LATE:
            return self._slower()
        if answering and self.at_once > 1:
            return replace(self, at_once=self.at_once // 2)
        if self.rest:
            return replace(self, rest=max(self.rest - REST_STEP, 0.0))
        return self if answering else replace(self, at_once=min(self.at_once + 1, MOST_AT_ONCE))

    def _slower(self) -> "Pace":
        if self.at_once > 1:
            return replace(self, at_once=self.at_once // 2)
        return replace(self, rest=min(max(2 * self.rest, REST_STEP), MOST_REST))


@dataclass(frozen=True, slots=True)
class Quota:
    """Today's openapi/quota/get values for getSupportVersion and one program."""

    daily_limit: int
    used: int
    remain: int


CHECKED_FROM: Final = 50
"""Calls for one program in one day from which WeChat is asked how many are left.

The sweep needs one. Asking for every program would double the calls of a fleet, to learn what almost never matters.
"""
KEPT_FOR_PEOPLE: Final = 5
"""The last calls of the day, reserved from the sweep for people's questions."""


def is_for_people(quota: Quota) -> bool:
    """Whether the remaining calls are reserved for people."""
    return quota.remain <= KEPT_FOR_PEOPLE


def calls_until_check(quota: Quota) -> int:
    """Return calls until the next look-up: half of the sweep's rest, as others may call, too."""
    return max((quota.remain - KEPT_FOR_PEOPLE) // 2, 1)


_SHAPE = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Window:
    """From one time of day to a later one, in China: WeChat's numbers are per Chinese day."""

    begin: time
    end: time

    @classmethod
    def parse(cls, text: str) -> "Window":
        """Parse `01:00-07:00`.

        Raises:
            ValueError: not of that form, or the end is not after the start.
        """
        match = _SHAPE.fullmatch(text)
        if not match:
            raise ValueError(text)
        hours = [int(part) for part in match.groups()]
        window = cls(time(hours[0], hours[1]), time(hours[2], hours[3]))
        if window.begin >= window.end:
            raise ValueError(text)
        return window

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"

    def turn(self, appid: str, day: date) -> datetime:
        """When a program is read on a day (aware): the same time every day, spread evenly over programs."""
        begin = datetime.combine(day, self.begin, WECHAT_ZONE)
        length = datetime.combine(day, self.end, WECHAT_ZONE) - begin
        return begin + length * place_of(appid)

    def has_come(self, appid: str, now: datetime) -> bool:
        """Whether a program is due on the day of `now` (aware)."""
        return self.turn(appid, snapshot_day(now)) <= now


DEFAULT_WINDOW: Final = Window(time(1), time(7))
"""After midnight, when the day's numbers exist, and before working hours."""
