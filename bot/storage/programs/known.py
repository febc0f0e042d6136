"""Keeps `KNOWN_PROGRAMS` in step with what it is made from: the settings, the list, labels and statuses."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

import structlog
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    String,
    and_,
    bindparam,
    delete,
    select,
    type_coerce,
    union,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.functions import coalesce

from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import AuthStatus, Program, folded, lines
from bot.lib.cache import batches
from bot.lib.work import SingleFlight, where_writable
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_replace, insert_or_skip, one_of
from bot.storage.tables.programs import (
    KNOWN_PROGRAMS,
    PROGRAM_LABELS,
    PROGRAM_REVISIONS,
    PROGRAM_STANDINGS,
    PROGRAMS,
)

_COLUMNS = PROGRAM_REVISIONS.c
_CHANGES = select(_COLUMNS.revision).where(_COLUMNS.team_id == bindparam("team_id"))
_COUNTED: Final[Mapping[str, ColumnElement[Any]]] = {
    "revision": _COLUMNS.revision + 1,
    "renewed": _COLUMNS.renewed,
    "known_by": _COLUMNS.known_by,
}


async def count_change(connection: AsyncConnection, team_id: str) -> None:
    """Count a change in its own transaction; until its commit no other change of this workspace is counted."""
    insert = insert_or_replace(connection, PROGRAM_REVISIONS, ("team_id",), but=_COUNTED)
    await connection.execute(insert, {"team_id": team_id, "revision": 1, "renewed": 0, "known_by": ""})


async def renewed(connection: AsyncConnection, team_id: str) -> bool:
    """Note that `KNOWN_PROGRAMS` is at the change just counted; False if it was behind before, and stays so."""
    step = update(PROGRAM_REVISIONS).where(_COLUMNS.team_id == team_id, _COLUMNS.renewed == _COLUMNS.revision - 1)
    return (await connection.execute(step.values(renewed=_COLUMNS.revision))).rowcount == 1


async def wait_for_changes(connection: AsyncConnection, team_id: str) -> None:
    """Wait for the end of every transaction that counts a change, and hold up others until one's own."""
    same = update(PROGRAM_REVISIONS).where(_COLUMNS.team_id == team_id)
    await connection.execute(same.values(revision=_COLUMNS.revision))


async def changes(connection: AsyncConnection, team_id: str) -> int:
    """Return the number of changes so far."""
    return await connection.scalar(_CHANGES, {"team_id": team_id}) or 0


async def changes_by_now(database: Database, team_id: str) -> int:
    """Return the same outside any transaction."""
    row = await database.row(_CHANGES, {"team_id": team_id})
    return row.revision if row else 0


_log = structlog.get_logger(__name__)
_KNOWN = KNOWN_PROGRAMS.c
_PROGRAMS = PROGRAMS.c
_LABELS = PROGRAM_LABELS.c
_STANDINGS = PROGRAM_STANDINGS.c
_REVISIONS = PROGRAM_REVISIONS.c
_KEY: Final = ("team_id", "appid")
_WRITTEN_AT_ONCE: Final = 100
"""Rows: a millisecond or two on the event loop."""
_FIRST: Final = -1_000_000
"""The position of the first program of the settings."""

_SETTINGS: Final = bindparam("settings", type_=String)
in_step: Final = coalesce(
    select(and_(_REVISIONS.revision == _REVISIONS.renewed, _REVISIONS.known_by == _SETTINGS))
    .where(_REVISIONS.team_id == bindparam("team_id"))
    .scalar_subquery(),
    _SETTINGS == "",
)
"""The condition that no row is behind; `settings` is from `settings_of`. Before the first change there is no row."""
_LASTS: Final = timedelta(minutes=10)
"""For so long another process's settings are followed; one that goes on says so again after half of it."""

_Row = Row[*tuple[Any, ...]]


