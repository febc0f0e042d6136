"""The course of a program as it is kept: what comes back carries on as what was kept."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import CompoundSelect, Select, func, select, update

from bot.domain.numbers.breaks import Watch
from bot.domain.numbers.course import Course, Judging, judge_all
from bot.domain.numbers.judgement import LASTS, NO_PUBLIC, Public
from bot.domain.numbers.snapshot import Snapshot, Visible, loss_at
from bot.domain.numbers.version import Feed, FeedItem, Meaning, Reading, Reason, Scale, Version
from bot.domain.retention import Retained
from bot.storage.engine.database import Database
from bot.storage.maintenance.erase import SqlOldRows
from bot.storage.numbers import public_snapshots
from bot.storage.numbers.courses import KeptCourse, kept_course
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.numbers.users import turn_of
from bot.storage.programs.authorised import SqlImportedPrograms
from bot.storage.tables.numbers import COVERAGE_CURVES, NEWEST_LOSSES, NEWEST_NUMBERS, SNAPSHOTS
from tests.contracts.test_judging import public_of, series, shown_by
from tests.domain.break_world import DAY, coarse, days
from tests.domain.build import TODAY, public_snapshot_of, snapshot_of
from tests.patience import PATIENCE
from tests.storage.everything import waits_for_a_lock
from tests.uncollected import uncollected

LONG_AGO: Final = TODAY - LASTS - 5 * DAY


def carried_on(kept: list[Snapshot], public: Mapping[date, Public]) -> Iterator[tuple[KeptCourse, Course, Course]]:
    """What is kept after each day, with the course before it and after it."""
    course, there, lists = Course(), None, {each.day: each for each in kept}
    for each in kept:
        after = Judging(course, each, public.get(each.day, NO_PUBLIC)).by(lists).course
        there = kept_course(each.day, there, after)
        yield there, course, after
        course = after


@settings(max_examples=15, deadline=None)
@given(kept=series(), until=st.sampled_from([date.max, TODAY - 3 * DAY]), beside=st.booleans())
def test_it_comes_back(kept: list[Snapshot], until: date, beside: bool) -> None:  # noqa: FBT001 - drawn
    public = shown_by(public_of(days(until=until, ago=150))) if beside else {}
    for there, before, after in carried_on(kept, public):
        assert there.by(there.day + DAY) == after
        assert there.by(there.day - DAY) is None
        found = there.by(there.day)
        # Its table may have columns that only the newest day needs, and lack such as it does not need.
        assert found
        assert replace(found, table=before.table) == before


def test_each_part_of_it() -> None:
    """A break that begins, ends, or lasts; one of the public numbers; and lists that lack the newest version."""
    found = [
        after
        for kept, public in (
            (days(until=TODAY - 3 * DAY, ago=60), {}),
            (days(since=LONG_AGO, ago=120), {}),
            (coarse(days(ago=60)), shown_by(public_of(days(ago=150)))),
            (coarse(days(until=TODAY - 3 * DAY, ago=60)), shown_by(public_of(days(until=TODAY - 3 * DAY, ago=150)))),
        )
        for there, _, after in carried_on(kept, public)
        if there.by(there.day + DAY) == after
    ]

    assert len(found) == 61 + 121 + 61 + 61
    for part in ("apart", "seen", "of_all", "before"):
        assert {bool(getattr(each, part)) for each in found} == {False, True}, part
    for part in ("found", "newest", "expected", "open", "lasting"):
        assert {bool(getattr(each.own, part)) for each in found} == {False, True}, part
    assert all(each.good and each.meaning and each.lately and each.table.days and each.own.limits for each in found)


def test_lists_that_lack_the_newest_version() -> None:
    lists = ({"3.2.0": "60", "3.1.0": "39.5", "3.0.0": "0.5"}, {"3.1.0": "99.5", "3.0.0": "0.5"})
    kept = [snapshot_of(lists[ago < 4], TODAY - ago * DAY) for ago in range(9, -1, -1)]
    found = [(there.by(there.day + DAY), after) for there, _, after in carried_on(kept, {})]

    assert [back.listing for back, _ in found if back] == [after.listing for _, after in found]
    assert [len(after.listing.lacking) for _, after in found] == [0] * 6 + [1, 2, 0, 0]


def test_which_part_is_empty_comes_back() -> None:
    """No day outside a break of the public numbers is something else than no break."""
    kept = coarse(days(ago=10))
    *_, (there, _, after) = carried_on(kept, shown_by(public_of(days(ago=150))))

    assert after.apart == Watch()
    assert there.by(TODAY + DAY) == after


def test_a_day_that_is_read_again() -> None:
    kept, lists = days(ago=60), {each.day: each for each in days(ago=60)}
    there, before, after = [*carried_on(kept, {})][-1]
    again = Judging(there.by(TODAY) or Course(), kept[-1]).by(lists).course

    assert again == after
    assert kept_course(TODAY, there, again) == there
    assert before.day == TODAY - DAY


APPID: Final = "wx1"
NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def erase(database: Database) -> None:
    await SqlImportedPrograms(database).erase("T1", APPID)


async def thin_out(database: Database) -> None:
    assert await SqlOldRows(database).delete(Retained.SNAPSHOTS, before=NOW, limit=9) == 1


@pytest.fixture
async def database(emptied_postgres_url: str) -> AsyncIterator[Database]:
    database = Database(emptied_postgres_url)
    days = [TODAY - timedelta(days=after) for after in (19, 20)]
    await SqlSnapshots(database).save("T1", [snapshot_of({"3.1.0": "100"}, day, appid=APPID) for day in days])
    yield database
    await database.close()


@pytest.mark.postgres
@pytest.mark.parametrize("deletion", [erase, thin_out])
async def test_a_deletion_waits(database: Database, deletion: Callable[[Database], Awaitable[None]]) -> None:
    """Else numbers of what it deletes would be made again, and stay the newest for ever."""
    making = asyncio.Event()

    async def delete() -> None:
        await making.wait()
        await deletion(database)

    deleting = asyncio.create_task(delete())
    async with database.writing() as connection:
        await database.wait_for_turn(connection, turn_of("T1"))
        making.set()
        async with asyncio.timeout(PATIENCE):
            while not await waits_for_a_lock(database):
                pass  # each look is a query, which lets the other task's go along
        assert not deleting.done()

    await asyncio.wait_for(deleting, PATIENCE)


FLEET_DAY, VERSION = date(2026, 11, 23), Version.parse("3.1.0")
FEED = Feed.of("3.0.0", (FeedItem("3.1.0", Decimal("97.5")), FeedItem("3.0.1", Decimal("2.5"))))
READING = Reading(Meaning.SHARE, Scale.PERCENT, Reason.ADDS_UP, Decimal(1))


def snapshot(appid: str, day: date = FLEET_DAY) -> Snapshot:
    return Snapshot(Visible(appid), day, datetime(2026, 11, 23, 2, tzinfo=UTC), FEED, READING)


async def spoil_lists(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(update(SNAPSHOTS).values(feed="spoilt"))


async def test_a_fleet_is_answered_without_its_lists(database: Database) -> None:
    snapshots = SqlSnapshots(database)
    week_ago = [snapshot(f"wx{number}", FLEET_DAY - timedelta(days=7)) for number in range(3)]
    fleet = [snapshot(f"wx{number}") for number in range(3)]
    await snapshots.save("T1", [*fleet, *week_ago])
    appids = [each.appid for each in fleet]
    await spoil_lists(database)

    judged = {each.appid: judge_all(both) for each, *both in zip(fleet, week_ago, fleet, strict=True)}
    assert await snapshots.judgements("T1", appids) == {appid: days[1].judgement for appid, days in judged.items()}
    assert await snapshots.judgements("T1", appids, up_to=FLEET_DAY - timedelta(days=5)) == {
        appid: days[0].judgement for appid, days in judged.items()
    }
    losses = await snapshots.losses("T1", appids, VERSION)
    assert losses == {appid: loss_at(days[1], VERSION) for appid, days in judged.items()}


async def test_one_curve_a_program(database: Database) -> None:
    snapshots = SqlSnapshots(database)
    days = [FLEET_DAY - timedelta(days=back) for back in (3, 0, 5)]
    await snapshots.save("T1", [snapshot("wx1", day) for day in days])
    await snapshots.save("T1", [snapshot("wx1", FLEET_DAY - timedelta(days=1))])

    rows = await database.rows(select(COVERAGE_CURVES.c.appid, COVERAGE_CURVES.c.day))
    assert [tuple(row) for row in rows] == [("wx1", FLEET_DAY)]


PUBLIC_SNAPSHOTS_DAY = timedelta(days=1)


class SlowDatabase(Database):
    """Answers one question late: the one about whole rows that is asked next."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.asked, self.let = asyncio.Event(), asyncio.Event()
        self.slow = False

    async def rows(
        self,
        query: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]],
        parameters: Mapping[str, object] | None = None,
    ) -> Sequence[Any]:
        found = await super().rows(query, parameters)
        if self.slow and parameters is None:
            self.slow = False
            self.asked.set()
            await self.let.wait()
        return found


