"""What one would have seen on an earlier day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.numbers.judgement import Suspicion
from bot.domain.report.report import rows
from bot.errors import DayToCome, NothingKept
from bot.usecases.report.kept_reports import KeptReports, ReportOn
from tests.domain.build import PROGRAM, Number, snapshot_of
from tests.fakes.storage import FakeSnapshots

TEAM = "T1"
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SOUND: Mapping[str, Number] = {"3.0.0": 40, "3.1.0": 60}
DAY = timedelta(days=1)


class Kept:
    """What is kept of the shop."""

    def __init__(self) -> None:
        self.snapshots = FakeSnapshots()
        self.report_on = ReportOn(KeptReports(self.snapshots))

    async def keep(self, *days: date, rows: Mapping[str, Number] = SOUND, team: str = TEAM) -> None:
        await self.snapshots.save(team, [snapshot_of(rows, day) for day in days])


@pytest.fixture
async def kept() -> Kept:
    """Two weeks of October, a gap, and today."""
    made = Kept()
    await made.keep(*(date(2026, 10, day) for day in range(1, 15)), TODAY)
    return made


async def test_that_very_day(kept: Kept) -> None:
    """The numbers of the day, marked with it."""
    report = await kept.report_on(TEAM, PROGRAM, date(2026, 10, 5), now=NOW)

    assert report.snapshot.day == report.as_of == date(2026, 10, 5)
    assert report.stale_because is None
    assert len(rows(report)) == 2


@pytest.mark.parametrize("after", [1, 2, 3])
async def test_the_days_before_stand_in(kept: Kept, after: int) -> None:
    """Up to three days later the last kept numbers, as seen then."""
    report = await kept.report_on(TEAM, PROGRAM, date(2026, 10, 14) + after * DAY, now=NOW)

    assert report.snapshot.day == date(2026, 10, 14)
    assert report.as_of == date(2026, 10, 14) + after * DAY


@pytest.mark.parametrize(
    ("day", "nearest"),
    [
        (date(2026, 9, 30), "2026-10-01"),
        (date(2020, 1, 1), "2026-10-01"),
        (date.min, "2026-10-01"),
        (date(2026, 10, 18), "2026-10-14"),
        (date(2026, 11, 20), "2026-11-23"),
    ],
)
async def test_nothing_kept_around_it(kept: Kept, day: date, nearest: str) -> None:
    """Later days' numbers never stand in; the error names the nearest kept day."""
    with pytest.raises(NothingKept) as refused:
        await kept.report_on(TEAM, PROGRAM, day, now=NOW)

    assert refused.value.params == {"program": "shop", "day": day.isoformat(), "suggestion": nearest}


async def test_nothing_kept_at_all(kept: Kept) -> None:
    """Another workspace's numbers are none."""
    with pytest.raises(NothingKept) as refused:
        await kept.report_on("T2", PROGRAM, date(2026, 10, 5), now=NOW)

    assert refused.value.params["suggestion"] == ""


async def test_a_day_to_come(kept: Kept) -> None:
    """Tomorrow cannot be looked back at; today, the Chinese one, can."""
    late = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)

    assert (await kept.report_on(TEAM, PROGRAM, TODAY, now=late)).as_of == TODAY
    with pytest.raises(DayToCome) as refused:
        await kept.report_on(TEAM, PROGRAM, TODAY, now=late - timedelta(seconds=1))
    assert refused.value.params == {"day": "2026-11-23", "today": "2026-11-22"}


async def test_judged_by_what_was_known_then(kept: Kept) -> None:
    """A list lacking the newest version of the day before is suspicious, whatever came later."""
    await kept.keep(date(2026, 10, 6), rows={"3.0.0": 55, "2.9.0": 45})
    suspicious = await kept.report_on(TEAM, PROGRAM, date(2026, 10, 6), now=NOW)
    alone = Kept()
    await alone.keep(*(date(2026, 10, day) for day in range(1, 6)))
    await alone.keep(date(2026, 10, 6), rows={"3.0.0": 55, "2.9.0": 45})

    assert Suspicion.NEWEST_MISSING in suspicious.suspicions
    assert suspicious == await alone.report_on(TEAM, PROGRAM, date(2026, 10, 6), now=NOW)


async def test_every_day(kept: Kept) -> None:
    """Each kept day up to one, oldest first, judged by those before."""
    await kept.keep(date(2026, 10, 6), rows={"3.0.0": 55, "2.9.0": 45})
    every = await kept.report_on.every(TEAM, PROGRAM, until=date(2026, 10, 7))

    assert [report.snapshot.day.day for report in every] == [1, 2, 3, 4, 5, 6, 7]
    assert [report.snapshot.day.day for report in every if report.suspicions] == [6]
    assert await kept.report_on.every("T2", PROGRAM, until=TODAY) == []
