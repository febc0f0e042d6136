"""Decisions in memory."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count, islice
from operator import attrgetter
from typing import Protocol

from bot.domain.decisions.decision import OPEN, Claim, Decision, Transition
from bot.domain.decisions.evidence import programs_in
from bot.domain.decisions.program import UNDER_WAY, FleetProgram, ProgramState, Tally, tally_of
from bot.domain.decisions.running import called
from bot.domain.decisions.steps import Moves, Step
from bot.domain.delivery import Delivery
from bot.domain.fleet_row import Asked
from bot.domain.programs import OptIn
from bot.lib.machine_time import boot_time
from bot.ports.digest import Deliveries
from bot.ports.programs import Programs
from bot.ports.slack import Workspaces
from tests.fakes.programs import FakePrograms


class FakeDecisions:
    def __init__(self, deliveries: Deliveries, workspaces: Workspaces, known: Programs | None = None) -> None:
        self.known = known or FakePrograms()
        self._deliveries = deliveries
        self._workspaces = workspaces
        self._kept: dict[tuple[str, str], Decision] = {}
        self._transitions: dict[tuple[str, str], list[Transition]] = {}
        self.rows: dict[tuple[str, str], dict[int, FleetProgram]] = {}
        """The programs of decisions, by position and in its order."""
        self.holders: dict[tuple[str, str, int], str] = {}
        """Who has claimed a program that is being called."""
        self._no_revisions = count(-1, -1)

    def forget(self, team_id: str) -> None:
        self._kept = {key: each for key, each in self._kept.items() if key[0] != team_id}

    async def put(self, decision: Decision) -> None:
        key = (decision.team_id, decision.id)
        self._kept[key] = decision
        self.rows[key] = {each.position: each for each in programs_in(decision.evidence, ())}

    async def add(self, decision: Decision, card: Delivery, programs: Sequence[FleetProgram] = ()) -> Decision | None:
        rows = sorted(programs_in(decision.evidence, programs), key=attrgetter("position"))
        part = {each.appid for each in rows if each.state is not ProgramState.LEFT_OUT}
        if not part.isdisjoint(await self.busy(decision.team_id)) or (decision.team_id, decision.id) in self._kept:
            return None
        mine = await self.of_team(decision.team_id, limit=1)
        added = replace(decision, number=mine[0].number + 1 if mine else 1)
        self._kept[decision.team_id, decision.id] = added
        self.rows[decision.team_id, decision.id] = {each.position: each for each in rows}
        await self._deliveries.record([card])
        return self._counted(added)

    async def keep(self, step: Step, owed: Sequence[Delivery] = ()) -> bool:
        key = (step.after.team_id, step.after.id)
        kept, rows = self._kept.get(key), dict(self.rows.get(key, {}))
        if kept is None or kept.revision != step.before.revision or not _move(rows, step.moves):
            return False
        held = {each.appid for each in rows.values() if each.state in UNDER_WAY}
        others = (each for each in self._every() if each.team_id == key[0] and each.state in OPEN and each.id != key[1])
        if step.holds_more and any(held.intersection(self._held(each)) for each in others):
            return False
        self.rows[key] = rows
        shown = kept.shown if step.before.shown == step.after.shown else step.after.shown
        self._kept[key] = replace(step.after, number=kept.number, evidence=kept.evidence, seal=kept.seal, shown=shown)
        if step.transition:
            self._transitions.setdefault(key, []).append(step.transition)
        await self._deliveries.record(owed)
        return True

    def stored(self, team_id: str, decision_id: str) -> Decision | None:
        return self._kept.get((team_id, decision_id))

    async def get(self, team_id: str, decision_id: str) -> Decision | None:
        kept = self._kept.get((team_id, decision_id))
        return self._counted(kept) if kept else None

    async def numbered(self, team_id: str, number: int) -> Decision | None:
        return next((each for each in await self.of_team(team_id, limit=9_999) if each.number == number), None)

    def _counted(self, decision: Decision) -> Decision:
        rows = list(self.rows.get((decision.team_id, decision.id), {}).values())
        target = rows[0] if rows and not decision.fleet else None
        return replace(decision, tally=tally_of(rows), target=target)

    def _every(self) -> list[Decision]:
        return list(map(self._counted, self._kept.values()))

    async def open_for(self, team_id: str, appid: str) -> Decision | None:
        found = (each for each in self._every() if each.team_id == team_id and each.state in OPEN)
        return next((each for each in found if appid in self._held(each)), None)

    async def busy(self, team_id: str) -> Collection[str]:
        mine = [each for each in self._every() if each.team_id == team_id and each.state in OPEN]
        return frozenset(appid for each in mine for appid in self._held(each))

    def _held(self, decision: Decision) -> Collection[str]:
        rows = self.rows.get((decision.team_id, decision.id), {})
        return [each.appid for each in rows.values() if each.state in UNDER_WAY]

    async def running(self) -> Sequence[Decision]:
        return [each for each in await self.of_every_team() if each.active_run]

    async def of_team(self, team_id: str, *, limit: int) -> Sequence[Decision]:
        mine = [each for each in self._every() if each.team_id == team_id]
        return sorted(mine, key=lambda each: each.number, reverse=True)[:limit]

    async def news(self, team_id: str, *, since: datetime, limit: int) -> Sequence[Decision]:
        mine = [each for each in self._every() if each.team_id == team_id and each.card_ts]
        news = [each for each in mine if each.state in OPEN or (each.changed_at and each.changed_at >= since)]
        return sorted(news, key=lambda each: each.number)[:limit]

    async def of_every_team(self) -> Sequence[Decision]:
        return sorted(self._every(), key=lambda each: (each.proposed_at, each.team_id, each.number))

    async def transitions(self, team_id: str, decision_id: str) -> Sequence[Transition]:
        return list(self._transitions.get((team_id, decision_id), ()))

    async def due(self, *, now: datetime, limit: int) -> Sequence[Decision]:
        ready = [(each.next_at, each.id, each) for each in self._every() if each.next_at and each.next_at <= now]
        return [each for *_, each in sorted(ready, key=lambda item: item[:2])][:limit]

    async def behind(self, *, limit: int, after: Decision | None = None) -> Sequence[Decision]:
        served = {each.team_id for each in await self._workspaces.all() if not each.suspended_at}
        here = [each for each in self._every() if each.team_id in served]
        behind = [each for each in here if each.shown != each.revision and each.card_ts]
        key = attrgetter("proposed_at", "id")
        return [each for each in sorted(behind, key=key) if after is None or key(each) > key(after)][:limit]

    async def showed(self, decision: Decision) -> None:
        key = (decision.team_id, decision.id)
        if key in self._kept and self._kept[key].shown == decision.shown:
            self._kept[key] = replace(self._kept[key], shown=decision.revision)
        else:
            await self.touch(*key)

    async def look_later(self, decision: Decision, at: datetime | None) -> None:
        key = (decision.team_id, decision.id)
        if key in self._kept and self._kept[key].revision == decision.revision:
            self._kept[key] = replace(self._kept[key], next_at=at)

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
        if isinstance(among, Asked):
            among = await self.known.appids(among)
        rows = self.rows.get((team_id, decision_id), {})
        found = (
            each
            for each in rows.values()
            if (batch is None or each.batch == batch)
            and (not states or each.state in states)
            and (due is None or each.next_at is None or each.next_at <= due)
            and (among is None or each.appid in among)
        )
        return list(islice(found, skip, None if limit is None else skip + limit))

    async def move(self, team_id: str, decision_id: str, moves: Moves) -> None:
        if moves.pairs:
            _move(self.rows.get((team_id, decision_id), {}), moves)
            await self.touch(team_id, decision_id)

    async def touch(self, team_id: str, decision_id: str) -> None:
        kept = self._kept[team_id, decision_id]
        self._kept[team_id, decision_id] = replace(kept, shown=next(self._no_revisions))

    async def tally(
        self,
        team_id: str,
        decision_id: str,
        *,
        batch: int | None = None,
        among: Collection[str] | Asked | None = None,
        left_out: bool = False,
    ) -> Tally:
        found = await self.programs(team_id, decision_id, batch=batch, among=among)
        counted = tally_of(found)
        others = sum(each.state is ProgramState.LEFT_OUT for each in found)
        return Tally({**counted.states, ProgramState.LEFT_OUT: others}) if left_out and others else counted


class Allowing(Protocol):
    async def get(self, team_id: str, appid: str) -> OptIn: ...


class FakeClaims:
    """Serves `bot.ports.decisions.Claims`; whether a call is still left to its holder does not depend on a clock."""

    def __init__(
        self,
        decisions: FakeDecisions,
        opt_ins: "Allowing",
        holder: str = "here",
        *,
        untouched: bool = True,
        seconds: Callable[[], float] = boot_time,
    ) -> None:
        self._decisions = decisions
        self._opt_ins = opt_ins
        self._holder = holder
        self.untouched = untouched
        self._seconds = seconds

    async def claim(self, decision: Decision, program: FleetProgram, *, now: datetime) -> Claim | None:
        current = self._decisions.stored(decision.team_id, decision.id)
        stands = decision.may_call and current and current.revision == decision.revision
        opt_in = await self._opt_ins.get(decision.team_id, program.appid)
        rows = self._decisions.rows[decision.team_id, decision.id]
        row = rows[program.position]
        as_read = (row.attempt, row.state) == (program.attempt, program.state)
        if not (stands and opt_in.allows and as_read) or await self.calling(decision.team_id, appid=program.appid):
            return None
        claimed = called(program, now=now)
        rows[program.position] = replace(_changed(row, claimed), attempt=claimed.attempt)
        self._decisions.holders[decision.team_id, decision.id, program.position] = self._holder
        return Claim(decision.team_id, decision.id, claimed, self._holder, self._seconds())

    async def settle(self, claim: Claim, after: FleetProgram) -> bool:
        rows, key = self._decisions.rows[claim.team_id, claim.decision_id], claim.program.position
        held = (claim.team_id, claim.decision_id, key)
        if rows[key].attempt != claim.program.attempt or self._decisions.holders.get(held) != claim.holder:
            return False
        del self._decisions.holders[held]
        rows[key] = _changed(rows[key], after)
        return True

    async def take_over(self, team_id: str, decision_id: str) -> int:
        lost = [] if self.untouched else [key for key in self._decisions.holders if key[:2] == (team_id, decision_id)]
        rows = self._decisions.rows[team_id, decision_id]
        for key in lost:
            del self._decisions.holders[key]
            rows[key[2]] = replace(rows[key[2]], state=ProgramState.APPLYING, checks=0)
        return len(lost)

    async def calling(self, team_id: str, *, appid: str = "") -> int:
        return sum(
            team == team_id and appid in ("", self._decisions.rows[team, decision][position].appid)
            for team, decision, position in (self._decisions.holders if self.untouched else ())
        )


def _move(rows: dict[int, FleetProgram], moves: Moves) -> bool:
    """Move the programs that are as they were seen; whether all were."""
    as_seen = [pair for pair in moves.pairs if _seen(rows[pair[0].position]) == _seen(pair[0])]
    for before, after in as_seen:
        rows[before.position] = _changed(rows[before.position], after)
    return len(as_seen) == len(moves.pairs)


def _seen(program: FleetProgram) -> tuple[object, ...]:
    return program.state, program.attempt, program.checks


def _changed(row: FleetProgram, to: FleetProgram) -> FleetProgram:
    """With what became of it; its numbers and attempts stay."""
    return replace(
        row,
        state=to.state,
        outcome=to.outcome,
        since=to.since,
        called_at=to.called_at,
        checks=to.checks,
        next_at=to.next_at,
        set_at=to.set_at,
    )
