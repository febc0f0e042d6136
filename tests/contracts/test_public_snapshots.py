"""Promises of `bot.ports.numbers.PublicSnapshots`."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.numbers.public import public_as_snapshot
from bot.domain.numbers.snapshot import GOOD_FOR, Snapshot, Users, Visible, loss_at
from bot.domain.numbers.version import Feed, FeedItem, Version
from bot.domain.programs import ALL_OF_WECHAT
from bot.ports.sweep import ReadFailure
from bot.usecases.report.public_numbers import SnapshotsWithPublic
from tests.contracts.conftest import Stores
from tests.contracts.test_snapshots import A_DAY, DAY, HALVES, UNPROVED, judged, snapshot
from tests.domain.build import TODAY, public_snapshot_of, v

NEWEST = public_snapshot_of({"3.15.0": "84.45", "3.8.1": "12", "2.30.4": "3.51"}, clients={"8.0.70": "3.15.0"})
PUBLIC_SNAPSHOTS_DAY = timedelta(days=1)


async def test_what_was_kept_comes_back_digit_for_digit(stores: Stores) -> None:
    odd = replace(NEWEST.total, other=(FeedItem("初始值\x00", Decimal("0.0001")),), unreported=Decimal("0.0004"))
    await stores.public_snapshots.save(replace(NEWEST, total=odd))

    assert await stores.public_snapshots.latest() == replace(NEWEST, total=odd)
    assert await stores.public_snapshots.since(TODAY) == [replace(NEWEST, total=odd)]


async def test_a_version_of_zeros_is_a_version(stores: Stores) -> None:
    zeros = public_snapshot_of({"3.15.0": "99", "0.0.0": "1"})
    await stores.public_snapshots.save(zeros)

    latest = await stores.public_snapshots.latest()
    assert latest is not None
    assert latest.total.versions == (v("3.15.0"), v("0.0.0"))


async def test_nothing_is_kept_at_first(stores: Stores) -> None:
    await stores.public_snapshots.save()

    assert await stores.public_snapshots.latest() is None
    assert list(await stores.public_snapshots.since(TODAY)) == []


async def test_the_newest_and_those_since_a_day(stores: Stores) -> None:
    await stores.public_snapshots.save(
        *(replace(NEWEST, day=TODAY - days * PUBLIC_SNAPSHOTS_DAY) for days in (1, 7, 0, 3))
    )

    newest = await stores.public_snapshots.latest()
    assert newest is not None
    assert newest.day == TODAY
    since = await stores.public_snapshots.since(TODAY - 3 * PUBLIC_SNAPSHOTS_DAY)
    assert [each.day for each in since] == [TODAY - 3 * PUBLIC_SNAPSHOTS_DAY, TODAY - PUBLIC_SNAPSHOTS_DAY, TODAY]
    until = await stores.public_snapshots.since(TODAY - 7 * PUBLIC_SNAPSHOTS_DAY, until=TODAY - PUBLIC_SNAPSHOTS_DAY)
    assert [each.day for each in until] == [
        TODAY - 7 * PUBLIC_SNAPSHOTS_DAY,
        TODAY - 3 * PUBLIC_SNAPSHOTS_DAY,
        TODAY - PUBLIC_SNAPSHOTS_DAY,
    ]


async def test_alerts_are_due_until_they_are_judged(stores: Stores) -> None:
    kept, later = stores.public_snapshots, replace(NEWEST, taken_at=NEWEST.taken_at + timedelta(hours=5))
    await kept.save(
        replace(NEWEST, day=TODAY - PUBLIC_SNAPSHOTS_DAY, taken_at=NEWEST.taken_at - PUBLIC_SNAPSHOTS_DAY), NEWEST
    )
    (due,) = await kept.alerts_due()
    await kept.save(later)
    await kept.alerts_judged(due)

    assert (due, await kept.alerts_due()) == (NEWEST, [later])
    await kept.alerts_judged(later)
    assert await kept.alerts_due() == []


async def test_one_of_the_same_day_is_replaced(stores: Stores) -> None:
    await stores.public_snapshots.save(NEWEST)
    assert await stores.public_snapshots.since(TODAY) == [NEWEST]
    later = replace(public_snapshot_of({"3.15.1": "60", "3.15.0": "40"}), taken_at=NEWEST.taken_at + timedelta(hours=5))
    await stores.public_snapshots.save(later)

    assert await stores.public_snapshots.latest() == later
    assert await stores.public_snapshots.since(TODAY - PUBLIC_SNAPSHOTS_DAY) == [later]


async def test_more_than_a_year_of_days(stores: Stores) -> None:
    days = [TODAY - back * PUBLIC_SNAPSHOTS_DAY for back in range(500, -1, -1)]
    await stores.public_snapshots.save(*(replace(NEWEST, day=day) for day in days))

    for _ in range(2):
        assert [each.day for each in await stores.public_snapshots.since(days[0])] == days


async def test_when_they_were_taken(stores: Stores) -> None:
    """By day, as it is now: of one that comes, and of one that is replaced, be it by a clock that is behind."""
    since, kept = TODAY - 3 * PUBLIC_SNAPSHOTS_DAY, stores.public_snapshots
    earlier, behind = (
        replace(NEWEST, day=TODAY - PUBLIC_SNAPSHOTS_DAY),
        replace(NEWEST, taken_at=NEWEST.taken_at - timedelta(hours=5)),
    )
    for saved, taken in (
        (NEWEST, {TODAY: NEWEST.taken_at}),
        (earlier, {earlier.day: NEWEST.taken_at, TODAY: NEWEST.taken_at}),
        (behind, {earlier.day: NEWEST.taken_at, TODAY: behind.taken_at}),
    ):
        await kept.save(saved)
        assert await kept.taken(since, until=TODAY) == taken
        assert await kept.taken(TODAY, until=TODAY) == {TODAY: taken[TODAY]}


WECHAT, SHOP, TEAM = ALL_OF_WECHAT.appid, Visible("wx1"), "T1"
BOTH = [SHOP, WECHAT]
SNAPSHOTS_WITH_PUBLIC_DAY = timedelta(days=1)
VERSION = Version.parse("3.1.0")
SHARES = {"3.15.0": "84.45", "3.8.1": "14.8", "2.30.4": "0.74"}


def of_shop(day: date = TODAY) -> Snapshot:
    return public_as_snapshot(public_snapshot_of({"3.9.0": "100"}, day), SHOP)


def of_wechat(day: date = TODAY) -> Snapshot:
    return public_as_snapshot(public_snapshot_of(SHARES, day), WECHAT)


@pytest.fixture
async def snapshots(stores: Stores) -> SnapshotsWithPublic:
    """Public numbers of today, yesterday and two months ago; a program's of today and yesterday."""
    days = (TODAY, TODAY - SNAPSHOTS_WITH_PUBLIC_DAY, TODAY - 60 * SNAPSHOTS_WITH_PUBLIC_DAY)
    await stores.public_snapshots.save(*(public_snapshot_of(SHARES, day) for day in days))
    await stores.snapshots.save(TEAM, [of_shop(), of_shop(TODAY - SNAPSHOTS_WITH_PUBLIC_DAY)])
    return SnapshotsWithPublic(stores.snapshots, stores.public_snapshots)


