"""Decisions in the database.

A step is one transaction. The decision's revision decides between two writers: the second finds another one, keeps
nothing, and reads again.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from secrets import randbelow
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Update,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.decisions.decision import OPEN, Decision, State, Transition, Vote
from bot.domain.decisions.evidence import programs_in
from bot.domain.decisions.program import UNDER_WAY, FleetProgram, ProgramState, Tally, tally_of
from bot.domain.decisions.steps import Moves, Step
from bot.domain.delivery import Delivery
from bot.domain.fleet_row import Asked
from bot.lib.cache import batches
from bot.storage.deliveries import delivery_row
from bot.storage.engine.columns import read, row_of
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_replace, insert_or_skip, one_of
from bot.storage.fleet_rows import programs_of as those_of
from bot.storage.programs.known import KnownPrograms
from bot.storage.tables.decisions import DECISION_PROGRAMS, DECISION_TRANSITIONS, DECISION_VOTES, DECISIONS
from bot.storage.tables.digest import DELIVERIES
from bot.storage.tables.programs import KNOWN_PROGRAMS, WORKSPACES

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
    """Return the AppIDs of the programs that are under way in an open decision, and the decision's id.

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
    """Return the parameters of `NEW`."""
    return {f"new_{name}": getattr(program, name) for name in CHANGING}


def programs_of(team_id: str, decision_id: str, batch: int | None = None) -> list[ColumnElement[bool]]:
    where = [_COLUMNS.team_id == team_id, _COLUMNS.decision_id == decision_id]
    return where if batch is None else [*where, _COLUMNS.batch == batch]


def is_among(among: Collection[str] | Asked) -> ColumnElement[bool]:
    """Return the condition that a program is one of these."""
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
    """Return the programs of decisions: the decision's id, and how many per state; see `Decisions.tally`."""
    where = [_COLUMNS.team_id == team_id, _COLUMNS.decision_id.in_(ids)]
    where += [] if left_out else [_COLUMNS.state != ProgramState.LEFT_OUT]
    where += [] if among is None else [is_among(among)]
    where += [] if batch is None else [_COLUMNS.batch == batch]
    key = (_COLUMNS.decision_id, _COLUMNS.state)
    return select(*key, func.count()).where(*where).group_by(*key)


def no_revision() -> int:
    """Return a number in place of the revision that a card shows: the card is behind, whatever it shows.

    It never returns. Who composed the card before it was marked would else find again what was there.
    """
    return -1 - randbelow(2**31 - 1)


def behind(team_id: str, decision_id: str) -> Update:
    """Mark a decision's card as behind."""
    this = (DECISIONS.c.team_id == team_id, DECISIONS.c.id == decision_id)
    return update(DECISIONS).where(*this).values(shown=no_revision())


_DECISIONS_COLUMNS = DECISIONS.c
_VOTES = DECISION_VOTES.c
_PROGRAMS = DECISION_PROGRAMS.c
_TRANSITIONS = DECISION_TRANSITIONS.c
_WRITTEN_ONCE: Final = frozenset({"team_id", "id", "number", "evidence", "seal", "shown"})


_HIGHEST: Final = 2**31 - 1
"""A number in a column: a higher one is none's."""


class _Taken(Exception):
    """Ends the transaction: another decision is open for a program, or what is to change is another by now."""


