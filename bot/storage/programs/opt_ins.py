"""Who lets Baselib set the minimums of programs, in the database."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, select, update

from bot.domain.programs.opt_in import OptIn
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_skip, one_of
from bot.storage.engine.rows import read, row_of
from bot.storage.tables.programs import PROGRAM_OPT_INS

_COLUMNS = PROGRAM_OPT_INS.c


class SqlOptIns:
    """Serves `bot.ports.programs.OptIns`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, team_id: str, appid: str) -> OptIn:
        found = await self._all(_COLUMNS.team_id == team_id, _COLUMNS.appid == appid)
        return found.get(appid, OptIn())

    async def put(self, team_id: str, appid: str, opt_in: OptIn, *, instead_of: OptIn) -> bool:
        row, first = (row_of(PROGRAM_OPT_INS, each, team_id=team_id, appid=appid) for each in (opt_in, OptIn()))
        async with self._database.writing() as connection:
            await connection.execute(insert_or_skip(connection, PROGRAM_OPT_INS), first)
            same = (_COLUMNS.team_id == team_id, _COLUMNS.appid == appid)
            as_seen = (_COLUMNS.on == instead_of.on, _COLUMNS.merchant == instead_of.merchant)
            return (await connection.execute(update(PROGRAM_OPT_INS).where(*same, *as_seen).values(row))).rowcount == 1

    async def some(self, team_id: str, appids: Collection[str]) -> Mapping[str, OptIn]:
        return await self._all(*opt_ins_of(team_id, appids))

    async def allowing(self, team_id: str) -> Collection[str]:
        found = await self._all(_COLUMNS.team_id == team_id, _COLUMNS.on)
        return [appid for appid, opt_in in found.items() if opt_in.allows]

    async def _all(self, *where: ColumnElement[bool]) -> dict[str, OptIn]:
        rows = await self._database.rows(select(PROGRAM_OPT_INS).where(*where))
        return {row.appid: read(OptIn, row) for row in rows}


def opt_ins_of(team_id: str, appids: Collection[str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The opt-ins of some programs."""
    return _COLUMNS.team_id == team_id, one_of(_COLUMNS.appid, appids)
