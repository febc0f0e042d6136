"""A rest between two attempts, which a clock that is set back does not lengthen."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Rest:
    """From a moment until another one, in UTC."""

    since: datetime
    until: datetime

    def lasts(self, now: datetime) -> bool:
        """Whether it is not over; one that begins later was noted by a clock that was ahead, and is."""
        return self.since <= now < self.until


def rests(rest: Rest | None, now: datetime) -> bool:
    """Whether there is a rest, and it lasts at `now` (UTC)."""
    return rest is not None and rest.lasts(now)