async def test_public_numbers_as_a_snapshot(snapshots: SnapshotsWithPublic) -> None:
    newest = await snapshots.latest(TEAM, WECHAT)

    assert newest == await snapshots.latest("T2", WECHAT) == of_wechat()
    assert newest is not None
    assert newest.minimum is None
    assert newest.distribution is not None
    assert newest.distribution.share(v("2.30.4")) == Decimal("0.0074")
    assert newest.distribution.unreported == Decimal("0.0001")


async def test_programs_are_as_before(snapshots: SnapshotsWithPublic) -> None:
    yesterday = of_shop(TODAY - SNAPSHOTS_WITH_PUBLIC_DAY)

    assert await snapshots.latest(TEAM, SHOP) == of_shop()
    assert await snapshots.on(TEAM, SHOP, yesterday.day) == yesterday
    assert await snapshots.since(TEAM, SHOP, yesterday.day) == [yesterday, of_shop()]
    assert await snapshots.taken(TEAM, SHOP, since=TODAY) == {TODAY: of_shop().taken_at}
    assert await snapshots.proved_readings(TEAM, BOTH) == {SHOP: of_shop().reading}


async def test_days(snapshots: SnapshotsWithPublic) -> None:
    yesterday, long_ago = (
        of_wechat(TODAY - SNAPSHOTS_WITH_PUBLIC_DAY),
        of_wechat(TODAY - 60 * SNAPSHOTS_WITH_PUBLIC_DAY),
    )

    assert await snapshots.on(TEAM, WECHAT, yesterday.day) == yesterday
    assert await snapshots.on(TEAM, WECHAT, TODAY - 2 * SNAPSHOTS_WITH_PUBLIC_DAY) is None
    assert await snapshots.since(TEAM, WECHAT, long_ago.day, until=yesterday.day) == [long_ago, yesterday]
    assert await snapshots.those(TEAM, WECHAT, [TODAY, long_ago.day]) == [long_ago, of_wechat()]
    assert await snapshots.those(TEAM, SHOP, [TODAY, yesterday.day]) == [of_shop(yesterday.day), of_shop()]
    assert await snapshots.taken(TEAM, WECHAT, since=yesterday.day, until=yesterday.day) == {
        yesterday.day: yesterday.taken_at
    }


