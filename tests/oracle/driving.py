"""Drives a story through the use cases, over a real database, and asks all that can be asked of its programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from bot.assembly.reading import judge_alerts
from bot.domain.access import Role, Viewpoint
from bot.domain.fleet_row import Page
from bot.domain.imports.numbers import ImportedDay
from bot.domain.numbers.distribution import distribute
from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.numbers.version import NO_PIN, Feed, FeedItem, Meaning, Reading, Reason, Scale, Version
from bot.domain.programs import Program, imported_program
from bot.storage.alerts import SqlAlertJudgements, SqlAlerts
from bot.storage.engine.database import Database
from bot.storage.fleets import SqlFleets
from bot.storage.numbers.forecasts import SqlForecasts
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.numbers.ranks import SqlUnjudgedNumbers
from bot.storage.numbers.snapshots import SqlReadFailures, SqlSnapshots
from bot.storage.numbers.users import SqlUserCounts
from bot.storage.programs.authorised import SqlImportedPrograms, SqlKeptPrograms
from bot.storage.programs.known import KnownPrograms
from bot.storage.programs.programs import SqlDailyWork, SqlPrograms
from bot.storage.tables.metadata import METADATA
from bot.usecases.imports import import_numbers
from bot.usecases.report.public_numbers import JudgeAgain, SnapshotsWithPublic
from bot.usecases.report.read import take_snapshot
from tests.fakes.everything import Fakes
from tests.fakes.machine import FakeClock
from tests.oracle import oracle
from tests.oracle.worlds import AS_EVER, DAY, TODAY, Plan, Story

TEAM: Final = "T1"
SAFE: Final = Decimal("0.99")
_ALL: Final = Page(limit=None)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)


NOW: Final = noon(TODAY) + timedelta(minutes=30)


def version_of(parts: oracle.Version) -> Version:
    return Version(parts)


def feed_of(shares: Mapping[oracle.Version, Decimal], minimum: oracle.Version | None) -> Feed:
    items = tuple(FeedItem(version_of(each).text, share) for each, share in shares.items())
    return Feed.of(version_of(minimum).text if minimum else "", items)


async def nothing(*_: object, **__: object) -> None: ...


@dataclass
class Driven:
    """A workspace over a database, with one program for each plan."""

    database: Database
    world: Fakes
    programs: tuple[Program, ...]
    snapshots: SnapshotsWithPublic
    public: SqlPublicSnapshots

    @classmethod
    async def empty(cls, database: Database, count: int) -> "Driven":
        async with database.writing() as connection:
            for table in reversed(METADATA.sorted_tables):
                await connection.execute(table.delete())
        programs = tuple(Program(Visible(f"wx{number:016d}"), f"p{number}", tags=("all",)) for number in range(count))
        known, public = KnownPrograms(database, programs), SqlPublicSnapshots(database)
        own = SqlSnapshots(database)
        both = SnapshotsWithPublic(own, public)
        world = Fakes(clock=FakeClock(NOW))
        world.repositories = replace(
            world.repositories,
            snapshots=both,
            unjudged=SqlUnjudgedNumbers(database),
            user_counts=SqlUserCounts(database),
            public_snapshots=public,
            fleets=SqlFleets(database, known, own),
            programs=SqlPrograms(database, known=known),
            read_failures=SqlReadFailures(database),
            kept_programs=SqlKeptPrograms(database, known),
            imported_programs=SqlImportedPrograms(database, known),
            forecasts=SqlForecasts(database),
            alerts=SqlAlerts(database),
            judgements=SqlAlertJudgements(database),
            daily_work=SqlDailyWork(database, known),
        )
        await world.install(TEAM)
        return cls(database, world, programs, both, public)

    async def tell(self, story: Story) -> None:
        """Keep all lists, in the order in which they come."""
        early = not story.public_late
        if early:
            await self.tell_public(story)
        late = {TODAY - ago * DAY for ago in story.late}
        for program, plan in zip(self.programs, story.plans, strict=True):
            taken = snapshots_of(program, plan)
            if story.twice and taken[-1].day == TODAY:
                await self.snapshots.save(TEAM, [*taken[:-1], _first_try(taken[-1])])
            await self.snapshots.save(TEAM, [each for each in taken if each.day not in late])
            for each in taken:
                if each.day in late:
                    await self.snapshots.save(TEAM, [each])
            self.world.source.set(program.appid, taken[-1].feed)
        if not early:
            await self.tell_public(story)
            await self.judge_again()

    async def tell_public(self, story: Story) -> None:
        """Keep WeChat's public numbers, up to the day on which they were read last."""
        if story.public is AS_EVER and not any(plan.public for plan in story.plans):
            return
        lists = Plan(length=170, count=story.public).lists()
        heard = TODAY - story.heard * DAY
        kept = [_public(day, shares) for day, shares in lists.items() if day <= heard]
        await self.public.save(*kept)

    async def judge_again(self) -> None:
        kept = self.world.repositories
        judge = JudgeAgain(kept.snapshots, kept.unjudged, kept.public_snapshots, kept.workspaces, nothing, nothing)
        await judge(now=NOW)

    async def judge_alerts(self, day: date) -> None:
        """Judge alerts by what was kept on a day."""
        await judge_alerts(self.world.repositories)(TEAM, now=noon(day))


def _public(day: date, shares: Mapping[oracle.Version, Decimal]) -> PublicSnapshot:
    reading = Reading(Meaning.SHARE, Scale.FRACTION, Reason.ADDS_UP, Decimal(1))
    total = distribute(feed_of(shares, None), reading)
    assert total
    return PublicSnapshot(day, noon(day), noon(day), total)


def snapshots_of(program: Program, plan: Plan) -> list[Snapshot]:
    full = next(iter(replace(plan, unlisted=Decimal(0), cuts={}, gone=-1).lists().values()))
    remembered: Reading | None = read_meaning(feed_of(full, None))  # of an earlier day
    taken = []
    for day, shares in plan.lists().items():
        feed = feed_of(shares, plan.minimum(day))
        each = take_snapshot(program.appid, feed, pin=NO_PIN, remembered=remembered, now=noon(day))
        remembered = each.reading if each.reading.proves else remembered
        taken.append(each)
    return taken


def _first_try(snapshot: Snapshot) -> Snapshot:
    """What was read in the morning of that day: half of the rows."""
    items = snapshot.feed.items
    feed = Feed.of(snapshot.feed.minimum, items[: len(items) // 2])
    return replace(snapshot, feed=feed, taken_at=snapshot.taken_at - timedelta(hours=5))


async def import_all(driven: Driven, name: str, plan: Plan, files: Sequence[Sequence[int]]) -> Program:
    """Import a plan's days in files, each of the days so many days ago."""
    uc, program = driven.world.assemble(), imported_program(name)
    lists = plan.lists()
    for ago in files:
        wanted = sorted(TODAY - each * DAY for each in ago)
        days = [ImportedDay(day, feed_of(lists[day], None), signed=False) for day in wanted if day in lists]
        if days:
            await import_numbers(uc, Viewpoint(TEAM, role=Role.ADMIN), name, days, by="U1", now=NOW)
    return program
