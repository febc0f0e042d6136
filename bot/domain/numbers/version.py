"""Base-library versions: dotted numbers, compared part by part."""

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, total_ordering

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
        """The version in a WeChat label; None for labels such as 初始值."""
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
    """Cached: a fleet lists the same few hundred versions, and parsing costs more than all later steps."""
    return Version(tuple(map(int, label.split(".")))) if _DOTTED.fullmatch(label) else None


@dataclass(frozen=True)
class VersionList:
    """The versions that a day lists. Days that list the same share one."""

    newest_first: tuple[Version, ...]

    @cached_property
    def parts(self) -> tuple[tuple[int, ...], ...]:
        """Theirs, oldest first."""
        return tuple([version.parts for version in reversed(self.newest_first)])
