"""Databases as they would be after months of sweeps, written straight into the bot's own tables."""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice
from typing import Final

from sqlalchemy import insert, text

from bench.kit.fleet import AUDIENCES, TEAM_ID, answer, fleet, public_answer
from bot.domain.numbers.course import Course, Judging
from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import WECHAT_ZONE, Snapshot, Users, Visible
from bot.domain.numbers.version import Feed, FeedItem, Meaning
from bot.domain.retention import expired_days
from bot.lib.cache import batches
from bot.ports.programs import KeptProgram
from bot.ports.slack import Workspace
from bot.storage.access import SqlAccessRules
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.numbers.courses import KeptCourse, kept_course
from bot.storage.numbers.encoding import encode_feed, encode_reading
from bot.storage.numbers.fleet import Made, made_of, write_newest
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.numbers.users import SqlUserCounts
from bot.storage.programs.authorised import SqlKeptPrograms
from bot.storage.tables.numbers import COURSES, SNAPSHOTS
from bot.storage.workspaces import SqlWorkspaces
from bot.wechat.protocol.get_support_version import read_reply
from bot.wechat.protocol.public_data import read_public
from bot.wechat.protocol.response import Refusal

WEEKS: Final = 20
"""How far back a digest looks."""
_SWEPT_AT: Final = time(2, 0, tzinfo=WECHAT_ZONE)
_OK: Final = 200
_SPREAD: Final = 97
"""Odd, so that the sampled programs have all audiences."""
_LISTS: Final = 32
"""Different ones of each audience, where programs shall differ."""
_AT_ONCE: Final = 1000
_YEAR: Final = 365
_LISTS_FOR: Final = timedelta(weeks=4)
"""How far back a day is judged by earlier days' lists."""
_TAGS: Final = ("food", "retail", "travel", "games")

Plan = Mapping[date, Sequence[int]]
"""By day the numbers of the programs that have a snapshot of it."""


