"""Decisions in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.decisions.decision import Decision, State, Transition
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

    def forget(self, team_id: str) -> None:
        """Drop a workspace's decisions: no port can."""
        self._kept = {key: each for key, each in self._kept.items() if key[0] != team_id}

    async def put(self, decision: Decision) -> None:
        """Have a decision as it is."""
        self._kept[decision.team_id, decision.id] = decision

    async def add(self, decision: Decision, card: Delivery) -> Decision | None:
        if await self.open_for(decision.team_id, decision.appid):
            return None
        mine = await self.of_team(decision.team_id, limit=1)
        added = replace(decision, number=mine[0].number + 1 if mine else 1)
        self._kept[decision.team_id, decision.id] = added
        await self._deliveries.record([card])
        return added

    async def keep(self, step: Step, owed: Sequence[Delivery] = ()) -> bool:
        key = (step.after.team_id, step.after.id)
        kept = self._kept.get(key)
        if kept is None or kept.revision != step.before.revision:
            return False
        other = await self.open_for(step.after.team_id, step.after.appid)
        if step.after.is_open and other is not None and other.id != step.after.id:
            return False
        shown = kept.shown if step.before.shown == step.after.shown else step.after.shown
        self._kept[key] = replace(step.after, number=kept.number, evidence=kept.evidence, seal=kept.seal, shown=shown)
        if step.transition:
            self._transitions.setdefault(key, []).append(step.transition)
        await self._deliveries.record(owed)
        return True

    async def get(self, team_id: str, decision_id: str) -> Decision | None:
        return self._kept.get((team_id, decision_id))

    async def open_for(self, team_id: str, appid: str) -> Decision | None:
        mine = (each for (team, _), each in self._kept.items() if team == team_id and each.appid == appid)
        return next((each for each in mine if each.is_open), None)

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

    async def behind(self, *, limit: int) -> Sequence[Decision]:
        served = {each.team_id for each in await self._workspaces.all() if not each.suspended_at}
        here = [each for (team, _), each in self._kept.items() if team in served]
        behind = [each for each in here if each.shown != each.revision and each.state is not State.DRAFT]
        return sorted(behind, key=lambda each: (each.proposed_at, each.id))[:limit]

    async def showed(self, decision: Decision) -> None:
        key = (decision.team_id, decision.id)
        if key in self._kept:
            self._kept[key] = replace(self._kept[key], shown=decision.revision)

    async def look_later(self, decision: Decision, at: datetime) -> None:
        key = (decision.team_id, decision.id)
        if key in self._kept and self._kept[key].revision == decision.revision:
            self._kept[key] = replace(self._kept[key], next_at=at)
