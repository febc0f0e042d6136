"""Days are judged by the courses that are kept, by whichever process they come, and again where something is new."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.domain.access import Viewpoint
from bot.domain.fleet import Sort, Verdict
from bot.domain.fleet_row import WHOLE, Asked, Standing
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.judgement import LASTS, RULES
from bot.domain.numbers.snapshot import GOOD_FOR, KnownLoss, Snapshot, Users, Visible, loss_at
from bot.domain.programs import Program
from bot.domain.retention import Retained
from bot.ports.programs import KeptProgram
from bot.storage.engine.database import Database
from bot.storage.fleets import SqlFleets
from bot.storage.maintenance.erase import SqlOldRows
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.numbers.ranks import SqlUnjudgedNumbers
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.numbers.users import SqlUserCounts
from bot.storage.programs.authorised import SqlImportedPrograms, SqlKeptPrograms
from bot.storage.programs.known import KnownPrograms
from bot.storage.tables.numbers import (
    COURSES,
    COVERAGE_CURVES,
    NEWEST_NUMBERS,
    PUBLIC_SNAPSHOTS,
    SNAPSHOTS,
    USER_COUNTS,
)
from bot.usecases.fleet import moment_of, read_raise_rows
from bot.usecases.report.kept_reports import LAST_DAY, KeptReports, ReadPublicHistory
from tests.contracts.test_judging import different, judged, public_of, shown_by
from tests.domain.break_world import DAY, SHOP, SINCE, coarse, days
from tests.domain.build import TODAY, snapshot_of, v
from tests.storage.fleet.world import NOW

TEAM: Final = "T1"
VERSION: Final = v("3.162.0")
_OLD: Final = {"of no rules": None, "of r0005": '["proved","2.9.9",["0.5","0.5"]]', "of 1.0.0": "2|proved|2.9.9|0.5||"}


async def kept_of(database: Database, team_id: str = TEAM) -> list[Snapshot]:
    return list(await SqlSnapshots(database).since(team_id, SHOP.appid, date.min))


async def courses(database: Database, team_id: str = TEAM) -> list[tuple[Any, ...]]:
    return [tuple(row)[1:] for row in await database.rows(select(COURSES).where(COURSES.c.team_id == team_id))]


async def unjudged(database: Database) -> list[str]:
    public = await SqlSnapshots(database).public(LAST_DAY)
    return list(await SqlUnjudgedNumbers(database).unjudged(TEAM, public.turn, limit=9))


async def judged_by_others(database: Database, summary: str | None = None) -> None:
    async with database.writing() as connection:
        await connection.execute(update(SNAPSHOTS).values(summary=summary, comparable=None, standing=None))
        await connection.execute(update(NEWEST_NUMBERS).values(made_by=RULES - 1))
        await connection.execute(update(COURSES).values(after="{}", before=""))
        await connection.execute(update(COVERAGE_CURVES).values(curve="3|2.9.9"))


@pytest.mark.parametrize("summary", _OLD.values(), ids=_OLD.keys())
async def test_what_other_rules_judged(database: Database, summary: str | None) -> None:
    """It is unknown until a question about the program has it judged at once, and all its days."""
    snapshots, kept = SqlSnapshots(database), days(ago=60)
    await snapshots.save(TEAM, kept)
    expected = await courses(database)
    await judged_by_others(database, summary)
    assert [each.judgement.known for each in await kept_of(database)] == [False] * len(kept)
    assert not (await snapshots.judgements(TEAM, [SHOP.appid]))[SHOP.appid].known
    assert await snapshots.losses(TEAM, [SHOP.appid], VERSION) == {SHOP.appid: KnownLoss(None, None)}
    assert await unjudged(database) == [SHOP.appid]

    report = await KeptReports(snapshots).newest(TEAM, SHOP, until=TODAY, within=timedelta(0))
    assert report
    assert report.judgement == judged(kept)[-1]
    assert await snapshots.losses(TEAM, [SHOP.appid], VERSION) == {
        SHOP.appid: loss_at(report.snapshot, VERSION, report.loss_before(VERSION))
    }
    assert different(await kept_of(database), judged(kept)) == {}
    assert await courses(database) == expected
    assert await unjudged(database) == []


async def test_a_reading_after_other_rules(database: Database) -> None:
    """The next day has all days judged, and is one of those by which alerts are to be judged."""
    snapshots, kept = SqlSnapshots(database), days(ago=60)
    await snapshots.save(TEAM, kept[:-1])
    await SqlUnjudgedNumbers(database).alerts_judged(TEAM, None)
    await judged_by_others(database)
    (found,) = await snapshots.save(TEAM, kept[-1:])

    assert found.judgement == judged(kept)[-1]
    assert different(await kept_of(database), judged(kept)) == {}
    assert await SqlUnjudgedNumbers(database).alerts_due(TEAM, "", limit=9) == {SHOP.appid: TODAY}


@pytest.mark.parametrize("asked", ["at once", "by a save"])
async def test_public_numbers_that_other_rules_judged(database: Database, asked: str) -> None:
    """They are judged before the programs are: a break of theirs concerns each of its days."""
    snapshots, numbers = SqlSnapshots(database), SqlPublicSnapshots(database)
    kept, public = coarse(days(ago=60)), public_of(days(ago=150))
    await numbers.save(*public)
    await snapshots.save(TEAM, kept[:-1])
    known = await numbers.since(date.min)
    async with database.writing() as connection:
        await connection.execute(update(PUBLIC_SNAPSHOTS).values(judgement=None))
        await connection.execute(update(COURSES).values(after="{}", before=""))
    await judged_by_others(database)
    if asked == "at once":
        await snapshots.judge_again(TEAM, [SHOP.appid])
    await snapshots.save(TEAM, kept[-1:])

    assert different(await kept_of(database), judged(kept, shown_by(public))) == {}
    assert (await kept_of(database))[-1].judgement.count
    again = await SqlPublicSnapshots(database).since(date.min)
    assert [each.judgement for each in again] == [each.judgement for each in known]


@pytest.mark.parametrize(
    ("since", "until", "known"),
    [
        (SINCE, date.max, SINCE - DAY),
        (SINCE, TODAY - 3 * DAY, TODAY - 4 * DAY),
        (TODAY - LASTS - DAY, date.max, TODAY - 3 * DAY),
    ],
    ids=["begin", "end", "lasting"],
)
async def test_a_turn_of_the_public_count(database: Database, since: date, until: date, known: date) -> None:
    """The newest day is judged again, by a count that is known later than it came; by that day no alert is due."""
    snapshots, numbers = SqlSnapshots(database), SqlPublicSnapshots(database)
    public = public_of(days(2.4, since=since, until=until, ago=200))
    await numbers.save(*(each for each in public if each.day <= known))
    kept = [each for each in coarse(days(since=since, until=until, ago=90)) if each.day <= max(known, since + DAY)]
    await snapshots.save(TEAM, kept)
    before = await kept_of(database)
    await SqlUnjudgedNumbers(database).alerts_judged(TEAM, None)
    assert await unjudged(database) == []
    await numbers.save(*(each for each in public if each.day > known))
    assert await unjudged(database) == [SHOP.appid]
    await snapshots.judge_again(TEAM, [SHOP.appid])
    assert await unjudged(database) == []

    by_then = {day: each for day, each in shown_by(public).items() if day <= known}
    shown = {each.day: by_then[min(each.day, known)] for each in kept}
    *after, newest = await kept_of(database)
    expected = judged(kept, {**shown, newest.day: shown_by(public)[TODAY]})
    assert newest.judgement == (await snapshots.judgements(TEAM, [SHOP.appid]))[SHOP.appid] == expected[-1]
    assert newest.judgement != before[-1].judgement
    assert different(after, expected[:-1]) == different(after, [each.judgement for each in before[:-1]]) == {}
    assert await SqlUnjudgedNumbers(database).alerts_due(TEAM, "", limit=9) == {}


async def test_a_question_after_a_turn(database: Database) -> None:
    """About one program it has it judged at once; one about an earlier day has it as it was."""
    snapshots, numbers, kept = SqlSnapshots(database), SqlPublicSnapshots(database), coarse(days(ago=60))
    public = public_of(days(ago=150))
    await numbers.save(*(each for each in public if each.day < SINCE))
    await snapshots.save(TEAM, kept)
    await numbers.save(*(each for each in public if each.day >= SINCE))
    reports = KeptReports(snapshots)
    newest, yesterday = [
        await reports.newest(TEAM, SHOP, until=TODAY - ago * DAY, within=timedelta(0)) for ago in range(2)
    ]

    assert newest
    assert newest.broken
    assert newest.judgement == (await kept_of(database))[-1].judgement
    assert yesterday
    assert not yesterday.broken
    assert (await reports.newest_of(TEAM, [SHOP], until=TODAY))[SHOP.appid] == newest


async def test_a_fleet_while_many_wait(database: Database) -> None:
    snapshots, numbers, known = SqlSnapshots(database), SqlPublicSnapshots(database), KnownPrograms(database)
    fleets, everything = SqlFleets(database, known, snapshots), Asked(Viewpoint.everything(TEAM))
    appids, newest = [f"wx{number:016x}" for number in range(21)], coarse(days(minimum="3.100.0"))[-1]
    await SqlKeptPrograms(database).put(TEAM, [KeptProgram(appid, appid) for appid in appids])
    await snapshots.save(TEAM, [replace(newest, appid=Visible(appid)) for appid in appids])
    await numbers.save(*public_of(days(ago=150)))
    moment, version = await moment_of(snapshots, NOW), v("3.162.0")
    raised = [await read_raise_rows(snapshots, TEAM, [Program(Visible(appids[0]))], version, moment)]
    counted = [await fleets.totals(everything, moment, Sort.ATTENTION)]
    verdicts = [await fleets.raised(everything, moment, version, None, WHOLE)]
    await SqlImportedPrograms(database).erase(TEAM, appids[-1])
    counted.append(await fleets.totals(everything, moment, Sort.ATTENTION))
    raised.append(await read_raise_rows(snapshots, TEAM, [Program(Visible(appids[0]))], version, moment))
    verdicts.append(await fleets.raised(everything, moment, version, None, WHOLE))

    assert [each.standings for each in counted] == [{Standing.UNJUDGED: 21}, {Standing.UNSETTLED: 20}]
    assert [each.verdicts for each in verdicts] == [{Verdict.UNKNOWN: 21}, {Verdict.UNKNOWN: 20}]
    assert [row.verdict for rows in raised for row in rows] == [Verdict.UNKNOWN] * 2


async def test_a_database_that_can_only_be_read(migrated_sqlite_url: str) -> None:
    """What other rules judged stays unknown; questions about it, the fleet and the public numbers are answered."""
    database = Database(migrated_sqlite_url)
    await SqlKeptPrograms(database).put(TEAM, [KeptProgram(SHOP.appid, "shop")])
    await SqlPublicSnapshots(database).save(*public_of(days(ago=60)))
    await SqlSnapshots(database).save(TEAM, days(ago=60))
    await judged_by_others(database)
    async with database.writing() as connection:
        await connection.execute(update(PUBLIC_SNAPSHOTS).values(judgement=None))

    def only_read(connection: DBAPIConnection, *_: object) -> None:
        connection.cursor().execute("PRAGMA query_only = 1")

    event.listen(database._engine.sync_engine, "checkout", only_read)
    snapshots = SqlSnapshots(database)
    fleets = SqlFleets(database, KnownPrograms(database), snapshots)
    moment = await moment_of(snapshots, NOW)
    counted = await fleets.totals(Asked(Viewpoint.everything(TEAM)), moment, Sort.ATTENTION)
    report = await KeptReports(snapshots).newest(TEAM, SHOP, until=TODAY, within=timedelta(0))
    public = await ReadPublicHistory(SqlPublicSnapshots(database))(until=TODAY)
    await database.close()

    assert counted.standings == {Standing.UNJUDGED: 1}
    assert report
    assert not report.judgement.known
    assert not public


async def test_thinning_changes_no_judgement(database: Database) -> None:
    snapshots, kept = SqlSnapshots(database), days(ago=120)
    for team_id in (TEAM, "T2"):
        await snapshots.save(team_id, kept[:-1])
    async with database.writing() as connection:
        thinned = (SNAPSHOTS.c.team_id == TEAM, SNAPSHOTS.c.day < TODAY - 30 * DAY, SNAPSHOTS.c.day != kept[0].day)
        await connection.execute(delete(SNAPSHOTS).where(*thinned))
    await SqlOldRows(database).delete(Retained.SNAPSHOTS, before=NOW - timedelta(weeks=9), limit=10_000)
    for team_id in (TEAM, "T2"):
        await snapshots.save(team_id, kept[-1:])
    expected = {each.day: each.judgement for each in judge_all(kept)}

    left = await kept_of(database)
    assert len(left) < 40
    assert different(left, [expected[each.day] for each in left]) == {}
    assert await courses(database) == await courses(database, "T2")


async def test_an_erased_program_leaves_no_course(database: Database) -> None:
    snapshots = SqlSnapshots(database)
    await snapshots.save(TEAM, days(ago=60))
    await SqlImportedPrograms(database).erase(TEAM, SHOP.appid)
    assert await courses(database) == []

    await snapshots.save(TEAM, days(1, ago=5))
    assert different(await kept_of(database), judged(days(1, ago=5))) == {}


async def test_two_processes_at_once(database_url: str) -> None:
    """They save the same days of the same program, and others between: one consistent course comes of it."""
    here, there = Database(database_url), Database(database_url)
    kept = days(ago=60)
    for at in range(0, 60, 6):
        one, other = kept[at : at + 4], kept[at + 2 : at + 6]
        await asyncio.gather(SqlSnapshots(here).save(TEAM, one), SqlSnapshots(there).save(TEAM, other))
    await SqlSnapshots(here).save("T2", kept[:60])
    found = await kept_of(here)

    assert found == kept[:60]
    assert different(found, judged(kept[:60])) == {}
    assert await courses(here) == await courses(here, "T2")
    await asyncio.gather(here.close(), there.close())


APPIDS: Final = [Visible(f"wx{number:016x}") for number in range(4)]
USERS_OF_NEWEST_DAY: Final = timedelta(days=1)
DAYS: Final = 40
LISTED: Final = {"3.1.0": "60", "3.0.0": "40"}
STEPS: Final = 60


async def kept(database: Database) -> dict[str, int | None]:
    """By program, what is kept beside its newest numbers."""
    rows = await database.rows(select(NEWEST_NUMBERS.c.appid, NEWEST_NUMBERS.c.users))
    return {row.appid: row.users for row in rows}


async def looked_up(database: Database) -> dict[str, int | None]:
    """The same from all counts: the newest one up to the day, unless it is too old."""
    counts = await database.rows(select(USER_COUNTS).where(USER_COUNTS.c.absent == ""))
    found: dict[str, int | None] = {}
    for appid, day in await database.rows(select(NEWEST_NUMBERS.c.appid, NEWEST_NUMBERS.c.day)):
        earlier = [each for each in counts if each.appid == appid and each.day <= day]
        newest = max(earlier, key=lambda each: each.day, default=None)
        good = newest is not None and day - newest.day <= GOOD_FOR
        found[appid] = newest.android + newest.iphone + newest.other if newest is not None and good else None
    return found


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_changes(database: Database, seed: int) -> None:
    """Numbers and users of any day, imported or not, refused, counted again, thinned out and erased."""
    draw, seen = Random(seed), set[int | None]()  # noqa: S311  # the same in every run
    snapshots, counts = SqlSnapshots(database), SqlUserCounts(database)
    for _ in range(STEPS):
        appid, day = draw.choice(APPIDS), TODAY - draw.randrange(DAYS) * USERS_OF_NEWEST_DAY
        users = Users(day, draw.randrange(1000), draw.randrange(1000), draw.randrange(3))
        match draw.choice(["numbers", "users", "users", "users", "refused", "import", "thin", "erase"]):
            case "numbers":
                some = sorted({appid, draw.choice(APPIDS)})
                await snapshots.save(TEAM, [snapshot_of(LISTED, day, appid=each) for each in some])
            case "users":
                await counts.save(TEAM, day, {appid: users}, {draw.choice(APPIDS): "empty"} if users.other else {})
            case "refused":
                await counts.save(TEAM, day, {}, {appid: "wechat-refused 61007"})
            case "import":
                brought = replace(snapshot_of(LISTED, day, appid=appid), imported_by="U1", users=users)
                await snapshots.save(TEAM, [brought])
            case "thin":
                before = datetime.combine(day, datetime.min.time(), UTC)
                await SqlOldRows(database).delete(Retained.USER_COUNTS, before=before, limit=9)
            case _:
                await SqlImportedPrograms(database).erase(TEAM, appid)
        found = await kept(database)
        assert found == await looked_up(database)
        seen |= set(found.values())
    assert None in seen
    assert len(seen) > STEPS // 10
