"""Decisions in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from operator import attrgetter

from bot.domain.decisions.decision import Decision, Transition
from bot.domain.decisions.rollout.program import UNDER_WAY, FleetProgram, ProgramState, Tally, tally_of
from bot.domain.decisions.steps import Step
from bot.domain.delivery.delivery import Delivery
from bot.ports.delivery import Deliveries
from bot.ports.workspaces import Workspaces


class FakeDecisions:
    """Serves `bot.ports.decisions.Decisions`."""

    def __init__(self, deliveries: Deliveries, workspaces: Workspaces) -> None:
        self._deliveries = deliveries
        self._workspaces = workspaces
        self._kept: dict[tuple[str, str], Decision] = {}
        self._transitions: dict[tuple[str, str], list[Transition]] = {}
        self.rows: dict[tuple[str, str], dict[int, FleetProgram]] = {}
        """The programs of fleets' decisions, by position and in its order."""

    def forget(self, team_id: str) -> None:
        """Drop a workspace's decisions: no port can."""
        self._kept = {key: each for key, each in self._kept.items() if key[0] != team_id}

    async def put(self, decision: Decision) -> None:
        self._kept[decision.team_id, decision.id] = decision

    async def add(self, decision: Decision, card: Delivery, programs: Sequence[FleetProgram] = ()) -> Decision | None:
        part = {each.appid for each in programs if each.state is not ProgramState.LEFT_OUT} or {decision.appid}
        if not part.isdisjoint(await self.busy(decision.team_id)):
            return None
        mine = await self.of_team(decision.team_id, limit=1)
        added = replace(decision, number=mine[0].number + 1 if mine else 1)
        self._kept[decision.team_id, decision.id] = added
        self.rows[decision.team_id, decision.id] = {
            each.position: each for each in sorted(programs, key=attrgetter("position"))
        }
        await self._deliveries.record([card])
        return added

    async def keep(self, step: Step, owed: Sequence[Delivery] = ()) -> bool:
        key = (step.after.team_id, step.after.id)
        kept = self._kept.get(key)
        if kept is None or kept.revision != step.before.revision:
            return False
        other = await self.open_for(step.after.team_id, step.after.appid) if step.after.appid else None
        if step.after.is_open and other is not None and other.id != step.after.id:
            return False
        shown = kept.shown if step.before.shown == step.after.shown else step.after.shown
        self._kept[key] = replace(
            step.after, number=kept.number, evidence=kept.evidence, seal=kept.seal, shown=shown, tally=kept.tally
        )
        if step.transition:
            self._transitions.setdefault(key, []).append(step.transition)
        await self._deliveries.record(owed)
        return True

    async def get(self, team_id: str, decision_id: str) -> Decision | None:
        return self._kept.get((team_id, decision_id))

    async def open_for(self, team_id: str, appid: str) -> Decision | None:
        found = (each for (team, _), each in self._kept.items() if team == team_id and each.is_open)
        return next((each for each in found if appid in self._held(each)), None)

    async def busy(self, team_id: str) -> Collection[str]:
        mine = [each for (team, _), each in self._kept.items() if team == team_id and each.is_open]
        return frozenset(appid for each in mine for appid in self._held(each))

    def _held(self, decision: Decision) -> Collection[str]:
        """The programs that an open decision keeps busy."""
        if decision.appid:
            return [decision.appid]
        rows = self.rows.get((decision.team_id, decision.id), {})
        return [each.appid for each in rows.values() if each.state in UNDER_WAY]

    async def running(self) -> Sequence[Decision]:
        return [each for each in await self.of_every_team() if each.active_run]

    async def of_team(self, team_id: str, *, limit: int) -> Sequence[Decision]:
        mine = [each for (team, _), each in self._kept.items() if team == team_id]
        return sorted(mine, key=lambda each: each.number, reverse=True)[:limit]

    async def news(self, team_id: str, *, since: datetime, limit: int) -> Sequence[Decision]:
        mine = [each for (team, _), each in self._kept.items() if team == team_id and each.card_ts]
        news = [each for each in mine if each.is_open or (each.changed_at and each.changed_at >= since)]
        return sorted(news, key=lambda each: each.number)[:limit]

    async def of_every_team(self) -> Sequence[Decision]:
        return sorted(self._kept.values(), key=lambda each: (each.proposed_at, each.team_id, each.number))

    async def transitions(self, team_id: str, decision_id: str) -> Sequence[Transition]:
        return list(self._transitions.get((team_id, decision_id), ()))

    async def due(self, *, now: datetime, limit: int) -> Sequence[Decision]:
        ready = [(each.next_at, each.id, each) for each in self._kept.values() if each.next_at and each.next_at <= now]
        return [each for *_, each in sorted(ready, key=lambda item: item[:2])][:limit]

    async def behind(self, *, limit: int, after: Decision | None = None) -> Sequence[Decision]:
        served = {each.team_id for each in await self._workspaces.all() if not each.suspended_at}
        here = [each for (team, _), each in self._kept.items() if team in served]
        behind = [each for each in here if each.shown != each.revision and each.card_ts]
        key = attrgetter("proposed_at", "id")
        return [each for each in sorted(behind, key=key) if after is None or key(each) > key(after)][:limit]

    async def showed(self, decision: Decision) -> None:
        key = (decision.team_id, decision.id)
        if key in self._kept:
            self._kept[key] = replace(self._kept[key], shown=decision.revision)

    async def look_later(self, decision: Decision, at: datetime) -> None:
        key = (decision.team_id, decision.id)
        if key in self._kept and self._kept[key].revision == decision.revision:
            self._kept[key] = replace(self._kept[key], next_at=at)


class FakeRollouts:
    """Serves `bot.ports.decisions.Rollouts`."""

    def __init__(self, decisions: FakeDecisions) -> None:
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
        rows = self._decisions.rows.get((team_id, decision_id), {})
        found = (
            each
            for each in rows.values()
            if (batch is None or each.batch == batch)
            and (not states or each.state in states)
            and (due is None or each.next_at is None or each.next_at <= due)
        )
        return list(islice(found, skip, None if limit is None else skip + limit))

    async def keep(self, team_id: str, decision_id: str, programs: Sequence[FleetProgram]) -> Decision | None:
        decision = await self._decisions.get(team_id, decision_id)
        if decision is None or not programs:
            return decision
        rows = self._decisions.rows[team_id, decision_id]
        for each in programs:
            rows[each.position] = replace(
                rows[each.position],
                state=each.state,
                because=each.because,
                since=each.since,
                called_at=each.called_at,
                checks=each.checks,
                next_at=each.next_at,
            )
        kept = replace(decision, revision=decision.revision + 1, tally=tally_of(list(rows.values())))
        await self._decisions.put(kept)
        return kept

    async def tally(self, team_id: str, decision_id: str, *, batch: int | None = None) -> Tally:
        return tally_of(await self.programs(team_id, decision_id, batch=batch))

    async def count_of(self, team_id: str, decision_id: str, appids: Collection[str]) -> int:
        every = await self.programs(team_id, decision_id)
        return sum(each.appid in appids and each.state is not ProgramState.LEFT_OUT for each in every)
