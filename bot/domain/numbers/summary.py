"""What a fleet's overview needs of a snapshot: kept beside it, so that ten thousand programs are read at a glance."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.numbers.distribution import SAFE, Bounds
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version


class Numbers(StrEnum):
    """What a snapshot's numbers are worth."""

    PROVED = "proved"
    """Coverage and loss can be computed."""
    NO_DATA = "no-data"
    """All zero, or an empty list: nobody has used the program yet."""
    UNDETERMINED = "undetermined"
    """There are numbers, but what they mean is not proved."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One snapshot in short. Fractions."""

    appid: str
    day: date
    """The Chinese calendar day."""
    taken_at: datetime
    """UTC."""
    numbers: Numbers
    minimum: Version | None
    """The minimum set then; None when WeChat named none."""
    loss: Bounds | None
    """Users below that minimum; None when either is unknown."""
    safe_minimum: Version | None
    """The highest minimum that keeps 99 % of users; None when no listed version does."""


def summarise(snapshot: Snapshot) -> Summary:
    """A snapshot in short."""
    distribution, minimum = snapshot.distribution, snapshot.minimum
    return Summary(
        snapshot.appid,
        snapshot.day,
        snapshot.taken_at,
        _worth(snapshot),
        minimum,
        distribution.loss(minimum) if distribution and minimum else None,
        distribution.highest_keeping(SAFE) if distribution else None,
    )


def _worth(snapshot: Snapshot) -> Numbers:
    if snapshot.distribution is not None:
        return Numbers.PROVED
    return Numbers.NO_DATA if snapshot.reading.meaning is Meaning.NO_DATA else Numbers.UNDETERMINED
