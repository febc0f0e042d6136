"""What a payload's numbers prove, taken alone."""

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.domain.numbers.meaning import CUMULATIVE_FROM, Shares, read_meaning
from bot.domain.numbers.version import PROVED, SHARE_TOLERANCE, Feed, Meaning, Pin, Reason, Scale, Version
from tests.domain.build import Rows, at_or_below_rows, below_rows, feed_of, read_as, share_rows, wxjava_like
from tests.needs import BESIDE, DATA_BESIDE
from tests.skips import skip_without

FRACTION, PERCENT = Scale.FRACTION, Scale.PERCENT


def numbered(*values: str | int | Decimal) -> list[tuple[str, str | int | Decimal]]:
    return [(f"3.{index}.0", value) for index, value in enumerate(values)]


READ: dict[str, tuple[Rows, Meaning, Scale, Reason]] = {
    "nothing": ([], Meaning.NO_DATA, FRACTION, Reason.EMPTY),
    "all zero": (numbered(0, 0, 0), Meaning.NO_DATA, FRACTION, Reason.ALL_ZERO),
    "odd labels, all zero": ({"初始值": 0}, Meaning.NO_DATA, FRACTION, Reason.ALL_ZERO),
    "odd labels only": ({"初始值": 100}, Meaning.UNDETERMINED, PERCENT, Reason.FITS_NOTHING),
    "the WxJava sample": (wxjava_like(), Meaning.UNDETERMINED, FRACTION, Reason.AMBIGUOUS),
    "percent shares": (numbered("0.5", "12.25", "80.2", "7.05"), Meaning.SHARE, PERCENT, Reason.ADDS_UP),
    "fraction shares": (numbered("0.005", "0.1225", "0.802", "0.0705"), Meaning.SHARE, FRACTION, Reason.ADDS_UP),
    "integer percent that climb": (numbered(10, 30, 60), Meaning.SHARE, PERCENT, Reason.ADDS_UP),
    "rounded integers that climb": (numbered(13, 20, 66), Meaning.SHARE, PERCENT, Reason.ADDS_UP),
    "shares with hidden rows": (numbered("1.5", "86.8", "10.89"), Meaning.SHARE, PERCENT, Reason.ADDS_UP),
    "shares with an odd label": ([*numbered("0.5", "12.25", "7.05"), ("初始值", "80.2")], Meaning.SHARE, PERCENT,
                                 Reason.ADDS_UP),
    "odd labels hold nearly all": ([*numbered("0.5", "0.25"), ("初始值", "99.25")], Meaning.SHARE, PERCENT,
                                   Reason.ADDS_UP),
    "one row of 100": ({"3.0.0": 100}, Meaning.SHARE, PERCENT, Reason.ADDS_UP),
    "one row of 1": ({"3.0.0": 1}, Meaning.UNDETERMINED, FRACTION, Reason.AMBIGUOUS),
    "one row of 0.4": ({"3.0.0": "0.4"}, Meaning.UNDETERMINED, FRACTION, Reason.AMBIGUOUS),
    "everyone on the newest": (numbered(0, 0, 1), Meaning.SHARE, FRACTION, Reason.ADDS_UP),
    "54 % in all": (numbered("2.5", "51", "0.5"), Meaning.UNDETERMINED, PERCENT, Reason.FITS_NOTHING),
    "54 % in all, climbing": (numbered("0.5", "2.5", "51"), Meaning.UNDETERMINED, PERCENT, Reason.AMBIGUOUS),
    "too much for shares, falling": (numbered(70, 20, 60), Meaning.UNDETERMINED, PERCENT, Reason.FITS_NOTHING),
    "two different values only": (numbered(0, 1, 1, 1), Meaning.UNDETERMINED, FRACTION, Reason.AMBIGUOUS),
    "above one whole": (numbered(0, 50, 250), Meaning.UNDETERMINED, PERCENT, Reason.FITS_NOTHING),
    "a rounding error above 1": (numbered("0.2", "0.5", "1.0000000001"), Meaning.AT_OR_BELOW, FRACTION,
                                 Reason.NEVER_FALLS),
    "cumulative percent": (numbered(0, 30, 40, 45), Meaning.BELOW, PERCENT, Reason.NEVER_FALLS),
    "below, or at or below": (numbered(0, 20, 45, 90), Meaning.UNDETERMINED, PERCENT, Reason.AMBIGUOUS),
    "cumulative, ends with everyone": (numbered("0.01", "0.2", "1"), Meaning.AT_OR_BELOW, FRACTION,
                                       Reason.NEVER_FALLS),
    "no users on the oldest or the newest": (numbered(0, "0.2", "1"), Meaning.UNDETERMINED, FRACTION, Reason.AMBIGUOUS),
    "cumulative that nearly adds up": (numbered(0, "0.1234", "0.2311", "0.6711"), Meaning.UNDETERMINED, FRACTION,
                                       Reason.AMBIGUOUS),
    "three that climb to a thousandth too much": (numbered("0.123", "0.230", "0.648"), Meaning.SHARE, FRACTION,
                                                  Reason.ADDS_UP),
    "three that climb to two thousandths too much": (numbered("0.123", "0.231", "0.648"), Meaning.UNDETERMINED,
                                                     FRACTION, Reason.AMBIGUOUS),
    "a long climb that nearly adds up": (
        numbered(0, "0.01", "0.02", "0.03", "0.05", "0.12", "0.25", "0.49"), Meaning.BELOW, FRACTION,
        Reason.NEVER_FALLS),
    "a long climb that adds up exactly": (
        numbered(0, "0.01", "0.02", "0.03", "0.05", "0.11", "0.25", "0.53"), Meaning.UNDETERMINED, FRACTION,
        Reason.AMBIGUOUS),
    "a long climb of little": (
        numbered(0, "0.01", "0.02", "0.03", "0.04", "0.05", "0.06", "0.15"), Meaning.BELOW, FRACTION,
        Reason.NEVER_FALLS),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "meaning", "scale", "reason"), READ.values(), ids=READ)
