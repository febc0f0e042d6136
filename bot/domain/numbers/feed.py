"""WeChat's answer for one program, before its meaning is known."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from bot.domain.numbers.version import Version


@dataclass(frozen=True, slots=True)
class FeedItem:
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
    items: tuple[FeedItem, ...]

    @cached_property
    def versions(self) -> tuple[tuple[Version, Decimal], ...]:
        """The items whose label is a version, oldest first; a repeated row counts once."""
        read = [(Version.read(item.label), item.value) for item in self.items]
        rows = sorted([(version.parts, value, version) for version, value in read if version is not None])
        return tuple([(version, value) for (_, value, version), _ in groupby(rows)])

    @cached_property
    def other(self) -> tuple[FeedItem, ...]:
        """The other items, in the order sent; a repeated row counts once."""
        return tuple(dict.fromkeys(item for item in self.items if Version.read(item.label) is None))
