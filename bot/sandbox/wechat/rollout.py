"""How base libraries spread: pure functions from an instant to the share of users on each version.

Two things hold users back. A *minor* version needs a newer WeChat client, so a user stays on a minor line until the
client is updated: most do within two weeks, some take months, a few take years. A *patch* reaches everyone on its minor
line by itself: 5 % in two hours, nearly all in two days
(https://developers.weixin.qq.com/miniprogram/dev/framework/client-lib/). Both curves only rise, so coverage falls from
version to version, and every share is at least 0, by construction.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

from bot.sandbox.wechat.releases import Release, released

_Curve = tuple[tuple[float, float], ...]
_Line = tuple[int, int]
"""The first two parts of its versions."""

_CLIENT_UPDATES: _Curve = (
    # days since a minor version came out, share of users whose client takes it (shape of public weekly figures)
    (0, 0.0),
    (2 / 24, 0.05),
    (1, 0.30),
    (3, 0.60),
    (7, 0.79),
    (14, 0.84),
    (30, 0.865),
    (77, 0.89),
    (170, 0.93),
    (280, 0.955),
    (400, 0.969),
    (520, 0.976),
    (620, 0.986),
    (800, 0.994),
    (1000, 0.9975),
    (1300, 0.9993),
    (2300, 1.0),
)
_PATCH_ARRIVES: _Curve = (
    # days since a patch came out, share of its minor line's users who have it
    (0, 0.0),
    (2 / 24, 0.05),
    (8 / 24, 0.30),
    (1, 0.85),
    (2, 0.97),
    (4, 0.995),
    (7, 1.0),
)
_LISTED_FOR = timedelta(days=2300)
"""WeChat's lists end where no users are left."""
_MOMENTS: Final = 256
"""Instants that are remembered: each is asked for again with other audiences, and history is by the day."""


@dataclass(frozen=True, slots=True)
class Share:
    """A version and the share of users on exactly it, as a fraction of one."""

    version: str
    share: float


@dataclass(frozen=True, slots=True)
class Audience:
    """Who uses a program, as far as the roll-out goes."""

    lag: float
    """1 is WeChat's public average; more means older phones: coverage is raised to this power."""
    users: int
    """How many users there are; few users make coarse numbers."""


def audience_of(seed: str) -> Audience:
    """The audience that belongs to a seed (an appid): between 60 and two million users, a little ahead or behind."""
    return Audience(lag=0.6 + 1.2 * unit(seed, "lag"), users=int(60 * (2_000_000 / 60) ** unit(seed, "users")))


def shares(moment: datetime, audience: Audience) -> tuple[Share, ...]:
    """The share of each listed version at an aware instant, oldest version first; they add up to 1.

    Listed are the last patch of each minor line and every patch of the two newest lines.

    Raises:
        ValueError: no library of the calendar was out yet.
    """
    average = _average(moment)
    if not average:
        raise ValueError(f"no base library was out at {moment.isoformat()}")
    coverages = [1.0, *(coverage**audience.lag for _, coverage in average[1:]), 0.0]
    return tuple(Share(version, coverages[index] - coverages[index + 1]) for index, (version, _) in enumerate(average))


def head_count(parts: Sequence[Share], users: int) -> list[int]:
    """How many users are on each version, in whole people by largest remainders, so that the sum is exact."""
    exact = [part.share * users for part in parts]
    counts = [int(value) for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: counts[index] - exact[index])
    for index in by_remainder[: users - sum(counts)]:
        counts[index] += 1
    return counts


def unit(*parts: str) -> float:
    """A number in [0, 1) that depends only on its parts."""
    digest = hashlib.blake2b("\x00".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64


def _listed(moment: datetime) -> list[Release]:
    """The releases that WeChat would list, oldest first."""
    lines = [list(line) for _, line in groupby(released(moment), key=lambda release: (release.major, release.minor))]
    lasts = [line[-1] for line in lines[:-2] if moment - line[-1].at < _LISTED_FOR]
    return lasts + [release for line in lines[-2:] for release in line]


@lru_cache(maxsize=_MOMENTS)
def _average(moment: datetime) -> tuple[tuple[str, float], ...]:
    """The listed versions, oldest first, and the average audience's share on each or a newer one."""
    begun: dict[_Line, datetime] = {}
    for release in released(moment):
        begun.setdefault((release.major, release.minor), release.at)
    listed = _listed(moment)
    lines = sorted({(release.major, release.minor) for release in listed})
    reached = {line: _at(_CLIENT_UPDATES, _days(moment - begun[line])) for line in lines}
    newer = dict(pairwise(lines))
    return tuple((release.version, _coverage(release, reached, newer, moment)) for release in listed)


def _coverage(
    release: Release, reached: Mapping[_Line, float], newer: Mapping[_Line, _Line], moment: datetime
) -> float:
    """The share on this release or a newer one: users of newer lines, and its line's arrivals."""
    line = (release.major, release.minor)
    left = reached[newer[line]] if line in newer else 0.0
    # A line's first patch arrives with the client itself.
    arrived = 1.0 if release.patch == 0 else _at(_PATCH_ARRIVES, _days(moment - release.at))
    return left + (reached[line] - left) * arrived


def _days(span: timedelta) -> float:
    """A span in days."""
    return span / timedelta(days=1)


def _at(curve: _Curve, days: float) -> float:
    """A curve's height at an age, along straight lines between its points."""
    index = bisect_right(curve, days, key=lambda point: point[0])
    if index == len(curve):
        return curve[-1][1]
    (left, low), (right, high) = curve[index - 1], curve[index]
    return low + (high - low) * (days - left) / (right - left)
