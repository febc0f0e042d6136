"""What the queries about decisions and about their programs share."""

from collections.abc import Collection, Sequence
from secrets import randbelow
from typing import Final

from sqlalchemy import ColumnElement, Select, Update, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.decisions.decision import OPEN, Decision
from bot.domain.decisions.program import UNDER_WAY, FleetProgram, ProgramState
from bot.domain.fleet.asked import Asked
from bot.storage.engine.dialect import one_of
from bot.storage.engine.rows import row_of
from bot.storage.fleet.seen import programs_of as those_of
from bot.storage.tables.decisions import DECISION_PROGRAMS, DECISIONS
from bot.storage.tables.programs import KNOWN_PROGRAMS

CHANGING: Final = ("state", "outcome", "since", "called_at", "checks", "next_at", "set_at")
"""The columns of what becomes of a program; its attempts change with claims alone."""
SEEN: Final = ("position", "state", "attempt", "checks")
"""What must be as it was: whoever changes a program changes one of them."""
_COLUMNS = DECISION_PROGRAMS.c
NEW: Final = {name: bindparam(f"new_{name}", type_=_COLUMNS[name].type) for name in CHANGING}
"""Those columns' values in a statement that is made once; see `new_values`."""
_AS_SEEN: Final = tuple(_COLUMNS[name] == bindparam(f"seen_{name}", type_=_COLUMNS[name].type) for name in SEEN)


async def add_programs(connection: AsyncConnection, decision: Decision, programs: Sequence[FleetProgram]) -> bool:
    """Insert the programs of a decision that was just inserted; False when one is under way in another open one."""
    part = {each.appid for each in programs if each.state is not ProgramState.LEFT_OUT}
    if not part.isdisjoint({row[0] for row in await connection.execute(busy(decision.team_id))}):
        return False
    new = {"team_id": decision.team_id, "decision_id": decision.id, "holder": "", "claimed_at": None}
    await connection.execute(insert(DECISION_PROGRAMS), [row_of(DECISION_PROGRAMS, each, **new) for each in programs])
    return True


async def move_programs(
    connection: AsyncConnection, team_id: str, decision_id: str, pairs: Sequence[tuple[FleetProgram, FleetProgram]]
) -> bool:
    """Store what has come of programs that are as they were seen; whether all were. For `pairs` see `Moves.pairs`."""
    this = (*programs_of(team_id, decision_id), *_AS_SEEN)
    moving = update(DECISION_PROGRAMS).where(*this).values(NEW)
    moved = [{f"seen_{name}": getattr(before, name) for name in SEEN} | new_values(after) for before, after in pairs]
    return not pairs or (await connection.execute(moving, moved)).rowcount == len(pairs)


async def is_busy_elsewhere(connection: AsyncConnection, decision: Decision) -> bool:
    """Whether one of the programs under way in a decision is so in another open one, too."""
    mine = select(_COLUMNS.appid).where(*programs_of(decision.team_id, decision.id), _COLUMNS.state.in_(UNDER_WAY))
    others = busy(decision.team_id, besides=decision.id).where(_COLUMNS.appid.in_(mine))
    return (await connection.execute(others.limit(1))).first() is not None


def busy(team_id: str, appid: str = "", *, besides: str = "") -> Select[str, str]:
    """The AppIDs of the programs that are under way in an open decision, and the decision's id.

    Args:
        appid: only this one's.
        besides: the id of a decision that does not count.
    """
    joined = (DECISIONS.c.team_id == _COLUMNS.team_id, DECISIONS.c.id == _COLUMNS.decision_id)
    query = select(_COLUMNS.appid, _COLUMNS.decision_id).where(
        *joined, DECISIONS.c.team_id == team_id, DECISIONS.c.state.in_(OPEN), _COLUMNS.state.in_(UNDER_WAY)
    )
    query = query.where(_COLUMNS.appid == appid) if appid else query
    return query.where(_COLUMNS.decision_id != besides) if besides else query


def new_values(program: FleetProgram) -> dict[str, object]:
    """The parameters of `NEW`."""
    return {f"new_{name}": getattr(program, name) for name in CHANGING}


def programs_of(team_id: str, decision_id: str, batch: int | None = None) -> list[ColumnElement[bool]]:
    """The programs of a decision, or of one of its batches."""
    where = [_COLUMNS.team_id == team_id, _COLUMNS.decision_id == decision_id]
    return where if batch is None else [*where, _COLUMNS.batch == batch]


def is_among(among: Collection[str] | Asked) -> ColumnElement[bool]:
    """The condition that a program is one of these."""
    if isinstance(among, Asked):
        return _COLUMNS.appid.in_(select(KNOWN_PROGRAMS.c.appid).where(*those_of(among)))
    return one_of(_COLUMNS.appid, among)


def counting(
    team_id: str,
    ids: Collection[str],
    batch: int | None = None,
    *,
    among: Collection[str] | Asked | None = None,
    left_out: bool = False,
) -> Select[str, ProgramState, int]:
    """The programs of decisions: the decision's id, and how many per state; see `Decisions.tally`."""
    where = [_COLUMNS.team_id == team_id, _COLUMNS.decision_id.in_(ids)]
    where += [] if left_out else [_COLUMNS.state != ProgramState.LEFT_OUT]
    where += [] if among is None else [is_among(among)]
    where += [] if batch is None else [_COLUMNS.batch == batch]
    key = (_COLUMNS.decision_id, _COLUMNS.state)
    return select(*key, func.count()).where(*where).group_by(*key)


def no_revision() -> int:
    """A number in place of the revision that a card shows: the card is behind, whatever it shows.

    It never returns. Who composed the card before it was marked would else find again what was there.
    """
    return -1 - randbelow(2**31 - 1)


def behind(team_id: str, decision_id: str) -> Update:
    """Mark a decision's card as behind."""
    this = (DECISIONS.c.team_id == team_id, DECISIONS.c.id == decision_id)
    return update(DECISIONS).where(*this).values(shown=no_revision())