async def test_with_programs_among_them(snapshots: SnapshotsWithPublic) -> None:
    yesterday = TODAY - SNAPSHOTS_WITH_PUBLIC_DAY

    assert await snapshots.newest(TEAM, BOTH, before=TODAY) == {SHOP: of_shop(yesterday), WECHAT: of_wechat(yesterday)}
    assert await snapshots.last_days(TEAM, BOTH, before=TODAY) == {SHOP: yesterday, WECHAT: yesterday}
    assert await snapshots.recent(TEAM, BOTH, since=yesterday, before=TODAY) == {
        SHOP: [of_shop(yesterday)],
        WECHAT: [of_wechat(yesterday)],
    }
    days = [of_wechat(TODAY - 60 * SNAPSHOTS_WITH_PUBLIC_DAY), of_wechat(yesterday), of_wechat()]
    assert await snapshots.judgements(TEAM, [WECHAT]) == {WECHAT: judged(*days).judgement}
    assert await snapshots.judgements(TEAM, BOTH, up_to=TODAY - SNAPSHOTS_WITH_PUBLIC_DAY) == {
        SHOP: judged(of_shop(yesterday)).judgement,
        WECHAT: judged(*days[:2]).judgement,
    }
    assert await snapshots.losses(TEAM, [*BOTH, Visible("wx9")], VERSION) == {
        SHOP: loss_at(judged(of_shop(yesterday), of_shop()), VERSION),
        WECHAT: loss_at(judged(*days), VERSION),
    }


async def test_long_before(snapshots: SnapshotsWithPublic) -> None:
    long_ago = of_wechat(TODAY - 60 * SNAPSHOTS_WITH_PUBLIC_DAY)

    assert await snapshots.newest(TEAM, [WECHAT], before=TODAY - 2 * SNAPSHOTS_WITH_PUBLIC_DAY) == {WECHAT: long_ago}
    for method in (snapshots.newest, snapshots.last_days):
        assert await method(TEAM, [WECHAT], before=long_ago.day) == {}
    assert await snapshots.judgements(TEAM, [WECHAT], up_to=long_ago.day - SNAPSHOTS_WITH_PUBLIC_DAY) == {}
    assert (
        await snapshots.recent(
            TEAM, [WECHAT], since=TODAY - 9 * SNAPSHOTS_WITH_PUBLIC_DAY, before=TODAY - 2 * SNAPSHOTS_WITH_PUBLIC_DAY
        )
        == {}
    )
    assert await snapshots.recent(TEAM, [WECHAT], since=TODAY, before=TODAY) == {}


async def test_nothing_of_it_is_kept_among_programs(snapshots: SnapshotsWithPublic, stores: Stores) -> None:
    await snapshots.save(TEAM, [of_wechat(), of_shop(TODAY - 2 * SNAPSHOTS_WITH_PUBLIC_DAY)])

    assert await stores.snapshots.latest(TEAM, WECHAT) is None
    assert await stores.snapshots.on(TEAM, SHOP, TODAY - 2 * SNAPSHOTS_WITH_PUBLIC_DAY) is not None
    expected = judged(*(of_shop(TODAY - ago * SNAPSHOTS_WITH_PUBLIC_DAY) for ago in (2, 1, 0))).judgement
    assert await snapshots.judgements(TEAM, [SHOP]) == {SHOP: expected}


async def test_one_a_day_one_of_the_same_day_is_replaced(stores: Stores) -> None:
    await stores.snapshots.save("T1", [snapshot()])
    newer = replace(snapshot(reading=UNPROVED), feed=Feed.of("", ()))
    await stores.snapshots.save("T1", [newer])

    assert await stores.snapshots.since("T1", Visible("wx1"), DAY) == [newer]
    assert await stores.snapshots.proved_readings("T1", [Visible("wx1")]) == {}


