"""The programs of decisions for a fleet."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, or_, select, update

from bot.domain.decisions.rollout.program import FleetProgram, ProgramState, Tally
from bot.storage.decisions.programs import NEW, behind, counting, new_values, programs_of, tally_in
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import one_of
from bot.storage.engine.rows import read
from bot.storage.tables.decisions import DECISION_PROGRAMS

_COLUMNS = DECISION_PROGRAMS.c
_SEEN: Final = ("position", "state", "attempt", "checks")
"""What must be as it was: whoever changes a program changes one of them."""


class SqlRollouts:
    """Serves `bot.ports.decisions.Rollouts`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def programs(
        self,
        team_id: str,
        decision_id: str,
        *,
        states: Collection[ProgramState] = (),
        batch: int | None = None,
        due: datetime | None = None,
        limit: int | None = None,
        skip: int = 0,
    ) -> Sequence[FleetProgram]:
        query = select(DECISION_PROGRAMS).where(*programs_of(team_id, decision_id, batch))
        if states:
            query = query.where(_COLUMNS.state.in_(list(states)))
        if due:
            query = query.where(or_(_COLUMNS.next_at.is_(None), _COLUMNS.next_at <= due))
        rows = await self._database.rows(query.order_by(_COLUMNS.position).limit(limit).offset(skip))
        return [read(FleetProgram, row) for row in rows]

    async def move(
        self, team_id: str, decision_id: str, seen: Sequence[FleetProgram], changed: Sequence[FleetProgram]
    ) -> None:
        before = {each.position: each for each in seen}
        moves = [(before[each.position], each) for each in changed if each != before[each.position]]
        if not moves:
            return
        as_seen = (_COLUMNS[name] == bindparam(f"seen_{name}", type_=_COLUMNS[name].type) for name in _SEEN)
        this = (*programs_of(team_id, decision_id), *as_seen)
        async with self._database.writing() as connection:
            await connection.execute(update(DECISION_PROGRAMS).where(*this).values(NEW), list(map(_move, moves)))
            await connection.execute(behind(team_id, decision_id))

    async def touch(self, team_id: str, decision_id: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(behind(team_id, decision_id))

    async def tally(self, team_id: str, decision_id: str, *, batch: int | None = None) -> Tally:
        return tally_in(await self._database.rows(counting(team_id, decision_id, batch)))

    async def count_of(self, team_id: str, decision_id: str, appids: Collection[str]) -> int:
        part = (*programs_of(team_id, decision_id), _COLUMNS.state != ProgramState.LEFT_OUT)
        query = select(func.count()).select_from(DECISION_PROGRAMS).where(*part, one_of(_COLUMNS.appid, appids))
        ((count,),) = await self._database.rows(query)
        return count


def _move(move: tuple[FleetProgram, FleetProgram]) -> dict[str, object]:
    before, after = move
    seen = {f"seen_{name}": getattr(before, name) for name in _SEEN}
    return seen | new_values(after)
