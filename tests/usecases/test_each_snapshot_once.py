"""A question decodes each snapshot at most once, however many parts look back."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.domain.forecast.pace import MEMORY
from bot.domain.report.report import Report
from bot.domain.trend.history import HISTORY
from bot.usecases.digest.compose import section_of
from bot.usecases.forecast import FindHighestMinimum, MakeForecasts, RaiseMinimum, ReadTrend, RecommendMinimum
from bot.usecases.report.kept_reports import KeptReports, ReadHistory, ReadPublicHistory, ReportOn
from bot.usecases.report.read import ReadReport
from tests.domain.build import TODAY
from tests.domain.forecast_world import history, released
from tests.fakes.forecasts import FakeForecasts
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.storage import CountedSnapshots
from tests.fakes.wechat import FakeSource, feed
from tests.usecases.digest_world import DAY, SHOP, TEAM

VERSION = released(2)


class CountedReads:
    """A program with a year of snapshots, none cached."""

    def __init__(self) -> None:
        self.source = FakeSource()
        self.snapshots = CountedSnapshots()
        self.make_forecasts = MakeForecasts(self.snapshots, FakeForecasts())
        self.read_report = ReadReport(self.source, KeptReports(self.snapshots), FakePublicSnapshots())

    async def keep(self, *, until: date = TODAY) -> datetime:
        """Keep all up to a day; the time of the newest."""
        kept = [replace(each, appid=SHOP.appid) for each in history(400, until=until)]
        await self.snapshots.save(TEAM, kept)
        self.source.set(SHOP.appid, kept[-1].feed)
        return kept[-1].taken_at

    async def unusable(self, *, looking_back: bool) -> Report:
        """The report while WeChat's newest list is empty, and yesterday's is kept."""
        now = await self.keep(until=TODAY - DAY) + DAY
        self.source.set(SHOP.appid, feed({}))
        return await self.read_report(TEAM, SHOP, now=now, looking_back=looking_back)

    async def cover(self, report: Report) -> timedelta:
        """Answer `cover`; how far back it has to look."""
        target = report.computed().coverage(VERSION).low
        await FindHighestMinimum(ReadHistory(self.snapshots), self.make_forecasts)(TEAM, report, target)
        return MEMORY

    async def raise_(self, report: Report) -> timedelta:
        await RaiseMinimum(ReadHistory(self.snapshots), self.make_forecasts)(TEAM, report, VERSION)
        return MEMORY

    async def trend(self, report: Report) -> timedelta:
        public = ReadPublicHistory(FakePublicSnapshots())
        answer = await ReadTrend(ReadHistory(self.snapshots), public, self.make_forecasts)(TEAM, report, [VERSION])
        return MEMORY if answer.forecasts else HISTORY

    async def recommend(self, report: Report) -> timedelta:
        recommendation = await RecommendMinimum(self.snapshots, self.make_forecasts)(TEAM, report)
        assert any(candidate.forecast for candidate in recommendation.candidates)
        return MEMORY

    async def digest(self, report: Report) -> timedelta:
        section = await section_of(TEAM, report, KeptReports(self.snapshots), self.make_forecasts)
        return MEMORY if section.next_safe else HISTORY


QUESTIONS = [CountedReads.cover, CountedReads.raise_, CountedReads.trend, CountedReads.recommend, CountedReads.digest]


def assert_each_once(asked: CountedReads, looked_back: timedelta, *, newest: date) -> None:
    """Each day within that time was decoded once, and no other."""
    days = {day for kept in asked.snapshots._kept.values() for day in kept}
    values = {day for day in days if newest - looked_back <= day <= newest}
    assert asked.snapshots.decoded == dict.fromkeys(values, 1)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_of_what_is_kept(question: Callable[[CountedReads, Report], Awaitable[timedelta]]) -> None:
    """The report's own snapshot and those before it."""
    reads = CountedReads()
    now = await reads.keep()
    looked_back = await question(reads, await reads.read_report(TEAM, SHOP, now=now))

    assert_each_once(reads, looked_back, newest=TODAY)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_at_once_where_an_answer_looks_back(
    question: Callable[[CountedReads, Report], Awaitable[timedelta]],
) -> None:
    """The year is read for the report, and no part of the answer reads again."""
    reads = CountedReads()
    now = await reads.keep()
    report = await reads.read_report(TEAM, SHOP, now=now, looking_back=True)
    await question(reads, report)

    assert_each_once(reads, MEMORY, newest=TODAY)
    assert reads.snapshots.reads == 1


@pytest.mark.parametrize("question", QUESTIONS)
async def test_at_once_before_what_has_just_been_read(
    question: Callable[[CountedReads, Report], Awaitable[timedelta]],
) -> None:
    """Nor is the newest kept one read again."""
    reads = CountedReads()
    now = await reads.keep(until=TODAY - DAY) + DAY
    await question(reads, await reads.read_report(TEAM, SHOP, now=now, looking_back=True))

    assert_each_once(reads, MEMORY - DAY, newest=TODAY - DAY)
    assert reads.snapshots.reads == 1


@pytest.mark.parametrize("question", QUESTIONS)
async def test_what_is_kept_is_looked_up_once(
    question: Callable[[CountedReads, Report], Awaitable[timedelta]],
) -> None:
    """However many parts of an answer compare it with what they remember."""
    reads = CountedReads()
    now = await reads.keep()
    for asked in (1, 2):
        await question(reads, await reads.read_report(TEAM, SHOP, now=now))
        assert reads.snapshots.listed[SHOP.appid] == asked


@pytest.mark.parametrize("question", QUESTIONS)
async def test_of_what_has_just_been_read(question: Callable[[CountedReads, Report], Awaitable[timedelta]]) -> None:
    """What was just read is not decoded; the newest kept one only once."""
    reads = CountedReads()
    now = await reads.keep(until=TODAY - DAY) + DAY
    looked_back = await question(reads, await reads.read_report(TEAM, SHOP, now=now))

    assert reads.source.calls == [SHOP.appid]
    assert_each_once(reads, looked_back - DAY, newest=TODAY - DAY)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_of_an_earlier_day(question: Callable[[CountedReads, Report], Awaitable[timedelta]]) -> None:
    """Nor is anything decoded that was kept later."""
    reads, day = CountedReads(), TODAY - 28 * DAY
    now = await reads.keep()
    looked_back = await question(reads, await ReportOn(KeptReports(reads.snapshots))(TEAM, SHOP, day, now=now))

    assert_each_once(reads, looked_back, newest=day)


@pytest.mark.parametrize("looking_back", [False, True])
async def test_of_a_day_with_unusable_numbers(looking_back: bool) -> None:  # noqa: FBT001
    """The older ones that answer are among those that were read."""
    reads = CountedReads()
    report = await reads.unusable(looking_back=looking_back)
    assert report.snapshot.day == TODAY - DAY
    looked_back = await reads.raise_(report)

    assert_each_once(reads, looked_back, newest=TODAY - DAY)
