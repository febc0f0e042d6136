"""Rests after a failure, and the dates of HTTP that name them."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime


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


def read_date(text: str) -> datetime | None:
    """Return the instant of a Date header (aware, to the second); None for anything else.

    https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats
    """
    with suppress(ValueError):
        moment = parsedate_to_datetime(text)
        return moment if moment.tzinfo else None
    return None
