"""The hours of a day over which the daily readings are spread."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from bot.domain.delivery.stagger import place_of
from bot.domain.numbers.snapshot import WECHAT_ZONE, snapshot_day

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
        """The form that `parse` reads."""
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
