"""A workspace's programs from all sources: the settings, WeChat, the provider's list, and people."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.sql.functions import coalesce, count

from bot.domain.access import Viewpoint
from bot.domain.fleet_row import WHOLE, Asked, Page
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import MATCHES_NAMED, AuthStatus, Program, folded
from bot.ports.programs import NOTHING_MEANT, Meant
from bot.ports.sweep import SyncState, Unread
from bot.storage.engine.database import Database, texts
from bot.storage.engine.dialect import insert_or_replace, place_of
from bot.storage.fleet_rows import Value, imported, program_in, programs, programs_of, seen_from, seen_in, tagged
from bot.storage.programs.known import KnownPrograms, in_step
from bot.storage.tables.numbers import SNAPSHOTS, USER_COUNTS
from bot.storage.tables.programs import KNOWN_PROGRAMS, SYNCS

_KNOWN = KNOWN_PROGRAMS.c
_NAMED = KNOWN_PROGRAMS.alias("named").c
_TAG_MARKS: Final = ("#", "＃")
_LAST: Final = "\U0010ffff"
"""No name has it, and every other letter is lower."""
_SPELLED: Final = (
    (_KNOWN.alias_key, _KNOWN.alias),
    (_KNOWN.nickname_key, _KNOWN.nickname),
    (_KNOWN.appid_key, _KNOWN.appid),
)
"""The names of a program, folded and as they are spelled."""


class SqlPrograms:
    """Serves `bot.ports.programs.Programs`. Raises `StorageUnavailable`."""

    def __init__(
        self,
        database: Database,
        configured: Sequence[Program] = (),
        home: Callable[[], Awaitable[str]] | None = None,
        *,
        known: KnownPrograms | None = None,
    ) -> None:
        """Nothing is read yet; `configured` and `home` are those of `KnownPrograms`, unless it is given."""
        self._database = database
        self._known = known or KnownPrograms(database, configured, home)

    async def found(self, asked: Asked, text: str = "", page: Page = WHOLE) -> Sequence[Program]:
        where, rank = await self._matching(asked, text)
        query = programs(asked.seen.team_id).where(*where).order_by(*rank, _KNOWN.position)
        return await self._programs(query.offset(page.first).limit(page.limit))

    async def count(self, asked: Asked, text: str = "") -> int:
        where, _ = await self._matching(asked, text)
        return await self._number(select(count()).select_from(KNOWN_PROGRAMS).where(*where))

    async def meant(self, seen: Viewpoint, name: str, *, start: bool = False) -> Meant:
        if not name:
            return NOTHING_MEANT
        if start:
            await self._known.catch_up(seen.team_id)
            starts = (_starts(key, name) for key in (_NAMED.alias_key, _NAMED.nickname_key))
            return await self._meant(seen, _any_of(seen.team_id, *starts))
        only = await self._called(seen, name)
        if only is None:  # not called so, or behind: then another question may have caught up since
            await self._known.catch_up(seen.team_id)
            only = await self._called(seen, name, caught_up=True)
        return Meant(1, (only,), (only.name,)) if only else await self._meant(seen, _KNOWN.nickname_key == name)

    async def _called(self, seen: Viewpoint, name: str, *, caught_up: bool = False) -> Program | None:
        """Return the one with this alias, else with this AppID.

        None also where the table is behind, unless it was caught up.

        A replica with other settings may put it behind again at once.
        """
        team_id, settings = seen.team_id, await self._known.settings_of(seen.team_id)
        values = {"team_id": team_id, "channel_id": seen.channel_id, "name": name, "settings": settings}
        query = _CALLED if seen.unlimited else _CALLED_IN_CHANNEL
        row = await self._database.row(query, {**values, "caught_up": caught_up})
        return program_in(row) if row else None

    async def _meant(self, seen: Viewpoint, those: ColumnElement[bool]) -> Meant:
        name = coalesce(func.nullif(_KNOWN.alias, ""), func.nullif(_KNOWN.nickname, ""), _KNOWN.appid)
        all_of_them = programs(seen.team_id).add_columns(
            _KNOWN.name_key,
            _KNOWN.position,
            count().over(partition_by=name).label("namesakes"),
            count().over().label("many"),
        )
        matching = all_of_them.where(*seen_from(seen), those).subquery().c
        is_apart = matching.namesakes == 1
        order = case((is_apart, matching.name_key), else_=matching.appid)
        rows = await self._database.rows(select(*matching).order_by(order, matching.position).limit(MATCHES_NAMED))
        found = [program_in(row) for row in rows]
        names = [each.name if row.namesakes == 1 else each.appid for each, row in zip(found, rows, strict=True)]
        return Meant(rows[0].many, found, names) if rows else NOTHING_MEANT

    async def is_taken(self, seen: Viewpoint, name: str, *, besides: str = "") -> bool:
        if not name:
            return False
        await self._known.catch_up(seen.team_id)
        taken = _any_of(
            seen.team_id, *(key == name for key in (_NAMED.alias_key, _NAMED.nickname_key, _NAMED.appid_key))
        )
        other = select(_KNOWN.appid).where(*seen_from(seen), taken, _KNOWN.appid != besides)
        return bool(await self._database.rows(other.limit(1)))

    async def held(self, seen: Viewpoint, text: str) -> Sequence[str]:
        await self._known.catch_up(seen.team_id)
        names = _names(seen_from(seen), lambda key: place_of(key, text) > 0).subquery().c
        first = select(names.key).group_by(names.key).order_by(func.min(names.place))
        # Not by the database: without an encoding it counts bytes.
        return sorted((row.key for row in await self._database.rows(first)), key=len, reverse=True)

    async def alike(self, asked: Asked, parts: Iterable[str], *, limit: int) -> Sequence[str]:
        await self._known.catch_up(asked.seen.team_id)
        names = _names(programs_of(asked)).subquery().c
        holds = (case((place_of(part, names.key) > 0, 1), else_=0) for part in sorted(parts))
        score: ColumnElement[int] = sum(holds, start=literal(0))
        # Most names are one program's: to group all of them takes three times as long.
        some = await self._database.rows(select(names.key).order_by(score.desc(), names.place).limit(2 * limit))
        found = list(dict.fromkeys(row.key for row in some))[:limit]
        if len(found) == limit or len(some) < 2 * limit:
            return found
        first = select(names.key).group_by(names.key).order_by(score.desc(), func.min(names.place))
        return [row.key for row in await self._database.rows(first.limit(limit))]

    async def spelled(self, asked: Asked, name: str) -> str:
        await self._known.catch_up(asked.seen.team_id)
        names = _names(programs_of(asked), lambda key: key == name).subquery().c
        last = select(names.spelled).order_by(names.place.desc()).limit(1)
        return next((row.spelled for row in await self._database.rows(last)), "")

    async def tags(self, asked: Asked) -> Sequence[str]:
        await self._known.catch_up(asked.seen.team_id)
        query = select(type_coerce(_KNOWN.tags, Text)).where(*programs_of(asked)).distinct()
        rows = await self._database.rows(query)
        return await asyncio.to_thread(lambda: sorted({tag for (tags,) in rows for tag in json.loads(tags)}))

    async def appids(self, asked: Asked) -> Sequence[Visible]:
        return await self._appids(asked)

    async def imported(self, seen: Viewpoint) -> Sequence[Visible]:
        return await self._appids(Asked(seen), imported)

    async def _appids(self, asked: Asked, *those: ColumnElement[bool]) -> Sequence[Visible]:
        await self._known.catch_up(asked.seen.team_id)
        query = select(_KNOWN.appid).where(*programs_of(asked), *those).order_by(_KNOWN.position)
        found = await texts(self._database, query)
        return await asyncio.to_thread(lambda: [Visible(appid) for appid in found])

    async def _matching(
        self, asked: Asked, text: str
    ) -> tuple[Sequence[ColumnElement[bool]], Sequence[ColumnElement[int]]]:
        """Return the conditions of the programs that match a text, and what ranks them."""
        await self._known.catch_up(asked.seen.team_id)
        asked_about, text = programs_of(asked), text.strip()
        if not text:
            return asked_about, ()
        if text.startswith(_TAG_MARKS):
            with_tag = (*asked_about, tagged(folded(text[1:])))
            if await self._database.rows(select(_KNOWN.appid).where(*with_tag).limit(1)):
                return with_tag, ()
        wanted = folded(text)
        return (*asked_about, place_of(wanted, _KNOWN.names) > 0), (_rank(wanted),)

    async def _programs(self, query: Select[Any]) -> Sequence[Program]:
        found = await self._database.rows(query)
        return await asyncio.to_thread(lambda: list(map(program_in, found)))

    async def _number(self, query: Select[int]) -> int:
        ((number,),) = await self._database.rows(query)
        return number


def _rank(wanted: str) -> ColumnElement[int]:
    """Return the rank of a match: the alias, another whole name, the start of one, or a part of one.

    The most common first: where a text is in nearly all names, each look into one counts.
    """
    whole = place_of(f"\n{wanted}\n", _KNOWN.names)
    return case((place_of(f"\n{wanted}", _KNOWN.names) == 0, 3), (whole == 0, 2), (whole == 1, 0), else_=1)


def called(team_id: Value, name: Value) -> ColumnElement[bool]:
    """Return the condition that a program has this alias or AppID (folded)."""
    return _any_of(team_id, _NAMED.alias_key == name, _NAMED.appid_key == name)


def _any_of(team_id: Value, *those: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return that one of these conditions of `_NAMED` holds.

    Each by its index, where SQLite would read all for an OR.
    """
    found = (select(_NAMED.appid).where(_NAMED.team_id == team_id, each) for each in those)
    return _KNOWN.appid.in_(union_all(*found))


