"""What is kept beside snapshots for fast fleet answers."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update

from bot.domain.numbers.feed import Feed, FeedItem
from bot.domain.numbers.percentage_meaning import Meaning, Reading, Reason, Scale
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.summary import loss_at, summarise
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.storage.engine.database import Database
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.tables.numbers import COVERAGE_CURVES, SNAPSHOTS

DAY, VERSION = date(2026, 11, 23), Version.parse("3.1.0")
FEED = Feed.of("3.0.0", (FeedItem("3.1.0", Decimal("97.5")), FeedItem("3.0.1", Decimal("2.5"))))
READING = Reading(Meaning.SHARE, Scale.PERCENT, Reason.ADDS_UP, Decimal(1))
OLD = {
    "of r0005": '["proved","2.9.9",["0.5","0.5"]]',
    "of another number": "1|proved|2.9.9|0.5|2.9.9|0.5",
    "none": None,
}


def snapshot(appid: str, day: date = DAY) -> Snapshot:
    """Two versions."""
    return Snapshot(Visible(appid), day, datetime(2026, 11, 23, 2, tzinfo=UTC), FEED, READING)


async def spoil_lists(database: Database) -> None:
    """No list can be read any more."""
    async with database.writing() as connection:
        await connection.execute(update(SNAPSHOTS).values(feed="spoilt"))


async def test_a_fleet_is_answered_without_its_lists(database: Database) -> None:
    """A snapshot's summary is kept with it: no list is decoded for many programs."""
    snapshots = SqlSnapshots(database)
    week_ago = [snapshot(f"wx{number}", DAY - timedelta(days=7)) for number in range(3)]
    fleet = [snapshot(f"wx{number}") for number in range(3)]
    await snapshots.save("T1", [*fleet, *week_ago])
    appids = [each.appid for each in fleet]
    await spoil_lists(database)

    expected = {each.appid: summarise(each) for each in fleet}
    assert await snapshots.summaries("T1", appids) == expected
    assert await snapshots.summaries("T1", appids, before=DAY) == {each.appid: summarise(each) for each in week_ago}
    losses = await snapshots.losses("T1", appids, VERSION)
    assert losses == {each.appid: loss_at(each, VERSION) for each in fleet}


@pytest.mark.parametrize("kept", OLD.values(), ids=OLD.keys())
async def test_what_older_code_kept_is_made_again(database: Database, kept: str | None) -> None:
    """Once: the next answer needs no list."""
    snapshots, found = SqlSnapshots(database), snapshot("wx1")
    await snapshots.save("T1", [found, snapshot("wx2")])
    async with database.writing() as connection:
        await connection.execute(update(SNAPSHOTS).where(SNAPSHOTS.c.appid == "wx1").values(summary=kept))
        await connection.execute(update(COVERAGE_CURVES).values(curve=kept or ""))

    for _ in range(2):
        assert (await snapshots.summaries("T1", ["wx1", "wx2"]))["wx1"] == summarise(found)
        assert (await snapshots.losses("T1", ["wx1", "wx2"], VERSION))["wx1"] == loss_at(found, VERSION)
        await spoil_lists(database)


async def test_a_curve_that_was_never_made(database: Database) -> None:
    """Snapshots from before there were curves get theirs with the first question."""
    snapshots, found = SqlSnapshots(database), snapshot("wx1")
    await snapshots.save("T1", [found])
    async with database.writing() as connection:
        await connection.execute(delete(COVERAGE_CURVES))

    assert await snapshots.losses("T1", ["wx1"], VERSION) == {"wx1": loss_at(found, VERSION)}
    await spoil_lists(database)
    assert await snapshots.losses("T1", ["wx1"], VERSION) == {"wx1": loss_at(found, VERSION)}


async def test_one_curve_a_program(database: Database) -> None:
    """Whatever is saved, and in which order: that of the newest day."""
    snapshots = SqlSnapshots(database)
    days = [DAY - timedelta(days=back) for back in (3, 0, 5)]
    await snapshots.save("T1", [snapshot("wx1", day) for day in days])
    await snapshots.save("T1", [snapshot("wx1", DAY - timedelta(days=1))])

    rows = await database.rows(select(COVERAGE_CURVES.c.appid, COVERAGE_CURVES.c.day))
    assert [tuple(row) for row in rows] == [("wx1", DAY)]
