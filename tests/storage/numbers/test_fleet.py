"""What is kept beside snapshots for fast fleet answers."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select, update

from bot.domain.numbers.course import judge_all
from bot.domain.numbers.snapshot import Snapshot, Visible, loss_at
from bot.domain.numbers.version import Feed, FeedItem, Meaning, Reading, Reason, Scale, Version
from bot.storage.engine.database import Database
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.tables.numbers import COVERAGE_CURVES, SNAPSHOTS

DAY, VERSION = date(2026, 11, 23), Version.parse("3.1.0")
FEED = Feed.of("3.0.0", (FeedItem("3.1.0", Decimal("97.5")), FeedItem("3.0.1", Decimal("2.5"))))
READING = Reading(Meaning.SHARE, Scale.PERCENT, Reason.ADDS_UP, Decimal(1))


def snapshot(appid: str, day: date = DAY) -> Snapshot:
    """Two versions."""
    return Snapshot(Visible(appid), day, datetime(2026, 11, 23, 2, tzinfo=UTC), FEED, READING)


async def spoil_lists(database: Database) -> None:
    """No list can be read any more."""
    async with database.writing() as connection:
        await connection.execute(update(SNAPSHOTS).values(feed="spoilt"))


async def test_a_fleet_is_answered_without_its_lists(database: Database) -> None:
    """A snapshot's judgement is kept with it: no list is decoded for many programs."""
    snapshots = SqlSnapshots(database)
    week_ago = [snapshot(f"wx{number}", DAY - timedelta(days=7)) for number in range(3)]
    fleet = [snapshot(f"wx{number}") for number in range(3)]
    await snapshots.save("T1", [*fleet, *week_ago])
    appids = [each.appid for each in fleet]
    await spoil_lists(database)

    judged = {each.appid: judge_all(both) for each, *both in zip(fleet, week_ago, fleet, strict=True)}
    assert await snapshots.judgements("T1", appids) == {appid: days[1].judgement for appid, days in judged.items()}
    assert await snapshots.judgements("T1", appids, up_to=DAY - timedelta(days=5)) == {
        appid: days[0].judgement for appid, days in judged.items()
    }
    losses = await snapshots.losses("T1", appids, VERSION)
    assert losses == {appid: loss_at(days[1], VERSION) for appid, days in judged.items()}


async def test_one_curve_a_program(database: Database) -> None:
    """Whatever is saved, and in which order: that of the newest day."""
    snapshots = SqlSnapshots(database)
    days = [DAY - timedelta(days=back) for back in (3, 0, 5)]
    await snapshots.save("T1", [snapshot("wx1", day) for day in days])
    await snapshots.save("T1", [snapshot("wx1", DAY - timedelta(days=1))])

    rows = await database.rows(select(COVERAGE_CURVES.c.appid, COVERAGE_CURVES.c.day))
    assert [tuple(row) for row in rows] == [("wx1", DAY)]
