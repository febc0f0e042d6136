"""Read failures in the database."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import Row, case, delete, select

from bot.lib.batches import batches
from bot.ports.sweep import ReadFailure
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_replace, new
from bot.storage.tables.platform import PROGRAM_TROUBLES

_COLUMNS = PROGRAM_TROUBLES.c
_KEY: Final = ("team_id", "appid")
_SINCE: Final = case((_COLUMNS.error_key == new(_COLUMNS.error_key), _COLUMNS.since), else_=new(_COLUMNS.since))


class SqlReadFailures:
    """Serves `bot.ports.sweep.ReadFailures`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, team_id: str, read_failures: Sequence[ReadFailure]) -> None:
        """Store read failures in one transaction; `since` of a stored one with the same key stays."""
        # A fixed order: two replicas wait for each other instead of deadlocking.
        ordered = sorted(read_failures, key=lambda read_failure: read_failure.appid)
        async with self._database.writing() as connection:
            replace = insert_or_replace(connection, PROGRAM_TROUBLES, _KEY, but={"since": _SINCE})
            for some in batches(ordered, ROWS_AT_ONCE):
                await connection.execute(replace, [_row(team_id, read_failure) for read_failure in some])

    async def clear(self, team_id: str, appids: Collection[str]) -> None:
        """Delete the read failures of programs that could be read."""
        async with self._database.writing() as connection:
            for some in batches(sorted(appids), ROWS_AT_ONCE):
                gone = delete(PROGRAM_TROUBLES).where(_COLUMNS.team_id == team_id, _COLUMNS.appid.in_(some))
                await connection.execute(gone)

    async def all(self, team_id: str) -> Mapping[str, ReadFailure]:
        """A workspace's read failures, by AppID."""
        async with self._database.reading() as connection:
            rows = await connection.execute(select(PROGRAM_TROUBLES).where(_COLUMNS.team_id == team_id))
        return {row.appid: _read_failure(row) for row in rows}


def _row(team_id: str, read_failure: ReadFailure) -> dict[str, object]:
    return {
        "team_id": team_id,
        "appid": read_failure.appid,
        "error_key": read_failure.error_key,
        "params": json.dumps(dict(read_failure.params)),
        "since": read_failure.since,
        "not_before": read_failure.not_before,
    }


def _read_failure(row: Row[*tuple[object, ...]]) -> ReadFailure:
    return ReadFailure(row.appid, row.error_key, json.loads(row.params), row.since, row.not_before)