class SqlDecisions:
    """Serves `bot.ports.decisions.Decisions`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, known: KnownPrograms | None = None) -> None:
        self._database = database
        self._known = known or KnownPrograms(database)

    async def add(self, decision: Decision, card: Delivery, programs: Sequence[FleetProgram] = ()) -> Decision | None:
        rows = programs_in(decision.evidence, programs)
        with suppress(_Taken):
            async with self._database.writing() as connection:
                added = await _numbered(connection, decision)
                if not await add_programs(connection, added, rows):
                    raise _Taken
                await _owe(connection, [card])
            return replace(added, tally=tally_of(rows), target=None if added.fleet else rows[0])
        return None

    async def keep(self, step: Step, owed: Sequence[Delivery] = ()) -> bool:
        with suppress(_Taken):
            async with self._database.writing() as connection:
                await _keep(connection, step)
                await _owe(connection, owed)
            return True
        return False

    async def get(self, team_id: str, decision_id: str) -> Decision | None:
        return _first(await self._all(select(DECISIONS).where(*_same(team_id, decision_id))))

    async def numbered(self, team_id: str, number: int) -> Decision | None:
        where = (_DECISIONS_COLUMNS.team_id == team_id, _DECISIONS_COLUMNS.number == min(number, _HIGHEST))
        return _first(await self._all(select(DECISIONS).where(*where)))

    async def open_for(self, team_id: str, appid: str) -> Decision | None:
        mine = _DECISIONS_COLUMNS.id.in_(busy(team_id, appid).with_only_columns(_PROGRAMS.decision_id))
        return _first(await self._all(select(DECISIONS).where(_DECISIONS_COLUMNS.team_id == team_id, mine)))

    async def busy(self, team_id: str) -> Collection[str]:
        return frozenset(row[0] for row in await self._database.rows(busy(team_id)))

    async def running(self) -> Sequence[Decision]:
        query = select(DECISIONS).where(_DECISIONS_COLUMNS.state == State.APPLYING, _DECISIONS_COLUMNS.run.is_not(None))
        return await self._all(query.order_by(_DECISIONS_COLUMNS.proposed_at, _DECISIONS_COLUMNS.id))

    async def of_team(self, team_id: str, *, limit: int) -> Sequence[Decision]:
        query = select(DECISIONS).where(_DECISIONS_COLUMNS.team_id == team_id)
        return await self._all(query.order_by(_DECISIONS_COLUMNS.number.desc()).limit(limit))

    async def news(self, team_id: str, *, since: datetime, limit: int) -> Sequence[Decision]:
        news = or_(_DECISIONS_COLUMNS.state.in_(OPEN), _DECISIONS_COLUMNS.changed_at >= since)
        query = select(DECISIONS).where(_DECISIONS_COLUMNS.team_id == team_id, _DECISIONS_COLUMNS.card_ts != "", news)
        return await self._all(query.order_by(_DECISIONS_COLUMNS.number).limit(limit))

    async def of_every_team(self) -> Sequence[Decision]:
        return await self._all(
            select(DECISIONS).order_by(
                _DECISIONS_COLUMNS.proposed_at, _DECISIONS_COLUMNS.team_id, _DECISIONS_COLUMNS.number
            )
        )

    async def transitions(self, team_id: str, decision_id: str) -> Sequence[Transition]:
        where = (_TRANSITIONS.team_id == team_id, _TRANSITIONS.decision_id == decision_id)
        query = select(DECISION_TRANSITIONS).where(*where).order_by(_TRANSITIONS.number)
        return [read(Transition, row) for row in await self._database.rows(query)]

    async def due(self, *, now: datetime, limit: int) -> Sequence[Decision]:
        query = select(DECISIONS).where(_DECISIONS_COLUMNS.next_at <= now)
        return await self._all(query.order_by(_DECISIONS_COLUMNS.next_at, _DECISIONS_COLUMNS.id).limit(limit))

    async def behind(self, *, limit: int, after: Decision | None = None) -> Sequence[Decision]:
        """Those whose card shows an older revision, where Slack takes updates; a draft, or one refused, has no card."""
        served = WORKSPACES.c.ended.is_(False), WORKSPACES.c.suspended_at.is_(None)
        here = _DECISIONS_COLUMNS.team_id.in_(select(WORKSPACES.c.team_id).where(*served))
        query = select(DECISIONS).where(
            here, _DECISIONS_COLUMNS.shown != _DECISIONS_COLUMNS.revision, _DECISIONS_COLUMNS.card_ts != ""
        )
        if after:
            same = and_(_DECISIONS_COLUMNS.proposed_at == after.proposed_at, _DECISIONS_COLUMNS.id > after.id)
            query = query.where(or_(_DECISIONS_COLUMNS.proposed_at > after.proposed_at, same))
        return await self._all(query.order_by(_DECISIONS_COLUMNS.proposed_at, _DECISIONS_COLUMNS.id).limit(limit))

    async def showed(self, decision: Decision) -> None:
        shown = case((_DECISIONS_COLUMNS.shown == decision.shown, decision.revision), else_=no_revision())
        async with self._database.writing() as connection:
            same = _same(decision.team_id, decision.id)
            await connection.execute(update(DECISIONS).where(*same).values(shown=shown))

    async def look_later(self, decision: Decision, at: datetime | None) -> None:
        where = (*_same(decision.team_id, decision.id), _DECISIONS_COLUMNS.revision == decision.revision)
        async with self._database.writing() as connection:
            await connection.execute(update(DECISIONS).where(*where).values(next_at=at))

    async def programs(
        self,
        team_id: str,
        decision_id: str,
        *,
        states: Collection[ProgramState] = (),
        batch: int | None = None,
        due: datetime | None = None,
        among: Collection[str] | Asked | None = None,
        limit: int | None = None,
        skip: int = 0,
    ) -> Sequence[FleetProgram]:
        await self._catch_up(among)
        query = select(DECISION_PROGRAMS).where(*programs_of(team_id, decision_id, batch))
        if states:
            query = query.where(_PROGRAMS.state.in_(list(states)))
        if due:
            query = query.where(or_(_PROGRAMS.next_at.is_(None), _PROGRAMS.next_at <= due))
        if among is not None:
            query = query.where(is_among(among))
        rows = await self._database.rows(query.order_by(_PROGRAMS.position).limit(limit).offset(skip))
        return [read(FleetProgram, row) for row in rows]

    async def move(self, team_id: str, decision_id: str, moves: Moves) -> None:
        if pairs := moves.pairs:
            async with self._database.writing() as connection:
                await connection.execute(behind(team_id, decision_id))  # in the order of a claim's locks
                await move_programs(connection, team_id, decision_id, pairs)

    async def touch(self, team_id: str, decision_id: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(behind(team_id, decision_id))

    async def tally(
        self,
        team_id: str,
        decision_id: str,
        *,
        batch: int | None = None,
        among: Collection[str] | Asked | None = None,
        left_out: bool = False,
    ) -> Tally:
        await self._catch_up(among)
        rows = await self._database.rows(counting(team_id, [decision_id], batch, among=among, left_out=left_out))
        return Tally({state: count for _, state, count in rows})

    async def _catch_up(self, among: Collection[str] | Asked | None) -> None:
        if isinstance(among, Asked):
            await self._known.catch_up(among.seen.team_id)

    async def _all(self, query: Select[*tuple[Any, ...]]) -> list[Decision]:
        rows = await self._database.rows(query)
        keyed = {(row.team_id, row.id): row for row in rows}
        voted = select(DECISION_VOTES).where(_VOTES.withdrawn_at.is_(None)).order_by(_VOTES.at, _VOTES.user_id)
        votes = await self._theirs(voted, tuple_(_VOTES.team_id, _VOTES.decision_id), keyed)
        ones = [key for key, row in keyed.items() if row.appid]
        key_of = tuple_(_PROGRAMS.team_id, _PROGRAMS.decision_id)
        targets = {
            key: read(FleetProgram, found[0])
            for key, found in (await self._theirs(select(DECISION_PROGRAMS), key_of, ones)).items()
        }
        tallies = {key: tally_of([target]) for key, target in targets.items()}
        for team_id in {team for team, _ in keyed}:
            many = [each for team, each in keyed if team == team_id and (team, each) not in targets]
            counts = defaultdict[str, dict[ProgramState, int]](dict)
            for some in batches(many, ROWS_AT_ONCE):
                for decision_id, state, count in await self._database.rows(counting(team_id, some)):
                    counts[decision_id][state] = count
            tallies |= {(team_id, each): Tally(counts[each]) for each in many}
        return [
            read(
                Decision,
                row,
                votes=tuple(read(Vote, vote) for vote in votes[key]),
                tally=tallies[key],
                target=targets.get(key),
            )
            for key, row in keyed.items()
        ]

    async def _theirs(
        self, query: Select[*tuple[Any, ...]], key: ColumnElement[Any], keys: Collection[tuple[str, str]]
    ) -> Mapping[tuple[str, str], list[Row[*tuple[Any, ...]]]]:
        """Rows of decisions in another table, by the decision."""
        found = defaultdict[tuple[str, str], list[Row[*tuple[Any, ...]]]](list)
        for some in batches(list(keys), ROWS_AT_ONCE):
            for row in await self._database.rows(query.where(key.in_(some))):
                found[row.team_id, row.decision_id].append(row)
        return found


async def _numbered(connection: AsyncConnection, decision: Decision) -> Decision:
    await _in_turn(connection, decision.team_id)
    highest = select(func.max(_DECISIONS_COLUMNS.number)).where(_DECISIONS_COLUMNS.team_id == decision.team_id)
    numbered = replace(decision, number=(await connection.scalar(highest) or 0) + 1)
    insert_it = insert_or_skip(connection, DECISIONS).returning(_DECISIONS_COLUMNS.id)
    if not (await connection.execute(insert_it, row_of(DECISIONS, numbered, appid=decision.appid))).first():
        raise _Taken
    return numbered


async def _keep(connection: AsyncConnection, step: Step) -> None:
    before, after = step.before, step.after
    row = row_of(DECISIONS, after, appid=after.appid)
    row = {name: value for name, value in row.items() if name not in _WRITTEN_ONCE}
    if before.shown != after.shown:
        row["shown"] = after.shown
    holds_more = step.holds_more
    if holds_more:
        await _in_turn(connection, after.team_id)
    same = (*_same(before.team_id, before.id), _DECISIONS_COLUMNS.revision == before.revision)
    changed = (await connection.execute(update(DECISIONS).where(*same).values(row))).rowcount
    if not changed or not await move_programs(connection, after.team_id, after.id, step.moves.pairs):
        raise _Taken
    if holds_more and await is_busy_elsewhere(connection, after):
        raise _Taken
    await _write_votes(connection, step)
    if step.transition:
        made = row_of(DECISION_TRANSITIONS, step.transition, team_id=after.team_id, decision_id=after.id)
        await connection.execute(insert(DECISION_TRANSITIONS), made)


async def _in_turn(connection: AsyncConnection, team_id: str) -> None:
    """Wait for whoever opens another decision of the workspace: each sees all that are open before it."""
    await connection.execute(select(WORKSPACES.c.team_id).where(WORKSPACES.c.team_id == team_id).with_for_update())


async def _write_votes(connection: AsyncConnection, step: Step) -> None:
    before, after = set(step.before.votes), set(step.after.votes)
    key = {"team_id": step.after.team_id, "decision_id": step.after.id}
    replacing = insert_or_replace(connection, DECISION_VOTES, ("team_id", "decision_id", "user_id"))
    changed = [(vote, None) for vote in after - before] + [(vote, step.origin.at) for vote in before - after]
    for vote, withdrawn_at in changed:
        await connection.execute(replacing, row_of(DECISION_VOTES, vote, **key, withdrawn_at=withdrawn_at))


async def _owe(connection: AsyncConnection, deliveries: Sequence[Delivery]) -> None:
    if deliveries:
        await connection.execute(insert_or_skip(connection, DELIVERIES), [delivery_row(each) for each in deliveries])


def _first(found: Sequence[Decision]) -> Decision | None:
    return found[0] if found else None


def _same(team_id: str, decision_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _DECISIONS_COLUMNS.team_id == team_id, _DECISIONS_COLUMNS.id == decision_id
