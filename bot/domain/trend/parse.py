"""Parse the words after `trend`: versions and an optional program, in any order."""

import re
from collections.abc import Iterable
from typing import Final

from bot.domain.numbers.version import Version

_BETWEEN: Final = re.compile(r"[,;、]")
_DOTTED: Final = re.compile(r"[vV]?\d+(?:\.\d+)+", re.ASCII)


def parse_trend(words: Iterable[str]) -> tuple[str, tuple[Version, ...]]:
    """The program's name (may be empty), and the versions in the order typed, each once.

    Raises:
        BadVersion: dotted numbers that are not a version.
    """
    name, versions = split_trend(words)
    return name, tuple(dict.fromkeys(map(Version.parse, versions)))


def split_trend(words: Iterable[str]) -> tuple[str, list[str]]:
    """The program's name, and the words that look like versions: with dots, so `3` belongs to the name."""
    parts = [part for word in words for part in _BETWEEN.split(word) if part]
    return " ".join(part for part in parts if not _DOTTED.fullmatch(part)), list(filter(_DOTTED.fullmatch, parts))
