"""Promises of `bot.ports.numbers.Snapshots`: a day has one snapshot of a program."""

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.numbers.snapshot import Visible, loss_at
from bot.domain.numbers.version import Feed, Version
from tests.contracts.conftest import Stores
from tests.contracts.test_snapshots import DAY, HALVES, UNPROVED, judged, snapshot


async def test_one_of_the_same_day_is_replaced(stores: Stores) -> None:
    """A day has one snapshot: the newest reading of it."""
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
