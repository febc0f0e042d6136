"""Decisions in the database.

A step is one transaction. The decision's revision decides between two writers: the second finds another one, keeps
nothing, and reads again.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.decisions.decision import CHECKED, Decision, State, Transition, Vote
from bot.domain.decisions.rollout.evidence import programs_in
from bot.domain.decisions.rollout.program import FleetProgram, ProgramState, Tally, tally_of
from bot.domain.decisions.said_set import Seen, seen_in
from bot.domain.decisions.steps import Step
from bot.domain.delivery.delivery import Delivery
from bot.lib.batches import batches
from bot.storage.decisions.programs import FLEET, add_programs, busy, busy_with, counting_all
from bot.storage.digest.deliveries import delivery_row
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_replace, insert_or_skip
from bot.storage.engine.rows import read, row_of
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.tables.decisions import DECISION_TRANSITIONS, DECISION_VOTES, DECISIONS
from bot.storage.tables.digest import DELIVERIES
from bot.storage.tables.workspaces import WORKSPACES

_COLUMNS = DECISIONS.c
_VOTES = DECISION_VOTES.c
_TRANSITIONS = DECISION_TRANSITIONS.c
_WRITTEN_ONCE: Final = frozenset({"team_id", "id", "number", "evidence", "seal", "shown"})


_HIGHEST: Final = 2**31 - 1
"""A number in a column: a higher one is none's."""


class _Taken(Exception):
    """Ends the transaction: a program has another open decision."""


class SqlDecisions:
    """Serves `bot.ports.decisions.Decisions`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._snapshots = SqlSnapshots(database)

    async def add(self, decision: Decision, card: Delivery, programs: Sequence[FleetProgram] = ()) -> Decision | None:
        try:
            async with self._database.writing() as connection:
                added = await _numbered(connection, decision)
                if added:
                    await _add_programs(connection, added, programs_in(decision.evidence, programs))
                    await _owe(connection, [card])
        except _Taken:
            return None
        return replace(added, tally=tally_of(programs)) if added and programs else added

    async def keep(self, step: Step, owed: Sequence[Delivery] = ()) -> bool:
        before, after = step.before, step.after
        row = {name: value for name, value in _row(after).items() if name not in _WRITTEN_ONCE}
        if before.shown != after.shown:
            row["shown"] = after.shown
        same = (*_same(before.team_id, before.id), _COLUMNS.revision == before.revision)
        async with self._database.writing() as connection:
            if after.is_open and not before.is_open and await _has_open(connection, after):
                return False
            changed = await connection.execute(update(DECISIONS).where(*same).values(row))
            if changed.rowcount != 1:
                return False
            await _write_votes(connection, step)
            if step.transition:
                await connection.execute(
                    insert(DECISION_TRANSITIONS),
                    row_of(DECISION_TRANSITIONS, step.transition, team_id=after.team_id, decision_id=after.id),
                )
            await _owe(connection, owed)
        return True

    async def get(self, team_id: str, decision_id: str) -> Decision | None:
        return _first(await self._all(select(DECISIONS).where(*_same(team_id, decision_id))))

    async def numbered(self, team_id: str, number: int) -> Decision | None:
        where = (_COLUMNS.team_id == team_id, _COLUMNS.number == min(number, _HIGHEST))
        return _first(await self._all(select(DECISIONS).where(*where)))

    async def open_for(self, team_id: str, appid: str) -> Decision | None:
        mine = or_(_COLUMNS.open_for == appid, _COLUMNS.id.in_(busy_with(team_id, appid)))
        return _first(await self._all(select(DECISIONS).where(_COLUMNS.team_id == team_id, mine)))

    async def busy(self, team_id: str) -> Collection[str]:
        return frozenset(row[0] for row in await self._database.rows(busy(team_id)))

    async def running(self) -> Sequence[Decision]:
        query = select(DECISIONS).where(_COLUMNS.state == State.APPLYING, _COLUMNS.run.is_not(None))
        return await self._all(query.order_by(_COLUMNS.proposed_at, _COLUMNS.id))

    async def of_team(self, team_id: str, *, limit: int) -> Sequence[Decision]:
        query = select(DECISIONS).where(_COLUMNS.team_id == team_id)
        return await self._all(query.order_by(_COLUMNS.number.desc()).limit(limit))

    async def news(self, team_id: str, *, since: datetime, limit: int) -> Sequence[Decision]:
        news = or_(_COLUMNS.open_for.is_not(None), _COLUMNS.changed_at >= since)
        query = select(DECISIONS).where(_COLUMNS.team_id == team_id, _COLUMNS.card_ts != "", news)
        return await self._all(query.order_by(_COLUMNS.number).limit(limit))

    async def of_every_team(self) -> Sequence[Decision]:
        return await self._all(select(DECISIONS).order_by(_COLUMNS.proposed_at, _COLUMNS.team_id, _COLUMNS.number))

    async def transitions(self, team_id: str, decision_id: str) -> Sequence[Transition]:
        where = (_TRANSITIONS.team_id == team_id, _TRANSITIONS.decision_id == decision_id)
        query = select(DECISION_TRANSITIONS).where(*where).order_by(_TRANSITIONS.number)
        return [read(Transition, row) for row in await self._database.rows(query)]

    async def due(self, *, now: datetime, limit: int) -> Sequence[Decision]:
        query = select(DECISIONS).where(_COLUMNS.next_at <= now)
        return await self._all(query.order_by(_COLUMNS.next_at, _COLUMNS.id).limit(limit))

    async def behind(self, *, limit: int, after: Decision | None = None) -> Sequence[Decision]:
        """Those whose card shows an older revision, where Slack takes updates; a draft, or one refused, has no card."""
        served = WORKSPACES.c.ended.is_(False), WORKSPACES.c.suspended_at.is_(None)
        here = _COLUMNS.team_id.in_(select(WORKSPACES.c.team_id).where(*served))
        query = select(DECISIONS).where(here, _COLUMNS.shown != _COLUMNS.revision, _COLUMNS.card_ts != "")
        if after:
            same = and_(_COLUMNS.proposed_at == after.proposed_at, _COLUMNS.id > after.id)
            query = query.where(or_(_COLUMNS.proposed_at > after.proposed_at, same))
        return await self._all(query.order_by(_COLUMNS.proposed_at, _COLUMNS.id).limit(limit))

    async def showed(self, decision: Decision) -> None:
        as_composed = (*_same(decision.team_id, decision.id), _COLUMNS.shown == decision.shown)
        async with self._database.writing() as connection:
            await connection.execute(update(DECISIONS).where(*as_composed).values(shown=decision.revision))

    async def look_later(self, decision: Decision, at: datetime) -> None:
        where = (*_same(decision.team_id, decision.id), _COLUMNS.revision == decision.revision)
        async with self._database.writing() as connection:
            await connection.execute(update(DECISIONS).where(*where).values(next_at=at))

    async def _all(self, query: Select[*tuple[Any, ...]]) -> list[Decision]:
        rows = await self._database.rows(query)
        votes = await self._votes([(row.team_id, row.id) for row in rows])
        tallies = await self._tallies([(row.team_id, row.id) for row in rows if not row.appid])
        seen = await self._seen(rows)
        keyed = [((row.team_id, row.id), row) for row in rows]
        return [
            read(Decision, row, votes=votes.get(key, ()), tally=tallies.get(key), seen=seen.get((key[0], row.appid)))
            for key, row in keyed
        ]

    async def _seen(self, rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[tuple[str, str], Seen]:
        """The newest readings of the programs that they may verify, by workspace and AppID."""
        waiting = {(row.team_id, row.appid) for row in rows if row.appid and row.state in CHECKED}
        found: dict[tuple[str, str], Seen] = {}
        for team_id in sorted({team for team, _ in waiting}):
            appids = [appid for team, appid in waiting if team == team_id]
            newest = await self._snapshots.newest(team_id, appids, before=date.max)
            found |= {(team_id, appid): seen for appid, seen in seen_in(newest).items()}
        return found

    async def _votes(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[Vote, ...]]:
        """The votes that count, oldest first."""
        found: dict[tuple[str, str], tuple[Vote, ...]] = {}
        for some in batches(keys, ROWS_AT_ONCE):
            theirs = tuple_(_VOTES.team_id, _VOTES.decision_id).in_(some), _VOTES.withdrawn_at.is_(None)
            query = select(DECISION_VOTES).where(*theirs).order_by(_VOTES.at, _VOTES.user_id)
            for row in await self._database.rows(query):
                key = (row.team_id, row.decision_id)
                found[key] = (*found.get(key, ()), read(Vote, row))
        return found

    async def _tallies(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Tally]:
        """The programs of fleets' decisions per state."""
        found: dict[tuple[str, str], dict[ProgramState, int]] = {key: {} for key in keys}
        for team_id in sorted({team for team, _ in keys}):
            for some in batches([each for team, each in keys if team == team_id], ROWS_AT_ONCE):
                for decision_id, state, count in await self._database.rows(counting_all(team_id, some)):
                    found[team_id, decision_id][state] = count
        return {key: Tally(states) for key, states in found.items()}