def test_reads(rows: Rows, meaning: Meaning, scale: Scale, reason: Reason) -> None:
    reading = read_meaning(feed_of(rows))
    assert (reading.meaning, reading.scale, reading.reason) == (meaning, scale, reason)
    assert reading.proved == (meaning in PROVED)
    assert reading.contradicts is None


def test_sample_is_like_the_real_one() -> None:
    """It matches what is known of WxJava's: 41 rows of k/76, never falling, sum 2.59, last 0.6711."""
    values = [value for _, value in wxjava_like()]
    assert len(values) == 41
    assert values == sorted(values)
    assert values[-1] == Decimal("0.6711")
    assert read_meaning(feed_of(wxjava_like())).total.quantize(Decimal("0.01")) == Decimal("2.59")


PINNED: dict[str, tuple[Rows, Pin, Meaning, Scale, Reason]] = {
    "shares": (numbered(0, 2, 52), Pin(Meaning.SHARE), Meaning.SHARE, PERCENT, Reason.PINNED),
    "below": (numbered(0, 2, 52), Pin(Meaning.BELOW), Meaning.BELOW, PERCENT, Reason.PINNED),
    "at or below": (wxjava_like(), Pin(Meaning.AT_OR_BELOW), Meaning.AT_OR_BELOW, FRACTION, Reason.PINNED),
    "against the detection": (numbered(10, 30, 60), Pin(Meaning.BELOW), Meaning.BELOW, PERCENT, Reason.PINNED),
    "small percent": (numbered(0, "0.2", "0.9"), Pin(Meaning.BELOW, PERCENT), Meaning.BELOW, PERCENT, Reason.PINNED),
    "shares, but too many": (wxjava_like(), Pin(Meaning.SHARE), Meaning.UNDETERMINED, FRACTION,
                             Reason.PIN_CONTRADICTED),
    "below, but it falls": (numbered(10, 60, 30), Pin(Meaning.BELOW), Meaning.UNDETERMINED, PERCENT,
                            Reason.PIN_CONTRADICTED),
    "fractions, but above 1": (numbered(10, 60, 30), Pin(scale=FRACTION), Meaning.UNDETERMINED, FRACTION,
                               Reason.PIN_CONTRADICTED),
    "one row of 1, as a share": ({"3.0.0": 1}, Pin(Meaning.SHARE), Meaning.SHARE, FRACTION, Reason.PINNED),
    "one row of 1, of fractions": ({"3.0.0": 1}, Pin(scale=FRACTION), Meaning.SHARE, FRACTION, Reason.ADDS_UP),
    "one row of 1, of percent": ({"3.0.0": 1}, Pin(scale=PERCENT), Meaning.UNDETERMINED, PERCENT, Reason.AMBIGUOUS),
    "one row of 1, below": ({"3.0.0": 1}, Pin(Meaning.BELOW), Meaning.UNDETERMINED, FRACTION, Reason.AMBIGUOUS),
    "no numbers to pin": (numbered(0, 0), Pin(Meaning.BELOW, PERCENT), Meaning.NO_DATA, PERCENT, Reason.ALL_ZERO),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "pin", "meaning", "scale", "reason"), PINNED.values(), ids=PINNED)
