"""Aliases and tags in the database."""

import json
from collections.abc import Mapping

from sqlalchemy import ColumnElement, select

from bot.domain.programs.typed_text import folded
from bot.ports.programs import Labels
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.programs.revisions import count_change
from bot.storage.tables.platform import PROGRAM_LABELS

_COLUMNS = PROGRAM_LABELS.c


class SqlProgramLabels:
    """Serves `bot.ports.programs.ProgramLabels`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, team_id: str, appid: str) -> Labels:
        """A program's labels."""
        found = await self._all(_COLUMNS.team_id == team_id, _COLUMNS.appid == appid)
        return found.get(appid, Labels())

    async def put(self, team_id: str, appid: str, labels: Labels) -> bool:
        """Replace a program's labels; False when another program has this alias.

        The row stays when all labels are removed: it hides the tags of the provider's list.
        """
        row = {
            "team_id": team_id,
            "appid": appid,
            "alias": labels.alias,
            "alias_key": folded(labels.alias) or None,
            "tags": json.dumps(labels.tags),
        }
        others = select(_COLUMNS.appid).where(
            _COLUMNS.team_id == team_id, _COLUMNS.alias_key == row["alias_key"], _COLUMNS.appid != appid
        )
        async with self._database.writing() as connection:
            await count_change(connection, team_id)  # first: no other writer takes the alias before the commit
            if row["alias_key"] and await connection.scalar(others):
                return False
            await connection.execute(insert_or_replace(connection, PROGRAM_LABELS, ("team_id", "appid")), row)
        return True

    async def all(self, team_id: str) -> Mapping[str, Labels]:
        """All labels, by AppID; programs without any are missing."""
        found = await self._all(_COLUMNS.team_id == team_id)
        return {appid: labels for appid, labels in found.items() if labels != Labels()}

    async def _all(self, *where: ColumnElement[bool]) -> dict[str, Labels]:
        query = select(_COLUMNS.appid, _COLUMNS.alias, _COLUMNS.tags).where(*where)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return {row.appid: Labels(row.alias, tuple(json.loads(row.tags))) for row in rows}
