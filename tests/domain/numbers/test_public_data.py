"""WeChat's public shares of all users, 226 weeks: what really happens is read correctly."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from bench.backtest.data import read
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.distribution import distribute
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Meaning, Scale, Version
from bot.domain.trend.history import LeftOut, Why, history_of
from tests.domain.build import at_or_below_rows, below_rows, feed_of, read_as, snapshot_of, v
from tests.needs import BESIDE, DATA_BESIDE
from tests.skips import skip_without

DATA = BESIDE / "public_uv_weekly.csv"
"""Beside the repository: `date,version,percentage`, 2020-02-10 to 2024-06-24."""
DAILY = (DATA.with_name("public_uv_daily.csv.gz"), DATA.with_name("public_uv_daily_2024b.csv.gz"))
"""The same of every day, by platform, and the half-year after."""
PERCENT_SHARES = read_as(Meaning.SHARE, Scale.PERCENT)
Weeks = dict[date, list[tuple[str, Decimal]]]


@pytest.fixture(scope="module")
def weeks() -> Weeks:
    """Percent shares per week, oldest version first."""
    skip_without(DATA_BESIDE)
    found: Weeks = {}
    with DATA.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(date.fromisoformat(row["date"]), []).append((row["version"], Decimal(row["percentage"])))
    return {day: sorted(rows, key=lambda row: Version.parse(row[0])) for day, rows in found.items()}


@pytest.fixture(scope="module")
def kept(weeks: Weeks) -> list[Snapshot]:
    """A snapshot per week."""
    return judge_all(snapshot_of(rows, day) for day, rows in weeks.items())


def test_every_week_is_read_as_percent_shares(kept: list[Snapshot]) -> None:
    """Whatever the release of the week did to the numbers."""
    assert len(kept) == 226
    assert {(each.reading.meaning, each.reading.scale) for each in kept} == {(Meaning.SHARE, Scale.PERCENT)}


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
    """Version by version coverage falls and loss rises; together they are everyone."""
    for each in kept:
        found = each.distribution
        assert found is not None
        for newer, older in pairwise(found.versions):
            assert found.coverage(newer).low <= found.coverage(older).low
            assert found.loss(newer).low >= found.loss(older).low
        assert all(found.coverage(version).low + found.loss(version).high == 1 for version in found.versions)


def test_no_week_is_left_out(kept: list[Snapshot]) -> None:
    """In these weeks none is short or lacks its newest version; all can be compared."""
    assert [each.day for each in kept if each.judgement.suspicions] == []
    assert history_of(kept).left_out == ()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda rows: [(label, share * Decimal("0.54")) for label, share in rows], Why.LOW_TOTAL),
        (lambda rows: [(max(rows, key=lambda row: row[1])[0], Decimal(100))], Why.SINGLE_VERSION),
    ],
    ids=["54 percent in all", "one version at 100"],
)
def test_bad_weeks_put_among_them_are_left_out(
    weeks: Weeks, spoil: Callable[[list[tuple[str, Decimal]]], list[tuple[str, Decimal]]], why: Why
) -> None:
    """Here every tenth week is made a bad one."""
    spoilt = set(list(weeks)[5::10])
    snapshots = [
        snapshot_of(spoil(rows) if day in spoilt else rows, day, reading=PERCENT_SHARES) for day, rows in weeks.items()
    ]
    left_out = history_of(judge_all(snapshots)).left_out
    assert {each.day for each in left_out} == spoilt
    assert all(why in each.reasons for each in left_out)


def test_weeks_without_their_newest_version_are_left_out(weeks: Weeks) -> None:
    """Every fifth, if the week before had that version: a first week without it cannot be detected."""
    spoilt: set[date] = set()
    snapshots: list[Snapshot] = []
    before: tuple[Version, date] | None = None
    for number, (day, rows) in enumerate(weeks.items()):
        newest = max(Version.parse(label) for label, share in rows if share >= 1)
        close = before and before[0] == newest and day - before[1] <= timedelta(days=7)
        if close and number % 5 == 0:
            spoilt.add(day)
        snapshots.append(snapshot_of(_without(newest, rows) if day in spoilt else rows, day, reading=PERCENT_SHARES))
        before = newest, day
    assert len(spoilt) > 10
    assert history_of(judge_all(snapshots)).left_out == tuple(
        LeftOut(day, (Why.NEWEST_MISSING,)) for day in sorted(spoilt)
    )


def test_roll_backs_are_those_seen_by_eye() -> None:
    """Of every day of all users: ten falls. Roll-outs make many more look like one for a day."""
    skip_without(DATA_BESIDE)
    days = judge_all([each for file in DAILY for each in read(file, platform="total")])
    breaks = {each.since: each for day in days for each in day.judgement.breaks}
    found = history_of(days, [*breaks.values()]).withdrawals

    assert {each.day: each.version.text for each in found} == {
        date(2021, 6, 28): "2.17.3",
        date(2021, 12, 11): "2.21.0",
        date(2023, 3, 20): "2.30.3",
        date(2023, 4, 21): "2.31.0",
        date(2023, 6, 24): "2.32.3",
        date(2023, 8, 13): "3.0.0",
        date(2024, 3, 25): "3.3.5",
        date(2024, 5, 12): "3.4.2",
        date(2024, 8, 9): "3.5.3",
        date(2024, 11, 4): "3.6.4",
    }


def test_a_single_version_share_jumps_where_coverage_does_not(kept: list[Snapshot]) -> None:
    """Why the digest uses coverage: in one week 2.30.0 lost 58.65 points, its coverage 4.45."""
    before, after = (each.distribution for each in kept if each.day in (date(2023, 2, 21), date(2023, 2, 27)))
    assert before is not None
    assert after is not None
    version = v("2.30.0")
    assert before.share(version) - after.share(version) == Decimal("0.5865")
    assert before.coverage(version).low - after.coverage(version).low == Decimal("0.0445")


def _without(newest: Version, rows: list[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    """Its users, and those above it, count with the version below."""
    kept = [(label, share) for label, share in rows if Version.parse(label) < newest]
    moved = sum((share for label, share in rows if Version.parse(label) >= newest), Decimal(0))
    return [*kept[:-1], (kept[-1][0], kept[-1][1] + moved)]
