"""What an answer of getSupportVersion looks like, told without telling whose it is: it can be shown to anybody.

WeChat's texts leave open how `percentage` is to be read, and what stands there for a program without users or without
a minimum. A shape of a real answer settles that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from bot.domain.numbers.feed import Feed
from bot.domain.numbers.percentage_meaning import Reading
from bot.domain.numbers.version import Version


class Order(StrEnum):
    """In which order something stands."""

    NONE = "none"
    """Fewer than two."""
    RISING = "rising"
    """Never falls."""
    FALLING = "falling"
    """Never rises."""
    MIXED = "mixed"


class Minimum(StrEnum):
    """What stands in `now_version`."""

    VERSION = "version"
    EMPTY = "empty"
    """An empty text, null, or no such field: `Shape.fields` has which."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Numbers:
    """What can be said of the items. Only versions that are public, and totals of their shares, are named."""

    items: int
    other_labels: int
    """Items whose label is no version."""
    first: str
    """The version that stands first; empty when none does."""
    last: str
    version_order: Order
    """As the items came."""
    value_order: Order
    """From the oldest to the newest version."""
    distinct: int
    zeros: int
    total: Decimal
    """Of all values, as they came."""
    lowest: Decimal
    highest: Decimal
    minimum: Minimum

    @classmethod
    def of(cls, feed: Feed) -> "Numbers":
        """Of a feed that could be read."""
        values = [item.value for item in feed.items]
        read = [Version.read(item.label) for item in feed.items]
        versions = [version for version in read if version is not None]
        return cls(
            items=len(values),
            other_labels=len(values) - len(versions),
            first=versions[0].text if versions else "",
            last=versions[-1].text if versions else "",
            version_order=_order([version.parts for version in versions]),
            value_order=_order([value for _, value in feed.versions]),
            distinct=len(set(values)),
            zeros=values.count(Decimal(0)),
            total=sum(values, Decimal(0)),
            lowest=min(values, default=Decimal(0)),
            highest=max(values, default=Decimal(0)),
            minimum=_minimum(feed.minimum),
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """One answer's."""

    fields: Mapping[str, Sequence[str]]
    """By path (`uv_info.items[].version`), the JSON types that stand there, each once."""
    unknown: Sequence[str]
    """The paths that WeChat does not document."""
    numbers: Numbers | None = None
    """None when the answer could not be read."""
    reading: Reading | None = None
    """How the numbers are read, and why."""


def _minimum(text: str) -> Minimum:
    if not text:
        return Minimum.EMPTY
    return Minimum.VERSION if Version.read(text) else Minimum.OTHER


def _order(values: Sequence[tuple[int, ...]] | Sequence[Decimal]) -> Order:
    if len(values) <= 1:
        return Order.NONE
    pairs = list(pairwise(values))
    if all(before <= after for before, after in pairs):  # type: ignore[operator]  # both of one kind
        return Order.RISING
    return Order.FALLING if all(before >= after for before, after in pairs) else Order.MIXED  # type: ignore[operator]
