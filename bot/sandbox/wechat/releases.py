"""The base libraries and when each came out.

The dates up to 3.4 are when a version first showed in public weekly figures. 3.11.1, 3.17.3, 3.17.4 and 3.17.5 stand on
their documented days, and 3.15.0 leads at the end of March 2026. What lies between, and everything after 3.17.5, is
filled in at the same pace: a patch every two weeks or so, a minor version every one or two months. Patches are spread
evenly between their minor version and the next one. https://developers.weixin.qq.com/miniprogram/dev/framework/release/
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

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
        """The number as WeChat writes it."""
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
    """Every release in order, without end."""
    minors = _minors()
    major, minor, start, last = next(minors)
    for following in minors:
        step = (following[2] - start) / (last + 1)
        for patch in range(last + 1):
            yield Release(major, minor, patch, datetime.combine(start + patch * step, RELEASE_HOUR))
        major, minor, start, last = following


def _minors() -> Iterator[tuple[int, int, date, int]]:
    """The minor versions of the table, then its last one's pace for ever."""
    for major, minor, day, last in _MINORS:
        yield major, minor, date.fromisoformat(day), last
    major, minor, day, _last = _MINORS[-1]
    start = date.fromisoformat(day)
    while True:
        minor, start = minor + 1, start + _LATER_MINOR_EVERY
        yield major, minor, start, _LATER_LAST_PATCH