async def test_an_older_reading_of_the_day_stays_out(stores: Stores) -> None:
    """Of a process that stood still between its reading and its save: what is newest is kept, in every table."""
    newer = replace(snapshot(), feed=HALVES)
    older = replace(snapshot("wx1"), taken_at=newer.taken_at - timedelta(seconds=1))
    other = replace(snapshot("wx2"), taken_at=older.taken_at)
    await stores.snapshots.save("T1", [newer])
    refused, kept = await stores.snapshots.save("T1", [older, other])
    assert (refused, refused.judgement.known) == (older, False)
    assert (kept, kept.judgement) == (other, judged(other).judgement)

    both = [Visible("wx1"), Visible("wx2")]
    assert await stores.snapshots.since("T1", Visible("wx1"), DAY) == [newer]
    assert await stores.snapshots.newest("T1", both, before=date.max) == {"wx1": newer, "wx2": other}
    assert await stores.snapshots.losses("T1", both, Version.parse("3.1.0")) == {
        each.appid: loss_at(judged(each), Version.parse("3.1.0")) for each in (newer, other)
    }


async def test_a_reading_by_a_clock_that_was_wrong_goes(stores: Stores) -> None:
    """Half a day ahead of the next one, it would be the day's until the evening."""
    right = snapshot()
    await stores.snapshots.save("T1", [replace(right, taken_at=right.taken_at + timedelta(hours=12), feed=HALVES)])
    await stores.snapshots.save("T1", [right])

    assert await stores.snapshots.since("T1", Visible("wx1"), DAY) == [right]


NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
READ_FAILURES_DAY = timedelta(days=1)
LIMITED = ReadFailure("wx1", "wechat-limited", {"code": 45009, "errmsg": "超过配额"}, NOW, NOW + READ_FAILURES_DAY)


async def test_a_trouble_comes_back_whole(stores: Stores) -> None:
    await stores.read_failures.note("T1", [LIMITED])

    assert await stores.read_failures.all("T1") == {"wx1": LIMITED}
    assert await stores.read_failures.all("T2") == {}
    assert await stores.read_failures.of("T1", [Visible("wx1"), Visible("wx2")]) == {"wx1": LIMITED}
    assert await stores.read_failures.of("T1", [Visible("wx2")]) == {}
    assert await stores.read_failures.of("T2", [Visible("wx1")]) == {}


async def test_the_same_trouble_goes_on(stores: Stores) -> None:
    await stores.read_failures.note("T1", [LIMITED])
    again = replace(
        LIMITED, params={"code": 45011}, since=NOW + READ_FAILURES_DAY, not_before=NOW + 2 * READ_FAILURES_DAY
    )
    await stores.read_failures.note("T1", [again])

    assert await stores.read_failures.all("T1") == {"wx1": replace(again, since=NOW)}


async def test_another_trouble_begins_anew(stores: Stores) -> None:
    await stores.read_failures.note("T1", [LIMITED])
    other = ReadFailure("wx1", "wechat-busy", {}, NOW + READ_FAILURES_DAY, NOW + READ_FAILURES_DAY)
    await stores.read_failures.note("T1", [other])

    assert await stores.read_failures.all("T1") == {"wx1": other}


async def test_a_program_that_can_be_read_has_none(stores: Stores) -> None:
    many = [replace(LIMITED, appid=f"wx{number}") for number in range(1201)]
    await stores.read_failures.note("T1", many)
    await stores.read_failures.note("T2", [LIMITED])
    await stores.read_failures.clear("T1", {"none", *(read_failure.appid for read_failure in many[1:])})
    await stores.read_failures.clear("T1", [])
    await stores.read_failures.note("T1", [])

    assert await stores.read_failures.all("T1") == {"wx0": many[0]}
    assert await stores.read_failures.all("T2") == {"wx1": LIMITED}


async def test_several_replicas_at_once(stores: Stores) -> None:
    some = [replace(LIMITED, appid=f"wx{number:02}") for number in range(20)]
    await asyncio.gather(*(stores.read_failures.note("T1", each) for each in (some, some[::-1]) * 4))

    assert await stores.read_failures.all("T1") == {read_failure.appid: read_failure for read_failure in some}