async def test_days_that_another_question_pushes_out(migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_snapshots, "_DECODED_AT_MOST", 2)
    database = SlowDatabase(migrated_sqlite_url)
    kept = SqlPublicSnapshots(database)
    days = [TODAY + number * PUBLIC_SNAPSHOTS_DAY for number in range(5)]
    await kept.save(*(public_snapshot_of({"3.1.0": "90", "3.0.0": "10"}, day) for day in days))
    await kept.since(days[0], until=days[1])

    database.slow = True
    older = asyncio.create_task(kept.since(days[0], until=days[2]))
    await database.asked.wait()
    newer = await kept.since(days[3])
    database.let.set()

    assert [each.day for each in newer] == days[3:]
    assert [each.day for each in await older] == days[:3]
    await database.close()


TEAM = "T1"
APPIDS = [Visible(f"wx{number:016x}") for number in range(60)]
ROUNDS = 6
RENEWAL_DAY = timedelta(days=1)


async def _days(database: Database) -> dict[str, list[tuple[date, int]]]:
    """How many rows of each table are of which day."""
    async with database.reading() as connection:
        return {
            table.name: [
                (day, count)
                for day, count in await connection.execute(select(table.c.day, func.count()).group_by(table.c.day))
            ]
            for table in (NEWEST_NUMBERS, NEWEST_LOSSES, COVERAGE_CURVES)
        }


