"""What raising the minimum costs, and how far it can go."""

from datetime import datetime
from decimal import Decimal

import pytest

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.loss_table import Absent
from bot.domain.numbers.version import NO_PIN, Version
from bot.domain.programs import Program
from bot.domain.what_if import CoverAnswer, RaiseAnswer
from bot.errors import MeaningUnproved, NoUsageData, WeChatUnreachable
from bot.usecases.forecast import find_highest_minimum, raise_minimum
from bot.usecases.report.read import take_snapshot
from tests.domain.build import EITHER_WAY, feed_of, v
from tests.fakes.everything import Fakes
from tests.fakes.public import FakeForecasts
from tests.fakes.storage import FakeSnapshots
from tests.fakes.wechat import SHARES, FakeSource, feed
from tests.usecases.digest_world import DAY, DUE, SHOP, TEAM, WEEK

V37 = Version.parse("3.7.0")
UNPROVED = feed({"3.0.0": 80, "3.7.0": 20, "3.8.1": 70})
"""Adds up to 170 and rises and falls."""


class Counter:
    def __init__(self) -> None:
        self.source = FakeSource(default=SHARES)
        self.snapshots = FakeSnapshots()
        self.forecasts = FakeForecasts()
        self._app = Fakes(source=self.source, snapshots=self.snapshots, forecasts=self.forecasts).assemble()

    async def raise_(self, team: str, program: Program, version: Version, *, now: datetime) -> RaiseAnswer:
        return await raise_minimum(self._app, team, await self._app.read_report(team, program, now=now), version)

    async def cover(self, team: str, program: Program, target: Decimal, *, now: datetime) -> CoverAnswer:
        return await find_highest_minimum(self._app, team, await self._app.read_report(team, program, now=now), target)


@pytest.fixture
def counter() -> Counter:
    return Counter()


async def test_raise(counter: Counter) -> None:
    answer = await counter.raise_(TEAM, SHOP, V37, now=DUE)

    assert answer.loss.low == answer.loss.high == Decimal("0.15")
    assert answer.listed
    assert not answer.already_guaranteed
    assert answer.lower
    assert answer.higher
    assert [each.version.text for each in answer.costs] == ["3.0.0", "3.7.0", "3.8.1"]
    assert (answer.cost.week_ago, answer.cost.four_weeks_ago) == (Absent.NO_DATA, Absent.NO_DATA)


async def test_raise_then_and_now(counter: Counter) -> None:
    for team, weeks, below in ((TEAM, 1, 30), (TEAM, 4, 50), ("T2", 1, 90)):
        old = feed({"3.8.1": 100 - below, "3.0.0": below})
        snapshot = take_snapshot(SHOP.appid, old, pin=NO_PIN, remembered=None, now=DUE - weeks * WEEK)
        await counter.snapshots.save(team, [snapshot])
    answer = await counter.raise_(TEAM, SHOP, V37, now=DUE)

    earlier = (answer.cost.week_ago, answer.cost.four_weeks_ago)
    assert [each.low for each in earlier if isinstance(each, Bounds)] == [Decimal("0.3"), Decimal("0.5")]


@pytest.mark.parametrize("version", ["1.0.0", "3.0.0"])
async def test_raise_to_what_is_guaranteed(counter: Counter, version: str) -> None:
    """A version at or below the minimum costs no one who is not lost already."""
    answer = await counter.raise_(TEAM, SHOP, Version.parse(version), now=DUE)

    assert answer.already_guaranteed


async def test_raise_beyond_everything(counter: Counter) -> None:
    answer = await counter.raise_(TEAM, SHOP, Version.parse("9.0.0"), now=DUE)

    assert answer.loss.low == 1
    assert not answer.listed
    assert answer.higher is None


@pytest.mark.parametrize(
    ("target", "version"),
    [("0.99", "2.30.0"), ("0.97", "3.0.0"), ("0.85", "3.7.0"), ("0.6", "3.8.1"), ("0.01", "3.8.1"), ("1", "2.30.0")],
)
async def test_cover(counter: Counter, target: str, version: str) -> None:
    answer = await counter.cover(TEAM, SHOP, Decimal(target), now=DUE)

    assert answer.version == Version.parse(version)
    assert answer.coverage
    assert answer.coverage.low >= Decimal(target)
    assert answer.higher is None or 1 - answer.higher.now.high < Decimal(target)


async def test_cover_what_nothing_keeps(counter: Counter) -> None:
    counter.source.set(SHOP.appid, feed({"3.8.1": 40, "3.7.0": 47, "3.0.0": 10}))
    answer = await counter.cover(TEAM, SHOP, Decimal("0.99"), now=DUE)

    assert (answer.version, answer.coverage, answer.higher) == (None, None, None)


async def test_numbers_that_prove_nothing(counter: Counter) -> None:
    counter.source.set(SHOP.appid, UNPROVED)
    with pytest.raises(MeaningUnproved) as raised:
        await counter.raise_(TEAM, SHOP, V37, now=DUE)
    with pytest.raises(MeaningUnproved) as covered:
        await counter.cover(TEAM, SHOP, Decimal("0.99"), now=DUE)

    assert raised.value.params == covered.value.params == {"program": "shop"}


async def test_a_program_without_users(counter: Counter) -> None:
    counter.source.set(SHOP.appid, feed({"3.8.1": 0, "3.7.0": 0}))
    with pytest.raises(NoUsageData) as raised:
        await counter.raise_(TEAM, SHOP, V37, now=DUE)
    with pytest.raises(NoUsageData):
        await counter.cover(TEAM, SHOP, Decimal("0.99"), now=DUE)

    assert raised.value.params == {"program": "shop"}


async def test_what_holds_under_several_meanings(counter: Counter) -> None:
    counter.source.set(SHOP.appid, feed_of(EITHER_WAY))
    raised = await counter.raise_(TEAM, SHOP, v("3.1.0"), now=DUE)
    covered = await counter.cover(TEAM, SHOP, Decimal("0.99"), now=DUE)

    assert raised.loss == Bounds(Decimal("0.25"), Decimal("0.5263"))
    assert (covered.version, covered.coverage) == (v("2.0.0"), Bounds(Decimal(1), Decimal(1)))
    assert {each.checked_forecast for each in (*raised.costs, *covered.costs)} == {None}
    assert not counter.forecasts.kept


async def test_wechat_is_down(counter: Counter) -> None:
    counter.source.fail_all(down := WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"))
    with pytest.raises(WeChatUnreachable):
        await counter.raise_(TEAM, SHOP, V37, now=DUE)
    snapshot = take_snapshot(SHOP.appid, SHARES, pin=NO_PIN, remembered=None, now=DUE - DAY)
    await counter.snapshots.save(TEAM, [snapshot])

    assert (await counter.raise_(TEAM, SHOP, V37, now=DUE)).report.stale_because is down
    assert (await counter.cover(TEAM, SHOP, Decimal("0.5"), now=DUE)).report.stale_because is down
