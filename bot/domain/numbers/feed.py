"""WeChat's answer for one program, before its meaning is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from bot.domain.numbers.version import Version, VersionList

_LISTS: Final = 256
_LONGEST_LIST: Final = 500
"""Some 250 base libraries were released in nine years; longer lists are not remembered."""


class FeedItem(NamedTuple):
    """One element of `uv_info.items`."""

    label: str
    """`version` as sent; usually a version, but other text occurs (初始值)."""
    value: Decimal
    """`percentage` as sent: `bot.domain.numbers.meaning_detection` finds its meaning and scale."""


@dataclass(frozen=True)
class Feed:
    """One answer of getSupportVersion.

    https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_getsupportversion.html
    """

    minimum: str
    """`now_version` as sent; empty when WeChat sends none."""
    labels: tuple[str, ...]
    """Of the items, in the order sent: the days of a program have nearly the same."""
    values: tuple[Decimal, ...]
    """Of the items, in the same order."""

    @classmethod
    def of(cls, minimum: str, items: Iterable[FeedItem]) -> "Feed":
        """The answer with these items."""
        sent = tuple(items)
        return cls(minimum, tuple([item.label for item in sent]), tuple([item.value for item in sent]))

    @property
    def items(self) -> tuple[FeedItem, ...]:
        """The items, in the order sent."""
        return tuple(map(FeedItem, self.labels, self.values))

    @property
    def versions(self) -> tuple[tuple[Version, Decimal], ...]:
        """The items whose label is a version, oldest first; a repeated row counts once."""
        listed, values = self.in_order
        return tuple(zip(reversed(listed.newest_first), values, strict=True))

    @property
    def in_order(self) -> tuple[VersionList, list[Decimal]]:
        """The versions listed, and the values from the oldest to the newest one; a repeated row counts once."""
        order, values = self._order, [self.values[place] for place in self._order.places]
        if not order.repeated:
            return order.listed, values
        listed = zip(reversed(order.listed.newest_first), values, strict=True)
        rows = sorted([(version.parts, value, version) for version, value in listed])
        once = [(version, value) for (_, value, version), _ in groupby(rows)]
        return VersionList(tuple([version for version, _ in reversed(once)])), [value for _, value in once]

    @property
    def repeated(self) -> bool:
        """Whether a version is listed twice."""
        return self._order.repeated

    @cached_property
    def other(self) -> tuple[FeedItem, ...]:
        """The other items, in the order sent; a repeated row counts once."""
        return tuple(dict.fromkeys(FeedItem(self.labels[place], self.values[place]) for place in self._order.other))

    @cached_property
    def _order(self) -> "_Order":
        return _remembered_order(self.labels) if len(self.labels) <= _LONGEST_LIST else _order(self.labels)


class _Order(NamedTuple):
    """Where the versions of a list are, and its other labels."""

    listed: VersionList
    places: tuple[int, ...]
    """Of the versions, oldest first."""
    other: tuple[int, ...]
    repeated: bool
    """Whether a version is listed twice."""


def _order(labels: Sequence[str]) -> _Order:
    read = [(version, place) for place, label in enumerate(labels) if (version := Version.read(label)) is not None]
    versions = sorted(read, key=lambda each: each[0].parts)
    known = {place for _, place in read}
    other = tuple(place for place in range(len(labels)) if place not in known)
    listed = VersionList(tuple([version for version, _ in reversed(versions)]))
    repeated = len({version.parts for version, _ in read}) < len(read)
    return _Order(listed, tuple([place for _, place in versions]), other, repeated)


_remembered_order = lru_cache(maxsize=_LISTS)(_order)
"""The days of a program list nearly the same labels, and so do the programs of a fleet."""