def test_obeys_a_setting_unless_it_cannot_be(
    rows: Rows, pin: Pin, meaning: Meaning, scale: Scale, reason: Reason
) -> None:
    """A pinned meaning is used if the numbers allow it; otherwise there is no loss."""
    reading = read_meaning(feed_of(rows), pin=pin)
    assert (reading.meaning, reading.scale, reading.reason) == (meaning, scale, reason)


@given(share_rows(), st.sampled_from(["share", "below"]), st.randoms())
def test_scale_and_order_change_nothing(rows: list[tuple[str, Decimal]], kind: str, random: Random) -> None:
    rows = rows if kind == "share" else below_rows(rows)
    assume(max(value for _, value in rows) * 100 > Decimal("1.001"))
    assume(rows[0][1] != 1 or len(rows) > 1)  # one row of 1 is ambiguous, one of 100 is not
    percent = [(label, value * 100) for label, value in [*rows, *rows]]
    random.shuffle(percent)
    expected, reading = read_meaning(feed_of(rows)), read_meaning(feed_of(percent))
    assert (reading.meaning, reading.reason) == (expected.meaning, expected.reason)
    assert reading.total == expected.total
    assert (expected.scale, reading.scale) == (FRACTION, PERCENT)


@given(share_rows(min_size=2))
@example([("0.0.0", Decimal(0)), ("1.0.0", Decimal("0.01")), ("2.0.0", Decimal("0.99"))])
def test_shares_are_never_taken_for_cumulative(rows: list[tuple[str, Decimal]]) -> None:
    """Shares that add up are read as shares; long ordered lists and whole percents stay open."""
    reading = read_meaning(feed_of(rows))
    values = [value for _, value in rows]
    distinct, whole_percents = len(set(values)), all(value * 100 % 1 == 0 for value in values)
    could_climb = distinct >= 8 or (distinct >= 3 and whole_percents and values[0] == 0)
    open_ = values == sorted(values) and could_climb
    assert reading.meaning is (Meaning.UNDETERMINED if open_ else Meaning.SHARE)


@given(share_rows())
def test_cumulative_is_taken_for_shares_only_when_it_adds_up(rows: list[tuple[str, Decimal]]) -> None:
    """Values below each version are read as such or left open, unless they happen to make one whole."""
    cumulative = below_rows(rows)
    reading = read_meaning(feed_of(cumulative))
    can_climb = len({value for _, value in cumulative}) >= 3  # one or two values show no order
    if reading.meaning is Meaning.SHARE:
        assert abs(reading.total - 1) <= (Decimal("0.01") if can_climb else SHARE_TOLERANCE)
    elif reading.total > CUMULATIVE_FROM and can_climb:
        assert reading.meaning in (Meaning.BELOW, Meaning.UNDETERMINED)


@given(share_rows(min_size=4), st.decimals(0, 1, places=4))
def test_odd_labels_do_not_make_values_cumulative(rows: list[tuple[str, Decimal]], odd: Decimal) -> None:
    most_on_newest = [(label, share * Decimal("0.4")) for label, share in rows] + [("99.0.0", Decimal("0.6"))]
    cumulative = below_rows(most_on_newest)
    alone = read_meaning(feed_of(cumulative))
    assume(alone.meaning is Meaning.BELOW)
    assert read_meaning(feed_of([*cumulative, ("初始值", odd)])).meaning in (Meaning.BELOW, Meaning.UNDETERMINED)


SHARE, BELOW, AT_OR_BELOW, OPEN = Meaning.SHARE, Meaning.BELOW, Meaning.AT_OR_BELOW, Meaning.UNDETERMINED

