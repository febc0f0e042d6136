"""Fleets in the database."""

import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.sql.functions import coalesce, count

from bot.domain.digest.comparison import MOVED_FROM
from bot.domain.digest.fleet_digest import line_with
from bot.domain.fleet import Filter, FleetTotals, Group, Sort, Verdict, fleet_totals
from bot.domain.fleet_row import FIVE_PERCENT, ONE_PERCENT, WHOLE, Asked, Page, Standing
from bot.domain.numbers.distribution import ZERO
from bot.domain.numbers.snapshot import Reached, Visible
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.lib.cache import batches
from bot.lib.work import where_writable
from bot.ports.numbers import Moment, Raised
from bot.storage.engine.database import Database, texts
from bot.storage.engine.dialect import chinese_day, strings, whole_number
from bot.storage.fleet_rows import (
    RANKS,
    Columns,
    Rows,
    day_up_to,
    need_of,
    newest_of_known,
    order_of,
    order_text,
    program_in,
    programs,
    programs_of,
    rows_of,
)
from bot.storage.numbers.ranks import SLOT, WIDTH, fraction, slot_in, sortable, those_unjudged, units
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.numbers.users import people, reached, reached_in
from bot.storage.programs.known import KnownPrograms
from bot.storage.tables.numbers import COVERAGE_CURVES, NEWEST_LOSSES, NEWEST_NUMBERS, SNAPSHOTS
from bot.storage.tables.programs import KNOWN_PROGRAMS, PROGRAM_TROUBLES
from bot.storage.types import version_text

_THEN: Final = SNAPSHOTS.alias("then")
_KNOWN = KNOWN_PROGRAMS.c
_NEWEST = NEWEST_NUMBERS.c
_CURVES = COVERAGE_CURVES.c
_LOSSES = NEWEST_LOSSES.c
_VERDICTS: Final = tuple(Verdict)
_PLACES: Final = {verdict: place for place, verdict in enumerate(Verdict)}
_AT_ONCE: Final = 2000
"""Programs: some milliseconds on the event loop, the rest in a thread."""
_JUDGED_AT_ONCE: Final = 20
"""Programs: a second."""
_DIGITS: Final = 5
"""Of a slot."""


class SqlFleets:
    """Serves `bot.ports.numbers.Fleets`."""

    def __init__(self, database: Database, known: KnownPrograms, snapshots: SqlSnapshots) -> None:
        self._database = database
        self._known = known
        self._snapshots = snapshots
        self._turns: dict[str, asyncio.Lock] = {}
        """Of each workspace: what one question makes, no other one makes again."""

    async def totals(self, asked: Asked, moment: Moment, sort: Sort) -> FleetTotals:
        await self._make(asked, moment)
        rows = rows_of(asked, moment)
        columns = rows.columns
        # Not the rank itself: PostgreSQL would take it to have as many values as there are programs.
        alike = (*columns.needs, type_coerce(_KNOWN.tags, Text), columns.minimum, columns.safe)
        first = func.min(order_text(sort, columns))
        counted = select(*alike, func.min(columns.data_of), first, count(), *reached(*columns.people))
        # Where each program has tags of its own, there are as many groups.
        groups = await self._database.rows(_of(rows, counted).group_by(*alike))
        return await asyncio.to_thread(lambda: fleet_totals(_groups(groups)))

    async def sorted(self, asked: Asked, moment: Moment, only: Filter, sort: Sort, page: Page) -> Sequence[Program]:
        return await self._programs(await self._listed(programs(asked.seen.team_id), asked, moment, only, sort), page)

    async def listed(self, asked: Asked, moment: Moment, only: Filter, sort: Sort) -> Sequence[Visible]:
        return await self._appids(await self._listed(select(_KNOWN.appid), asked, moment, only, sort))

    async def _listed(self, query: Select[Any], asked: Asked, moment: Moment, only: Filter, sort: Sort) -> Select[Any]:
        await self._make(asked, moment)
        rows = rows_of(asked, moment)
        listed = _of(rows, query).order_by(*order_of(sort, rows.columns))
        if only is Filter.ALL:
            return listed
        return listed.where(rows.columns.rank.in_([RANKS[standing] for standing in only.standings]))

    async def _programs(self, listed: Select[Any], page: Page) -> Sequence[Program]:
        found = await self._database.rows(listed.offset(page.first).limit(page.limit))
        return await asyncio.to_thread(lambda: list(map(program_in, found)))

    async def raised(
        self, asked: Asked, moment: Moment, version: Version, verdict: Verdict | None, page: Page
    ) -> Raised:
        await self._make(asked, moment)
        async with self._database.snapshot() as connection:  # a sweep may bring a list between the two
            slots = list[str]()
            async for those in (await connection.stream(_lists(asked.seen.team_id))).partitions(_AT_ONCE):
                slots += await asyncio.to_thread(_slots, version, those)  # there may be as many lists as programs
            rows = (
                await connection.execute(raised_at(asked, moment, version, slots, verdict=verdict, page=page))
            ).all()
        sums = [row for row in rows if not row.appid]
        verdicts = {_VERDICTS[row.place]: row.many for row in sums}
        lost = Reached.all(filter(None, (reached_in(row.low, row.high, row.counted) for row in sums)))
        wanted = [row.appid for row in rows if row.appid]
        found: dict[str, Program] = {}
        for some in batches(wanted, _AT_ONCE):
            query = programs(asked.seen.team_id).where(*programs_of(Asked(asked.seen, appids=some)))
            found |= {program.appid: program for program in await self._programs(query, WHOLE)}
        return Raised(verdicts, [found[appid] for appid in wanted if appid in found], lost)

    async def changed(self, asked: Asked, moment: Moment, since: date) -> Sequence[Visible]:
        await self._make(asked, moment)
        return await self._appids(_changed(asked, moment, since))

    async def _appids(self, query: Select[Any]) -> Sequence[Visible]:
        found: list[Any] = await texts(self._database, query)
        return found

    async def lines(self, asked: Asked, moment: Moment) -> str:
        await self._make(asked, moment)
        rows, found = rows_of(asked, moment), list[str]()
        of = rows.columns
        minimum = type_coerce(of.minimum, String)
        query = _of(rows, select(_KNOWN.appid, *of.needs, minimum, of.comparable, of.loss_low, of.loss))
        async with self._database.reading() as connection:
            async for some in (await connection.stream(query)).partitions(_AT_ONCE):
                found += await asyncio.to_thread(lambda these: list(map(_line, these)), some)
        return await asyncio.to_thread(lambda: "\n".join(sorted(found)))

    async def _make(self, asked: Asked, moment: Moment) -> None:
        """Make the programs' names, and judge at once what is still to be judged of a few programs.

        Thousands are judged in the background: an answer counts them apart.
        """
        team_id = asked.seen.team_id
        await self._known.catch_up(team_id)
        few = those_unjudged(team_id, moment.turn).limit(_JUDGED_AT_ONCE + 1)
        if not 0 < len(await self._appids(few)) <= _JUDGED_AT_ONCE:
            return
        async with self._turns.setdefault(team_id, asyncio.Lock()):
            with where_writable():  # another question may have judged them meanwhile
                await self._snapshots.judge_again(team_id, await self._appids(few))


