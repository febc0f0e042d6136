"""What a day's numbers are worth, judged once.

Judgements: what a day's numbers of a program are worth, decided once, when they are kept, and read by every answer.
`bot.domain.numbers.course` decides it. A judgement keeps what its day and earlier ones showed; what is known later
changes only what later days are compared with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from bot.domain.numbers.distribution import ONE, SAFE, ZERO, Bounds, Distribution, Do, Losses, distribute
from bot.domain.numbers.version import Feed, Reading, Version


@dataclass(frozen=True)
class EitherWay(Losses):
    """The distributions under the meanings that fit, of which one is right. They list the same versions."""

    fitting: tuple[Distribution, ...]

    @property
    def under(self) -> tuple[Distribution, ...]:
        return self.fitting

    @property
    def versions(self) -> tuple[Version, ...]:
        """The versions listed, newest first."""
        return self.under[0].versions

    def loss(self, version: Version) -> Bounds:
        """From the lowest possible share of users below this version to the highest, under any of the meanings."""
        return widest(each.loss(version) for each in self.under)


def either_way(feed: Feed, reading: Reading) -> EitherWay | None:
    """Return what a feed says under each meaning that fits; None when none does, or one is proved."""
    readings = (replace(reading, meaning=meaning) for meaning in reading.fits)
    under = tuple(found for each in readings if (found := distribute(feed, each)))
    return EitherWay(under) if under else None


def widest(found: Iterable[Bounds]) -> Bounds:
    """Return the bounds that include each of these, of which there is one at least."""
    several = tuple(found)
    return Bounds(min(each.low for each in several), max(each.high for each in several))


def reaching(now: Bounds, earlier: Bounds | None) -> Bounds:
    """Return a loss in a break: from what it was before, where that is known, to what is counted now."""
    return widest((now, earlier)) if earlier else now


def rise(before: Bounds, after: Bounds) -> Decimal:
    """How far a share certainly rose; negative if it fell, 0 where the bounds meet."""
    return max(after.low - before.high, ZERO) - max(before.low - after.high, ZERO)


RULES: Final = 7
"""The number of the rules. A judgement by others is unknown until it is made again: raise it whenever they change."""
LASTS: Final = timedelta(weeks=8)
"""What is off for so long has changed for good: it is the new level."""
SILENT_AFTER: Final = timedelta(days=14)
"""Public numbers are silent when their newest day is that old."""
NEWS_FOR: Final = LASTS + timedelta(weeks=4)
"""How long after its first day a lasting change is spoken of."""


class Numbers(StrEnum):
    PROVED = "proved"
    """Coverage and loss are computed from one meaning."""
    NO_DATA = "no-data"
    """All zero, or an empty list: the program has no users yet."""
    UNDETERMINED = "undetermined"
    """Their meaning is not proved; where several fit, the losses are what holds under each."""


class Keeps(StrEnum):
    """Whether a version keeps 99 % of users."""

    WEEK = "week"
    """Today and over the week; in a break also before it."""
    TODAY = "today"
    """Today, not yet over the week: a single day may be off."""
    NO = "no"
    """Not certainly, or by numbers that decide nothing."""


class Suspicion(StrEnum):
    """What looks wrong about a list: a sentence each in the catalogs (`suspicion-...`)."""

    SINGLE_VERSION = "single-version"
    """Everyone on one version: a list that was cut short (or very few users)."""
    LOW_TOTAL = "low-total"
    """The shares add up to clearly less than all users."""
    NEWEST_MISSING = "newest-missing"
    """The newest version that had one percent of users lately is not listed any more."""
    CONTRADICTS = "contradicts"
    """The numbers have another meaning than the program's earlier ones."""


_UNSOUND: Final = frozenset({Suspicion.SINGLE_VERSION, Suspicion.LOW_TOTAL, Suspicion.NEWEST_MISSING})
"""Suspicions that exclude a day from comparisons. One of another meaning is never compared anyway."""


