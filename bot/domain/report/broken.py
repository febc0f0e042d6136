"""The break that concerns a report's day: WeChat counts old versions otherwise than before, see `numbers.breaks`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from bot.domain.numbers.breaks import LASTS, Break, look, outside
from bot.domain.numbers.comparison import sound_ones
from bot.domain.numbers.distribution import Bounds, Losses
from bot.domain.numbers.earlier import earlier_loss, known
from bot.domain.numbers.level import WEEK, Level, level_until
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version

LOOKED_BACK: Final = timedelta(weeks=26)
"""How far back breaks are looked for: a change that lasts may go back after sixteen weeks, and eight show the course
before."""
NEWS_FOR: Final = LASTS + timedelta(weeks=4)
"""How long after its first day a lasting change is spoken of."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Broken:
    """A break that goes on, or a lasting change that is still news."""

    found: Break
    before: Level | None = None
    """The last sound week before it; None when that is not known."""
    of_all: bool = False
    """Whether only the public numbers show it: this program's own could not."""

    @property
    def open(self) -> bool:
        """Whether it goes on; otherwise it has become the new level."""
        return self.found.open

    @property
    def compares(self) -> bool:
        """Whether it is known what was before it."""
        return self.before is not None

    def loss(self, version: Version) -> Bounds | None:
        """The loss before it, a fraction; None when unknown, and for a version that was not released."""
        return known(earlier_loss(version, self.before))

    def highest_keeping(self, target: Decimal, listed: Losses) -> Version | None:
        """The highest version listed now whose coverage certainly reached `target` before it; None when unknown."""
        before = ((version, self.loss(version)) for version in listed.versions)
        return next((version for version, loss in before if loss and loss.rest.low >= target), None)


@dataclass(frozen=True, slots=True)
class Breaks:
    """What a program's last months show."""

    found: tuple[Break, ...] = ()
    """Oldest first."""
    concerning: Broken | None = None
    """The one that concerns the newest day."""


NO_BREAKS: Final = Breaks()


def closer(found: Sequence[Break], kept: Sequence[Snapshot]) -> list[tuple[date, date]]:
    """The first and the last of the days that show exactly when each break begins and ends, and the week before it.

    Args:
        kept: those that it was found in, oldest first.
    """
    days = [each.day for each in kept]

    def before(day: date) -> date:
        return max((each for each in days if each < day), default=day)

    begins = [(min(before(each.since), each.since - _DAY) - WEEK + _DAY, each.since) for each in found]
    return begins + [(before(each.until), each.until) for each in found if each.until]


def breaks_of(kept: Sequence[Snapshot], public: Sequence[Break] = ()) -> Breaks:
    """The breaks that a program's snapshots show; some milliseconds for twenty weeks of daily ones.

    Args:
        kept: oldest first, at least one.
        public: those of WeChat's public numbers by its day; they concern a program of which the numbers could not show
            them, being too few or too coarse. Where they could, what they show counts.
    """
    sound = sound_ones(kept)
    own = look(sound)
    hidden = [each for each in public if not own.shows(each)]
    if hidden:
        own = look(outside(sound, hidden))
    found = tuple(sorted((*own.found, *hidden), key=lambda each: each.since))
    concerning = _concerning(found, sound, kept[-1].day)
    return Breaks(found, replace(concerning, of_all=concerning.found in hidden) if concerning else None)


def breaks_by(found: Sequence[Break], sound: Sequence[Snapshot], day: date) -> Breaks:
    """What was known of some breaks on a day."""
    before = tuple(_known_on(each, day) for each in found if each.since <= day)
    return Breaks(before, _concerning(before, sound, day))


def _known_on(found: Break, day: date) -> Break:
    over = found.until is not None and found.until <= day
    return found if over else replace(found, until=None, lasting=day - found.since >= LASTS)


def _concerning(found: Sequence[Break], sound: Sequence[Snapshot], day: date) -> Broken | None:
    if not found or not (found[-1].open or (found[-1].lasting and day - found[-1].since < NEWS_FOR)):
        return None
    newest = found[-1]
    earlier = [each for each in outside(sound, found) if each.day < newest.since]
    before = level_until(earlier, newest.since - _DAY) or (Level((earlier[-1],)) if earlier else None)
    return Broken(newest, before)


def spoiling(found: Iterable[Break], day: date) -> Break | None:
    """The break that spoils a day's numbers; None on a sound one."""
    return next((each for each in found if each.spoils(day)), None)


def counted_alike(found: Sequence[Break], history: Iterable[Snapshot], day: date) -> list[Snapshot]:
    """The snapshots whose numbers are counted as those of a day: what changes with the count are no users' moves."""
    count = spoiling(found, day)
    return [each for each in history if spoiling(found, each.day) == count]
