"""Aliases and tags in the database."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, select

from bot.domain.programs.typed_text import folded
from bot.ports.programs import Labels
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.engine.rows import read, row_of
from bot.storage.programs.known import KnownPrograms
from bot.storage.programs.revisions import count_change
from bot.storage.tables.programs import PROGRAM_LABELS

_COLUMNS = PROGRAM_LABELS.c


class SqlProgramLabels:
    """Serves `bot.ports.programs.ProgramLabels`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, known: KnownPrograms | None = None) -> None:
        self._database = database
        self._known = known or KnownPrograms(database)

    async def get(self, team_id: str, appid: str) -> Labels:
        found = await self._all(_COLUMNS.team_id == team_id, _COLUMNS.appid == appid)
        return found.get(appid, Labels())

    async def put(self, team_id: str, appid: str, labels: Labels) -> bool:
        alias_key = folded(labels.alias) or None
        row = row_of(PROGRAM_LABELS, labels, team_id=team_id, appid=appid, alias_key=alias_key)
        others = select(_COLUMNS.appid).where(
            _COLUMNS.team_id == team_id, _COLUMNS.alias_key == alias_key, _COLUMNS.appid != appid
        )
        settings = await self._known.settings_of(team_id)
        async with self._database.writing() as connection:
            await count_change(connection, team_id)  # first: no other writer takes the alias before the commit
            if alias_key and await connection.scalar(others):
                return False
            await connection.execute(insert_or_replace(connection, PROGRAM_LABELS, ("team_id", "appid")), row)
            await self._known.renew(connection, team_id, [appid], settings)
        return True

    async def all(self, team_id: str) -> Mapping[str, Labels]:
        found = await self._all(_COLUMNS.team_id == team_id)
        return {appid: labels for appid, labels in found.items() if labels != Labels()}

    async def _all(self, *where: ColumnElement[bool]) -> dict[str, Labels]:
        query = select(_COLUMNS.appid, _COLUMNS.alias, _COLUMNS.tags).where(*where)
        return {row.appid: read(Labels, row) for row in await self._database.rows(query)}
