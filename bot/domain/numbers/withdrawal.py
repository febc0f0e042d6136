"""Withdrawals: users do not go back by themselves, so when coverage clearly falls, WeChat withdrew a version.

While a version is rolled out, users count twice and coverage is too high for a day (see `bot.domain.numbers.level`), so
a single day before the fall proves nothing, unless the fall is larger than that explains.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from operator import sub

from bot.domain.numbers.distribution import ONE, ZERO
from bot.domain.numbers.judgement import Withdrawal
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version

WITHIN = timedelta(days=3)
"""A slower fall may come from new users."""
CLEARLY = Decimal("0.03")
_BY_ITSELF = Decimal("0.65")
"""A single day before proves a fall when users below were at most this part of those afterwards."""


def withdrawal(snapshot: Snapshot, earlier: Iterable[Snapshot]) -> Withdrawal | None:
    """The withdrawal that a snapshot shows.

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
    """The deepest fall of one version that its days prove; of several equal ones the shortest."""
    deepest, *others = sorted(falls, key=lambda fall: (fall.before, fall.since), reverse=True)
    if 1 - deepest.before <= _BY_ITSELF * (1 - deepest.after):
        return deepest
    if not others:
        return None
    return deepest if others[0].before == deepest.before else others[0]


def _falls(before: Snapshot, after: Snapshot) -> Iterator[Withdrawal]:
    """The clear falls between two days.

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
