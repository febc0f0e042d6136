"""Every slot against another library's reading of the zones: the odd ones here, all in `make chaos`."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.delivery import EVERY_DAY, Schedule, Slot
from tests.domain.delivery.zones import Count, all_zones, compare, instant, odd_zones

OF_THE_REST = 30
"""One zone in so many."""
NOON = Schedule(EVERY_DAY, time(12, 0), "UTC")
DUE = {date(2026, 1, day): datetime(2026, 1, day, 12, tzinfo=UTC) for day in (1, 2, 3)}
SLOTS = [Slot(day, moment) for day, moment in DUE.items()]


def test_zones_that_change_their_clock_oddly() -> None:
    """Three years of daily and weekly digests match the oracle: none doubled, none missing."""
    count = compare(odd_zones())

    assert count.clean, count
    assert count.slots > 100_000


def test_a_sample_of_the_others() -> None:
    """Also zones that change by an hour at two o'clock, or never."""
    odd = set(odd_zones())

    count = compare([zone for zone in all_zones() if zone not in odd][::OF_THE_REST])

    assert count.clean, count
    assert count.slots > 100_000


@pytest.mark.parametrize(
    "zone",
    ["Africa/Casablanca", "America/Havana", "America/Santiago", "Antarctica/Troll", "Australia/Lord_Howe"],
)
def test_the_odd_ones_are_among_them(zone: str) -> None:
    """Changes at midnight, of half an hour, of two hours and by the moon are always included."""
    assert zone in odd_zones()


@pytest.mark.parametrize(
    ("zone", "day", "at", "due_at"),
    [
        ("America/New_York", date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("America/New_York", date(2026, 3, 8), time(2, 30), datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
        ("America/Santiago", date(2026, 9, 6), time(0, 0), datetime(2026, 9, 6, 4, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        ("Pacific/Apia", date(2011, 12, 30), time(9, 0), datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
    ],
    ids=["fold", "gap", "gap-at-midnight", "gap-of-half-an-hour", "no-such-day"],
)
def test_the_oracle_itself(zone: str, day: date, at: time, due_at: datetime) -> None:
    """On nights worked out by hand the oracle is right."""
    assert instant(zone, day, at) == due_at


@pytest.mark.parametrize(
    ("found", "doubled", "missing", "elsewhere"),
    [
        ([*SLOTS, SLOTS[0]], 1, 0, 0),
        (SLOTS[1:], 0, 1, 0),
        ([replace(SLOTS[0], due_at=SLOTS[0].due_at + timedelta(minutes=1)), *SLOTS[1:]], 0, 0, 1),
        ([*SLOTS, Slot(date(2026, 1, 4), datetime(2026, 1, 4, 12, tzinfo=UTC))], 0, 0, 1),
    ],
    ids=["doubled", "missing", "a-minute-late", "one-too-many"],
)
def test_what_is_wrong_is_found(found: list[Slot], doubled: int, missing: int, elsewhere: int) -> None:
    """A doubled, missing, moved or superfluous slot is seen."""
    count = Count()
    count.compare(NOON, found, DUE)

    assert (count.doubled, count.missing, count.elsewhere, count.clean) == (doubled, missing, elsewhere, False)
    assert count.examples
