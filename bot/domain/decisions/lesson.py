"""What came of a raised minimum: the measured loss, beside the one before and the forecast.

Users below the minimum cannot use the program, so they leave WeChat's thirty-day window: the measured loss shrinks by
itself. That is why it is set beside the last reading before, all of WeChat, and programs that did not change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from bot.domain.decisions.evidence import Evidence
from bot.domain.forecast.forecast import Expected, expected_on
from bot.domain.numbers.comparison import counted_since, sound_ones
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.level import median_of
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version


@dataclass(frozen=True, slots=True)
class Change:
    """A program's loss at a version, before and after. Fractions."""

    before: Bounds
    after: Bounds
    day: date
    """Of the reading that was measured."""
    stayed: bool
    """Whether its minimum is the same as before."""
    counted_since: date | None = None
    """The first day since which WeChat counts otherwise than before: the losses cannot be compared."""

    @property
    def growth(self) -> Decimal:
        """The difference of the high ends."""
        return self.after.high - self.before.high


@dataclass(frozen=True, slots=True)
class Lesson:
    """The comparison. Fractions; what is not known is None."""

    days: int
    """After the decision was verified."""
    changes: Sequence[Change]
    """Of the programs that were set and measured since."""
    others: Sequence[Change]
    """Of programs whose minimum stayed, over the same days."""
    expected: Expected | None
    """The forecast for one program on the measured day, had nothing been changed."""
    public_before: Bounds | None
    public_after: Bounds | None
    public_since: date | None = None
    """The first day since which the public numbers count otherwise than before."""

    @property
    def compared(self) -> Sequence[Change]:
        """The changes of programs that WeChat counts as before."""
        return [each for each in self.changes if each.counted_since is None]

    @property
    def typical(self) -> Change | None:
        """The medians of their losses, and the newest day; None without any, and where none can be compared."""
        if not self.compared:
            return None
        before, after = [each.before for each in self.compared], [each.after for each in self.compared]
        return Change(median_of(before), median_of(after), max(each.day for each in self.compared), stayed=False)

    @property
    def counted_since(self) -> date | None:
        """The newest day since which WeChat counts programs otherwise than before; None where all can be compared."""
        return max((each.counted_since for each in self.changes if each.counted_since), default=None)

    @property
    def grown(self) -> int:
        """How many of them lose more than before."""
        return sum(each.growth > 0 for each in self.compared)

    @property
    def others_growth(self) -> Decimal | None:
        """The median growth of the others' losses."""
        compared = [each.growth for each in self.others if each.counted_since is None]
        return median(compared) if compared else None


def changes_of(
    frozen: Mapping[str, Bounds | None],
    earlier: Mapping[str, Sequence[Snapshot]],
    later: Mapping[str, Sequence[Snapshot]],
    version: Version,
    *,
    set_on: date,
) -> list[Change]:
    """The changes of the programs that were measured: each from its last sound reading before to its newest one.

    Args:
        frozen: by AppID, the loss on record of each program, which counts where there is no earlier reading.
        earlier: their snapshots from before, oldest first.
        later: those from after, oldest first.
        version: the one whose loss is compared.
        set_on: the Chinese calendar day on which the minimum was raised.
    """
    found = []
    for appid, loss in frozen.items():
        first, last = _newest_sound(earlier.get(appid, ())), _newest_sound(later.get(appid, ()))
        before = first.distribution.loss(version) if first and first.distribution else loss
        if before and last and last.distribution:
            stayed = first is not None and first.minimum == last.minimum
            since = counted_since(first.day if first else set_on, last.judgement)
            found.append(Change(before, last.distribution.loss(version), last.day, stayed, since))
    return found


def forecast_on(evidence: Evidence, day: date) -> Expected | None:
    """The forecast for a day, from the loss when it was proposed on; None beyond the end of its path."""
    low = evidence.loss.low
    return expected_on((Expected(evidence.day, low, low, low), *evidence.path), day)


def _newest_sound(snapshots: Sequence[Snapshot]) -> Snapshot | None:
    return next(reversed(sound_ones(snapshots)), None)
