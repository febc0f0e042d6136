"""The claims of calls, each made and settled by one statement."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Integer, String, UpdateBase, bindparam, func, select, true, update

from bot.domain.decisions.decision import UNTOUCHED, Claim, Decision, State
from bot.domain.decisions.program import FleetProgram, ProgramState
from bot.domain.decisions.running import called
from bot.domain.programs import MerchantChoice
from bot.lib.machine_time import boot_time
from bot.storage.decisions import NEW, new_values, programs_of
from bot.storage.engine.database import Database
from bot.storage.tables.decisions import DECISION_PROGRAMS, DECISIONS
from bot.storage.tables.programs import PROGRAM_OPT_INS

_COLUMNS = DECISION_PROGRAMS.c
_OTHER = DECISION_PROGRAMS.alias("other").c
_OPT_IN = PROGRAM_OPT_INS.c
_TEAM: Final = bindparam("of_team", type_=String())
_DECISION: Final = bindparam("of_decision", type_=String())
_APPID: Final = bindparam("for_program", type_=String())
_HOLDER: Final = bindparam("by", type_=String())
_ATTEMPT: Final = bindparam("at_attempt", type_=Integer())
_THIS: Final = (
    _COLUMNS.team_id == _TEAM,
    _COLUMNS.decision_id == _DECISION,
    _COLUMNS.position == bindparam("at_position", type_=Integer()),
)
_CALLING: Final = _COLUMNS.state == ProgramState.CALLING
_SETTLE: Final = (
    update(DECISION_PROGRAMS)
    .where(*_THIS, _CALLING, _COLUMNS.attempt == _ATTEMPT, _COLUMNS.holder == _HOLDER)
    .values(NEW)
)


class SqlClaims:
    """Serves `bot.ports.decisions.Claims`. Every method raises `StorageUnavailable`.

    A claim is one statement. What it locks for share is what Pause, End, a rule, a decision's end and an opt-out
    update: each of them comes wholly before the claim, and then there is none, or wholly after it, and then it counts
    the call. An older decision's calls need no lock: it was closed before another one of the program could be opened.
    """

    def __init__(
        self,
        database: Database,
        holder: str,
        *,
        seconds: Callable[[], float] = boot_time,
        untouched: timedelta = UNTOUCHED,
    ) -> None:
        """Open the claims of one process.

        Args:
            holder: its name, no other's.
            seconds: see `Claim.begun`.
            untouched: tests do not wait for it.
        """
        self._database, self._holder, self._seconds = database, holder, seconds
        recent = _COLUMNS.claimed_at > database.ago(untouched)
        lost = _COLUMNS.claimed_at <= database.ago(untouched)
        self._claim = _claiming(database.ago(), database.ago(untouched))
        self._lost = update(DECISION_PROGRAMS).where(_CALLING, lost).values(state=ProgramState.APPLYING, checks=0)
        self._count = select(func.count()).select_from(DECISION_PROGRAMS).where(_CALLING, recent)

    async def claim(self, decision: Decision, program: FleetProgram, *, now: datetime) -> Claim | None:
        if not decision.may_call:
            return None
        begun, after = self._seconds(), called(program, now=now)
        asked = {
            "of_team": decision.team_id,
            "of_decision": decision.id,
            "as_revised": decision.revision,
            "at_position": program.position,
            "at_attempt": program.attempt,
            "in_state": program.state,
            "for_program": program.appid,
            "by": self._holder,
            **new_values(after),
        }
        async with self._database.alone_writing() as connection:
            if (await connection.execute(self._claim, asked)).first() is None:
                return None
        return Claim(decision.team_id, decision.id, after, self._holder, begun)

    async def settle(self, claim: Claim, after: FleetProgram) -> bool:
        program = claim.program
        mine = {"of_team": claim.team_id, "of_decision": claim.decision_id, "at_position": program.position}
        mine |= {"at_attempt": program.attempt, "by": claim.holder, **new_values(after)}
        async with self._database.alone_writing() as connection:
            return (await connection.execute(_SETTLE, mine)).rowcount == 1

    async def take_over(self, team_id: str, decision_id: str) -> int:
        async with self._database.alone_writing() as connection:
            return (await connection.execute(self._lost.where(*programs_of(team_id, decision_id)))).rowcount

    async def calling(self, team_id: str, *, appid: str = "") -> int:
        query = self._count.where(_COLUMNS.team_id == team_id)
        ((count,),) = await self._database.rows(query.where(_COLUMNS.appid == appid) if appid else query)
        return count


def _claiming(now: ColumnElement[datetime], recently: ColumnElement[datetime]) -> UpdateBase:
    """Return the statement of a claim, made once: thousands are claimed one by one."""
    stands = select(DECISIONS.c.id).where(
        DECISIONS.c.team_id == _TEAM,
        DECISIONS.c.id == _DECISION,
        DECISIONS.c.state == State.APPLYING,
        DECISIONS.c.revision == bindparam("as_revised", type_=Integer()),
    )
    allowed = select(_OPT_IN.appid).where(
        _OPT_IN.team_id == _TEAM,
        _OPT_IN.appid == _APPID,
        _OPT_IN.on.is_(True),
        _OPT_IN.merchant != MerchantChoice.DECLINED,
    )
    standing = stands.with_for_update(read=True).cte("standing")
    allowed = allowed.join_from(PROGRAM_OPT_INS, standing, true())  # locked after it, as who turns a program off does
    allowing = allowed.with_for_update(read=True, of=PROGRAM_OPT_INS).cte("allowing")
    called_elsewhere = select(_OTHER.appid).where(
        _OTHER.team_id == _TEAM,
        _OTHER.appid == _APPID,
        _OTHER.state == ProgramState.CALLING,
        _OTHER.claimed_at > recently,
    )
    return (
        update(DECISION_PROGRAMS)
        .where(
            *_THIS,
            _COLUMNS.attempt == _ATTEMPT,
            _COLUMNS.state == bindparam("in_state", type_=_COLUMNS.state.type),
            _COLUMNS.decision_id == standing.c.id,
            _COLUMNS.appid == allowing.c.appid,
            ~called_elsewhere.exists(),
        )
        .values(NEW | {"attempt": _COLUMNS.attempt + 1, "holder": _HOLDER, "claimed_at": now})
        .returning(_COLUMNS.position)
    )
