"""All of WeChat's users: which client brings a library, and which numbers look wrong."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bench.backtest.data import read
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.distribution import Bounds, distribute
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.public import (
    ClientRelease,
    Clients,
    PublicSnapshot,
    clients_bringing,
    public_as_snapshot,
    sound_ones,
)
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Meaning, Pin, Reason, Scale, Version
from bot.domain.trend_history import LeftOut, Why, history_of
from tests.domain.build import (
    EITHER_WAY,
    FITS_NOTHING,
    TODAY,
    Rows,
    at_or_below_rows,
    below_rows,
    exactly,
    feed_of,
    public_snapshot_of,
    read_as,
    share_rows,
    snapshot_of,
    v,
    versions,
)
from tests.needs import BESIDE, DATA_BESIDE
from tests.skips import skip_without

SHARES = {"3.15.0": "84.45", "3.14.3": "12", "2.30.4": "3.51"}
CLIENTS = {"8.0.70": "3.15.0", "8.0.50": "3.8.12", "8.0.9": "2.19.6", "8.0.10": "2.19.6", "6.6.2.37": "1.9.9"}
numbered = versions.filter(lambda version: bool(version.parts))


@pytest.mark.parametrize(
    ("version", "client"),
    [
        ("3.15.0", "8.0.70"),
        ("3.8.13", "8.0.70"),
        ("3.8.12", "8.0.50"),
        ("2.19.6", "8.0.9"),
        ("2.0.0", "8.0.9"),
        ("1.9", "6.6.2.37"),
        ("3.15.1", None),
    ],
)
def test_the_first_client_that_brings_a_library(version: str, client: str | None) -> None:
    assert clients_bringing(public_snapshot_of(SHARES, clients=CLIENTS), v(version)) == Clients(client, client)


def test_each_system_has_its_own_clients() -> None:
    snapshot = public_snapshot_of(SHARES, clients={"8.0.49": "3.4.0"})
    ios = replace(snapshot, ios=(ClientRelease("8.0.50", v("3.4.0")),))

    assert clients_bringing(ios, v("3.4.0")) == Clients(android="8.0.49", ios="8.0.50")
    assert clients_bringing(replace(snapshot, ios=()), v("3.4.0")) == Clients(android="8.0.49", ios=None)


@given(pairs=st.lists(st.tuples(numbered, numbered), max_size=12), wanted=numbered)
def test_no_client_before_the_first_one_has_it(pairs: list[tuple[Version, Version]], wanted: Version) -> None:
    releases = tuple(ClientRelease(client.text, library) for client, library in pairs)
    found = clients_bringing(replace(public_snapshot_of(SHARES), android=releases), wanted).android
    having = [client for client, library in pairs if library >= wanted]

    assert (found and v(found)) == min(having, default=None)


def judged(*days: PublicSnapshot) -> list[PublicSnapshot]:
    """The days, oldest first, judged as those of a program."""
    found = judge_all(map(public_as_snapshot, days))
    return [replace(day, judgement=each.judgement) for day, each in zip(days, found, strict=True)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (SHARES, ()),
        ({"3.15.0": "100"}, (Suspicion.SINGLE_VERSION,)),
        ({"3.15.0": "50", "3.14.3": "4"}, (Suspicion.LOW_TOTAL,)),
        ({"3.14.3": "96.45", "2.30.4": "3.51"}, (Suspicion.NEWEST_MISSING,)),
    ],
    ids=["sound", "single", "low", "newest"],
)
def test_what_looks_wrong(rows: dict[str, str], expected: tuple[Suspicion, ...]) -> None:
    before, after = judged(public_snapshot_of(SHARES, TODAY - timedelta(days=1)), public_snapshot_of(rows))

    assert (before.judgement.suspicions, after.judgement.suspicions) == ((), expected)
    assert after.sound is not bool({Suspicion.SINGLE_VERSION, Suspicion.LOW_TOTAL} & set(expected))


def test_the_sound_ones_of_many() -> None:
    days = [TODAY - timedelta(days=back) for back in (3, 2, 1, 0)]
    first, back = public_snapshot_of(SHARES, days[0]), public_snapshot_of(SHARES, days[2])
    without = public_snapshot_of({"3.14.3": "96.45", "2.30.4": "3.51"}, days[1])
    cut_short = public_snapshot_of({"3.15.0": "100"}, days[3])

    assert sound_ones(judged(first, without, back, cut_short)) == [first, back]
    assert sound_ones([]) == []


DATA = BESIDE / "public_uv_weekly.csv"
"""Beside the repository: `date,version,percentage`, 2020-02-10 to 2024-06-24."""
DAILY = (DATA.with_name("public_uv_daily.csv.gz"), DATA.with_name("public_uv_daily_2024b.csv.gz"))
"""The same of every day, by platform, and the half-year after."""
PERCENT_SHARES = read_as(Meaning.SHARE, Scale.PERCENT)
Weeks = dict[date, list[tuple[str, Decimal]]]


@pytest.fixture(scope="module")
def weeks() -> Weeks:
    skip_without(DATA_BESIDE)
    found: Weeks = {}
    with DATA.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(date.fromisoformat(row["date"]), []).append((row["version"], Decimal(row["percentage"])))
    return {day: sorted(rows, key=lambda row: Version.parse(row[0])) for day, rows in found.items()}


@pytest.fixture(scope="module")
def kept(weeks: Weeks) -> list[Snapshot]:
    return judge_all(snapshot_of(rows, day) for day, rows in weeks.items())


def test_every_week_is_read_as_percent_shares(kept: list[Snapshot]) -> None:
    assert len(kept) == 226
    assert {(each.reading.meaning, each.reading.scale) for each in kept} == {(Meaning.SHARE, Scale.PERCENT)}


@pytest.mark.parametrize("write", [below_rows, at_or_below_rows])
def test_weeks_come_back_from_cumulative_values(
    weeks: Weeks, write: Callable[[list[tuple[str, Decimal]]], list[tuple[str, Decimal]]]
) -> None:
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


SHARE, BELOW, AT_OR_BELOW = Meaning.SHARE, Meaning.BELOW, Meaning.AT_OR_BELOW
Written = Callable[[list[tuple[str, Decimal]]], Rows]


@pytest.mark.parametrize(
    ("rows", "fits"),
    [
        (EITHER_WAY, (BELOW, AT_OR_BELOW)),
        ({"3.0.0": 0, "3.1.0": "0.1234", "3.2.0": "0.2311", "3.3.0": "0.6711"}, (SHARE, BELOW, AT_OR_BELOW)),
        ({"3.0.0": "0.5", "3.1.0": "2.5", "3.2.0": "51"}, (SHARE, BELOW, AT_OR_BELOW)),
        ({"3.0.0": 0, "3.1.0": 1, "3.2.0": 1}, (BELOW, AT_OR_BELOW)),
        ({"3.0.0": 1}, ()),
        (FITS_NOTHING, ()),
    ],
)
def test_which_meanings_fit(rows: Rows, fits: tuple[Meaning, ...]) -> None:
    """All that the numbers support, or if none is supported, all that they allow; an open scale allows anything."""
    assert read_meaning(feed_of(rows)).fits == fits
    assert (snapshot_of(rows).losses is not None) == bool(fits)


def test_a_setting_settles_the_meaning() -> None:
    assert read_meaning(feed_of(EITHER_WAY), pin=Pin(BELOW)).fits == ()
    assert read_meaning(feed_of(EITHER_WAY), pin=Pin(scale=Scale.FRACTION)).fits == (BELOW, AT_OR_BELOW)


def test_from_one_end_to_the_other() -> None:
    """The loss spans both meanings; the highest minimum that keeps 99 % does so under each."""
    losses = snapshot_of(EITHER_WAY).losses
    assert losses
    assert [losses.loss(v(each)) for each in ("2.0.0", "3.0.0", "3.1.0")] == [
        exactly("0"),
        Bounds(Decimal(0), Decimal("0.25")),
        Bounds(Decimal("0.25"), Decimal("0.5263")),
    ]
    assert losses.coverage(v("3.1.0")) == Bounds(Decimal("0.4737"), Decimal("0.75"))
    assert snapshot_of(EITHER_WAY).judgement.safe == v("2.0.0")
    assert (losses.next_lower(v("3.0.0")), losses.next_higher(v("3.0.0"))) == (v("2.0.0"), v("3.1.0"))


@given(share_rows(), st.sampled_from([below_rows, at_or_below_rows]), versions, st.decimals("0.5", "1", places=3))
def test_it_holds_under_each_meaning(
    shares: list[tuple[str, Decimal]], written: Written, other: object, target: Decimal
) -> None:
    """Every loss lies within, at listed versions and at others; the highest that keeps a target keeps it."""
    snapshot = snapshot_of(written(shares))
    assume(snapshot.reading.fits)
    losses = snapshot.losses
    assert losses
    highest = losses.highest_keeping(target)
    kept_by_all = set(losses.versions)
    for meaning in snapshot.reading.fits:
        one = distribute(snapshot.feed, replace(snapshot.reading, meaning=meaning))
        assert one
        for version in (*losses.versions, v(str(other))):
            assert losses.loss(version).low <= one.loss(version).low
            assert losses.loss(version).high >= one.loss(version).high
            assert losses.coverage(version) == losses.loss(version).rest
        kept_by_all &= {each for each in one.versions if one.coverage(each).low >= target}
    assert highest == max(kept_by_all, default=None)


@given(share_rows(min_size=3), st.sampled_from([(BELOW, below_rows), (AT_OR_BELOW, at_or_below_rows)]))
def test_the_truth_is_within(shares: list[tuple[str, Decimal]], wrote: tuple[Meaning, Written]) -> None:
    """Where the meaning that WeChat had in mind fits, the users who are really lost are in the range."""
    meaning, written = wrote
    snapshot = snapshot_of(written(shares))
    assume(meaning in snapshot.reading.fits)
    assert snapshot.losses
    lost = Decimal(0)
    for label, share in shares:
        loss = snapshot.losses.loss(v(label))
        assert loss.low <= lost <= loss.high
        lost += share


def test_one_version_with_users_is_suspicious_under_any_meaning() -> None:
    snapshot = snapshot_of({"3.0.0": 0, "3.1.0": 1, "3.2.0": 1})
    assert snapshot.reading.reason is Reason.AMBIGUOUS
    assert snapshot.judgement.suspicions == (Suspicion.SINGLE_VERSION,)
    assert snapshot_of(EITHER_WAY).judgement.suspicions == ()