def spoils(found: Sequence[Suspicion]) -> bool:
    """Return whether suspicions exclude a day from trends and comparisons."""
    return not _UNSOUND.isdisjoint(found)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Coverage of a version fell by more than three points within three days, below what two days had."""

    version: Version
    """The version that fell most; the newest of several equal ones."""
    since: date
    """The last day before the fall. Both are Chinese calendar days."""
    day: date
    """The day by which it had fallen that far."""
    before: Decimal
    """The certain part of its coverage on `since`, a fraction."""
    after: Decimal
    """Its highest possible coverage on `day`, a fraction."""

    @property
    def fall(self) -> Decimal:
        return self.before - self.after


@dataclass(frozen=True, slots=True)
class Break:
    """All old versions are off together. Days are Chinese calendar days that have a reading."""

    since: date
    """The first day that is off."""
    until: date | None
    """The first sound day afterwards; None while it goes on, and while it is not known to be over."""
    factor: float
    """What the losses at old versions are multiplied by, such as 2.4; below 1, they are too small."""
    lasting: bool = False
    """It has gone on for `LASTS`: no break any more but a change, and its days, from `since` on, are the new level."""

    @property
    def open(self) -> bool:
        """Whether the newest reading is off."""
        return self.until is None and not self.lasting

    def spoils(self, day: date) -> bool:
        """Return whether the numbers of a day are off by it; those of a lasting change are not."""
        return not self.lasting and self.includes(day)

    def includes(self, day: date) -> bool:
        """Return whether it goes on then, or, of a lasting change, whether the new level is counted."""
        return self.since <= day and (self.until is None or day < self.until)

    def overlaps(self, other: "Break") -> bool:
        """Return whether both go on at a time."""
        first, second = sorted((self, other), key=lambda each: each.since)
        return first.includes(second.since)

    def meets(self, other: "Break") -> bool:
        """Return whether both go on at a time, in one direction."""
        return (self.factor > 1) == (other.factor > 1) and self.overlaps(other)


@dataclass(frozen=True, slots=True)
class Public:
    """How WeChat counts all its users, as its public numbers show it on some day."""

    day: date = date.min
    """Of the newest public numbers; the first of all days where there are none."""
    breaks: tuple[Break, ...] = ()
    """Oldest first."""

    def on(self, day: date) -> Break | None:
        """Return the newest break that concerns a day; the public numbers may be older than that, or newer."""
        found = next((each for each in reversed(self.breaks) if each.since <= day), None)
        if found and found.until and found.until > day:
            found = replace(found, until=None)
        if found and found.open and day - found.since >= LASTS and self.day - found.since >= LASTS - SILENT_AFTER:
            return replace(found, lasting=True)  # they were not silent when it had lasted
        return found

    def unknown(self, day: date) -> bool:
        """Return whether they were silent until a break would have lasted: nobody knows how WeChat counts that day."""
        found = self.on(day)
        return found is not None and found.open and day - found.since >= LASTS

    @property
    def turn(self) -> str:
        """What programs are judged again for: the begin, the end, and the lasting of the newest break."""
        if not self.breaks:
            return ""
        found = self.breaks[-1]
        return f"{found.since}..{found.until or ''}{'!' * found.lasting}"


NO_PUBLIC: Final = Public()


@dataclass(frozen=True, slots=True)
class Count:
    """How WeChat counts on a day, where that is not as before."""

    found: Break
    """The break that goes on, or the lasting change that is still news."""
    of_all: bool = False
    """Whether only the public numbers show it: this program's own could not."""
    before: tuple[date, ...] = ()
    """The last sound days before it, at most a week of them; empty when none are known."""
    unknown: bool = False
    """Whether the public numbers have been silent until it would have lasted: nobody knows how WeChat counts now."""

    @property
    def open(self) -> bool:
        """Whether it goes on; otherwise it has become the new level."""
        return self.found.open

    @property
    def settled(self) -> bool:
        """Whether it is known how WeChat counts and, if a break goes on, what was before it."""
        return not self.unknown and (not self.open or bool(self.before))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a day's numbers are worth. Fractions; while a break goes on, losses reach from before it to now's count."""

    day: date = date.min
    """The Chinese calendar day."""
    numbers: Numbers = Numbers.UNDETERMINED
    suspicions: tuple[Suspicion, ...] = ()
    minimum: Version | None = None
    """The minimum on that day; None when WeChat named none."""
    of: date | None = None
    """The earlier day whose numbers answer in place of this day's, which are unusable; None for its own."""
    loss: Bounds | None = None
    """Users below that minimum; None when either is unknown."""
    safe: Version | None = None
    """The highest minimum that keeps 99 % today and over the week, or before the break that goes on; None without one,
    and for a suspicious list that no earlier day answers for."""
    safe_loss: Bounds | None = None
    """Users below that one."""
    safe_today: Version | None = None
    """The highest that keeps them by this day's list alone."""
    do: Do = Do.UNKNOWN
    """What to do about the minimum."""
    week_ago: Bounds | None = None
    """Users below the minimum of a week before, as that day was judged; None when that is unknown."""
    count: Count | None = None
    """None where WeChat counts as before."""
    breaks: tuple[Break, ...] = ()
    """Those known of the last months, oldest first: their days are no basis for a comparison."""
    fall: Withdrawal | None = None
    """The fall of coverage within the three days before, also where the newest version is missing from the list."""
    fell: bool = False
    """Whether it fell that far since the last sound day."""
    accepted: tuple[date, ...] = ()
    """Earlier days that were suspected, and count from this day on, as its list agrees with theirs."""
    turn: str = ""
    """Which turn of WeChat's public count it knew of, see `Public.turn`."""
    known: bool = field(default=True, compare=False)
    """False where nobody judged the day by `RULES` yet: no alert, digest or decision rests on it."""

    @property
    def sound(self) -> bool:
        """Whether the list is complete, as far as is known then, and of a proved meaning: others compare with it."""
        return self.numbers is Numbers.PROVED and not spoils(self.suspicions)

    @property
    def clear(self) -> bool:
        """Whether the day stands for itself where another is compared with it: it is sound, or has no usage data."""
        return self.sound or self.numbers is Numbers.NO_DATA

    @property
    def usable(self) -> bool:
        """Whether nothing about the list is doubtful, so that it answers questions by itself."""
        return self.numbers is Numbers.PROVED and not self.suspicions

    @property
    def settled(self) -> bool:
        """Whether it is known how WeChat counts and, if a break goes on, what was before it."""
        return self.count is None or self.count.settled

    @property
    def own(self) -> bool:
        """Whether its own numbers answer: nothing looks wrong, and no earlier day answers in their place."""
        return self.known and not self.suspicions and self.of is None

    @property
    def decides(self) -> bool:
        """Whether anything may be set by it: its own numbers answer, and it is known how they are counted."""
        return self.own and self.settled

    def keeps(self, version: Version, loss: Bounds | None) -> Keeps:
        """Return whether a version keeps 99 %.

        Args:
            version: the version.
            loss: the users below it, in a break from what it was before; None when unknown.
        """
        if not self.decides or loss is None or ONE - loss.high < SAFE:
            return Keeps.NO
        return Keeps.WEEK if self.safe is not None and version <= self.safe else Keeps.TODAY

    @property
    def withdrawal(self) -> Withdrawal | None:
        """The withdrawal that a sound list shows."""
        return self.fall if self.sound else None


UNKNOWN: Final = Judgement(known=False)
"""Of a day that is not judged yet."""
