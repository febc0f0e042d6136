"""Promises of `bot.ports.sweep.DailyWork`."""

from bot.domain.numbers.snapshot import Users, Visible
from bot.domain.programs import AuthStatus, Program, imported_program
from bot.ports.sweep import Unread
from tests.contracts.conftest import Stores, keep_programs
from tests.contracts.test_snapshots import A_DAY, DAY, snapshot

TEAM = "T1"
WX1, WX2, WX3, WX5, WX6 = (Visible(f"wx{number}") for number in (1, 2, 3, 5, 6))
FLEET = [WX3, WX1, WX2]


async def test_unread_are_those_without_a_snapshot_of_the_day(stores: Stores) -> None:
    """In the fleet's order; other days and another workspace's snapshots read nothing."""
    await keep_programs(stores, *map(Program, FLEET))
    await stores.snapshots.save(TEAM, [snapshot("wx1", day=DAY), snapshot("wx3", day=DAY - A_DAY)])
    await stores.snapshots.save("T2", [snapshot(appid) for appid in FLEET])

    assert await stores.daily_work.unread(TEAM, DAY) == Unread(3, [WX3, WX2])
    assert await stores.daily_work.unread(TEAM, DAY - A_DAY) == Unread(3, [WX1, WX2])
    assert await stores.daily_work.unread(TEAM, DAY + A_DAY) == Unread(3, FLEET)


async def test_when_all_are_read_none_is_left(stores: Stores) -> None:
    """How many there are is known all the same."""
    await keep_programs(stores, *map(Program, FLEET))
    await stores.snapshots.save(TEAM, [snapshot(appid) for appid in FLEET])

    assert await stores.daily_work.unread(TEAM, DAY) == Unread(3, [])


async def test_uncounted_are_those_nobody_asked_about(stores: Stores) -> None:
    """Why there is no number counts as asked; other days and another workspace's numbers do not."""
    await keep_programs(stores, *map(Program, FLEET))
    users = Users(DAY, android=1)
    await stores.user_counts.save(TEAM, DAY, {"wx2": users}, {"wx1": "wechat-refused 61007"})
    await stores.user_counts.save(TEAM, DAY - A_DAY, {"wx3": users}, {})
    await stores.user_counts.save("T2", DAY, {"wx3": users}, {})

    assert await stores.daily_work.uncounted(TEAM, DAY) == [WX3]


async def test_of_those_that_wechat_lets_read(stores: Stores) -> None:
    """Not those that are revoked or imported; also those without the permission set."""
    revoked = Program(Visible("wx4"), status=AuthStatus.REVOKED)
    barred = Program(WX5, status=AuthStatus.NOT_GRANTED)
    await keep_programs(stores, imported_program("My numbers"), revoked, barred, Program(WX6))
    for each in (revoked, barred):
        await stores.kept_programs.set_status(TEAM, each.appid, each.status, now=snapshot().taken_at)
    await stores.snapshots.save(TEAM, [snapshot("wx4"), snapshot("wx6")])

    assert await stores.daily_work.unread(TEAM, DAY) == Unread(2, [WX5])
    assert await stores.daily_work.uncounted(TEAM, DAY) == [WX5, WX6]
