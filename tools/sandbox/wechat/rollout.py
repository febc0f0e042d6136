"""The base libraries, when each came out, and how they spread: pure functions of an instant.

Two things hold users back. A *minor* version needs a newer WeChat client, so a user stays on a minor line until the
client is updated: most do within two weeks, some take months, a few take years. A *patch* reaches everyone on its minor
line by itself: 5 % in two hours, nearly all in two days
(https://developers.weixin.qq.com/miniprogram/dev/framework/client-lib/). Both curves only rise, so coverage falls from
version to version, and every share is at least 0, by construction.

The dates up to 3.4 are when a version first showed in public weekly figures. 3.11.1, 3.17.3, 3.17.4 and 3.17.5 stand on
their documented days, and 3.15.0 leads at the end of March 2026. What lies between, and everything after 3.17.5, is
filled in at the same pace: a patch every two weeks or so, a minor version every one or two months. Patches are spread
evenly between their minor version and the next one. https://developers.weixin.qq.com/miniprogram/dev/framework/release/
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

RELEASE_HOUR = time(2, 0, tzinfo=UTC)
"""Ten in the morning in Beijing."""

_MINORS: tuple[tuple[int, int, str, int], ...] = (
    # major, minor, the day of patch 0, the last patch
    (2, 14, "2020-11-02", 4),
    (2, 15, "2021-02-01", 0),
    (2, 16, "2021-03-15", 1),
    (2, 17, "2021-05-07", 3),
    (2, 18, "2021-07-05", 1),
    (2, 19, "2021-08-02", 6),
    (2, 20, "2021-10-04", 2),
    (2, 21, "2021-11-22", 4),
    (2, 22, "2022-01-31", 1),
    (2, 23, "2022-03-14", 4),
    (2, 24, "2022-04-25", 7),
    (2, 25, "2022-07-11", 4),
    (2, 26, "2022-09-06", 2),
    (2, 27, "2022-10-11", 3),
    (2, 28, "2022-11-28", 1),
    (2, 29, "2022-12-19", 2),
    (2, 30, "2023-01-23", 4),
    (2, 31, "2023-04-17", 1),
    (2, 32, "2023-05-15", 3),
    (2, 33, "2023-07-10", 0),
    (3, 0, "2023-07-24", 2),
    (3, 1, "2023-09-18", 5),
    (3, 2, "2023-11-13", 5),
    (3, 3, "2024-01-01", 5),
    (3, 4, "2024-04-08", 7),
    (3, 5, "2024-07-29", 5),
    (3, 6, "2024-10-14", 4),
    (3, 7, "2024-12-30", 6),
    (3, 8, "2025-04-07", 5),
    (3, 9, "2025-07-07", 2),
    (3, 10, "2025-08-18", 2),
    (3, 11, "2025-10-07", 1),
    (3, 12, "2025-11-04", 2),
    (3, 13, "2025-12-15", 2),
    (3, 14, "2026-01-26", 2),
    (3, 15, "2026-03-16", 2),
    (3, 16, "2026-05-04", 3),
    (3, 17, "2026-07-03", 5),
    (3, 18, "2026-10-07", 3),
)
_LATER_MINOR_EVERY = timedelta(days=56)
_LATER_LAST_PATCH = 3


@dataclass(frozen=True, slots=True, order=True)
class Release:
    """One base library: its numbers and the instant from which clients fetch it."""

    major: int
    minor: int
    patch: int
    at: datetime

    @property
    def version(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


@lru_cache(maxsize=1024)
def released(moment: datetime) -> tuple[Release, ...]:
    """Every library that was out at an aware instant, oldest first; empty before the first of the calendar."""
    found: list[Release] = []
    for release in _calendar():
        if release.at > moment:
            break
        found.append(release)
    return tuple(found)


def _calendar() -> Iterator[Release]:
    minors = _minors()
    major, minor, start, last = next(minors)
    for following in minors:
        step = (following[2] - start) / (last + 1)
        for patch in range(last + 1):
            yield Release(major, minor, patch, datetime.combine(start + patch * step, RELEASE_HOUR))
        major, minor, start, last = following


def _minors() -> Iterator[tuple[int, int, date, int]]:
    """Yield the minor versions of the table, then its last one's pace for ever."""
    for major, minor, day, last in _MINORS:
        yield major, minor, date.fromisoformat(day), last
    major, minor, day, _last = _MINORS[-1]
    start = date.fromisoformat(day)
    while True:
        minor, start = minor + 1, start + _LATER_MINOR_EVERY
        yield major, minor, start, _LATER_LAST_PATCH


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
    """Return the audience that belongs to a seed (an appid).

    Between 60 and two million users, a little ahead or behind.
    """
    return Audience(lag=0.6 + 1.2 * unit(seed, "lag"), users=int(60 * (2_000_000 / 60) ** unit(seed, "users")))


def shares(moment: datetime, audience: Audience) -> tuple[Share, ...]:
    """Return the share of each listed version at an aware instant, oldest version first; they add up to 1.

    Listed are the last patch of each minor line and every patch of the two newest lines.
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
    """Return a number in [0, 1) that depends only on its parts."""
    digest = hashlib.blake2b("\x00".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64


def _listed(moment: datetime) -> list[Release]:
    lines = [list(line) for _, line in groupby(released(moment), key=lambda release: (release.major, release.minor))]
    lasts = [line[-1] for line in lines[:-2] if moment - line[-1].at < _LISTED_FOR]
    return lasts + [release for line in lines[-2:] for release in line]


@lru_cache(maxsize=_MOMENTS)
def _average(moment: datetime) -> tuple[tuple[str, float], ...]:
    """Return the listed versions, oldest first, and the average audience's share on each or a newer one."""
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
    """Return the share on this release or a newer one: users of newer lines, and its line's arrivals."""
    line = (release.major, release.minor)
    left = reached[newer[line]] if line in newer else 0.0
    # A line's first patch arrives with the client itself.
    arrived = 1.0 if release.patch == 0 else _at(_PATCH_ARRIVES, _days(moment - release.at))
    return left + (reached[line] - left) * arrived


def _days(span: timedelta) -> float:
    return span / timedelta(days=1)


def _at(curve: _Curve, days: float) -> float:
    """Return a curve's height at an age, along straight lines between its points."""
    index = bisect_right(curve, days, key=lambda point: point[0])
    if index == len(curve):
        return curve[-1][1]
    (left, low), (right, high) = curve[index - 1], curve[index]
    return low + (high - low) * (days - left) / (right - left)
