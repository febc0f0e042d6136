"""Breaks are found where a report is made, in few days."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial
from math import sin

import pytest

from bot.domain.access import Viewpoint
from bot.domain.caveats import Turn
from bot.domain.digest.comparison import Kind
from bot.domain.digest.subscription import Scope
from bot.domain.fleet_row import ONE_PERCENT, Standing
from bot.domain.numbers.distribution import Do
from bot.domain.numbers.judgement import LASTS
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version
from bot.domain.programs import ALL_OF_WECHAT
from bot.usecases.digest.changes import read_changes
from bot.usecases.everything import UseCases
from bot.usecases.fleet import read_fleet
from bot.usecases.report.kept_reports import KeptReports, ReadHistory
from bot.usecases.report.public_numbers import SnapshotsWithPublic
from bot.usecases.report.report_on import report_on, reports_until
from tests.domain.break_world import DAY, SHOP, SINCE, coarse, days, history, report_at
from tests.domain.build import TODAY
from tests.fakes.everything import Fakes
from tests.fakes.programs import FakePrograms
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.storage import CountedSnapshots, FakeSnapshots

TEAM = "T1"
NOW = datetime.combine(TODAY, time(4), UTC)


def over(snapshots: FakeSnapshots) -> UseCases:
    """The app with one program, over these numbers and the public ones beside them."""
    public_numbers = snapshots.public_numbers or FakePublicSnapshots()
    return Fakes(FakePrograms(SHOP), snapshots=snapshots, public_snapshots=public_numbers).assemble()


async def test_few_days_are_read() -> None:
    """The day alone, as long as nothing is found; in a break the sound week before it, too."""
    read = []
    for factor in (1, 2.4):
        snapshots = CountedSnapshots()
        await snapshots.save(TEAM, days(factor))
        report = await report_on(over(snapshots), TEAM, SHOP, TODAY, now=NOW)
        assert (report.broken.found.since if report.broken else None) == (None if factor == 1 else SINCE)
        assert report.safe_minimum == report_at(days(factor)).safe_minimum
        assert set(snapshots.decoded.values()) == {1}
        read.append(len(snapshots.decoded))

    assert read == [1, 8]


async def test_the_first_day_stays_the_same() -> None:
    snapshots = FakeSnapshots()
    await snapshots.save(TEAM, days(since=TODAY - 50 * DAY))
    reports = [await report_on(over(snapshots), TEAM, SHOP, TODAY - ago * DAY, now=NOW) for ago in range(0, 50, 5)]

    assert {report.broken.found.since for report in reports if report.broken} == {TODAY - 50 * DAY}
    assert all(report.broken for report in reports)


async def test_a_lower_count_is_known_to_its_end() -> None:
    """On each of its days, also once its begin is weeks ago; that all is back is no doubling."""
    since, until, snapshots = TODAY - 40 * DAY, TODAY - 12 * DAY, FakeSnapshots()

    def off(day: date) -> float:
        return 0.04 * sin(day.toordinal()) - (0.5 if since <= day < until else 0)

    await snapshots.save(TEAM, [replace(each, appid=SHOP.appid) for each in history(250, every=1, noise=off)])

    async def factor_on(day: date) -> float | None:
        report = await report_on(over(snapshots), TEAM, SHOP, day, now=NOW)
        return round(report.broken.found.factor, 1) if report.broken and report.broken.open else None

    assert {await factor_on(since + n * DAY) for n in range(3, 28)} == {0.5}
    assert {await factor_on(until + n * DAY) for n in range(3, 13)} == {None}


async def test_the_first_of_two_stays_where_it_was() -> None:
    first, second, snapshots = TODAY - 60 * DAY, TODAY - 10 * DAY, FakeSnapshots()

    def off(day: date) -> float:
        return 1.4 if first <= day < first + 20 * DAY or day >= second else 0.0

    await snapshots.save(TEAM, [replace(each, appid=SHOP.appid) for each in history(250, every=1, noise=off)])
    report = await report_on(over(snapshots), TEAM, SHOP, TODAY, now=NOW)

    assert [each.since for each in report.breaks] == [first, second]


async def test_weekly_days_show_it() -> None:
    snapshots = FakeSnapshots()
    await snapshots.save(TEAM, days(every=7))
    report = await report_on(over(snapshots), TEAM, SHOP, TODAY, now=NOW)

    assert report.broken
    assert report.broken.found.since - SINCE < 7 * DAY


@pytest.mark.parametrize("shown", [list, coarse])
async def test_each_day_of_all(shown: Callable[[Sequence[Snapshot]], list[Snapshot]]) -> None:
    """A file with every day has the break on its days alone, also that of the public numbers."""
    until = TODAY - 5 * DAY
    snapshots = FakeSnapshots(public(2.4, until=until))
    await snapshots.save(TEAM, shown(days(until=until)))
    reports = await reports_until(over(snapshots), TEAM, SHOP, until=TODAY)

    assert {each.snapshot.day for each in reports if each.broken} == {SINCE + n * DAY for n in range(14)}


def public(factor: float, *, until: date = date.max) -> FakePublicSnapshots:
    return public_of(days(factor, until=until))


def public_of(kept: Sequence[Snapshot]) -> FakePublicSnapshots:
    return FakePublicSnapshots(
        *(
            PublicSnapshot(each.day, each.taken_at, each.taken_at, each.distribution)
            for each in kept
            if each.distribution
        )
    )


async def test_that_of_all_of_wechat() -> None:
    """For a report of it, and for what stands once above all programs; while they are silent, it stays in force."""
    numbers = public(2.4)
    snapshots = SnapshotsWithPublic(FakeSnapshots(numbers), numbers)
    report = await report_on(Fakes(public_snapshots=numbers).assemble(), TEAM, ALL_OF_WECHAT, TODAY, now=NOW)
    found = await KeptReports(snapshots).public_break(TODAY)

    assert report.broken
    assert found
    assert found.found.since == report.broken.found.since == SINCE
    silent = [await KeptReports(snapshots).public_break(day) for day in (TODAY + 20 * DAY, SINCE + LASTS)]
    assert [(each.open, each.unknown) for each in silent if each] == [(True, False), (True, True)]


async def test_a_program_with_too_few_numbers_of_its_own() -> None:
    alone, kept = FakeSnapshots(), FakeSnapshots(public(2.4))
    for each in (alone, kept):
        await each.save(TEAM, days(minimum="3.100.0")[-2:])
    report = await report_on(over(kept), TEAM, SHOP, TODAY, now=NOW)

    assert report.broken
    assert report.broken.of_all
    assert replace(report, as_of=None).advice.do is Do.KNOW
    assert (await report_on(over(alone), TEAM, SHOP, TODAY, now=NOW)).broken is None


async def test_what_all_of_wechat_counts_concerns_few_readings() -> None:
    """The report recommends what it did before, as the fleet does; its days from before it are read for that."""
    recommended = report_at(days()).safe_minimum
    assert recommended
    fakes = Fakes(FakePrograms(SHOP), public_snapshots=public(2.4))
    await fakes.snapshots.save(TEAM, days(every=4, ago=32, minimum=recommended.text))
    reading = fakes.assemble()
    report = replace(await report_on(reading, TEAM, SHOP, TODAY, now=NOW), as_of=None)
    row = (await read_fleet(reading, Viewpoint(TEAM), now=NOW)).rows[0]

    assert report.broken
    assert report.broken.of_all
    assert report.broken.before
    assert report.broken.before.days[-1] < SINCE
    assert report.advice.do is Do.KEEP
    assert row.standing is Standing.FINE
    assert report.safe_minimum == row.safe_minimum == recommended


async def test_a_forecast_rests_on_the_days_that_the_public_break_spares() -> None:
    fakes = Fakes(FakePrograms(SHOP), public_snapshots=public(1))
    await fakes.snapshots.save(TEAM, coarse(days()))
    reading, read_history, found = fakes.assemble(), ReadHistory(fakes.snapshots), []
    for read, factor in enumerate((1, 2.4)):
        later = [replace(each, taken_at=each.taken_at + read * DAY) for each in public(factor)._kept.values()]
        await fakes.public_snapshots.save(*later)
        report = await report_on(reading, TEAM, SHOP, TODAY, now=NOW)
        forecast = await reading.make_forecasts(TEAM, report, Version.parse("3.155.0"))
        _, history = await read_history(TEAM, report)
        assert forecast
        found.append((forecast.safe, history))

    assert found[0][0] != found[1][0]
    assert found[0][1] != found[1][1]


async def test_a_fleet_in_a_break_of_the_public_numbers() -> None:
    """Its rows have what was recommended before, and no program has to review its minimum because of it.

    A program that shows the break itself is counted so without it, too.
    """
    rows = []
    recommended = report_at(days()).safe_minimum
    assert recommended
    for factor in (1, 2.4):
        snapshots = FakeSnapshots(public(factor))
        await snapshots.save(TEAM, days(2.4, minimum=recommended.text))
        report = await read_fleet(over(snapshots), Viewpoint(TEAM), now=NOW)
        rows.append((report.public is not None, report.rows[0].standing, report.rows[0].safe_minimum))

    assert rows == [(False, Standing.FINE, recommended), (True, Standing.FINE, recommended)]


@pytest.mark.parametrize("minimum", ["3.100.0", "3.163.0", "3.200.0"])
async def test_few_numbers_in_a_break_of_the_public_ones(minimum: str) -> None:
    """Home and the fleet tell what the report tells: nothing is to be set by them, and none needs attention."""
    snapshots = FakeSnapshots(public(2.4))
    await snapshots.save(TEAM, days(minimum=minimum)[-2:])
    app = over(snapshots)
    report = replace(await report_on(app, TEAM, SHOP, TODAY, now=NOW), as_of=None)
    home = await app.reports.newest_of(TEAM, [SHOP], until=TODAY)
    fleet = await read_fleet(app, Viewpoint(TEAM), now=NOW)

    assert home == {SHOP.appid: report}
    assert home[SHOP.appid].advice.do is Do.KNOW
    assert fleet.rows[0].standing is Standing.UNSETTLED
    assert fleet.totals.standings == {Standing.UNSETTLED: 1}


@pytest.mark.parametrize("back", [1, 7, 18])
async def test_two_days_in_a_break_of_the_public_numbers(back: int) -> None:
    """What is counted otherwise on both days is no change, though the loss is steadied: perhaps it is below 1 %."""
    fakes = Fakes(FakePrograms(SHOP), public_snapshots=public(2.4))
    await fakes.snapshots.save(TEAM, days(minimum="3.163.0"))
    reading = fakes.assemble()
    found = await read_changes(reading, Viewpoint(TEAM), TODAY - back * DAY, now=NOW, scope=Scope(fleet=True))
    loss = (await read_fleet(reading, Viewpoint(TEAM), now=NOW)).rows[0].loss

    assert found.public.broken
    assert loss
    assert loss.low < ONE_PERCENT < loss.high
    assert found.nothing


@pytest.mark.parametrize(
    ("since", "until", "turn", "kinds"),
    [
        (TODAY - 3 * DAY, date.max, Turn.BEGAN, set()),
        (SINCE, TODAY - 2 * DAY, Turn.OVER, set()),
        (TODAY - LASTS - 2 * DAY, date.max, Turn.LASTS, set()),
    ],
)
async def test_a_fleet_compared_over_a_turn(since: date, until: date, turn: Turn, kinds: set[Kind]) -> None:
    """No movement of the count is one of the users: in the break, the loss may have been what it is counted now."""
    recommended = report_at([each for each in days(1) if each.day < since]).safe_minimum
    assert recommended
    kept = days(since=since, until=until, minimum=recommended.text)
    fakes = Fakes(FakePrograms(SHOP), public_snapshots=public_of(kept))
    await fakes.snapshots.save(TEAM, kept)
    read = partial(read_changes, fakes.assemble())
    found = await read(Viewpoint(TEAM), TODAY - 7 * DAY, now=NOW, scope=Scope(fleet=True))

    assert found.public.news
    assert found.public.news.turn is turn
    assert found.fleet
    assert {kind for _, row in found.fleet.rows for kind in row.kinds} == kinds
    assert not found.nothing


async def test_days_shown_when_the_public_count_is_another() -> None:
    """However many they are, with the newest among them they are judged by it at once."""
    kept = FakeSnapshots(FakePublicSnapshots())
    few = days(minimum="3.100.0")[-2:]
    await kept.save(TEAM, few)
    reports = KeptReports(kept)
    shown = await kept.since(TEAM, SHOP.appid, few[0].day)
    assert not await reports.judge(TEAM, SHOP.appid, shown)
    kept.public_numbers = public(2.4)

    assert await reports.judge(TEAM, SHOP.appid, shown)