class KnownPrograms:
    """Which programs a workspace has, and under which names.

    A name can depend on any other program's: the first that takes an alias has it. So what changes is made again
    together with all programs that want one of its names, and they are few.
    """

    def __init__(
        self,
        database: Database,
        configured: Sequence[Program] = (),
        home: Callable[[], Awaitable[str]] | None = None,
    ) -> None:
        """Nothing is read yet.

        Args:
            configured: the programs that the settings name.
            home: the workspace that owns those; empty before there is one. None: every workspace, as there is only one.
        """
        self._database = database
        self._configured: dict[str, Program] = {program.appid: program for program in configured}
        self._settings = sha256(repr(tuple(configured)).encode()).hexdigest() if configured else ""
        self._home = home
        self._catching_up: SingleFlight[str, None] = SingleFlight()
        self._began = time.monotonic()
        self._yields_to: dict[str, str] = {}
        """By workspace, the other settings of a process that started later."""
        self._how_they_are = select(
            (_REVISIONS.revision == _REVISIONS.renewed).label("renewed"),
            _REVISIONS.known_by,
            _REVISIONS.known_at,
            _REVISIONS.known_since,
            database.ago().label("now"),
        ).where(_REVISIONS.team_id == bindparam("team_id"))

    async def settings_of(self, team_id: str) -> str:
        """Return the settings' programs that are the workspace's, as `known_by` has them."""
        if not self._settings or (self._home is not None and await self._home() not in ("", team_id)):
            return ""
        return self._settings

    async def renew(self, connection: AsyncConnection, team_id: str, appids: Collection[str], settings: str) -> None:
        """Make rows again, in the transaction that has counted the change (`count_change`) and made it.

        Where the table is behind already, or made with other settings, it is left to the next question.

        Args:
            appids: the programs that changed, any number.
            settings: from `settings_of`.
        """
        known_by = await connection.scalar(select(_REVISIONS.known_by).where(_REVISIONS.team_id == team_id))
        if known_by != settings or not await renewed(connection, team_id):
            return
        for some in batches(sorted(appids), ROWS_AT_ONCE):
            await self._make(connection, team_id, some, settings)

    async def catch_up(self, team_id: str) -> None:
        """Make every row again if the table is behind: after an upgrade, or with other settings.

        In short transactions, so that others go on; what they change meanwhile is behind, too, and made once more.
        """
        settings = await self.settings_of(team_id)
        with where_writable():  # a question is answered with what was made before
            if await self._is_behind(team_id, settings):
                await self._catching_up(team_id, lambda: self._until_in_step(team_id, settings))

    async def _is_behind(self, team_id: str, settings: str) -> bool:
        """Whether rows are missing, or made with settings that count no longer; where they are ours, say so in time.

        Where two processes differ, the one that started last is followed while it goes on: each would make all again
        for ever.
        """
        row = await self._database.row(self._how_they_are, {"team_id": team_id})
        if row is None:
            return bool(settings)
        silent_for = row.now - row.known_at if row.known_at else _LASTS
        if not row.renewed or row.known_by == settings:
            if settings and row.renewed and silent_for >= _LASTS / 2:
                await self._go_on(team_id, settings)
            return not row.renewed
        if silent_for >= _LASTS or row.known_since < row.now - self._age:
            return True
        if self._yields_to.get(team_id) != row.known_by:
            _log.error("another replica has other WECHAT_PROGRAMS; its programs count, as it is newer", team=team_id)
            self._yields_to[team_id] = row.known_by
        return False

    async def _go_on(self, team_id: str, settings: str) -> None:
        """Say that a process with these settings goes on."""
        ours = update(PROGRAM_REVISIONS).where(_REVISIONS.team_id == team_id, _REVISIONS.known_by == settings)
        async with self._database.writing() as connection:
            await connection.execute(ours.values(known_at=self._database.ago()))

    @property
    def _age(self) -> timedelta:
        return timedelta(seconds=time.monotonic() - self._began)

    async def _until_in_step(self, team_id: str, settings: str) -> None:
        while await self._is_behind(team_id, settings):
            await self._make_all(team_id, settings)

    async def _make_all(self, team_id: str, settings: str) -> None:
        async with self._database.writing() as connection:
            begun = {"team_id": team_id, "revision": 0, "renewed": 0, "known_by": ""}
            await connection.execute(insert_or_skip(connection, PROGRAM_REVISIONS), begun)
            revision = await connection.scalar(select(_REVISIONS.revision).where(_REVISIONS.team_id == team_id))
        last = ""
        while True:
            every = union(
                select(_PROGRAMS.appid).where(_PROGRAMS.team_id == team_id, _PROGRAMS.appid > last),
                select(_KNOWN.appid).where(_KNOWN.team_id == team_id, _KNOWN.appid > last),
            ).subquery()
            next_ones = select(every.c.appid).order_by(every.c.appid).limit(ROWS_AT_ONCE)
            async with self._database.writing() as connection:
                await wait_for_changes(connection, team_id)
                appids = list(await connection.scalars(next_ones))
                await self._make(connection, team_id, appids, settings)
            if len(appids) < ROWS_AT_ONCE:
                break
            last = appids[-1]
        async with self._database.writing() as connection:
            await wait_for_changes(connection, team_id)
            for some in batches(list(self._ours(settings)), ROWS_AT_ONCE):
                await self._make(connection, team_id, some, settings)
            mine = update(PROGRAM_REVISIONS).where(_REVISIONS.team_id == team_id)
            known = {
                "known_by": settings,
                "known_at": self._database.ago(),
                "known_since": self._database.ago(self._age),
            }
            await connection.execute(mine.values(renewed=revision, **known))
        self._yields_to.pop(team_id, None)

    def _ours(self, settings: str) -> Mapping[str, Program]:
        return self._configured if settings else {}

    async def _make(self, connection: AsyncConnection, team_id: str, appids: Collection[str], settings: str) -> None:
        """Make the rows of some programs and of those that their names concern."""
        ours = self._ours(settings)
        concerned = await _concerned(connection, team_id, set(appids), ours)
        if not concerned:
            return
        listed = select(
            _PROGRAMS.appid, _PROGRAMS.number, _PROGRAMS.nickname, _PROGRAMS.listed_alias, _PROGRAMS.listed_tags
        )
        labels = select(_LABELS.appid, _LABELS.alias, _LABELS.tags)
        statuses = select(_STANDINGS.appid, _STANDINGS.standing)
        found: list[Sequence[_Row]] = []
        for query, table in ((listed, _PROGRAMS), (labels, _LABELS), (statuses, _STANDINGS)):
            theirs = query.where(table.team_id == team_id, one_of(table.appid, concerned))
            found.append((await connection.execute(theirs)).all())
        mine = {appid: (_FIRST + at, program) for at, (appid, program) in enumerate(ours.items()) if appid in concerned}
        rows = await asyncio.to_thread(_rows, team_id, mine, *found)
        gone = concerned - {str(row["appid"]) for row in rows}
        if gone:
            away = delete(KNOWN_PROGRAMS).where(_KNOWN.team_id == team_id, one_of(_KNOWN.appid, gone))
            await connection.execute(away)
        for some in batches(rows, _WRITTEN_AT_ONCE):
            await connection.execute(insert_or_replace(connection, KNOWN_PROGRAMS, _KEY), some)


