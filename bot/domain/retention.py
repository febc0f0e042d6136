"""What is deleted when it is old enough, and when that is: `bot.usecases.retention` does it.

Nothing else is deleted for its age. Decisions and WeChat's public numbers stay for good.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.agents import TOKEN_LASTS


class Retained(StrEnum):
    """Rows that grow old, by the table that has them."""

    DELIVERIES = "deliveries"
    """Finished ones; the newest digest of each subscription stays: the next slot is counted from it."""
    AUDIT = "audit"
    """The audit log, with it the histories of digests."""
    SNAPSHOTS = "snapshots"
    """All but the first of each ISO week, which stay: `expired_days`."""
    USER_COUNTS = "user_counts"
    """All but the first of each ISO week that names users, which stay."""
    FORECASTS = "forecasts"
    """Counted from the day that is forecast."""
    ALERT_CROSSINGS = "alert_crossings"
    PROGRAM_NEWS = "program_news"
    PERSON_CHANNELS = "person_channels"
    """Where a person has not used the bot since."""
    GREETINGS = "greetings"
    """Those of channels; each workspace's own stays, as it is greeted once."""
    AUTHORISATIONS = "authorisations"
    """Finished ones; the newest of each program and workspace stays: news of the program goes to who asked."""
    INVITATIONS = "invitations"
    """Expired ones, counted from then."""
    PUSHES = "pushes"
    """What is known of handled pushes, and of used links to install."""
    PERSONAL_TOKENS = "personal_tokens"
    """Those that have ended."""


_REVIEWED: Final = timedelta(days=400)
"""A year, and some weeks to review it."""

PERIODS: Final[Mapping[Retained, timedelta]] = {
    Retained.DELIVERIES: _REVIEWED,
    Retained.AUDIT: _REVIEWED,
    Retained.SNAPSHOTS: timedelta(days=90),  # then one a week, for good
    Retained.USER_COUNTS: timedelta(days=90),  # then one a week, for good
    Retained.FORECASTS: timedelta(days=365),  # as far as the accuracy of forecasts looks back
    Retained.ALERT_CROSSINGS: _REVIEWED,
    Retained.PROGRAM_NEWS: _REVIEWED,
    Retained.PERSON_CHANNELS: timedelta(days=100),  # known of people: the Home tab looks back over three months of it
    Retained.GREETINGS: _REVIEWED,
    Retained.AUTHORISATIONS: _REVIEWED,
    Retained.INVITATIONS: timedelta(days=1),  # a push may be late
    Retained.PUSHES: timedelta(days=7),  # longer than any comes again
    Retained.PERSONAL_TOKENS: TOKEN_LASTS,  # of no use then
}


def expired_days(days: Sequence[date], *, today: date) -> list[date]:
    """Return the days whose snapshots may be deleted: older than their period and not the first of their ISO week.

    Args:
        days: all days of one program that have a snapshot.
        today: the Chinese calendar day.
    """
    kept_weeks: set[tuple[int, int]] = set()
    expired = []
    for day in sorted(set(days)):
        week = day.isocalendar()[:2]
        if day >= today - PERIODS[Retained.SNAPSHOTS]:
            break
        if week in kept_weeks:
            expired.append(day)
        kept_weeks.add(week)
    return expired
