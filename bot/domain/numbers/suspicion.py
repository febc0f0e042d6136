"""Find what looks wrong about a proved distribution. Each suspicion occurs in WeChat's public data.

**A newest version that is missing** may have been withdrawn for good, so it is not held against every later day. The
version meant is the newest that had one percent of users on the last sound day, at most a week before. Days without it
that look sound otherwise are suspicious until three of them stand in a row, or two that are a week apart: then the list
is accepted, and so are those days in hindsight.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Final, NamedTuple

from bot.domain.numbers.distribution import Bounds, Distribution
from bot.domain.numbers.judgement import Numbers, Suspicion, spoils
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version

LOW_TOTAL: Final = Decimal("0.95")
_NOTABLE: Final = Decimal("0.01")
_WEEK: Final = timedelta(days=7)
_AGREEING: Final = 3


class SoundDay(NamedTuple):
    """What later days are compared with of a sound one. Fractions."""

    day: date
    safe: Version | None
    """The highest minimum that kept 99 % by its list, in a break that was known then before it."""
    loss: Bounds | None
    """Users below its minimum, as it was judged."""
    in_break: date | None = None
    """The first day of the break that was known to go on then."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest version with users, as the lists so far show it."""

    newest: Version | None = None
    """By the last sound day."""
    sound_on: date = date.min
    """That day."""
    lacking: tuple[SoundDay, ...] = ()
    """Days in a row that lack it and look sound otherwise, oldest first."""

    def lacks(self, snapshot: Snapshot) -> bool:
        """Return whether a list lacks the newest version, before that is proved to be gone."""
        if self.newest is None or snapshot.distribution is None:
            return False
        recent = (self.lacking[0].day if self.lacking else snapshot.day) - self.sound_on <= _WEEK
        return recent and self.newest not in snapshot.distribution.versions

    def after(self, snapshot: Snapshot, day: SoundDay) -> tuple["Listing", tuple[SoundDay, ...]]:
        """Return it after a list that looks sound by itself, and the days that are accepted by it, its own the last.

        Args:
            snapshot: of a proved meaning.
            day: what is kept of it.
        """
        row = (*self.lacking, day) if self.lacks(snapshot) else ()
        if row and not (len(row) >= _AGREEING or day.day - row[0].day >= _WEEK):
            return replace(self, lacking=row), ()
        newest = _newest_used(snapshot.distribution) if snapshot.distribution else None
        return Listing(newest, snapshot.day), row or (day,)


UNLISTED: Final = Listing()
"""Before the first list."""


def suspicions_alone(snapshot: Snapshot) -> tuple[Suspicion, ...]:
    """Return the suspicions of a snapshot judged by its own list."""
    distribution, found = snapshot.distribution, list[Suspicion]()
    losses = distribution or snapshot.losses
    if losses and any(map(_on_one_version, losses.under)):
        found.append(Suspicion.SINGLE_VERSION)
    if distribution and 1 - distribution.unreported < LOW_TOTAL:
        found.append(Suspicion.LOW_TOTAL)
    if snapshot.reading.contradicts is not None:
        found.append(Suspicion.CONTRADICTS)
    return tuple(found)


def whole(snapshot: Snapshot) -> bool:
    """Return whether a snapshot, judged by its own list, has a complete distribution."""
    return snapshot.distribution is not None and not spoils(suspicions_alone(snapshot))


def _on_one_version(distribution: Distribution) -> bool:
    return len(list(islice((share for share in distribution.amounts if share > 0), 2))) == 1


def _newest_used(distribution: Distribution) -> Version | None:
    return next((version for version, share in distribution.shares if share >= _NOTABLE), None)


def numbers_of(snapshot: Snapshot) -> Numbers:
    """Return what a day's numbers are."""
    if snapshot.distribution is not None:
        return Numbers.PROVED
    return Numbers.NO_DATA if snapshot.reading.meaning is Meaning.NO_DATA else Numbers.UNDETERMINED