def _of(rows: Rows, query: Select[Any]) -> Select[Any]:
    return query.select_from(rows.tables).where(*rows.where)


def _groups(rows: Iterable[Row[*tuple[Any, ...]]]) -> Iterator[Group]:
    for *needs, tags, minimum, safe, day, first, many, low, high, counted in rows:
        people = reached_in(low, high, counted)
        yield Group(need_of(*needs), tuple(json.loads(tags)), minimum, safe, day, first, many, people)


def _line(row: Row[*tuple[Any, ...]]) -> str:
    appid, *needs, minimum, comparable, low, high = row
    ends = ("", "") if not comparable or low is None else (fraction(low), fraction(high))
    return line_with(appid, version_text(minimum) if minimum else "", *ends, need_of(*needs).state)


def _lists(team_id: str) -> Select[str, str]:
    """Each list of versions, with one of the curves that have it: a look into the index for each, not a scan."""
    first = select(func.min(_LOSSES.list_id).label("list_id")).where(_LOSSES.team_id == team_id)
    lists = first.cte("lists", recursive=True)
    more = NEWEST_LOSSES.alias("more").c
    next_one = select(func.min(more.list_id)).where(more.team_id == team_id, more.list_id > lists.c.list_id)
    lists = lists.union_all(select(next_one.scalar_subquery()).where(lists.c.list_id.is_not(None)))
    one = NEWEST_LOSSES.alias("one").c
    appid = select(one.appid).where(one.team_id == team_id, one.list_id == lists.c.list_id).limit(1)
    of_it = (_CURVES.team_id == team_id, _CURVES.appid == appid.correlate(lists).scalar_subquery())
    return select(lists.c.list_id, _CURVES.curve).select_from(lists.join(COVERAGE_CURVES, and_(*of_it)))


def _slots(version: Version, lists: Iterable[Row[str, str]]) -> list[str]:
    """For each list of versions, where a version is in it."""
    return [f"{slot_in(curve, version):0{_DIGITS}}{list_id}" for list_id, curve in lists]


