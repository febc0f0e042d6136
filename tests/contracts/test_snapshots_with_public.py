"""All of WeChat as `bot.ports.numbers.Snapshots`, with the public numbers as snapshots."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.numbers.public import public_as_snapshot
from bot.domain.numbers.snapshot import Snapshot, Visible, loss_at
from bot.domain.numbers.version import Version
from bot.domain.programs import ALL_OF_WECHAT
from bot.usecases.report.public_numbers import SnapshotsWithPublic
from tests.contracts.conftest import Stores
from tests.contracts.test_snapshots import judged
from tests.domain.build import TODAY, public_snapshot_of, v

WECHAT, SHOP, TEAM = ALL_OF_WECHAT.appid, Visible("wx1"), "T1"
BOTH = [SHOP, WECHAT]
DAY = timedelta(days=1)
VERSION = Version.parse("3.1.0")
SHARES = {"3.15.0": "84.45", "3.8.1": "14.8", "2.30.4": "0.74"}
"""Percent; 0.01 % are missing."""


def of_shop(day: date = TODAY) -> Snapshot:
    """A program's own."""
    return public_as_snapshot(public_snapshot_of({"3.9.0": "100"}, day), SHOP)


def of_wechat(day: date = TODAY) -> Snapshot:
    """All of WeChat's."""
    return public_as_snapshot(public_snapshot_of(SHARES, day), WECHAT)


@pytest.fixture
async def snapshots(stores: Stores) -> SnapshotsWithPublic:
    """Public numbers of today, yesterday and two months ago; a program's of today and yesterday."""
    days = (TODAY, TODAY - DAY, TODAY - 60 * DAY)
    await stores.public_snapshots.save(*(public_snapshot_of(SHARES, day) for day in days))
    await stores.snapshots.save(TEAM, [of_shop(), of_shop(TODAY - DAY)])
    return SnapshotsWithPublic(stores.snapshots, stores.public_snapshots)


async def test_public_numbers_as_a_snapshot(snapshots: SnapshotsWithPublic) -> None:
    """Shares, digit for digit; no minimum; the same in every workspace."""
    newest = await snapshots.latest(TEAM, WECHAT)

    assert newest == await snapshots.latest("T2", WECHAT) == of_wechat()
    assert newest is not None
    assert newest.minimum is None
    assert newest.distribution is not None
    assert newest.distribution.share(v("2.30.4")) == Decimal("0.0074")
    assert newest.distribution.unreported == Decimal("0.0001")


async def test_programs_are_as_before(snapshots: SnapshotsWithPublic) -> None:
    """Each question about a program is answered from its own snapshots."""
    yesterday = of_shop(TODAY - DAY)

    assert await snapshots.latest(TEAM, SHOP) == of_shop()
    assert await snapshots.on(TEAM, SHOP, yesterday.day) == yesterday
    assert await snapshots.since(TEAM, SHOP, yesterday.day) == [yesterday, of_shop()]
    assert await snapshots.taken(TEAM, SHOP, since=TODAY) == {TODAY: of_shop().taken_at}
    assert await snapshots.proved_readings(TEAM, BOTH) == {SHOP: of_shop().reading}


async def test_days(snapshots: SnapshotsWithPublic) -> None:
    """One day, a stretch of days, and when they were taken."""
    yesterday, long_ago = of_wechat(TODAY - DAY), of_wechat(TODAY - 60 * DAY)

    assert await snapshots.on(TEAM, WECHAT, yesterday.day) == yesterday
    assert await snapshots.on(TEAM, WECHAT, TODAY - 2 * DAY) is None
    assert await snapshots.since(TEAM, WECHAT, long_ago.day, until=yesterday.day) == [long_ago, yesterday]
    assert await snapshots.those(TEAM, WECHAT, [TODAY, long_ago.day]) == [long_ago, of_wechat()]
    assert await snapshots.those(TEAM, SHOP, [TODAY, yesterday.day]) == [of_shop(yesterday.day), of_shop()]
    assert await snapshots.taken(TEAM, WECHAT, since=yesterday.day, until=yesterday.day) == {
        yesterday.day: yesterday.taken_at
    }


async def test_with_programs_among_them(snapshots: SnapshotsWithPublic) -> None:
    """Questions about several programs answer for both kinds."""
    yesterday = TODAY - DAY

    assert await snapshots.newest(TEAM, BOTH, before=TODAY) == {SHOP: of_shop(yesterday), WECHAT: of_wechat(yesterday)}
    assert await snapshots.last_days(TEAM, BOTH, before=TODAY) == {SHOP: yesterday, WECHAT: yesterday}
    assert await snapshots.recent(TEAM, BOTH, since=yesterday, before=TODAY) == {
        SHOP: [of_shop(yesterday)],
        WECHAT: [of_wechat(yesterday)],
    }
    days = [of_wechat(TODAY - 60 * DAY), of_wechat(yesterday), of_wechat()]
    assert await snapshots.judgements(TEAM, [WECHAT]) == {WECHAT: judged(*days).judgement}
    assert await snapshots.judgements(TEAM, BOTH, up_to=TODAY - DAY) == {
        SHOP: judged(of_shop(yesterday)).judgement,
        WECHAT: judged(*days[:2]).judgement,
    }
    assert await snapshots.losses(TEAM, [*BOTH, Visible("wx9")], VERSION) == {
        SHOP: loss_at(judged(of_shop(yesterday), of_shop()), VERSION),
        WECHAT: loss_at(judged(*days), VERSION),
    }


async def test_long_before(snapshots: SnapshotsWithPublic) -> None:
    """The newest before a day, however old; before the first none."""
    long_ago = of_wechat(TODAY - 60 * DAY)

    assert await snapshots.newest(TEAM, [WECHAT], before=TODAY - 2 * DAY) == {WECHAT: long_ago}
    for method in (snapshots.newest, snapshots.last_days):
        assert await method(TEAM, [WECHAT], before=long_ago.day) == {}
    assert await snapshots.judgements(TEAM, [WECHAT], up_to=long_ago.day - DAY) == {}
    assert await snapshots.recent(TEAM, [WECHAT], since=TODAY - 9 * DAY, before=TODAY - 2 * DAY) == {}
    assert await snapshots.recent(TEAM, [WECHAT], since=TODAY, before=TODAY) == {}


async def test_nothing_of_it_is_kept_among_programs(snapshots: SnapshotsWithPublic, stores: Stores) -> None:
    """Sweeps and judgements are about programs alone."""
    await snapshots.save(TEAM, [of_wechat(), of_shop(TODAY - 2 * DAY)])

    assert await stores.snapshots.latest(TEAM, WECHAT) is None
    assert await stores.snapshots.on(TEAM, SHOP, TODAY - 2 * DAY) is not None
    expected = judged(*(of_shop(TODAY - ago * DAY) for ago in (2, 1, 0))).judgement
    assert await snapshots.judgements(TEAM, [SHOP]) == {SHOP: expected}
