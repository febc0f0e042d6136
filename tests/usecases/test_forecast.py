"""Forecasts are made from kept numbers, kept, and compared with what came."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from bot.domain.forecast.forecast import HORIZONS, Arrival
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import Version
from bot.domain.recommendation import versions_to_forecast
from bot.domain.report import Report
from bot.usecases.forecast import raise_minimum
from bot.usecases.report.make_forecasts import MakeForecasts
from tests.domain.break_world import history, loss, released, snapshot
from tests.domain.build import TODAY, snapshot_of
from tests.fakes.everything import Fakes
from tests.fakes.public import FakeForecasts
from tests.fakes.storage import CountedSnapshots
from tests.usecases.digest_world import SHOP, TEAM, World

FOUR_WEEKS = timedelta(days=28)
VERSION = released(4)


class Counter:
    """A program with 35 weeks of history, seen on some day."""

    def __init__(self) -> None:
        self.snapshots = CountedSnapshots()
        self.forecasts = FakeForecasts()
        self.make_forecasts = MakeForecasts(self.snapshots, self.forecasts)

    async def keep(self, *, until: date = TODAY) -> Report:
        """Keep all up to a day; that day's report."""
        kept = [replace(each, appid=SHOP.appid) for each in history(250, until=until)]
        await self.snapshots.save(TEAM, kept)
        return Report(SHOP, kept[-1])


@pytest.fixture
def counter() -> Counter:
    return Counter()


async def test_a_forecast_is_kept_with_its_range(counter: Counter) -> None:
    report = await counter.keep()
    checked_forecast = await counter.make_forecasts(TEAM, report, VERSION)
    again = await MakeForecasts(counter.snapshots, counter.forecasts)(TEAM, report, VERSION)

    assert checked_forecast is not None
    assert checked_forecast == again
    assert checked_forecast.safe.arrival is Arrival.EXPECTED
    kept = await counter.forecasts.due(TEAM, SHOP.appid, until=TODAY + timedelta(days=365))
    assert [each.expected for each in kept] == list(reversed(checked_forecast.safe.path))
    assert {each.made_on for each in kept} == {TODAY}


async def test_several_versions_are_one_reading(counter: Counter) -> None:
    """As each has alone, in the asked order; a cached one is not computed again."""
    report = await counter.keep()
    versions = [released(3), VERSION, released(1)]
    alone = [await MakeForecasts(counter.snapshots, FakeForecasts())(TEAM, report, version) for version in versions]
    await counter.make_forecasts(TEAM, report, VERSION)
    counter.snapshots.reads = 0
    together = await counter.make_forecasts.each(TEAM, report, versions)

    assert together == alone
    assert counter.snapshots.reads == 1
    assert await counter.make_forecasts.each(TEAM, report, versions[::-1]) == alone[::-1]
    assert counter.snapshots.reads == 1
    kept = await counter.forecasts.due(TEAM, SHOP.appid, until=TODAY + timedelta(days=365))
    assert {each.version for each in kept} == set(versions)


async def test_those_of_a_fleet_are_remembered() -> None:
    snapshots, made = CountedSnapshots(), list[int]()
    make_forecasts = MakeForecasts(snapshots, FakeForecasts(), made.append)
    versions = [released(number) for number in range(8)]
    reports = [Report(replace(SHOP, appid=Visible(f"wx{number:016x}")), snapshot(TODAY)) for number in range(60)]
    for report in reports:
        await snapshots.save(TEAM, [replace(report.snapshot, appid=report.program.appid)])
    for _ in range(2):
        for report in reports:
            await make_forecasts.each(TEAM, report, versions)

    assert sum(made) == len(reports) * len(versions)


