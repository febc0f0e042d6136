"""Promises of `bot.ports.numbers.PublicSnapshots`."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.domain.numbers.version import FeedItem
from tests.contracts.conftest import Stores
from tests.domain.build import TODAY, public_snapshot_of, v

NEWEST = public_snapshot_of({"3.15.0": "84.45", "3.8.1": "12", "2.30.4": "3.51"}, clients={"8.0.70": "3.15.0"})
DAY = timedelta(days=1)


async def test_what_was_kept_comes_back_digit_for_digit(stores: Stores) -> None:
    """Shares, odd labels, the unreported part, and each library's client."""
    odd = replace(NEWEST.total, other=(FeedItem("初始值\x00", Decimal("0.0001")),), unreported=Decimal("0.0004"))
    await stores.public_snapshots.save(replace(NEWEST, total=odd))

    assert await stores.public_snapshots.latest() == replace(NEWEST, total=odd)
    assert await stores.public_snapshots.since(TODAY) == [replace(NEWEST, total=odd)]


async def test_a_version_of_zeros_is_a_version(stores: Stores) -> None:
    """WeChat's lists begin with it now and then."""
    zeros = public_snapshot_of({"3.15.0": "99", "0.0.0": "1"})
    await stores.public_snapshots.save(zeros)

    latest = await stores.public_snapshots.latest()
    assert latest is not None
    assert latest.total.versions == (v("3.15.0"), v("0.0.0"))


async def test_nothing_is_kept_at_first(stores: Stores) -> None:
    """Neither a newest one nor a history."""
    await stores.public_snapshots.save()

    assert await stores.public_snapshots.latest() is None
    assert list(await stores.public_snapshots.since(TODAY)) == []


async def test_the_newest_and_those_since_a_day(stores: Stores) -> None:
    """By the day that they are of, in whatever order they were kept."""
    await stores.public_snapshots.save(*(replace(NEWEST, day=TODAY - days * DAY) for days in (1, 7, 0, 3)))

    newest = await stores.public_snapshots.latest()
    assert newest is not None
    assert newest.day == TODAY
    since = await stores.public_snapshots.since(TODAY - 3 * DAY)
    assert [each.day for each in since] == [TODAY - 3 * DAY, TODAY - DAY, TODAY]
    until = await stores.public_snapshots.since(TODAY - 7 * DAY, until=TODAY - DAY)
    assert [each.day for each in until] == [TODAY - 7 * DAY, TODAY - 3 * DAY, TODAY - DAY]


async def test_alerts_are_due_until_they_are_judged(stores: Stores) -> None:
    """By the newest day, and by what replaced it while they were judged."""
    kept, later = stores.public_snapshots, replace(NEWEST, taken_at=NEWEST.taken_at + timedelta(hours=5))
    await kept.save(replace(NEWEST, day=TODAY - DAY, taken_at=NEWEST.taken_at - DAY), NEWEST)
    (due,) = await kept.alerts_due()
    await kept.save(later)
    await kept.alerts_judged(due)

    assert (due, await kept.alerts_due()) == (NEWEST, [later])
    await kept.alerts_judged(later)
    assert await kept.alerts_due() == []


async def test_one_of_the_same_day_is_replaced(stores: Stores) -> None:
    """Even for readers of the earlier one."""
    await stores.public_snapshots.save(NEWEST)
    assert await stores.public_snapshots.since(TODAY) == [NEWEST]
    later = replace(public_snapshot_of({"3.15.1": "60", "3.15.0": "40"}), taken_at=NEWEST.taken_at + timedelta(hours=5))
    await stores.public_snapshots.save(later)

    assert await stores.public_snapshots.latest() == later
    assert await stores.public_snapshots.since(TODAY - DAY) == [later]


async def test_more_than_a_year_of_days(stores: Stores) -> None:
    """All of them come back, once and once more."""
    days = [TODAY - back * DAY for back in range(500, -1, -1)]
    await stores.public_snapshots.save(*(replace(NEWEST, day=day) for day in days))

    for _ in range(2):
        assert [each.day for each in await stores.public_snapshots.since(days[0])] == days


async def test_when_they_were_taken(stores: Stores) -> None:
    """By day, as it is now: of one that comes, and of one that is replaced, be it by a clock that is behind."""
    since, kept = TODAY - 3 * DAY, stores.public_snapshots
    earlier, behind = replace(NEWEST, day=TODAY - DAY), replace(NEWEST, taken_at=NEWEST.taken_at - timedelta(hours=5))
    for saved, taken in (
        (NEWEST, {TODAY: NEWEST.taken_at}),
        (earlier, {earlier.day: NEWEST.taken_at, TODAY: NEWEST.taken_at}),
        (behind, {earlier.day: NEWEST.taken_at, TODAY: behind.taken_at}),
    ):
        await kept.save(saved)
        assert await kept.taken(since, until=TODAY) == taken
        assert await kept.taken(TODAY, until=TODAY) == {TODAY: taken[TODAY]}