def sampled(programs: int, count: int) -> list[int]:
    """Numbers of programs, spread over the fleet, all different."""
    step = min(_SPREAD, programs // count)
    return [number * step for number in range(count)]


def months(programs: int, sample: Collection[int], today: date) -> Plan:
    """Every program on one day a week, sampled ones on every day that the bot would still have; not yet today."""
    all_days = [today - timedelta(days=back) for back in range(7 * WEEKS, 0, -1)]
    weekly, expired = set(all_days[::7]), set(expired_days(all_days, today=today))
    some, every = sorted(sample), range(programs)
    return {day: every if day in weekly else some for day in all_days if day in weekly or day not in expired}


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    try:
        yield database
    finally:
        await database.close()


async def seed(database_url: str, plan: Plan) -> None:
    """Make a database with a workspace and these snapshots, in the order in which sweeps would have written them.

    WeChat's public numbers are there for every day from the first of them to the last.
    """
    async with _new(database_url) as database:
        newest: Newest = {}
        for day, numbers in plan.items():
            await _keep(database, day, numbers, newest)
        await _keep_courses(database, newest)
        days = range((max(plan) - min(plan)).days + 1)
        await SqlPublicSnapshots(database).save(*(_public_on(min(plan) + timedelta(days=number)) for number in days))


async def seed_fleet(database_url: str, size: int, last: str) -> dict[str, int]:
    """Make a database with programs whose lists differ, on a day (ISO) and a week before, and their users.

    Returns:
        What it takes (bytes), and would after a year (MB).
    """
    day = date.fromisoformat(last)
    programs = [
        KeptProgram(
            each.appid, each.nickname, permission_sets=frozenset({18}), listed_tags=(_TAGS[number % len(_TAGS)],)
        )
        for number, each in enumerate(fleet(size))
    ]
    async with _new(database_url) as database:
        for some in batches(programs, _AT_ONCE):
            await SqlKeptPrograms(database).put(TEAM_ID, some)
        await SqlPublicSnapshots(database).save(_public_on(day))
        newest: Newest = {}
        await _keep(database, day - timedelta(days=7), range(size), newest, lists=_LISTS)
        one_day = await size_of(database)
        await _keep(database, day, range(size), newest, lists=_LISTS)
        both = await size_of(database)
        await _keep_courses(database, newest)
        await _settle(database)  # users are counted hours after a sweep
        for some in batches(programs, _AT_ONCE):
            counted = {each.appid: Users(day, android=3000, iphone=2000, other=100) for each in some}
            await SqlUserCounts(database).save(TEAM_ID, day - timedelta(days=1), counted, {})
        await _settle(database)
    kept = _YEAR - len(expired_days([day - timedelta(days=back) for back in range(_YEAR)], today=day))
    return {
        "bytes_per_program_and_day": round((both - one_day) / size),
        "days_kept_of_a_year": kept,
        "year_mb": round((both + (both - one_day) * (kept - 2) + size * _course_bytes(day)) / 1024**2),
    }


async def _settle(database: Database) -> None:
    """As PostgreSQL does by itself within a minute: until then it expects a few programs, and takes new pages."""
    if database.shared:
        async with database.reading(apart=True) as connection:
            await connection.execute(text("VACUUM ANALYZE"))


async def restrict(database_url: str, channels: Mapping[str, str]) -> None:
    """Restrict programs, by AppID, to a channel each."""
    async with opened(database_url) as database, database.together():
        for appid, channel in channels.items():
            await SqlAccessRules(database).restrict(TEAM_ID, appid, [channel])


@dataclass(frozen=True, eq=False)
class Judged:
    """A judged day of an audience, of no program yet."""

    made: Made
    course: Course
    kept: KeptCourse
    before: "Judged | None"
    """The day before it that is kept."""

    def lists(self) -> Iterator[Snapshot]:
        """Its list and earlier ones, newest first."""
        last: Judged | None = self
        while last:
            yield last.made.snapshot
            last = last.before


Newest = dict[str, Judged]
"""By AppID, the last day written."""


def made_on(audience: int, day: date) -> Made:
    """Return what is kept of an audience's answer as its first one, of no program yet."""
    return _judged_on(audience, day, 0, None).made


@cache
def _judged_on(audience: int, day: date, without: int, before: Judged | None) -> Judged:
    """Judge an audience's answer by the days before it."""
    near = islice(before.lists(), _LISTS_FOR.days) if before else ()
    lists = {each.day: each for each in near if day - each.day <= _LISTS_FOR}
    found = Judging(before.course if before else Course(), _snapshot_on(audience, day, without)).by(lists)
    kept = kept_course(day, before.kept if before else None, found.course)
    return Judged(made_of(found.snapshot, found.course), found.course, kept, before)


def _snapshot_on(audience: int, day: date, without: int) -> Snapshot:
    """Return an audience's answer; all of it, or without one of its versions."""
    feed = read_reply(_OK, answer(audience, day))
    assert not isinstance(feed, Refusal)
    if without:
        at = without % (len(feed.items) - 1)
        gone, heir = feed.items[at : at + 2]
        if read_meaning(feed).meaning is Meaning.SHARE:  # its users are on the next one
            heir = FeedItem(heir.label, heir.value + gone.value)
        feed = Feed.of(feed.minimum, (*feed.items[:at], heir, *feed.items[at + 2 :]))
    return Snapshot(Visible(""), day, datetime.combine(day, _SWEPT_AT).astimezone(UTC), feed, read_meaning(feed))


def of_program(made: Made, appid: str) -> Made:
    its = Visible(appid)
    return replace(
        made,
        snapshot=replace(made.snapshot, appid=its),
        newest={**made.newest, "appid": its},
        losses={**made.losses, "appid": its},
    )


@asynccontextmanager
async def _new(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as database:
        await database.migrate()
        await SqlWorkspaces(database).put(Workspace(TEAM_ID, "Bench", "U0BASELIB"))
        yield database


async def _keep(database: Database, day: date, numbers: Sequence[int], newest: Newest, *, lists: int = 1) -> None:
    """Write a day of programs, judged by those before it; all of its alerts are judged."""
    programs = fleet(max(numbers) + 1)
    for some in batches(numbers, _AT_ONCE):
        judged = {
            appid: _judged_on(number % AUDIENCES, day, number // AUDIENCES % lists, newest.get(appid))
            for number, appid in ((number, programs[number].appid) for number in some)
        }
        newest.update(judged)
        async with database.writing() as connection:
            rows = [_row(each) | {"appid": appid} for appid, each in judged.items()]
            await connection.execute(insert(SNAPSHOTS), rows)
            made = [of_program(each.made, appid) for appid, each in judged.items()]
            await write_newest(connection, TEAM_ID, made, anew=True)


async def _keep_courses(database: Database, newest: Newest) -> None:
    """Write what the next day of each program is judged by."""
    for some in batches(sorted(newest), _AT_ONCE):
        rows = [{"team_id": TEAM_ID, "appid": appid, **newest[appid].kept.columns} for appid in some]
        async with database.writing() as connection:
            await connection.execute(insert_or_replace(connection, COURSES, ("team_id", "appid")), rows)


@cache
def _row(judged: Judged) -> dict[str, object]:
    made, snapshot = judged.made, judged.made.snapshot
    return {
        "team_id": TEAM_ID,
        "day": snapshot.day,
        "taken_at": snapshot.taken_at,
        "feed": encode_feed(snapshot.feed),
        "reading": encode_reading(snapshot.reading),
        "proved": snapshot.reading.proves,
        **made.beside,
        "imported_by": "",
    }


def _public_on(day: date) -> PublicSnapshot:
    return read_public(_OK, public_answer(day), now=datetime.combine(day, _SWEPT_AT).astimezone(UTC))


def _course_bytes(last: date) -> int:
    """Return how much a program's course takes after a year, one row each."""
    first = last - timedelta(days=_YEAR)
    found = []
    for audience in range(AUDIENCES):
        judged: Judged | None = None
        for number in range(_YEAR):
            judged = _judged_on(audience, first + timedelta(days=number), 0, judged)
        assert judged
        columns = judged.kept.columns.values()
        found.append(sum(len(each if isinstance(each, bytes) else str(each).encode()) for each in columns))
    return sum(found) // AUDIENCES


async def size_of(database: Database) -> int:
    """Return what a database takes on disk (bytes)."""
    on_sqlite = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    size = "SELECT pg_database_size(current_database())" if database.shared else on_sqlite
    async with database.reading() as connection:
        return int(await connection.scalar(text(size)) or 0)
