"""The loss at a version on an earlier day, or why there is none."""

from enum import StrEnum
from typing import Final

from bot.domain.numbers.distribution import Bounds, Distribution
from bot.domain.numbers.version import Version

YOUNG: Final = 0.35
"""A version that more users than this lacked was still being rolled out."""


class Absent(StrEnum):
    """Why there is no loss on an earlier day: a sentence each in the catalogs (`cell-...`)."""

    NO_DATA = "no-data"
    UNRELEASED = "unreleased"
    """Even the newest version listed then was older."""


Earlier = Bounds | Absent


def released(version: Version, distribution: Distribution) -> bool:
    """Whether a version was out on a distribution's day, as far as that shows."""
    return bool(distribution.newer) or (bool(distribution.versions) and version <= distribution.versions[0])


def known(earlier: Earlier) -> Bounds | None:
    """The loss, if there is one."""
    return None if isinstance(earlier, Absent) else earlier
