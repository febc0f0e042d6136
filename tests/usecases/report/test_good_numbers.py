"""When WeChat's newest numbers are unusable, the last good ones stand in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.domain.numbers.version import Feed
from bot.errors import NumbersUnusable
from bot.usecases.report.kept_reports import KeptReports
from bot.usecases.report.read import ReadReport
from tests.domain.break_world import days
from tests.domain.build import snapshot_of
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.storage import FakeSnapshots
from tests.fakes.wechat import SHARES, FakeSource, feed
from tests.usecases.digest_world import DAY, SHOP, TEAM
from tests.usecases.report.test_read import FAILURES, NOW, TODAY, World


@pytest.fixture
def reading() -> World:
    return World()


UNUSABLE: Mapping[str, Feed] = {
    "no-data": feed({"3.8.1": 0, "3.0.0": 0}),
    "undetermined": feed({"3.8.1": 95, "3.7.0": 60, "3.0.0": 90}),
    "newest-missing": feed({"3.7.0": 70, "3.0.0": 30}),
}


@pytest.mark.parametrize(("reason", "payload"), UNUSABLE.items())
async def test_the_last_good_numbers_stand_in(reading: World, reason: str, payload: Feed) -> None:
    good = await reading.keep(SHARES, NOW - DAY)
    reading.source.set(SHOP.appid, payload)
    report, as_is = await reading.report(), await reading.report(as_is=True)

    assert report.snapshot.day == good.day
    assert report.distribution == good.distribution
    assert isinstance(report.stale_because, NumbersUnusable)
    assert report.stale_because.reason == reason
    assert not report.decides
    assert (as_is.snapshot.day, as_is.stale_because) == (TODAY, None)


@pytest.mark.parametrize("seed", range(12))
async def test_they_are_judged_as_in_their_own_report(seed: int) -> None:
    """By the same days, whatever was read to find them: breaks of a series with gaps are the same."""
    draw, snapshots = Random(seed), FakeSnapshots()  # noqa: S311  # the same in every run
    factor, since = draw.choice([0.7, 1.4, 2.4]), draw.randrange(9, 30)
    kept = [each for each in days(factor, since=TODAY - since * DAY) if draw.random() < 0.5]
    unusable = [snapshot_of({}, TODAY - ago * DAY, appid=SHOP.appid) for ago in range(draw.randrange(1, 5))]
    await snapshots.save(TEAM, [*(each for each in kept if each.day < unusable[-1].day), *unusable])
    source = FakeSource()
    source.set(SHOP.appid, feed({}))
    report = await ReadReport(source, KeptReports(snapshots), FakePublicSnapshots())(TEAM, SHOP, now=NOW)
    own = await KeptReports(snapshots).newest(TEAM, SHOP, until=report.snapshot.day, within=timedelta(0))

    assert own is not None
    assert report.stale_because is not None
    assert replace(report, snapshot=own.snapshot, stale_because=None) == own
    assert (report.breaks, report.broken, report.safe_minimum) == (own.breaks, own.broken, own.safe_minimum)


async def test_unusable_numbers_with_nothing_better(reading: World) -> None:
    reading.source.set(SHOP.appid, UNUSABLE["undetermined"])
    report = await reading.report()

    assert (report.snapshot.day, report.stale_because) == (TODAY, None)


async def test_wechat_fails_after_unusable_numbers(reading: World) -> None:
    good = await reading.keep(SHARES, NOW - 2 * DAY)
    await reading.keep(UNUSABLE["no-data"], NOW - DAY)
    reading.source.fail_all(FAILURES[0])
    report = await reading.report()

    assert report.snapshot.day == good.day
    assert report.stale_because == FAILURES[0]


async def test_a_shared_stand_in_says_why(reading: World) -> None:
    good = await reading.keep(SHARES, NOW - DAY)
    await reading.keep(UNUSABLE["no-data"], NOW)
    report = await reading.read.kept(TEAM, SHOP, good.day)

    assert isinstance(report.stale_because, NumbersUnusable)


async def test_an_unusable_day_is_no_stand_in(reading: World) -> None:
    """A button of one shows it as it is, though the newest numbers are unusable as well."""
    await reading.keep(UNUSABLE["no-data"], NOW - DAY)
    await reading.keep(UNUSABLE["no-data"], NOW)
    report = await reading.read.kept(TEAM, SHOP, TODAY - DAY)

    assert (report.snapshot.day, report.stale_because) == (TODAY - DAY, None)
