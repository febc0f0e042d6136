"""WeChat's public shares of all users, 226 weeks: what really happens must be read rightly."""

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from bot.domain.distribution import distribute
from bot.domain.meaning import Meaning, Scale, read_meaning
from bot.domain.snapshot import Snapshot
from bot.domain.suspicion import Suspicion, suspicions
from bot.domain.version import Version
from tests.domain.build import at_or_below_rows, below_rows, feed_of, read_as, snapshot_of, v

DATA = Path(__file__).parents[3] / "shared" / "data" / "public_uv_weekly.csv"
"""Beside the repository: `date,version,percentage`, 2020-02-10 to 2024-06-24."""
Weeks = dict[date, list[tuple[str, Decimal]]]


@pytest.fixture(scope="module")
def weeks() -> Weeks:
    """Percent shares per week, oldest version first."""
    if not DATA.exists():
        pytest.skip(f"{DATA.name} is not beside the repository")
    found: Weeks = {}
    with DATA.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(date.fromisoformat(row["date"]), []).append((row["version"], Decimal(row["percentage"])))
    return {day: sorted(rows, key=lambda row: Version.parse(row[0])) for day, rows in found.items()}


@pytest.fixture(scope="module")
def kept(weeks: Weeks) -> list[Snapshot]:
    """A snapshot per week."""
    return [snapshot_of(rows, day) for day, rows in weeks.items()]


def test_every_week_is_read_as_percent_shares(kept: list[Snapshot]) -> None:
    """Whatever the release of the week did to the numbers."""
    assert len(kept) == 226
    assert {(each.reading.meaning, each.reading.scale) for each in kept} == {(Meaning.SHARE, Scale.PERCENT)}


@pytest.mark.parametrize("scale", Scale)
def test_every_week_is_read_as_below_when_written_so(weeks: Weeks, scale: Scale) -> None:
    """The same users as cumulative values, though 69 of the weeks then total less than 1.05."""
    readings = [
        read_meaning(feed_of((label, value * scale.whole / 100) for label, value in below_rows(rows)))
        for rows in weeks.values()
    ]
    assert {(reading.meaning, reading.scale) for reading in readings} == {(Meaning.BELOW, scale)}
    assert sum(reading.total < Decimal("1.05") for reading in readings) == 69


def test_weeks_written_as_at_or_below_are_told_from_shares(weeks: Weeks) -> None:
    """Values up to each version are never shares; the 14 weeks whose lists leave out 0.06 % and more look "below"."""
    meanings = [read_meaning(feed_of(at_or_below_rows(rows))).meaning for rows in weeks.values()]
    assert (meanings.count(Meaning.AT_OR_BELOW), meanings.count(Meaning.BELOW)) == (212, 14)


@pytest.mark.parametrize("write", [below_rows, at_or_below_rows])
def test_weeks_come_back_from_cumulative_values(
    weeks: Weeks, write: Callable[[list[tuple[str, Decimal]]], list[tuple[str, Decimal]]]
) -> None:
    """The shares of every week survive being written as cumulative values."""
    meaning = Meaning.BELOW if write is below_rows else Meaning.AT_OR_BELOW
    for rows in weeks.values():
        found = distribute(feed_of(write(rows)), read_as(meaning, Scale.PERCENT))
        assert found is not None
        back = {version.text: share * 100 for version, share in found.shares}
        newest = rows[-1][0]
        missing = 100 - sum(share for _, share in rows)  # counted with the newest row, or above it
        back[newest] -= missing if meaning is Meaning.BELOW else min(missing, Decimal(0))
        assert back == dict(rows)


def test_coverage_and_loss_hold_in_every_week(kept: list[Snapshot]) -> None:
    """Coverage falls and loss rises from version to version, and both together are everyone."""
    for each in kept:
        found = each.distribution
        assert found is not None
        for newer, older in pairwise(found.versions):
            assert found.coverage(newer).low <= found.coverage(older).low
            assert found.loss(newer).low >= found.loss(older).low
        assert all(found.coverage(version).low + found.loss(version).high == 1 for version in found.versions)


def test_suspicious_weeks_are_the_four_roll_backs(kept: list[Snapshot]) -> None:
    """By eye: the newest library went back from 70.94 to 2.46 %, 80.13 to 76.07, 82.18 to 76.43, 75.86 to 72.71."""
    found = {after.day: suspicions(after, before) for before, after in pairwise(kept) if suspicions(after, before)}
    assert found == dict.fromkeys(
        [date(2021, 6, 28), date(2023, 4, 24), date(2023, 8, 14), date(2024, 5, 13)], (Suspicion.ROLL_BACK,)
    )


def test_a_single_version_share_jumps_where_coverage_does_not(kept: list[Snapshot]) -> None:
    """Why the digest speaks of coverage: in one week 2.30.0 lost 58.65 points, and its coverage only 4.47."""
    before, after = (each.distribution for each in kept if each.day in (date(2023, 2, 21), date(2023, 2, 27)))
    assert before is not None
    assert after is not None
    version = v("2.30.0")
    assert before.share(version) - after.share(version) == Decimal("0.5865")
    assert before.coverage(version).low - after.coverage(version).low == Decimal("0.0447")
