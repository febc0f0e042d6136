"""The shape of a getSupportVersion answer, anonymous: it can be shared with anyone.

WeChat's documentation leaves open how `percentage` must be read, and what a program without users or a minimum gets.
The shape of a real answer settles that.
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
    """The order of a sequence."""

    NONE = "none"
    """Fewer than two."""
    RISING = "rising"
    """Never falls."""
    FALLING = "falling"
    """Never rises."""
    MIXED = "mixed"


class Minimum(StrEnum):
    """The kind of value in `now_version`."""

    VERSION = "version"
    EMPTY = "empty"
    """An empty text, null, or no such field: `Shape.fields` has which."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Facts about the items. Only public versions and totals of shares are named."""

    items: int
    other_labels: int
    """Items whose label is not a version."""
    first: str
    """The first version; empty without any."""
    last: str
    version_order: Order
    """The versions, in the order received."""
    value_order: Order
    """The values, from the oldest to the newest version."""
    distinct: int
    zeros: int
    total: Decimal
    """The sum of all values as received."""
    lowest: Decimal
    highest: Decimal
    minimum: Minimum

    @classmethod
    def of(cls, feed: Feed) -> "Numbers":
        """The facts about a feed."""
        values = feed.values
        read = [Version.read(label) for label in feed.labels]
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
    """The shape of one answer."""

    fields: Mapping[str, Sequence[str]]
    """The JSON types at each path (`uv_info.items[].version`), without duplicates."""
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
