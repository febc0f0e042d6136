"""The summary of a snapshot for the fleet report, stored beside it: ten thousand programs load fast."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.numbers.distribution import SAFE, Bounds
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version


class Numbers(StrEnum):
    """The quality of a snapshot's numbers."""

    PROVED = "proved"
    """Coverage and loss can be computed."""
    NO_DATA = "no-data"
    """All zero, or an empty list: the program has no users yet."""
    UNDETERMINED = "undetermined"
    """Numbers whose meaning is not proved."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One snapshot in brief. Fractions."""

    appid: str
    day: date
    """The Chinese calendar day."""
    taken_at: datetime
    """UTC."""
    numbers: Numbers
    minimum: Version | None
    """The minimum on that day; None when WeChat named none."""
    loss: Bounds | None
    """Users below that minimum; None when either is unknown."""
    safe_minimum: Version | None
    """The highest minimum that keeps 99 % of users; None when no listed version does."""
    safe_loss: Bounds | None = None
    """Users below that minimum."""


def summarise(snapshot: Snapshot) -> Summary:
    """Summarise a snapshot."""
    distribution, minimum = snapshot.distribution, snapshot.minimum
    safe = distribution.highest_keeping(SAFE) if distribution else None
    return Summary(
        snapshot.appid,
        snapshot.day,
        snapshot.taken_at,
        _worth(snapshot),
        minimum,
        distribution.loss(minimum) if distribution and minimum else None,
        safe,
        distribution.loss(safe) if distribution and safe else None,
    )


def _worth(snapshot: Snapshot) -> Numbers:
    if snapshot.distribution is not None:
        return Numbers.PROVED
    return Numbers.NO_DATA if snapshot.reading.meaning is Meaning.NO_DATA else Numbers.UNDETERMINED
