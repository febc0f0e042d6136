"""Versions of the base library, the list that holds them, and the meaning of its percentages.

The meaning of a feed's `percentage`: WeChat's own texts disagree about it. The current page calls it the share of
users on that version, the older one the share of users affected, and the only real payload in public code is
cumulative (WxJava's test of 2018-04-26: fractions that never fall, adding up to 2.59).
`bot.domain.numbers.meaning` finds it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache, total_ordering
from itertools import groupby
from typing import Final, NamedTuple

from bot.errors import BadVersion

_DOTTED = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,3}", re.ASCII)
_LONGEST = 4 * 6 + 3
"""The longest label that `_DOTTED` matches: longer text from outside never enters the cache."""
_PARTS_SHOWN = 3


@total_ordering
@dataclass(frozen=True, eq=False)
class Version:
    """A base-library version. Missing parts are zero: `3.10` equals `3.10.0` and is above `3.9.9`.

    WeChat requires the parts to be compared as numbers:
    https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html
    """

    parts: tuple[int, ...]
    """The numbers without trailing zeros, so that equal versions have equal parts."""
    text: str = field(init=False)
    """At least three parts, as WeChat writes them."""

    def __post_init__(self) -> None:
        parts = self.parts
        while parts and parts[-1] == 0:
            parts = parts[:-1]
        object.__setattr__(self, "parts", parts)
        padded = parts + (0,) * (_PARTS_SHOWN - len(parts))
        object.__setattr__(self, "text", ".".join(map(str, padded)))

    @classmethod
    def parse(cls, text: str) -> "Version":
        """Parse a typed version.

        Raises:
            BadVersion: not one to four dotted numbers, or nothing but zeros.
        """
        version = cls.read(text.strip().lstrip("vV"))
        if version is None or not version.parts:
            raise BadVersion(text=text[:40])
        return version

    @classmethod
    def read(cls, label: str) -> "Version | None":
        """Return the version in a WeChat label; None for labels such as 初始值."""
        return _read(label) if len(label) <= _LONGEST else None

    def __str__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return self.parts == other.parts if isinstance(other, Version) else NotImplemented

    def __lt__(self, other: object) -> bool:
        return self.parts < other.parts if isinstance(other, Version) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.parts)


@lru_cache(maxsize=4096)
def _read(label: str) -> Version | None:
    """Parse a version, cached.

    A fleet lists the same few hundred versions, and parsing costs more than all later steps.
    """
    return Version(tuple(map(int, label.split(".")))) if _DOTTED.fullmatch(label) else None


@dataclass(frozen=True)
class VersionList:
    """The versions that a day lists. Days that list the same share one."""

    newest_first: tuple[Version, ...]

    @cached_property
    def parts(self) -> tuple[tuple[int, ...], ...]:
        """Theirs, oldest first."""
        return tuple([version.parts for version in reversed(self.newest_first)])


_LISTS: Final = 256
_LONGEST_LIST: Final = 500
"""Some 250 base libraries were released in nine years; longer lists are not remembered."""


class FeedItem(NamedTuple):
    """One element of `uv_info.items`."""

    label: str
    """`version` as sent; usually a version, but other text occurs (初始值)."""
    value: Decimal
    """`percentage` as sent: `bot.domain.numbers.meaning` finds its meaning and scale."""


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
        """Return the answer with these items."""
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


SHARE_TOLERANCE = Decimal("0.05")
"""How far a total of shares may lie from one whole."""


class Meaning(StrEnum):
    SHARE = "share"
    """The share of users on exactly this version."""
    BELOW = "below"
    """The share of users below this version."""
    AT_OR_BELOW = "at_or_below"
    """The share of users on this version or below."""
    NO_DATA = "no_data"
    """Nothing but zeros, or nothing at all."""
    UNDETERMINED = "undetermined"
    """The numbers prove no meaning: what holds under each that fits is computed; if none fits, they are shown raw."""


PROVED = frozenset({Meaning.SHARE, Meaning.BELOW, Meaning.AT_OR_BELOW})
"""The meanings of which each gives one distribution."""


class Scale(StrEnum):
    """What one whole is."""

    PERCENT = "percent"
    FRACTION = "fraction"

    @property
    def whole(self) -> Decimal:
        """The number that stands for all users."""
        return Decimal(100 if self is Scale.PERCENT else 1)


class Reason(StrEnum):
    """The evidence for a reading, a sentence each in the catalogs (`reason-...`)."""

    ADDS_UP = "adds-up"
    """The values add up to one whole."""
    NEVER_FALLS = "never-falls"
    """From the oldest to the newest version the values never fall; shares of users go up and down."""
    PINNED = "pinned"
    """A setting fixes it."""
    LIKE_PUBLIC = "like-public"
    """More than one meaning fits, and read in this one they look like WeChat's public numbers."""
    REMEMBERED = "remembered"
    """These numbers prove no meaning, but the program's earlier ones did."""
    ALL_ZERO = "all-zero"
    EMPTY = "empty"
    AMBIGUOUS = "ambiguous"
    """Fractions and percent, or two meanings, fit equally well."""
    FITS_NOTHING = "fits-nothing"
    """Neither shares nor cumulative values look like this."""
    PIN_CONTRADICTED = "pin-contradicted"
    """The numbers contradict the meaning that a setting fixes."""


@dataclass(frozen=True, slots=True)
class Pin:
    """The meaning and scale set by the operator; None: detected."""

    meaning: Meaning | None = None
    scale: Scale | None = None


NO_PIN = Pin()


@dataclass(frozen=True, slots=True)
class Reading:
    """The meaning of a feed, and its evidence."""

    meaning: Meaning
    scale: Scale
    reason: Reason
    total: Decimal
    """All values added up, as a fraction of one whole (1 = everyone); odd labels included."""
    contradicts: Meaning | None = None
    """The meaning that earlier feeds of this program proved, when this one proves another."""
    fits: tuple[Meaning, ...] = ()
    """The meanings that fit, where more than one does and nothing shows which."""

    @property
    def proved(self) -> bool:
        return self.meaning in PROVED

    @property
    def proves(self) -> bool:
        """Whether the numbers prove the meaning, or WeChat's beside them; a setting or a memory does not."""
        return self.proved and self.reason in (Reason.ADDS_UP, Reason.NEVER_FALLS, Reason.LIKE_PUBLIC)
