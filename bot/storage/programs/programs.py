"""A workspace's programs from all sources: the settings, WeChat, the provider's list, and people."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from sqlalchemy import Row, Text, select, type_coerce

from bot.domain.numbers.visible import Visible
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import AuthStatus, Program
from bot.lib.single_flight import SingleFlight
from bot.storage.engine.database import Database
from bot.storage.programs.known import KnownPrograms
from bot.storage.tables.programs import KNOWN_PROGRAMS

_KNOWN = KNOWN_PROGRAMS.c
_TAGS: Final = type_coerce(_KNOWN.tags, Text).label("tags")
"""Their text: decoding ten thousand lists would block the event loop, so a thread does."""
_NEVER_READ: Final = -1


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
        self._kept: dict[str, tuple[int, ProgramIndex]] = {}
        self._reading: SingleFlight[tuple[str, int], ProgramIndex] = SingleFlight()

    async def all(self, team_id: str) -> ProgramIndex:
        revision = await self._known.catch_up(team_id)
        kept, fleet = self._kept.get(team_id, (_NEVER_READ, ProgramIndex()))
        if kept == revision:
            return fleet
        # Only for the same revision: the answer of an earlier one might lack what the caller has just changed.
        return await self._reading((team_id, revision), lambda: self._read(team_id, revision))

    async def _read(self, team_id: str, revision: int) -> ProgramIndex:
        # Rows may be newer than this revision, and are read once more then, but never older.
        query = select(_KNOWN.appid, _KNOWN.alias, _KNOWN.nickname, _TAGS, _KNOWN.standing)
        rows = await self._database.rows(query.where(_KNOWN.team_id == team_id).order_by(_KNOWN.position))
        # Ten thousand take a tenth of a second: too long for the event loop.
        fleet = await asyncio.to_thread(_fleet, rows)
        self._kept[team_id] = revision, fleet
        return fleet


def _fleet(rows: Iterable[Row[str, str, str, str, AuthStatus]]) -> ProgramIndex:
    return ProgramIndex(
        Program(Visible(row.appid), row.alias, row.nickname, tuple(json.loads(row.tags)), row.standing) for row in rows
    )