async def _concerned(
    connection: AsyncConnection, team_id: str, appids: set[str], ours: Mapping[str, Program]
) -> set[str]:
    """Return these programs, those that have or want one of their names, and so on."""
    concerned, new = set(appids), set(appids)
    while new:
        names = {*new, *(folded(ours[appid].alias) for appid in new & ours.keys())}
        theirs: CompoundSelect[Any] = union(
            select(_KNOWN.alias_key).where(_KNOWN.team_id == team_id, one_of(_KNOWN.appid, new)),
            select(_KNOWN.listed_key).where(_KNOWN.team_id == team_id, one_of(_KNOWN.appid, new)),
            select(_LABELS.alias_key).where(_LABELS.team_id == team_id, one_of(_LABELS.appid, new)),
        )
        names |= set(await connection.scalars(theirs))
        listed = select(_PROGRAMS.listed_alias).where(_PROGRAMS.team_id == team_id, one_of(_PROGRAMS.appid, new))
        names |= set(map(folded, await connection.scalars(listed)))
        names -= {"", None}
        others = union(
            select(_KNOWN.appid).where(_KNOWN.team_id == team_id, one_of(_KNOWN.alias_key, names)),
            select(_KNOWN.appid).where(_KNOWN.team_id == team_id, one_of(_KNOWN.listed_key, names)),
            select(_LABELS.appid).where(
                _LABELS.team_id == team_id, one_of(type_coerce(_LABELS.alias_key, String), names)
            ),
            select(_PROGRAMS.appid).where(_PROGRAMS.team_id == team_id, one_of(_PROGRAMS.appid, names)),
        )
        found = set(await connection.scalars(others))
        found |= await asyncio.to_thread(_named_in, ours, names)
        new = found - concerned
        concerned |= new
    return concerned


