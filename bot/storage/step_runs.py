"""Runs of workflow steps in the database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update

from bot.domain.workflows import StepRun
from bot.storage.engine.columns import read, row_of
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_skip, took_effect
from bot.storage.tables.digest import STEP_RUNS

_COLUMNS = STEP_RUNS.c


class SqlStepRuns:
    """Serves `bot.ports.slack.StepRuns`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, run: StepRun) -> bool:
        async with self._database.writing() as connection:
            return await took_effect(connection, insert_or_skip(connection, STEP_RUNS), row_of(STEP_RUNS, run))

    async def count(self, team_id: str) -> int:
        query = select(func.count().label("runs")).select_from(STEP_RUNS).where(_COLUMNS.team_id == team_id)
        return int((await self._database.rows(query))[0].runs)

    async def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[StepRun]:
        query = select(STEP_RUNS).where(_COLUMNS.next_at <= now).order_by(_COLUMNS.next_at, _COLUMNS.id).limit(limit)
        due = [read(StepRun, row) for row in await self._database.rows(query)]
        if not due:
            return []
        claimed = []
        async with self._database.writing() as connection:
            for run in due:
                as_read = (*_same(run), _COLUMNS.next_at == run.next_at)
                moved = await connection.execute(update(STEP_RUNS).where(*as_read).values(next_at=until))
                if moved.rowcount == 1:
                    claimed.append(replace(run, next_at=until))
        return claimed

    async def keep(self, run: StepRun) -> None:
        values = {"program": run.program, "next_at": run.next_at, "waiting": run.waiting}
        async with self._database.writing() as connection:
            await connection.execute(update(STEP_RUNS).where(*_same(run)).values(values))

    async def end(self, run: StepRun) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(STEP_RUNS).where(*_same(run)))


def _same(run: StepRun) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _COLUMNS.team_id == run.team_id, _COLUMNS.id == run.id
