"""The outcome of a raised minimum: the forecast compared with the measured loss.

Users below the minimum cannot use the program, so they leave WeChat's thirty-day window: the measured loss shrinks by
itself. That is why it is set beside the last reading before, all of WeChat, and programs that did not change.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median

from bot.domain.decisions.evidence import Evidence
from bot.domain.forecast.forecast import Expected
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import whole
from bot.domain.numbers.version import Version


@dataclass(frozen=True, slots=True)
class Others:
    """Programs whose minimum stayed, over the same days."""

    programs: int
    change: Decimal
    """The median change of their loss at the version, a difference of fractions."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """The comparison. Fractions; what is not known is None."""

    days: int
    """After the minimum was verified."""
    before: Bounds
    """The loss at the last sound reading before it was set."""
    day: date | None
    """Of the reading that was measured."""
    measured: Bounds | None
    expected: Expected | None
    """The forecast for that day, had nothing been changed."""
    public_before: Bounds | None
    public_after: Bounds | None
    others: Others | None

    @property
    def held(self) -> bool | None:
        """Whether the measurement lies within the forecast's range."""
        if self.measured is None or self.expected is None:
            return None
        return self.expected.low <= self.measured.low <= self.expected.high


def expected_on(evidence: Evidence, day: date) -> Expected | None:
    """The forecast for a day, between the days of the evidence's path on a straight line; None beyond its end."""
    start = Expected(evidence.day, evidence.loss.low, evidence.loss.low, evidence.loss.low)
    for early, late in pairwise((start, *evidence.path)):
        if early.day <= day <= late.day:
            part = Decimal((day - early.day).days) / Decimal((late.day - early.day).days)
            loss, low, high = (
                there + (then - there) * part
                for there, then in ((early.loss, late.loss), (early.low, late.low), (early.high, late.high))
            )
            return Expected(day, loss, low, high)
    return None


def others_of(pairs: Iterable[tuple[Snapshot, Snapshot]], version: Version) -> Others | None:
    """The change in programs whose minimum stayed; None without any.

    Args:
        pairs: the snapshots of each program before and after.
        version: the one whose loss is compared.
    """
    changes = [found for before, after in pairs if (found := _change(before, after, version)) is not None]
    return Others(len(changes), median(changes)) if changes else None


def _change(before: Snapshot, after: Snapshot, version: Version) -> Decimal | None:
    if before.minimum != after.minimum or before.day >= after.day or not (whole(before) and whole(after)):
        return None
    if before.distribution is None or after.distribution is None:
        return None
    return after.distribution.loss(version).high - before.distribution.loss(version).high


def newest_sound(snapshots: Sequence[Snapshot]) -> Snapshot | None:
    """The newest snapshot with a complete distribution."""
    return next((each for each in reversed(snapshots) if whole(each)), None)