def _starts(key: ColumnElement[str], start: str) -> ColumnElement[bool]:
    return and_(key >= start, key < start + _LAST)


def _names(
    where: Sequence[ColumnElement[bool]], those: Callable[[ColumnElement[str]], ColumnElement[bool]] | None = None
) -> CompoundSelect[Any]:
    """Each name of each program: folded, as it is spelled, and its place in the order of programs."""
    return union_all(
        *(
            select(
                key.label("key"), spelled.label("spelled"), (_KNOWN.position * len(_SPELLED) + at).label("place")
            ).where(*where, key != "", *((those(key),) if those else ()))
            for at, (key, spelled) in enumerate(_SPELLED)
        )
    )


def _called(channel_id: Value | None) -> Select[Any]:
    """Return what `SqlPrograms._called` asks: nearly every question does, so it is made once."""
    team_id, name = bindparam("team_id", type_=String), bindparam("name", type_=String)
    fresh = or_(bindparam("caught_up", type_=Boolean), in_step)
    only = programs(team_id).where(*seen_in(team_id, channel_id), called(team_id, name), fresh)
    return only.order_by(case((_KNOWN.alias_key == name, 0), else_=1), _KNOWN.position).limit(1)


_CALLED: Final = _called(None)
_CALLED_IN_CHANNEL: Final = _called(bindparam("channel_id", type_=String))


