"""Promises of `bot.ports.numbers.UserCounts`, and of `Snapshots` about users."""

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.numbers.snapshot import GOOD_FOR, Users, Visible
from tests.contracts.conftest import Stores
from tests.contracts.test_snapshots import A_DAY, DAY, snapshot

WX1, WX2 = Visible("wx1"), Visible("wx2")


def users(day: date, total: int = 1_000) -> Users:
    """So many on Android."""
    return Users(day, android=total)


async def test_a_snapshot_has_the_newest_number_up_to_its_day(stores: Stores) -> None:
    """In whichever way it is read; a later number says nothing about it."""
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
    """After two weeks without a newer one there is none."""
    await stores.user_counts.save("T1", DAY, {"wx1": users(DAY)}, {})
    last = DAY + GOOD_FOR
    await stores.snapshots.save("T1", [snapshot(day=last), snapshot(day=last + A_DAY)])

    assert [bool(each.users) for each in await stores.snapshots.since("T1", WX1, DAY)] == [True, False]
    assert await stores.snapshots.users("T1", [WX1], until=last) == {"wx1": users(DAY)}
    assert await stores.snapshots.users("T1", [WX1], until=last + A_DAY) == {}


async def test_why_there_is_none_hides_no_earlier_number(stores: Stores) -> None:
    """The answer has the number of the day before."""
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
    """More programs than fit into one query; the workspaces are apart."""
    appids = [Visible(f"wx{number}") for number in range(1100)]
    counted: dict[str, Users] = {appid: users(DAY, number + 1) for number, appid in enumerate(appids)}
    await stores.user_counts.save("T1", DAY, counted, {})

    assert await stores.snapshots.users("T1", appids, until=DAY + timedelta(days=1)) == counted
    assert await stores.snapshots.users("T2", appids, until=DAY) == {}
