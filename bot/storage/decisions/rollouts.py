"""The programs of decisions for a fleet."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, or_, select, update

from bot.domain.decisions.decision import Decision
from bot.domain.decisions.rollout.program import FleetProgram, ProgramState, Tally
from bot.storage.decisions.decisions import SqlDecisions
from bot.storage.decisions.programs import counting, programs_of, states_at, tally_in
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import one_of
from bot.storage.engine.rows import read
from bot.storage.tables.decisions import DECISION_PROGRAMS, DECISIONS

_COLUMNS = DECISION_PROGRAMS.c
_CHANGING: Final = ("state", "because", "since", "called_at", "checks", "next_at")
_CHANGED: Final = {name: bindparam(f"new_{name}", type_=_COLUMNS[name].type) for name in _CHANGING}


class SqlRollouts:
    """Serves `bot.ports.decisions.Rollouts`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, decisions: SqlDecisions) -> None:
        self._database = database
        self._decisions = decisions

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

    async def keep(self, team_id: str, decision_id: str, programs: Sequence[FleetProgram]) -> Decision | None:
        if not programs:
            return await self._decisions.get(team_id, decision_id)
        same = (DECISIONS.c.team_id == team_id, DECISIONS.c.id == decision_id)
        newer = update(DECISIONS).where(*same).values(revision=DECISIONS.c.revision + 1).returning(DECISIONS.c.tally)
        positions = [each.position for each in programs]
        this = (*programs_of(team_id, decision_id), _COLUMNS.position == bindparam("at"))
        async with self._database.writing() as connection:
            # First, so that of two writers the second one counts from what the first one has written.
            counted = await connection.scalar(newer)
            left = Counter(counted.states if counted else {})
            left.subtract(row.state for row in await connection.execute(states_at(team_id, decision_id, positions)))
            left.update(each.state for each in programs)
            await connection.execute(
                update(DECISION_PROGRAMS).where(*this).values(_CHANGED),
                [{"at": each.position, **{f"new_{n}": getattr(each, n) for n in _CHANGING}} for each in programs],
            )
            tally = Tally({state: count for state, count in left.items() if count > 0})
            await connection.execute(update(DECISIONS).where(*same).values(tally=tally))
        return await self._decisions.get(team_id, decision_id)

    async def tally(self, team_id: str, decision_id: str, *, batch: int | None = None) -> Tally:
        return tally_in(await self._database.rows(counting(team_id, decision_id, batch)))

    async def count_of(self, team_id: str, decision_id: str, appids: Collection[str]) -> int:
        part = (*programs_of(team_id, decision_id), _COLUMNS.state != ProgramState.LEFT_OUT)
        query = select(func.count()).select_from(DECISION_PROGRAMS).where(*part, one_of(_COLUMNS.appid, appids))
        ((count,),) = await self._database.rows(query)
        return count
