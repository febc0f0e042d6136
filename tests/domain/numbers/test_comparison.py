"""Numbers are held against like numbers only."""

from datetime import timedelta

from bot.domain.numbers.comparison import comparable, weeks_before
from bot.domain.numbers.percentage_meaning import Meaning, Scale
from tests.domain.build import TODAY, read_as, snapshot_of

WEEK = timedelta(days=7)
SHARES = {"3.0.0": 20, "3.1.0": 80}
SHORT = {"3.0.0": 20, "3.1.0": 34}
SHARE = read_as(Meaning.SHARE, Scale.PERCENT)
BELOW = read_as(Meaning.BELOW, Scale.PERCENT)


def test_keeps_what_is_alike() -> None:
    """Unproved numbers, short lists and other meanings would show false movements."""
    alike = snapshot_of(SHARES, TODAY - WEEK, reading=SHARE)
    history = [
        snapshot_of(SHARES, TODAY - WEEK, reading=BELOW),
        snapshot_of(SHORT, TODAY - WEEK, reading=SHARE),
        snapshot_of({"3.0.0": "0.4"}, TODAY - WEEK),
        alike,
    ]
    assert comparable(history, snapshot_of(SHARES, reading=SHARE)) == [alike]


def test_compares_nothing_with_a_short_list() -> None:
    """When half of the users are missing today, nothing has moved by half."""
    assert comparable([snapshot_of(SHARES, TODAY - WEEK, reading=SHARE)], snapshot_of(SHORT, reading=SHARE)) == []


def test_takes_the_nearest_comparable_day() -> None:
    """Its neighbour replaces it, three days away at most."""
    neighbour = snapshot_of(SHARES, TODAY - WEEK + timedelta(days=2), reading=SHARE)
    history = [snapshot_of(SHORT, TODAY - WEEK, reading=SHARE), neighbour]
    newest = snapshot_of(SHARES, reading=SHARE)
    assert weeks_before(comparable(history, newest), newest.day, 1) is neighbour
    assert weeks_before(comparable(history, newest), newest.day, 4) is None