REMEMBERED: dict[str, tuple[Rows, Meaning]] = {
    "shares, 54 % in all": (numbered("0.025", "0.51", "0.005"), SHARE),
    "shares that climb, 54 % in all": (numbered("0.005", "0.025", "0.51"), SHARE),
    "shares, a single row": ({"3.0.0": 1}, SHARE),
    "shares, a long climb that adds up": (
        numbered(0, "0.01", "0.02", "0.03", "0.05", "0.11", "0.25", "0.53"), SHARE),
    "shares, a long climb that nearly adds up": (
        numbered(0, "0.01", "0.02", "0.03", "0.05", "0.11", "0.25", "0.51"), SHARE),
    "below, few users below": (numbered(0, "0.025", "0.25"), BELOW),
    "below, adds up by accident": (numbered("0.1", "0.3", "0.6"), BELOW),
    "at or below, adds up by accident": (numbered(0, 0, 1), AT_OR_BELOW),
    "below, none yet on the newest": (numbered("0.01", "0.2", "1"), BELOW),
    "at or below, none on the oldest": (numbered(0, "0.2", "1"), AT_OR_BELOW),
    "at or below, rare versions left out": (numbered(0, "0.2", "0.9994"), AT_OR_BELOW),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "meaning"), REMEMBERED.values(), ids=REMEMBERED)
@pytest.mark.parametrize("scale", Scale)
def test_memory_settles_what_numbers_leave_open(rows: Rows, meaning: Meaning, scale: Scale) -> None:
    pairs = [(item.label, item.value * scale.whole) for item in feed_of(rows).items]
    reading = read_meaning(feed_of(pairs), remembered=read_as(meaning, scale))
    assert (reading.meaning, reading.scale, reading.contradicts) == (meaning, scale, None)
    assert reading.reason in (Reason.REMEMBERED, Reason.ADDS_UP)


CONTRADICTED: dict[str, tuple[Rows, Meaning, Meaning]] = {
    "shares became cumulative": (numbered(0, "0.3", "0.4", "0.45"), SHARE, BELOW),
    "shares became a long climb of little": (
        numbered(0, "0.01", "0.02", "0.03", "0.04", "0.05", "0.06", "0.15"), SHARE, BELOW),
    "below became shares": (numbered("0.2", "0.7", "0.1"), BELOW, SHARE),
    "at or below became shares": (numbered("0.2", "0.7", "0.1"), AT_OR_BELOW, SHARE),
    "at or below stops short of everyone": (numbered(0, "0.3", "0.4", "0.45"), AT_OR_BELOW, BELOW),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "earlier", "now"), CONTRADICTED.values(), ids=CONTRADICTED)
def test_a_contradiction_is_reported(rows: Rows, earlier: Meaning, now: Meaning) -> None:
    reading = read_meaning(feed_of(rows), remembered=read_as(earlier))
    assert (reading.meaning, reading.contradicts) == (now, earlier)


def test_memory_does_not_bend_the_numbers() -> None:
    falling = feed_of(numbered("0.1", "0.5", "0.02"))
    assert read_meaning(falling, remembered=read_as(BELOW)).reason is Reason.FITS_NOTHING
    assert read_meaning(feed_of(numbered(0, 0)), remembered=read_as(BELOW)).meaning is Meaning.NO_DATA


def test_memory_of_a_proof_only() -> None:
    reading = read_meaning(feed_of({"3.0.0": 1}), remembered=read_as(OPEN))
    assert (reading.meaning, reading.reason) == (OPEN, Reason.AMBIGUOUS)


PERCENT_BEFORE: dict[str, tuple[Rows, Meaning, Pin, Meaning, Scale]] = {
    "cumulative below 1": (numbered(0, "0.2", "0.9"), BELOW, Pin(), OPEN, Scale.FRACTION),
    "cumulative below 1, pinned": (numbered(0, "0.2", "0.9"), BELOW, Pin(BELOW), OPEN, Scale.FRACTION),
    "its scale pinned": (numbered(0, "0.2", "0.9"), BELOW, Pin(scale=Scale.PERCENT), BELOW, Scale.PERCENT),
    "proved cumulative fractions": (wxjava_like(), BELOW, Pin(), OPEN, Scale.FRACTION),
    "one row of 1": ({"3.0.0": 1}, SHARE, Pin(), OPEN, Scale.FRACTION),
    "a total of half a percent": (numbered("0.1", "0.3", "0.1"), SHARE, Pin(), OPEN, Scale.FRACTION),
    "shares show their scale": (numbered("0.2", "0.7", "0.1"), SHARE, Pin(), SHARE, Scale.FRACTION),
}


