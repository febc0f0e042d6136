"""Judges days as they are kept, by the courses that are kept, in one transaction with both."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Select, String, and_, bindparam, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.numbers.course import Course, Judging
from bot.domain.numbers.judgement import NO_PUBLIC, Public
from bot.domain.numbers.snapshot import Snapshot
from bot.lib.cache import batches
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, as_list, insert_or_replace, one_of
from bot.storage.numbers.courses import KeptCourse, decode_judgement, kept_course
from bot.storage.numbers.encoding import snapshot_in
from bot.storage.numbers.fleet import Made, forget_newest, made_of, replace_stale, write_newest
from bot.storage.numbers.public_snapshots import judge_public
from bot.storage.numbers.ranks import MADE_IN_PART
from bot.storage.numbers.ranks import RANKS_MADE_BY as MADE_BY
from bot.storage.numbers.users import WITH_USERS, in_turn
from bot.storage.tables.numbers import COURSES, NEWEST_NUMBERS, PUBLIC_SNAPSHOTS, SNAPSHOTS

_PROGRAMS: Final = 100
"""Judged again in one transaction."""
_AT_ONCE: Final = 5
"""Judged in a thread: two milliseconds, after which people's requests have their turn."""
_COURSES = COURSES.c
_NEWEST = NEWEST_NUMBERS.c
_PUBLIC = PUBLIC_SNAPSHOTS.c
_ROWS = SNAPSHOTS.c
_SUMMARIES = select(_ROWS.appid, _ROWS.day, _ROWS.summary).where(
    _ROWS.team_id == bindparam("team"), tuple_(_ROWS.appid, _ROWS.day).in_(bindparam("keys", expanding=True))
)
_COUNT = (
    update(SNAPSHOTS)
    .where(
        _ROWS.team_id == bindparam("team"),
        _ROWS.appid == bindparam("program"),
        _ROWS.day.in_(bindparam("days", expanding=True)),
    )
    .values(comparable=bindparam("counts"))
)
_OF_TEAM: Final = bindparam("of_team", type_=String())
_OF_APPIDS: Final = bindparam("of_appids", type_=String())
# Made once: each would leave cycles that the search for garbage must find.
_COURSES_OF: Final = select(COURSES).where(_COURSES.team_id == _OF_TEAM, one_of(_COURSES.appid, _OF_APPIDS))
_NEWEST_OF: Final = select(_NEWEST.appid, _NEWEST.day, _NEWEST.made_by, _NEWEST.judged_from).where(
    _NEWEST.team_id == _OF_TEAM, one_of(_NEWEST.appid, _OF_APPIDS)
)


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A judged day, as it is kept."""

    made: Made
    course: KeptCourse

    @property
    def snapshot(self) -> Snapshot:
        return self.made.snapshot


@dataclass(frozen=True, slots=True)
class Waiting:
    """Days of a program that wait for their turn."""

    first: date
    """Those from this one on are to be judged again."""
    new: date | None = None
    """The first one that is news: alerts are to be judged from it on."""


class JudgeDays:
    """Judges the days of a workspace's programs within a transaction, in which nothing else changes them."""

    def __init__(self, database: Database, connection: AsyncConnection, team_id: str, *, with_public: bool) -> None:
        self._database = database
        self._connection = connection
        self._team_id = team_id
        self._with_public = with_public
        self._accepted: dict[tuple[str, date], Collection[date]] = {}
        """Of days that are judged once more, the earlier ones that they accepted."""

    async def newer(self, snapshots: Sequence[Snapshot]) -> tuple[Sequence[JudgedRow], Mapping[str, Waiting]]:
        """Judge days that are as new as the newest kept ones, or newer, of each program in order.

        Returns:
            The judged days, and by program what must be judged with all later ones, in `again`.
        """
        courses = await self._courses({each.appid for each in snapshots})
        newest, stale = await self._kept({each.appid for each in snapshots}, courses)
        days: dict[str, list[Snapshot]] = {}
        for each in sorted(snapshots, key=lambda each: each.day):
            kept = courses.get(each.appid)
            if each.appid in stale or (kept is not None and each.day < kept.day):
                stale[each.appid] = min(each.day, stale.get(each.appid, each.day))
            else:
                days.setdefault(each.appid, []).append(each)
        fresh = {appid: listed for appid, listed in days.items() if appid not in stale}
        known = {appid: courses[appid].day for appid in fresh if appid in courses}
        await self._look_up([(appid, day) for appid, day in known.items() if day == fresh[appid][0].day])
        new: dict[str, date] = {}
        for each in snapshots:
            if each.appid in stale and each.day >= newest.get(each.appid, date.min):
                new[each.appid] = min(each.day, new.get(each.appid, each.day))
        waiting = {appid: Waiting(first, new.get(appid)) for appid, first in stale.items()}
        return await self._in_order(fresh, courses), waiting

    async def again(self, appid: str, first: date) -> Sequence[JudgedRow]:
        """Judge all days of a program from one on, and write what is kept about them; earlier rows stay.

        A row that other rules made is unknown, and made again, too.
        """
        query = WITH_USERS.where(_ROWS.team_id == self._team_id, _ROWS.appid == appid).order_by(_ROWS.day)
        rows = (await self._connection.execute(query)).all()
        snapshots = await asyncio.to_thread(lambda: [snapshot_in(row) for row in rows])
        known = {each.day for each in snapshots if each.judgement.known and each.day < first}
        judged = await self._in_order({appid: snapshots}, {}, by_now=True, stay=known)
        changed = [each.made for each in judged if each.snapshot.day not in known]
        await replace_stale(self._connection, self._team_id, changed)
        unsound = {each.snapshot.day for each in judged if not each.snapshot.judgement.sound}
        await self._count(appid, unsound, comparable=False)
        await self.accept(judged)
        if judged:
            await self.write_courses([judged[-1]])
            await write_newest(self._connection, self._team_id, [judged[-1].made], anew=True)
        return judged

    async def owed(self, appids: Collection[str]) -> Mapping[str, date | None]:
        """Return from which day on programs are to be judged again; None: the newest day alone.

        `date.max`: a row that the present rules made stays, whatever was deleted beside it.
        """
        columns = (_NEWEST.appid, _NEWEST.made_by, _NEWEST.judged_from, _COURSES.day)
        asked = select(*columns).select_from(NEWEST_NUMBERS.outerjoin(COURSES, _SAME_PROGRAM))
        its = (_NEWEST.team_id == self._team_id, one_of(_NEWEST.appid, appids))
        found: dict[str, date | None] = {}
        for appid, made_by, judged_from, course in await self._connection.execute(asked.where(*its)):
            in_part = judged_from if made_by == MADE_IN_PART else None
            found[appid] = None if made_by == MADE_BY and course is not None else in_part or date.max
        return found

    async def newest_again(self, appids: Collection[str]) -> Sequence[JudgedRow]:
        """Judge the newest days of programs again, by their courses before them."""
        courses = await self._courses(appids)
        lists = await self._lists([(appid, kept.day) for appid, kept in courses.items()])
        days: dict[str, Sequence[Snapshot]] = {each.appid: [each] for each in lists.values()}
        judged = await self._in_order(days, courses, by_now=True)
        await replace_stale(self._connection, self._team_id, [each.made for each in judged])
        await self.accept(judged)
        await self.write_courses(judged)
        await write_newest(self._connection, self._team_id, [each.made for each in judged], anew=True)
        return judged

    async def accept(self, judged: Sequence[JudgedRow]) -> None:
        """Let the database compare with the days that these accept in hindsight; all else about them stays."""
        for each in judged:
            appid, accepted = each.snapshot.appid, each.snapshot.judgement.accepted
            before = self._accepted.get((appid, each.snapshot.day), ())
            await self._count(appid, set(before).difference(accepted), comparable=False)
            await self._count(appid, accepted, comparable=True)

    async def _look_up(self, keys: Collection[tuple[str, date]]) -> None:
        """Look up what days that come once more have accepted."""
        for some in batches(sorted(keys), ROWS_AT_ONCE):
            rows = await self._connection.execute(_SUMMARIES, {"team": self._team_id, "keys": some})
            self._accepted |= {(appid, day): decode_judgement(day, text).accepted for appid, day, text in rows}

    async def _count(self, appid: str, days: Collection[date], *, comparable: bool) -> None:
        if days:
            asked = {"team": self._team_id, "program": appid, "days": sorted(days), "counts": comparable}
            await self._connection.execute(_COUNT, asked)

    async def write_courses(self, judged: Sequence[JudgedRow]) -> None:
        """Write the course of each program after its newest of these days."""
        newest = {each.snapshot.appid: each.course for each in sorted(judged, key=lambda each: each.snapshot.day)}
        rows = [{"team_id": self._team_id, "appid": appid, **course.columns} for appid, course in newest.items()]
        if rows:
            await self._connection.execute(insert_or_replace(self._connection, COURSES, ("team_id", "appid")), rows)

    async def _in_order(
        self,
        days: Mapping[str, Sequence[Snapshot]],
        courses: Mapping[str, KeptCourse],
        *,
        by_now: bool = False,
        stay: Collection[date] = (),
    ) -> Sequence[JudgedRow]:
        """Judge the days of programs, each by those before it and by the public numbers of its day.

        Args:
            days: of each program oldest first.
            courses: those of the programs.
            by_now: whether the last day of each is judged by the newest public numbers, as an answer now takes them.
            stay: days that keep their judgements: what they showed may be thinned by now.
        """
        public = dict(await self._public({each.day for listed in days.values() for each in listed}))
        if by_now and (newest := await self._newest_public()):
            public |= dict.fromkeys((listed[-1].day for listed in days.values() if listed), newest)
        kept, judged = dict(courses), list[JudgedRow]()
        found: dict[tuple[str, date], Snapshot] = {}
        for at in range(max(map(len, days.values()), default=0)):
            round_of = [listed[at] for listed in days.values() if at < len(listed)]
            for some in batches(round_of, _AT_ONCE):
                steps = await asyncio.to_thread(_begun, some, kept, public)
                wanted: set[tuple[str, date]] = {(each.snapshot.appid, day) for each in steps for day in each.wanted}
                lists: dict[tuple[str, date], Snapshot] = {key: found[key] for key in wanted if key in found}
                lists |= await self._lists(wanted - lists.keys())
                rows = await asyncio.to_thread(_ended, steps, lists, kept, stay)
                for row in rows:
                    key = (row.snapshot.appid, row.snapshot.day)
                    kept[key[0]], found[key] = row.course, row.snapshot
                judged += rows
        return judged

    async def _courses(self, appids: Collection[str]) -> dict[str, KeptCourse]:
        found: dict[str, KeptCourse] = {}
        for some in batches(sorted(appids), ROWS_AT_ONCE):
            for row in await self._connection.execute(_COURSES_OF, self._these(some)):
                found[row.appid] = KeptCourse(row.day, row.versions, row.losses, row.before, row.after)
        return found

    async def _kept(
        self, appids: Collection[str], courses: Mapping[str, KeptCourse]
    ) -> tuple[dict[str, date], dict[str, date]]:
        """Return the newest days of programs, and of those whose days are still to be judged, from which day on."""
        newest, stale = dict[str, date](), dict[str, date]()
        for some in batches(sorted(appids), ROWS_AT_ONCE):
            for appid, day, made_by, judged_from in await self._connection.execute(_NEWEST_OF, self._these(some)):
                newest[appid] = day
                if made_by != MADE_BY or appid not in courses:
                    stale[appid] = judged_from or day
        return newest, stale

    def _these(self, appids: Collection[str]) -> dict[str, object]:
        return {"of_team": self._team_id, "of_appids": as_list(appids)}

    async def _lists(self, keys: Collection[tuple[str, date]]) -> dict[tuple[str, date], Snapshot]:
        found: dict[tuple[str, date], Snapshot] = {}
        for some in batches(sorted(keys), ROWS_AT_ONCE):
            query = WITH_USERS.where(_ROWS.team_id == self._team_id, tuple_(_ROWS.appid, _ROWS.day).in_(some))
            rows = (await self._connection.execute(query)).all()
            for each in await asyncio.to_thread(lambda those: [snapshot_in(row) for row in those], rows):
                found[each.appid, each.day] = each
        return found

    async def _newest_public(self) -> Public | None:
        newest = select(_PUBLIC.day, _PUBLIC.judgement).order_by(_PUBLIC.day.desc()).limit(1)
        found = await self._shown(newest) if self._with_public else ()
        return found[0] if found else None

    async def _public(self, days: Iterable[date]) -> Mapping[date, Public]:
        """Return, by day, what WeChat's public numbers showed by then."""
        asked = sorted(set(days))
        if not asked or not self._with_public:
            return {}
        before = select(func.max(_PUBLIC.day)).where(_PUBLIC.day <= asked[0]).scalar_subquery()
        between = and_(_PUBLIC.day >= func.coalesce(before, asked[0]), _PUBLIC.day <= asked[-1])
        shown = await self._shown(select(_PUBLIC.day, _PUBLIC.judgement).where(between).order_by(_PUBLIC.day))
        found, at, newest = dict[date, Public](), 0, None
        for day in asked:
            while at < len(shown) and shown[at].day <= day:
                newest = shown[at]
                at += 1
            if newest:
                found[day] = newest
        return found

    async def _shown(self, days: Select[date, str | None]) -> Sequence[Public]:
        """Return what days of the public numbers show: they are judged first, where other rules did it."""
        for _ in range(2):
            rows = (await self._connection.execute(days)).all()
            found = [decode_judgement(day, text) for day, text in rows]
            if all(each.known for each in found) or not await judge_public(self._database, self._connection):
                break
        return [Public(each.day, each.breaks) for each in found]