WX1, WX2 = Visible("wx1"), Visible("wx2")


def users(day: date, total: int = 1_000) -> Users:
    return Users(day, android=total)


async def test_a_snapshot_has_the_newest_number_up_to_its_day(stores: Stores) -> None:
    days = [DAY - 2 * A_DAY, DAY, DAY + 2 * A_DAY]
    await stores.snapshots.save("T1", [snapshot(day=day) for day in days])
    for ago, total in ((1, 900), (-1, 1_100)):
        await stores.user_counts.save("T1", DAY - ago * A_DAY, {"wx1": users(DAY, total)}, {})
    expected = [None, users(DAY - A_DAY, 900), users(DAY + A_DAY, 1_100)]

    assert [each.users for each in await stores.snapshots.since("T1", WX1, days[0])] == expected
    on, latest = await stores.snapshots.on("T1", WX1, DAY), await stores.snapshots.latest("T1", WX1)
    newest = await stores.snapshots.newest("T1", [WX1], before=DAY + A_DAY)
    assert on is not None
    assert latest is not None
    assert [on.users, latest.users, newest["wx1"].users] == [expected[1], expected[2], expected[1]]
    assert await stores.snapshots.users("T1", [WX1, WX2], until=DAY) == {"wx1": expected[1]}


async def test_an_old_number_goes_with_nothing(stores: Stores) -> None:
    await stores.user_counts.save("T1", DAY, {"wx1": users(DAY)}, {})
    last = DAY + GOOD_FOR
    await stores.snapshots.save("T1", [snapshot(day=last), snapshot(day=last + A_DAY)])

    assert [bool(each.users) for each in await stores.snapshots.since("T1", WX1, DAY)] == [True, False]
    assert await stores.snapshots.users("T1", [WX1], until=last) == {"wx1": users(DAY)}
    assert await stores.snapshots.users("T1", [WX1], until=last + A_DAY) == {}


async def test_why_there_is_none_hides_no_earlier_number(stores: Stores) -> None:
    await stores.user_counts.save("T1", DAY - A_DAY, {"wx1": users(DAY)}, {})
    await stores.user_counts.save("T1", DAY, {"wx2": users(DAY)}, {"wx1": "wechat-refused 61007"})
    await stores.snapshots.save("T1", [snapshot()])
    kept = await stores.snapshots.latest("T1", WX1)

    assert kept is not None
    assert kept.users == users(DAY - A_DAY)


async def test_imported_numbers_bring_their_users(stores: Stores) -> None:
    """They are kept with them; those of WeChat's own numbers come from the daily count alone."""
    imported = replace(snapshot(), imported_by="U1", users=users(DAY, 40))
    await stores.snapshots.save("T1", [imported, replace(snapshot("wx2"), users=users(DAY, 50))])
    newer = replace(imported, day=DAY + A_DAY, users=None)
    await stores.snapshots.save("T1", [newer])

    assert await stores.snapshots.latest("T1", WX1) == replace(newer, users=users(DAY, 40))
    assert (await stores.snapshots.on("T1", WX2, DAY)) == snapshot("wx2")


async def test_a_start_takes_all_users_of_an_import_along(stores: Stores) -> None:
    """Several numbers of one program, in one go; a day without its own keeps those before it."""
    days = ((DAY - 60 * A_DAY, users(DAY - 60 * A_DAY, 30)), (DAY, users(DAY, 40)), (DAY + A_DAY, None))
    imported = [replace(snapshot(day=day), imported_by="U1", users=those) for day, those in days]
    await stores.snapshots.save("T1", imported)
    kept = await stores.snapshots.since("T1", WX1, date.min)
    await stores.snapshots.save("T2", kept)

    assert [each.users for each in kept] == [users(DAY - 60 * A_DAY, 30), users(DAY, 40), users(DAY, 40)]
    assert await stores.snapshots.since("T2", WX1, date.min) == kept


async def test_users_of_a_whole_fleet(stores: Stores) -> None:
    appids = [Visible(f"wx{number}") for number in range(1100)]
    counted: dict[str, Users] = {appid: users(DAY, number + 1) for number, appid in enumerate(appids)}
    await stores.user_counts.save("T1", DAY, counted, {})

    assert await stores.snapshots.users("T1", appids, until=DAY + timedelta(days=1)) == counted
    assert await stores.snapshots.users("T2", appids, until=DAY) == {}