@pytest.mark.parametrize(("rows", "earlier", "pin", "now", "scale"), PERCENT_BEFORE.values(), ids=PERCENT_BEFORE)
def test_small_numbers_after_percent_are_not_guessed_at(
    rows: Rows, earlier: Meaning, pin: Pin, now: Meaning, scale: Scale
) -> None:
    """0.9 after percent may be 0.9 % or 90 %: without proof or a setting, no loss."""
    reading = read_meaning(feed_of(rows), pin=pin, remembered=read_as(earlier, Scale.PERCENT))
    assert (reading.meaning, reading.scale) == (now, scale)


def test_a_new_scale_voids_the_memory_of_open_numbers() -> None:
    climbing = feed_of(numbered(1, 3, 50))
    assert read_meaning(climbing, remembered=read_as(BELOW)).meaning is OPEN
    assert read_meaning(climbing, remembered=read_as(BELOW, Scale.PERCENT)).meaning is BELOW


def test_a_setting_outranks_memory() -> None:
    reading = read_meaning(feed_of(wxjava_like()), pin=Pin(AT_OR_BELOW), remembered=read_as(BELOW))
    assert (reading.meaning, reading.reason, reading.contradicts) == (AT_OR_BELOW, Reason.PINNED, None)


DATA: Final = (BESIDE / "public_uv_daily.csv.gz", BESIDE / "public_uv_daily_2024b.csv.gz")
"""Beside the repository: `date,platform,version,percentage`, April 2020 to June 2024, and the half-year after."""
WEEK: Final = timedelta(days=7)
EVERY: Final = 5
UNUSED: Final = ("1.0.0", "1.0.1", "1.1.1")
"""Versions that WeChat lists though they have no users any more."""
NineWritingsRows = list[tuple[str, Decimal]]

MEANINGS: Final[dict[Meaning, Callable[[NineWritingsRows], NineWritingsRows]]] = {
    Meaning.SHARE: lambda rows: rows,
    Meaning.BELOW: below_rows,
    Meaning.AT_OR_BELOW: at_or_below_rows,
}
SETTLED: Final = {"percent": 0.98, "fraction": 0.98, "whole percent": 0.97}
"""The least part of days. In the second half of 2024 all but the newest version have so few users that only seven rows
are half a percent or more, of ten the year before: the others are zero in whole percent, and tell nothing."""
NUMBERS: Final[dict[str, Callable[[Decimal], Decimal]]] = {
    "percent": lambda fraction: round(fraction * 100, 2),
    "fraction": lambda fraction: round(fraction, 4),
    "whole percent": lambda fraction: round(fraction * 100, 0),
}


@pytest.fixture(scope="module")
def days() -> dict[date, NineWritingsRows]:
    skip_without(DATA_BESIDE)
    found: dict[date, NineWritingsRows] = {}
    for file in DATA:
        with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["platform"] == "total" and Version.read(row["version"]):
                    rows = found.setdefault(date.fromisoformat(row["date"]), [(label, Decimal(0)) for label in UNUSED])
                    rows.append((row["version"], Decimal(row["percentage"]) / 100))
    return {day: sorted(rows, key=lambda row: Version.parse(row[0])) for day, rows in found.items()}


def written(rows: NineWritingsRows, meaning: Meaning, number: Callable[[Decimal], Decimal]) -> Feed:
    return feed_of([(label, number(value)) for label, value in MEANINGS[meaning](rows)])


def shares(rows: NineWritingsRows) -> Shares:
    return {Version.parse(label): share for label, share in rows}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("meaning", MEANINGS)
def test_public_numbers_of_a_week_before_settle_it(
    days: dict[date, NineWritingsRows], meaning: Meaning, number: str
) -> None:
    tried = [day for day in list(days)[::EVERY] if day - WEEK in days]
    found = Counter(
        read_meaning(written(days[day], meaning, NUMBERS[number]), public=shares(days[day - WEEK])).meaning
        for day in tried
    )

    assert found.keys() <= {meaning, Meaning.UNDETERMINED}
    assert found[meaning] >= SETTLED[number] * len(tried)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("meaning", MEANINGS)
def test_alone_they_are_read_rightly_or_stay_open(
    days: dict[date, NineWritingsRows], meaning: Meaning, number: str
) -> None:
    tried = list(days)[:: EVERY * 2]
    found = Counter(read_meaning(written(days[day], meaning, NUMBERS[number])).meaning for day in tried)

    assert found.keys() <= {meaning, Meaning.UNDETERMINED}
    assert meaning is not Meaning.SHARE or found[meaning] >= 0.98 * len(tried)