async def test_four_weeks_later_it_is_compared(counter: Counter) -> None:
    then = await counter.keep(until=TODAY - FOUR_WEEKS)
    forecasts = await counter.make_forecasts(TEAM, then, VERSION)
    now = await counter.keep()
    checked_forecast = await counter.make_forecasts(TEAM, now, VERSION)

    assert forecasts is not None
    assert checked_forecast is not None
    record = checked_forecast.record
    assert record is not None
    assert record.newest is not None
    assert record.newest.forecast.expected == forecasts.safe.path[0]
    assert record.newest.day == TODAY
    assert float(record.newest.came) == pytest.approx(loss(VERSION, TODAY), abs=1e-5)
    assert (record.compared, record.held) == (1, 1)


async def test_looking_back_gives_the_forecast_of_that_time(counter: Counter) -> None:
    then = await counter.keep(until=TODAY - FOUR_WEEKS)
    forecasts = await MakeForecasts(counter.snapshots, FakeForecasts())(TEAM, then, VERSION)
    await counter.keep()
    looked_back = await counter.make_forecasts(TEAM, replace(then, as_of=then.snapshot.day), VERSION)

    assert looked_back == forecasts
    assert counter.forecasts.kept == {}


async def test_numbers_that_prove_nothing_have_no_forecast(counter: Counter) -> None:
    report = await counter.keep()
    unproved = snapshot_of({"3.0.0": "0.3", "3.1.0": "0.1"}, appid=SHOP.appid)

    assert await counter.make_forecasts(TEAM, replace(report, snapshot=unproved), VERSION) is None
    assert counter.forecasts.kept == {}


async def test_what_is_reached_is_not_kept(counter: Counter) -> None:
    report = await counter.keep()
    checked_forecast = await counter.make_forecasts(TEAM, report, released(20))

    assert checked_forecast is not None
    assert checked_forecast.safe.arrival is Arrival.REACHED
    assert counter.forecasts.kept == {}


async def test_it_is_worked_out_again_only_when_something_is_new(counter: Counter) -> None:
    report = await counter.keep()
    first = await counter.make_forecasts(TEAM, report, VERSION)
    assert await counter.make_forecasts(TEAM, report, VERSION) == first
    assert counter.snapshots.reads == 1

    noisy = snapshot(TODAY, noise=lambda _: 0.3)
    later = replace(noisy, appid=SHOP.appid, taken_at=datetime.combine(TODAY, time(9), UTC))
    await counter.snapshots.save(TEAM, [later])
    assert await counter.make_forecasts(TEAM, Report(SHOP, later), VERSION) != first
    assert counter.snapshots.reads == 2


async def test_raise_says_when_a_version_will_be_safe(counter: Counter) -> None:
    report = await counter.keep()
    app = Fakes(snapshots=counter.snapshots).assemble()
    answer = await raise_minimum(app, TEAM, report, VERSION)
    lowered = replace(report, snapshot=replace(report.snapshot, feed=replace(report.snapshot.feed, minimum="3.179.0")))

    assert answer.checked_forecast is not None
    assert answer.checked_forecast.safe.arrival is Arrival.EXPECTED
    assert (await raise_minimum(app, TEAM, lowered, VERSION)).checked_forecast is None


async def test_a_digest_says_when_the_next_version_will_be_safe() -> None:
    world = World()
    today = date(2026, 11, 23)
    kept = [replace(each, appid=SHOP.appid) for each in history(250, until=today)]
    await world.snapshots.save(TEAM, kept[:-1])
    world.source.set(SHOP.appid, kept[-1].feed)
    digest = await world.compose(await world.add_subscription(), now=datetime.combine(today, time(4), UTC))

    section = next(each for each in digest.sections if each.report.program == SHOP)
    safe, coming = section.report.safe_minimum, section.next_safe
    assert safe is not None
    assert coming is not None
    assert coming.version == _above(section.report, safe)
    assert (coming.target, coming.arrival) == (Decimal("0.99"), Arrival.EXPECTED)
    assert len(coming.path) == len(HORIZONS)
    assert [each.version for each in section.forecasts] == versions_to_forecast(section.report)


def _above(report: Report, safe: Version) -> Version | None:
    assert report.distribution
    return report.distribution.next_higher(safe)
