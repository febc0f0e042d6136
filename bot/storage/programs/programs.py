"""A workspace's programs from all sources: the settings, WeChat, the provider's list, and people.

They are cached and read again when one of them changed; one tiny query finds out.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Row, Text, select, type_coerce

from bot.domain.numbers.visible import Visible
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import AuthStatus, Program
from bot.domain.programs.typed_text import folded
from bot.lib.single_flight import SingleFlight
from bot.storage.engine.database import Database
from bot.storage.programs.revisions import changes, changes_by_now
from bot.storage.tables.programs import PROGRAM_LABELS, PROGRAM_STANDINGS, PROGRAMS

_PROGRAMS = PROGRAMS.c
_LABELS = PROGRAM_LABELS.c
_STANDINGS = PROGRAM_STANDINGS.c
_TAGS: Final = type_coerce(_LABELS.tags, Text).label("tags")
"""Their text, and below: decoding ten thousand lists would block the event loop, so a thread does."""
_LISTED_TAGS: Final = type_coerce(_PROGRAMS.listed_tags, Text).label("listed_tags")
_NEVER_READ: Final = -1

_Row = Row[*tuple[object, ...]]


class SqlPrograms:
    """Serves `bot.ports.programs.Programs`. Raises `StorageUnavailable`."""

    def __init__(
        self, database: Database, configured: Sequence[Program], home: Callable[[], Awaitable[str]] | None = None
    ) -> None:
        """Nothing is read yet.

        Args:
            configured: the programs that the settings name.
            home: the workspace that owns those; empty before there is one. None: every workspace, as there is only one.
        """
        self._database = database
        self._configured = tuple(configured)
        self._home = home
        self._kept: dict[str, tuple[int, ProgramIndex]] = {}
        self._reading: SingleFlight[tuple[str, int], ProgramIndex] = SingleFlight()

    async def all(self, team_id: str) -> ProgramIndex:
        revision = await changes_by_now(self._database, team_id)
        kept, fleet = self._kept.get(team_id, (_NEVER_READ, ProgramIndex()))
        if kept == revision:
            return fleet
        # Only for the same revision: the answer of an earlier one might lack what the caller has just changed.
        return await self._reading((team_id, revision), lambda: self._read(team_id))

    async def _read(self, team_id: str) -> ProgramIndex:
        async with self._database.reading() as connection:
            # First: rows read after it may be newer than this revision, and are read once more then, but never older.
            revision = await changes(connection, team_id)
            listed = select(_PROGRAMS.appid, _PROGRAMS.nickname, _PROGRAMS.listed_alias, _LISTED_TAGS)
            listed = listed.where(_PROGRAMS.team_id == team_id).order_by(_PROGRAMS.number)
            labels = select(_LABELS.appid, _LABELS.alias, _TAGS).where(_LABELS.team_id == team_id)
            statuses = select(_STANDINGS.appid, _STANDINGS.standing).where(_STANDINGS.team_id == team_id)
            rows = [(await connection.execute(query)).all() for query in (listed, labels, statuses)]
        theirs = self._home is None or await self._home() in ("", team_id)
        # Ten thousand take a tenth of a second: too long for the event loop.
        fleet = await asyncio.to_thread(_fleet, self._configured if theirs else (), *rows)
        self._kept[team_id] = revision, fleet
        return fleet


@dataclass(frozen=True, slots=True)
class _Labels:
    alias: str = ""
    tags: tuple[str, ...] | None = None
    """None: not set by anyone, so the list's tags apply."""


def _fleet(
    configured: Sequence[Program], listed: Sequence[_Row], labels: Sequence[_Row], statuses: Sequence[_Row]
) -> ProgramIndex:
    labelled = {row.appid: _Labels(row.alias, tuple(json.loads(row.tags))) for row in labels}
    listing = {row.appid: row for row in listed}
    status = {row.appid: row.standing for row in statuses}
    aliases = _aliases(configured, listed, labelled)
    own = {program.appid: program for program in configured}
    programs = []
    for appid in own | listing:
        program, row = own.get(appid, Program(Visible(appid))), listing.get(appid)
        tags = labelled.get(appid, _Labels()).tags
        if tags is None:
            tags = program.tags if row is None else _tags(row.listed_tags)
        known = replace(
            program,
            alias=aliases.get(appid, ""),
            nickname=(row.nickname if row else "") or program.nickname,
            tags=tags,
            status=status.get(appid, AuthStatus.READABLE),
        )
        programs.append(program if known == program else known)  # one object for ten thousand that are all alike
    return ProgramIndex(programs)


def _aliases(configured: Sequence[Program], listed: Sequence[_Row], labelled: Mapping[str, _Labels]) -> dict[str, str]:
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


def _tags(text: str) -> tuple[str, ...]:
    return tuple(sorted({folded(tag) for tag in json.loads(text)}))
