"""WeChat's answer for one program, before its meaning is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from bot.domain.numbers.version import Version

_LISTS: Final = 256
_LONGEST_LIST: Final = 500
"""Some 250 base libraries were released in nine years; longer lists are not remembered."""


class FeedItem(NamedTuple):
    """One element of `uv_info.items`. A tuple: a program's twenty weeks have five thousand of them."""

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
    items: tuple[FeedItem, ...]

    @cached_property
    def versions(self) -> tuple[tuple[Version, Decimal], ...]:
        """The items whose label is a version, oldest first; a repeated row counts once."""
        order = self._order
        if not order.repeated:
            return tuple([(version, self.items[place].value) for version, place in order.versions])
        rows = sorted([(version.parts, self.items[place].value, version) for version, place in order.versions])
        return tuple([(version, value) for (_, value, version), _ in groupby(rows)])

    @property
    def repeated(self) -> bool:
        """Whether a version is listed twice."""
        return self._order.repeated

    @cached_property
    def other(self) -> tuple[FeedItem, ...]:
        """The other items, in the order sent; a repeated row counts once."""
        return tuple(dict.fromkeys(self.items[place] for place in self._order.other))

    @cached_property
    def _order(self) -> "_Order":
        labels = tuple([item.label for item in self.items])
        return _remembered_order(labels) if len(labels) <= _LONGEST_LIST else _order(labels)


class _Order(NamedTuple):
    """Where the versions of a list are, oldest first, and its other labels."""

    versions: tuple[tuple[Version, int], ...]
    other: tuple[int, ...]
    repeated: bool
    """Whether a version is listed twice."""


def _order(labels: Sequence[str]) -> _Order:
    read = [(version, place) for place, label in enumerate(labels) if (version := Version.read(label)) is not None]
    versions = tuple(sorted(read, key=lambda each: each[0].parts))
    known = {place for _, place in read}
    other = tuple(place for place in range(len(labels)) if place not in known)
    return _Order(versions, other, len({version.parts for version, _ in read}) < len(read))


_remembered_order = lru_cache(maxsize=_LISTS)(_order)
"""The days of a program list nearly the same labels, and so do the programs of a fleet."""
