"""The break that concerns a report's day: WeChat counts old versions otherwise than before, see `numbers.breaks`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.numbers.before import Before
from bot.domain.numbers.distribution import Bounds, Losses
from bot.domain.numbers.judgement import NEWS_FOR, Break, Count, Public
from bot.domain.numbers.version import Version


@dataclass(frozen=True, slots=True)
class Broken:
    """A break that goes on, or a lasting change that is still news."""

    found: Break
    before: Before | None = None
    """What was before it; None when that is not known."""
    of_all: bool = False
    """Whether only the public numbers show it: this program's own could not."""
    unknown: bool = False
    """Whether the public numbers have been silent until it would have lasted: nobody knows how WeChat counts now."""

    @property
    def open(self) -> bool:
        """Whether it goes on; otherwise it has become the new level."""
        return self.found.open

    @property
    def compares(self) -> bool:
        """Whether it is known what was before it."""
        return self.before is not None

    def loss(self, version: Version) -> Bounds | None:
        """Return the loss before it, a fraction; None when unknown, and for a version that was still rolled out."""
        return self.before.loss(version) if self.before else None

    def highest_keeping(self, target: Decimal, listed: Losses) -> Version | None:
        """Return the highest version listed now that certainly kept `target` before it; None when unknown."""
        return self.before.highest_keeping(target, listed.versions) if self.before else None


def publicly_broken(public: Public, day: date) -> Broken | None:
    """Return the break of the public numbers that goes on on a day, or the lasting change that is still news."""
    found = public.on(day)
    if found is None or not (found.open or (found.lasting and day - found.since < NEWS_FOR)):
        return None
    return Broken(found, unknown=public.unknown(day))


def broken_by(count: Count | None, before: Before | None) -> Broken | None:
    """Return the break of a judgement, with what was before it."""
    return Broken(count.found, before, count.of_all, count.unknown) if count else None


def spoiling(found: Iterable[Break], day: date) -> Break | None:
    """Return the break that spoils a day's numbers; None on a sound one."""
    return next((each for each in found if each.spoils(day)), None)