async def _add_programs(connection: AsyncConnection, decision: Decision, programs: Sequence[FleetProgram]) -> None:
    if programs and not await add_programs(connection, decision, programs):
        raise _Taken


async def _numbered(connection: AsyncConnection, decision: Decision) -> Decision | None:
    """Insert a decision under the next free number, skipping one that another writer took meanwhile."""
    while not await _has_open(connection, decision):
        highest = select(func.max(_COLUMNS.number)).where(_COLUMNS.team_id == decision.team_id)
        numbered = replace(decision, number=(await connection.scalar(highest) or 0) + 1)
        insert_it = insert_or_skip(connection, DECISIONS).returning(_COLUMNS.id)
        if (await connection.execute(insert_it, _row(numbered))).first():
            return numbered
    return None


async def _has_open(connection: AsyncConnection, decision: Decision) -> bool:
    """Whether the program has another open decision, its own or a fleet's."""
    team_id, appid = decision.team_id, decision.appid
    if not appid:
        return False
    mine = or_(_COLUMNS.open_for == appid, _COLUMNS.id.in_(busy_with(team_id, appid)))
    others = (_COLUMNS.team_id == team_id, mine, _COLUMNS.id != decision.id)
    return bool(await connection.scalar(select(exists().where(*others))))


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


def _row(decision: Decision) -> dict[str, object]:
    open_for = (decision.appid or f"{FLEET}{decision.id}") if decision.is_open else None
    return row_of(DECISIONS, decision, appid=decision.appid, open_for=open_for)


def _first(found: Sequence[Decision]) -> Decision | None:
    return found[0] if found else None


def _same(team_id: str, decision_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _COLUMNS.team_id == team_id, _COLUMNS.id == decision_id
