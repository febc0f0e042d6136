"""WeChat's public distributions in every way its texts allow: none is taken for another."""

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest

from bot.domain.numbers.meaning import Shares, read_meaning
from bot.domain.numbers.version import Feed, Meaning, Version
from tests.domain.build import at_or_below_rows, below_rows, feed_of
from tests.needs import BESIDE, DATA_BESIDE
from tests.skips import skip_without

DATA: Final = (BESIDE / "public_uv_daily.csv.gz", BESIDE / "public_uv_daily_2024b.csv.gz")
"""Beside the repository: `date,platform,version,percentage`, April 2020 to June 2024, and the half-year after."""
WEEK: Final = timedelta(days=7)
EVERY: Final = 5
"""Days: all weekdays have their turn."""
UNUSED: Final = ("1.0.0", "1.0.1", "1.1.1")
"""Versions that WeChat lists though they have no users any more."""
Rows = list[tuple[str, Decimal]]

MEANINGS: Final[dict[Meaning, Callable[[Rows], Rows]]] = {
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
def days() -> dict[date, Rows]:
    """Fractions per day, oldest version first."""
    skip_without(DATA_BESIDE)
    found: dict[date, Rows] = {}
    for file in DATA:
        with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["platform"] == "total" and Version.read(row["version"]):
                    rows = found.setdefault(date.fromisoformat(row["date"]), [(label, Decimal(0)) for label in UNUSED])
                    rows.append((row["version"], Decimal(row["percentage"]) / 100))
    return {day: sorted(rows, key=lambda row: Version.parse(row[0])) for day, rows in found.items()}


def written(rows: Rows, meaning: Meaning, number: Callable[[Decimal], Decimal]) -> Feed:
    """A feed as WeChat might write it."""
    return feed_of([(label, number(value)) for label, value in MEANINGS[meaning](rows)])


def shares(rows: Rows) -> Shares:
    """What the public numbers of a day say."""
    return {Version.parse(label): share for label, share in rows}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("meaning", MEANINGS)
def test_public_numbers_of_a_week_before_settle_it(days: dict[date, Rows], meaning: Meaning, number: str) -> None:
    """No day is read wrongly; few stay open."""
    tried = [day for day in list(days)[::EVERY] if day - WEEK in days]
    found = Counter(
        read_meaning(written(days[day], meaning, NUMBERS[number]), public=shares(days[day - WEEK])).meaning
        for day in tried
    )

    assert found.keys() <= {meaning, Meaning.UNDETERMINED}
    assert found[meaning] >= SETTLED[number] * len(tried)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("meaning", MEANINGS)
def test_alone_they_are_read_rightly_or_stay_open(days: dict[date, Rows], meaning: Meaning, number: str) -> None:
    """Without public numbers, and without earlier ones of the program."""
    tried = list(days)[:: EVERY * 2]
    found = Counter(read_meaning(written(days[day], meaning, NUMBERS[number])).meaning for day in tried)

    assert found.keys() <= {meaning, Meaning.UNDETERMINED}
    assert meaning is not Meaning.SHARE or found[meaning] >= 0.98 * len(tried)