def _named_in(ours: Mapping[str, Program], names: Collection[str | None]) -> set[str]:
    """Those that have or want one of the names: all are looked at, some milliseconds for ten thousand."""
    return {appid for appid, program in ours.items() if appid in names or folded(program.alias) in names}


def _rows(
    team_id: str,
    ours: dict[str, tuple[int, Program]],
    listed: Sequence[_Row],
    labels: Sequence[_Row],
    statuses: Sequence[_Row],
) -> list[dict[str, object]]:
    labelled = {row.appid: row for row in labels}
    listing = {row.appid: row for row in sorted(listed, key=lambda row: row.number)}
    status = {row.appid: row.standing for row in statuses}
    aliases = _aliases([program for _, program in ours.values()], list(listing.values()), labelled)
    rows = []
    for appid in ours | listing:
        row, label = listing.get(appid), labelled.get(appid)
        position, program = ours.get(appid) or (row.number if row else 0, Program(Visible(appid)))
        if label is not None:
            tags = label.tags
        else:
            tags = program.tags if row is None else tuple(sorted({folded(tag) for tag in row.listed_tags}))
        known = replace(
            program,
            alias=aliases.get(appid, ""),
            nickname=(row.nickname if row else "") or program.nickname,
            tags=tags,
            status=status.get(appid, AuthStatus.READABLE),
        )
        rows.append(_row(team_id, position, known, row.listed_alias if row else ""))
    return rows


def _row(team_id: str, position: int, program: Program, listed_alias: str) -> dict[str, object]:
    return {
        "team_id": team_id,
        "appid": program.appid,
        "position": position,
        "nickname": program.nickname,
        "alias": program.alias,
        "tags": program.tags,
        "standing": program.status,
        "name_key": folded(program.name),
        "alias_key": folded(program.alias),
        "listed_key": folded(listed_alias),
        "nickname_key": folded(program.nickname),
        "appid_key": folded(program.appid),
        "names": lines(program),
    }


def _aliases(configured: Sequence[Program], listed: Sequence[_Row], labelled: Mapping[str, _Row]) -> dict[str, str]:
    """Aliases by AppID: from Slack first, then the settings, then the list; a name already taken is left out."""
    ranks = (
        ((appid, labels.alias) for appid, labels in labelled.items()),
        ((program.appid, program.alias) for program in configured),
        ((row.appid, row.listed_alias) for row in listed),
    )
    aliases: dict[str, str] = {}
    taken = {folded(name) for name in ("", *(program.appid for program in configured), *(row.appid for row in listed))}
    for rank in ranks:
        for appid, alias in rank:
            if appid not in aliases and folded(alias) not in taken:
                aliases[appid] = alias
                taken.add(folded(alias))
    return aliases