def raised_at(
    asked: Asked, moment: Moment, version: Version, slots: Sequence[str], *, verdict: Verdict | None, page: Page
) -> Select[Any]:
    """How many programs have each verdict, and the AppIDs of those asked for, in order; each loss is read once.

    Args:
        slots: see `_slots`.
    """
    judged = _judged(asked, moment, version, slots).cte("judged").prefix_with("MATERIALIZED").c
    order = (judged.place, judged.loss, judged.name_key, judged.position)
    none = (literal(b""), literal(""), literal(0), literal(""))
    sums = (count().label("many"), *reached(judged.people_low, judged.people_high))
    counted = select(judged.place, *none, *sums).group_by(judged.place)
    not_summed = (literal(0).label(name) for name in ("many", "low", "high", "counted"))
    listed = select(*order, judged.appid, *not_summed)
    if verdict:
        listed = listed.where(judged.place == _PLACES[verdict])
    shown = listed.order_by(*order).offset(page.first).limit(page.limit).subquery()
    both = select(*shown.c).union_all(counted).subquery().c
    shown_or_summed = (both.place, both.appid, both.many, both.low, both.high, both.counted)
    return select(*shown_or_summed).order_by(both.place, both.loss, both.name_key, both.position)


def _judged(asked: Asked, moment: Moment, version: Version, slots: Sequence[str]) -> Select[Any]:
    """Each program with the place of its verdict, as `raise_row` decides it by the worse end of the loss."""
    value = strings(slots, name="slots").c.value
    # Made once: SQLite would read the list again for each program. Where its column has no type, it makes no index.
    at = (
        select(
            cast(func.substr(value, 1, _DIGITS), Integer).label("slot"),
            cast(func.substr(value, _DIGITS + 1), Text).label("list_id"),
        )
        .cte("places")
        .prefix_with("MATERIALIZED")
    )
    # Losses that are still to be judged are not joined: each condition would have to ask again.
    tables = (
        KNOWN_PROGRAMS.outerjoin(NEWEST_NUMBERS, newest_of_known(moment))
        .outerjoin(NEWEST_LOSSES, and_(_LOSSES.team_id == _NEWEST.team_id, _LOSSES.appid == _NEWEST.appid))
        .outerjoin(at, at.c.list_id == _LOSSES.list_id)
    )
    high, below = (
        func.substr(_LOSSES.losses, at.c.slot * SLOT + 1 + end, WIDTH, type_=_LOSSES.losses.type) for end in (0, WIDTH)
    )
    kept = case((_NEWEST.safe_key >= version, _PLACES[Verdict.KEEPS_99]), else_=_PLACES[Verdict.KEEPS_TODAY])
    place = case(
        (_LOSSES.minimum_key >= version, _PLACES[Verdict.GUARANTEED]),
        (high.is_(None), _PLACES[Verdict.UNKNOWN]),
        (high <= sortable(ONE_PERCENT), kept),
        (high <= sortable(FIVE_PERCENT), _PLACES[Verdict.KEEPS_95]),
        else_=_PLACES[Verdict.LOSES_MORE],
    )
    columns = (_KNOWN.appid, _KNOWN.name_key, _KNOWN.position, place.label("place"))
    least = coalesce(high, sortable(ZERO)).label("loss")
    lost = (
        people(whole_number(end), end > sortable(ZERO)).label(name)
        for name, end in (("people_low", below), ("people_high", high))
    )
    return select(*columns, least, *lost).select_from(tables).where(*programs_of(asked))


def _changed(asked: Asked, moment: Moment, since: date) -> Select[Any]:
    """Return the AppIDs, in order; see `Fleets.changed`, and `bot.domain.digest.changes.changed_fleet`."""
    rows = rows_of(asked, moment)
    query = select(KNOWN_PROGRAMS.c.appid).select_from(rows.tables.outerjoin(_THEN, day_up_to(_THEN.c, since)))
    known = rows.columns.rank != RANKS[Standing.UNJUDGED]
    return query.where(*rows.where, known, _differs(rows.columns, since)).order_by(
        *order_of(Sort.ATTENTION, rows.columns)
    )


def _differs(now: Columns, since: date) -> ColumnElement[bool]:
    then = _THEN.c
    both = and_(now.comparable.is_(True), then.comparable.is_(True))
    _, failed, _ = now.needs
    numbers = or_(
        now.minimum.is_distinct_from(then.minimum_key),
        # Where several meanings fit, or none, the columns do not say what it needs.
        or_(now.comparable.is_not(True), then.comparable.is_not(True)),
        and_(both, _has_moved(now)),
        (now.rank == RANKS[Standing.DOUBTFUL]).is_distinct_from(then.standing == Standing.DOUBTFUL),
        and_(both, now.rank == RANKS[Standing.READY], then.standing.is_distinct_from(Standing.READY)),
    )
    return or_(and_(failed, chinese_day(PROGRAM_TROUBLES.c.since) > since), and_(now.day > since, numbers))


def _has_moved(now: Columns) -> ColumnElement[bool]:
    then = _THEN.c
    lines = (units(ONE_PERCENT), units(FIVE_PERCENT))
    return or_(
        func.abs(now.loss - then.loss_high) >= units(MOVED_FROM),  # both are rounded up: it may be less by a unit
        *((now.loss_low > line).is_distinct_from(then.loss_low > line) for line in lines),
    )
