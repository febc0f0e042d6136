"""How coverage moved, as one asks for it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.numbers.distribution import Bounds, Distribution
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.version import NO_PIN, Version
from bot.domain.programs import Program
from bot.domain.trend.trend import TrendAnswer
from bot.errors import TooManyVersions, WeChatUnreachable
from bot.usecases.forecast import MakeForecasts, ReadTrend
from bot.usecases.report.kept_reports import KeptReports, ReadHistory, ReadPublicHistory
from bot.usecases.report.read import ReadReport, take_snapshot
from tests.fakes.forecasts import FakeForecasts
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.storage import FakeSnapshots
from tests.fakes.wechat import SHARES, FakeSource, feed
from tests.usecases.digest_world import DAY, DUE, SHOP, TEAM, WEEK

V30, V37 = Version.parse("3.0.0"), Version.parse("3.7.0")


class Trending:
    """The use case over one WeChat."""

    def __init__(self) -> None:
        self.source = FakeSource(default=SHARES)
        self.snapshots = FakeSnapshots()
        self.public = FakePublicSnapshots()
        self.read_report = ReadReport(self.source, KeptReports(self.snapshots), FakePublicSnapshots())
        self.make_forecasts = MakeForecasts(self.snapshots, FakeForecasts())
        history, public = ReadHistory(self.snapshots), ReadPublicHistory(self.public)
        self.trend = ReadTrend(history, public, self.make_forecasts)

    async def read(self, team: str, program: Program, versions: Sequence[Version], *, now: datetime) -> TrendAnswer:
        return await self.trend(team, await self.read_report(team, program, now=now, as_is=True), versions)

    async def keep(self, below: int, weeks: int) -> None:
        old = feed({"3.8.1": 100 - below, "3.0.0": below})
        snapshot = take_snapshot(SHOP.appid, old, pin=NO_PIN, remembered=None, now=DUE - weeks * WEEK)
        await self.snapshots.save(TEAM, [snapshot])


@pytest.fixture
async def trending() -> Trending:
    """Something is kept of five weeks."""
    trending = Trending()
    for weeks in range(1, 6):
        await trending.keep(20 + weeks, weeks)
    return trending


async def test_from_the_kept_weeks_to_now(trending: Trending) -> None:
    """The newest numbers come from WeChat, are kept, and are the last point."""
    answer = await trending.read(TEAM, SHOP, [V37], now=DUE)
    (line,) = answer.lines

    assert answer.chart
    assert answer.chart.losses(line) == tuple(Decimal(percent) / 100 for percent in (25, 24, 23, 22, 21, 15))
    earlier = [loss.low for loss in (line.week_ago, line.four_weeks_ago) if isinstance(loss, Bounds)]
    assert earlier == [Decimal("0.21"), Decimal("0.24")]
    assert trending.source.calls == [SHOP.appid]


async def test_asking_again_does_not_ask_wechat(trending: Trending) -> None:
    """Fresh numbers are kept; other versions of them are computed anew."""
    await trending.read(TEAM, SHOP, [V37], now=DUE)
    answer = await trending.read(TEAM, SHOP, [V30], now=DUE)

    assert [line.version for line in answer.lines] == [V30]
    assert trending.source.calls == [SHOP.appid]


async def test_wechat_is_down(trending: Trending) -> None:
    """The kept weeks with the reason; without any the error."""
    trending.source.fail_all(down := WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"))
    answer = await trending.read(TEAM, SHOP, [V37], now=DUE)

    assert answer.report.stale_because is down
    assert len(answer.days) == 5
    with pytest.raises(WeChatUnreachable):
        await trending.read("T2", SHOP, [], now=DUE)


async def test_too_many_versions(trending: Trending) -> None:
    """Five are drawn; one that is named twice counts once."""
    versions = [Version.parse(f"3.{minor}.0") for minor in range(7)]
    answer = await trending.read(TEAM, SHOP, [*versions[:5], versions[0]], now=DUE)
    assert len(answer.lines) == 5
    with pytest.raises(TooManyVersions) as raised:
        await trending.read(TEAM, SHOP, versions, now=DUE)

    assert raised.value.params == {"count": 7, "limit": 5}


async def test_wechat_at_large(trending: Trending) -> None:
    """Its numbers stand beside the program's, up to its newest day."""
    day, moment = (DUE - DAY).date(), datetime(2026, 1, 1, tzinfo=UTC)
    shares = ((Version.parse("3.8.1"), Decimal("0.9")), (V30, Decimal("0.1")))
    await trending.public.save(PublicSnapshot(day, moment, moment, Distribution.of(shares)))
    await trending.public.save(PublicSnapshot(day + timedelta(days=9), moment, moment, Distribution.of(shares)))
    answer = await trending.read(TEAM, SHOP, [V37], now=DUE)

    assert answer.public
    assert answer.public.day == day
    assert answer.tail
    assert answer.tail.older_by == Decimal("0.05")


async def test_a_day_that_was_shown_is_shown_again(trending: Trending) -> None:
    """Though there are newer numbers by now."""
    shown = await trending.read(TEAM, SHOP, [V37], now=DUE)
    trending.source.set(SHOP.appid, feed({"3.8.1": 99, "3.0.0": 1}))
    later = await trending.read(TEAM, SHOP, [V37], now=DUE + DAY)
    again = await trending.trend(TEAM, await trending.read_report.kept(TEAM, SHOP, shown.days[-1]), [V37])

    assert again == shown
    assert later.lines[0].now.low == Decimal("0.01")


async def test_what_is_to_come(trending: Trending) -> None:
    """For each unsafe version when it will be safe, as `raise` says."""
    versions = [Version.parse(text) for text in ("2.20.0", "3.8.1", "3.7.0", "3.0.0")]
    answer = await trending.read(TEAM, SHOP, versions, now=DUE)
    sentence = [
        await trending.make_forecasts(TEAM, answer.report, version) for version in (V30, V37, Version.parse("3.8.1"))
    ]

    assert list(answer.forecasts) == [each.safe for each in sentence if each]
    assert len(answer.forecasts) == 3


async def test_nothing_to_come_of_numbers_that_prove_nothing(trending: Trending) -> None:
    """The kept weeks are drawn, and nothing is foreseen."""
    trending.source.set(SHOP.appid, feed({"3.0.0": 0, "3.8.1": 0}))
    answer = await trending.read(TEAM, SHOP, [V37], now=DUE)

    assert answer.chart
    assert answer.forecasts == ()