async def test_a_newer_day_stays(database_url: str) -> None:
    """Questions never put an older day over what another replica has just saved, and no two wait for each other."""
    sweeping, answering = Database(database_url), Database(database_url)
    saved, renewing = SqlSnapshots(sweeping), SqlSnapshots(answering)

    async def renew() -> None:
        await renewing.judge_again(TEAM, APPIDS)

    await saved.save(TEAM, _snapshots(TODAY))
    for number in range(1, ROUNDS):
        newest = TODAY + number * RENEWAL_DAY
        # Answers arrive in any order, and a renewal takes the programs in theirs.
        await asyncio.gather(renew(), saved.save(TEAM, _snapshots(newest)[::-1]), renew())
        assert set(map(tuple, (await _days(sweeping)).values())) == {((newest, len(APPIDS)),)}
    await asyncio.gather(sweeping.close(), answering.close())


def _snapshots(day: date) -> list[Snapshot]:
    return [snapshot_of({"3.1.0": "90", "3.0.0": "10"}, day, appid=appid) for appid in APPIDS]


_SAVES: Final = 10


async def test_a_save_leaves_little_garbage(database: Database) -> None:
    """The tables' columns are not copied for each insert: they hold each other, and people wait for the search."""
    snapshots, saved = SqlSnapshots(database), [snapshot_of({"3.1.0": "90", "3.0.0": "10"}, TODAY)]
    await snapshots.save("T1", saved)
    with uncollected() as left:
        for _ in range(_SAVES):
            await snapshots.save("T1", saved)
    assert left[0] < _SAVES
