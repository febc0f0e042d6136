"""What the queries about decisions and about their programs share."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Row, Select, Update, bindparam, case, func, insert, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.decisions.decision import Decision
from bot.domain.decisions.rollout.program import UNDER_WAY, FleetProgram, ProgramState, Tally
from bot.storage.engine.rows import row_of
from bot.storage.tables.decisions import DECISION_PROGRAMS, DECISIONS

FLEET: Final = "#"
"""Begins `open_for` of a fleet's decision."""
CHANGING: Final = ("state", "because", "since", "called_at", "checks", "next_at")
"""The columns of what becomes of a program; its attempts change with claims alone."""
_COLUMNS = DECISION_PROGRAMS.c
NEW: Final = {name: bindparam(f"new_{name}", type_=_COLUMNS[name].type) for name in CHANGING}
"""Those columns' values in a statement that is made once; see `new_values`."""
_JOINED = (DECISIONS.c.team_id == _COLUMNS.team_id, DECISIONS.c.id == _COLUMNS.decision_id)
_BUSY = (DECISIONS.c.open_for.is_not(None), _COLUMNS.state.in_(UNDER_WAY))


async def add_programs(connection: AsyncConnection, decision: Decision, programs: Sequence[FleetProgram]) -> bool:
    """Insert the programs of a decision that was just inserted; False when one of them has another open decision.

    A workspace's decisions are inserted one after the other, because of their numbers: this one sees all before it.
    """
    if decision.fleet:
        part = {each.appid for each in programs if each.state is not ProgramState.LEFT_OUT}
        if not part.isdisjoint({row[0] for row in await connection.execute(busy(decision.team_id))}):
            return False
    new = {"team_id": decision.team_id, "decision_id": decision.id, "holder": "", "claimed_at": None}
    await connection.execute(insert(DECISION_PROGRAMS), [row_of(DECISION_PROGRAMS, each, **new) for each in programs])
    return True


def busy(team_id: str) -> Select[str]:
    """The AppIDs of the programs with an open decision."""
    own = select(DECISIONS.c.open_for).where(
        DECISIONS.c.team_id == team_id, DECISIONS.c.open_for.is_not(None), DECISIONS.c.appid != ""
    )
    of_fleets = select(_COLUMNS.appid).where(_COLUMNS.team_id == team_id, *_JOINED, *_BUSY)
    return select(union(own, of_fleets).subquery().c[0])


def busy_with(team_id: str, appid: str) -> Select[str]:
    """The ids of the fleets' decisions that hold a program busy."""
    return select(_COLUMNS.decision_id).where(_COLUMNS.team_id == team_id, _COLUMNS.appid == appid, *_JOINED, *_BUSY)


def new_values(program: FleetProgram) -> dict[str, object]:
    """The parameters of `NEW`."""
    return {f"new_{name}": getattr(program, name) for name in CHANGING}


def programs_of(team_id: str, decision_id: str, batch: int | None = None) -> list[ColumnElement[bool]]:
    """The programs of a decision, or of one of its batches."""
    where = [_COLUMNS.team_id == team_id, _COLUMNS.decision_id == decision_id]
    return where if batch is None else [*where, _COLUMNS.batch == batch]


def counting(team_id: str, decision_id: str, batch: int | None = None) -> Select[ProgramState, int]:
    """Programs per state, without those left out."""
    where = (*programs_of(team_id, decision_id, batch), _COLUMNS.state != ProgramState.LEFT_OUT)
    return select(_COLUMNS.state, func.count()).where(*where).group_by(_COLUMNS.state)


def tally_in(rows: Iterable[Row[ProgramState, int]]) -> Tally:
    """The answer to `counting`."""
    return Tally({row[0]: row[1] for row in rows})


def counting_all(team_id: str, ids: Collection[str]) -> Select[str, ProgramState, int]:
    """Like `counting`, of several decisions: their ids, and programs per state."""
    where = (_COLUMNS.team_id == team_id, _COLUMNS.decision_id.in_(ids), _COLUMNS.state != ProgramState.LEFT_OUT)
    key = (_COLUMNS.decision_id, _COLUMNS.state)
    return select(*key, func.count()).where(*where).group_by(*key)


def behind(team_id: str, decision_id: str) -> Update:
    """Mark a decision's card as behind, whatever it shows: each time with another number, so that `showed` sees it."""
    shown = case((DECISIONS.c.shown > 0, -1), else_=DECISIONS.c.shown - 1)
    return update(DECISIONS).where(DECISIONS.c.team_id == team_id, DECISIONS.c.id == decision_id).values(shown=shown)
