"""What makes a day's numbers suspicious, and versions that WeChat withdrew.

Find what looks wrong about a proved distribution. Each suspicion occurs in WeChat's public data. **A newest version
that is missing** may have been withdrawn for good, so it is not held against every later day. The version meant is
the newest that had one percent of users on the last sound day, at most a week before. Days without it that look sound
otherwise are suspicious until three of them stand in a row, or two that are a week apart: then the list is accepted,
and so are those days in hindsight.

Withdrawals: users do not go back by themselves, so when coverage clearly falls, WeChat withdrew a version. While a
version is rolled out, users count twice and coverage is too high for a day (see `bot.domain.numbers.breaks`), so a
single day before the fall proves nothing, unless the fall is larger than that explains.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from operator import sub
from typing import Final, NamedTuple

from bot.domain.numbers.distribution import ONE, ZERO, Bounds, Distribution
from bot.domain.numbers.judgement import Numbers, Suspicion, Withdrawal, spoils
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Meaning, Version

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
        """Return the listing after a list that looks sound by itself, and the days accepted by it, its own the last.

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
    if snapshot.distribution is not None:
        return Numbers.PROVED
    return Numbers.NO_DATA if snapshot.reading.meaning is Meaning.NO_DATA else Numbers.UNDETERMINED


WITHIN = timedelta(days=3)
"""A slower fall may come from new users."""
CLEARLY = Decimal("0.03")
_BY_ITSELF = Decimal("0.65")
"""A single day before proves a fall when users below were at most this part of those afterwards."""


def withdrawal(snapshot: Snapshot, earlier: Iterable[Snapshot]) -> Withdrawal | None:
    """Return the withdrawal that a snapshot shows.

    Args:
        earlier: sound ones of the same program and meaning, in any order; only those of the last three days count.
    """
    recent = [before for before in earlier if timedelta(0) < snapshot.day - before.day <= WITHIN]
    falls: dict[Version, list[Withdrawal]] = {}
    for before in recent:
        for each in _falls(before, snapshot):
            falls.setdefault(each.version, []).append(each)
    proved = [fall for alike in falls.values() if (fall := _proved(alike))]
    return max(proved, key=lambda fall: (fall.fall, fall.version, fall.since), default=None)  # if equal, the shortest


def _proved(falls: Sequence[Withdrawal]) -> Withdrawal | None:
    """Return the deepest fall of one version that its days prove; of several equal ones the shortest."""
    deepest, *others = sorted(falls, key=lambda fall: (fall.before, fall.since), reverse=True)
    if 1 - deepest.before <= _BY_ITSELF * (1 - deepest.after):
        return deepest
    if not others:
        return None
    return deepest if others[0].before == deepest.before else others[0]


def _falls(before: Snapshot, after: Snapshot) -> Iterator[Withdrawal]:
    """Yield the clear falls between two days.

    Between two listed versions coverage does not change, so it fell most at one that was listed before.
    """
    then, now = before.distribution, after.distribution
    if then is None or now is None or _furthest(before, after) <= CLEARLY:
        return
    for version in then.versions:
        low, high = then.coverage(version).low, now.coverage(version).high
        if low - high > CLEARLY:
            yield Withdrawal(version, before.day, after.day, low, high)


def _furthest(before: Snapshot, after: Snapshot) -> Decimal:
    """How far coverage fell at most between two days, by their bare totals: falls are rare, and these are at hand.

    Certain coverage is at most the total, and possible coverage at least that of the next version above. Never below
    zero, also where it rose everywhere: a rise makes no fall of the days before or after smaller.
    """
    then, now = before.distribution, after.distribution
    if then is None or now is None:
        return ONE
    if then.versions == now.versions:
        return max(ZERO, max(map(sub, then.totals, now.totals), default=ZERO))
    rest = zip(now.versions, now.totals, strict=True)
    ahead, left, furthest = next(rest, None), ZERO, ZERO
    for version, total in zip(then.versions, then.totals, strict=True):
        while ahead and ahead[0].parts >= version.parts:
            (_, left), ahead = ahead, next(rest, None)
        furthest = max(furthest, total - left)
    return furthest