async def judge_again(database: Database, team_id: str, appids: Collection[str], *, with_public: bool) -> None:
    """Judge the newest day of programs again, or all days of those of which an earlier one came, or by other rules."""
    for some in batches(sorted(appids), _PROGRAMS):
        async with in_turn(database, team_id) as connection:
            judging = JudgeDays(database, connection, team_id, with_public=with_public)
            owed = await judging.owed(some)
            if soon := [appid for appid, first in owed.items() if first is None]:
                await judging.newest_again(soon)
        for appid in owed.keys() - set(soon):
            async with in_turn(database, team_id) as connection:
                judging = JudgeDays(database, connection, team_id, with_public=with_public)
                first = (await judging.owed([appid])).get(appid)  # more may have come since, or another process judged
                if first and not await judging.again(appid, first):
                    await forget_newest(connection, team_id, [appid])


_SAME_PROGRAM: Final = and_(_COURSES.team_id == _NEWEST.team_id, _COURSES.appid == _NEWEST.appid)


def _begun(
    snapshots: Sequence[Snapshot], courses: Mapping[str, KeptCourse], public: Mapping[date, Public]
) -> Sequence[Judging]:
    kept = ((each, courses.get(each.appid)) for each in snapshots)
    return [
        Judging((course.by(each.day) if course else None) or Course(), each, public.get(each.day, NO_PUBLIC))
        for each, course in kept
    ]


def _ended(
    begun: Sequence[Judging],
    lists: Mapping[tuple[str, date], Snapshot],
    courses: Mapping[str, KeptCourse],
    stay: Collection[date],
) -> list[JudgedRow]:
    found = []
    for each in begun:
        appid = each.snapshot.appid
        judged = each.by({day: lists[appid, day] for day in each.wanted if (appid, day) in lists})
        course = kept_course(each.day, courses.get(appid), judged.course)
        snapshot = each.snapshot if each.day in stay else judged.snapshot
        found.append(JudgedRow(made_of(snapshot, judged.course), course))
    return found


async def mark_stale(connection: AsyncConnection, team_id: str, stale: Mapping[str, Waiting]) -> None:
    """Note from which day on programs are to be judged again, and alerts by them."""
    for appid, days in stale.items():
        its = update(NEWEST_NUMBERS).where(_NEWEST.team_id == team_id, _NEWEST.appid == appid)
        for column, day in ((_NEWEST.judged_from, days.first), (_NEWEST.alerts_from, days.new)):
            if day:
                await connection.execute(its.where(or_(column.is_(None), column > day)).values({column: day}))
        await connection.execute(its.where(_NEWEST.made_by == MADE_BY).values(made_by=MADE_IN_PART))