_SNAPSHOTS = SNAPSHOTS.c
_COUNTS = USER_COUNTS.c


class SqlDailyWork:
    """Serves `bot.ports.sweep.DailyWork`. Raises `StorageUnavailable`."""

    def __init__(self, database: Database, known: KnownPrograms) -> None:
        self._database = database
        self._known = known

    async def unread(self, team_id: str, day: date) -> Unread:
        left = await self._appids(team_id, ~read_on(day))
        all_of_them = readable(team_id).with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
        ((programs,),) = await self._database.rows(all_of_them)
        return Unread(max(programs, len(left)), left)  # one may have gone in between

    async def uncounted(self, team_id: str, day: date) -> Sequence[Visible]:
        asked = exists().where(_COUNTS.team_id == _KNOWN.team_id, _COUNTS.appid == _KNOWN.appid, _COUNTS.day == day)
        return await self._appids(team_id, ~asked)

    async def _appids(self, team_id: str, those: ColumnElement[bool]) -> Sequence[Visible]:
        await self._known.catch_up(team_id)
        found = await texts(self._database, readable(team_id).where(those))
        return await asyncio.to_thread(lambda: [Visible(appid) for appid in found])


def readable(team_id: str) -> Select[str]:
    """Return the AppIDs of the programs that WeChat may let us read, in the fleet's order."""
    may_be_read = (_KNOWN.standing != AuthStatus.REVOKED, ~imported)
    return select(_KNOWN.appid).where(*seen_from(Viewpoint.everything(team_id)), *may_be_read).order_by(_KNOWN.position)


def read_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a program has a snapshot of a day."""
    mine = (_SNAPSHOTS.team_id == _KNOWN.team_id, _SNAPSHOTS.appid == _KNOWN.appid)
    return exists().where(*mine, _SNAPSHOTS.day == day)


_COLUMNS = SYNCS.c


class SqlSyncs:
    """Serves `bot.ports.sweep.Syncs`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, source: str) -> SyncState | None:
        query = select(_COLUMNS.offset, _COLUMNS.total, _COLUMNS.started_at, _COLUMNS.finished_at)
        row = await self._database.row(query.where(_COLUMNS.source == source))
        return None if row is None else SyncState(*row)

    async def put(self, source: str, state: SyncState) -> None:
        async with self._database.writing() as connection:
            insert = insert_or_replace(connection, SYNCS, ("source",))
            await connection.execute(insert, {"source": source, **asdict(state)})
