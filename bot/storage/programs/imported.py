"""Deletes a program whose numbers were imported."""

from typing import Final

from sqlalchemy import delete

from bot.storage.engine.database import Database
from bot.storage.numbers.turns import turn_of
from bot.storage.programs.known import KnownPrograms
from bot.storage.programs.revisions import count_change
from bot.storage.tables.access import PROGRAM_RESTRICTIONS
from bot.storage.tables.alerts import ALERT_CROSSINGS, ALERT_STATES
from bot.storage.tables.numbers import (
    COURSES,
    COVERAGE_CURVES,
    FORECASTS,
    NEWEST_LOSSES,
    NEWEST_NUMBERS,
    SNAPSHOTS,
    USER_COUNTS,
)
from bot.storage.tables.platform import PROGRAM_NEWS
from bot.storage.tables.programs import (
    CHANNEL_PROGRAMS,
    PROGRAM_LABELS,
    PROGRAM_OPT_INS,
    PROGRAM_STANDINGS,
    PROGRAM_TROUBLES,
    PROGRAMS,
)

ERASED: Final = (
    PROGRAM_STANDINGS,  # it and the programs in the order in which `SqlKeptPrograms` takes its locks
    PROGRAMS,
    PROGRAM_LABELS,
    PROGRAM_RESTRICTIONS,
    PROGRAM_OPT_INS,
    PROGRAM_TROUBLES,
    PROGRAM_NEWS,
    CHANNEL_PROGRAMS,
    ALERT_STATES,
    ALERT_CROSSINGS,
    SNAPSHOTS,
    USER_COUNTS,
    NEWEST_NUMBERS,
    NEWEST_LOSSES,
    COVERAGE_CURVES,
    COURSES,
    FORECASTS,
)


class SqlImportedPrograms:
    """Serves `bot.ports.programs.ImportedPrograms`. Raises `StorageUnavailable`."""

    def __init__(self, database: Database, known: KnownPrograms | None = None) -> None:
        self._database = database
        self._known = known or KnownPrograms(database)

    async def erase(self, team_id: str, appid: str) -> None:
        settings = await self._known.settings_of(team_id)
        async with self._database.writing() as connection:
            await count_change(connection, team_id)
            await self._database.wait_for_turn(connection, turn_of(team_id))
            for table in ERASED:
                rows = table.c
                await connection.execute(delete(table).where(rows.team_id == team_id, rows.appid == appid))
            await self._known.renew(connection, team_id, [appid], settings)
