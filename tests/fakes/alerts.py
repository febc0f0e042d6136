"""Alerts in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.domain.alerts.alert import MOST_ALERTS, Alert, AlertState, Condition, Crossing
from bot.domain.alerts.delivery import chances
from bot.domain.delivery import DeliveryState
from bot.ports.digest import Deliveries, Judged


class FakeAlerts:
    """Serves `Alerts` and `AlertJudgements` of `bot.ports.digest`; a transaction has no `await` of others."""

    def __init__(self, deliveries: Deliveries) -> None:
        self._deliveries = deliveries
        self._kept: dict[tuple[str, str], Alert] = {}
        self._states: dict[tuple[str, str, str], AlertState] = {}
        self._crossings: dict[tuple[str, str, str, date], tuple[Crossing, str]] = {}
        self.calls: list[str] = []
        """The calls, by name."""

    async def add(self, alert: Alert, states: Mapping[str, AlertState]) -> Alert | None:
        here = await self.of_channel(alert.team_id, alert.channel_id)
        if len(here) >= MOST_ALERTS:
            return None
        added = replace(alert, number=max((each.number for each in here), default=0) + 1)
        self._kept[alert.team_id, alert.id] = added
        self._states |= {(alert.team_id, alert.id, appid): state for appid, state in states.items()}
        return added

    async def change(self, alert: Alert) -> None:
        if kept := self._kept.get((alert.team_id, alert.id)):
            self._kept[alert.team_id, alert.id] = replace(
                kept, owner_id=alert.owner_id, muted_until=alert.muted_until, paused_because=alert.paused_because
            )

    async def revise(self, before: Alert, after: Alert, states: Mapping[str, AlertState]) -> bool:
        team_id, alert_id = before.team_id, before.id
        kept = self._kept.get((team_id, alert_id))
        if kept is None or kept.waits_for != before.waits_for:
            return False
        self._forget(team_id, alert_id)
        self._kept[team_id, alert_id] = replace(
            kept, appid=after.appid, tag=after.tag, condition=after.condition, owner_id=after.owner_id
        )
        self._states |= {(team_id, alert_id, appid): state for appid, state in states.items()}
        return True

    async def remove(self, team_id: str, alert_id: str) -> None:
        self._kept.pop((team_id, alert_id), None)
        self._forget(team_id, alert_id)

    def _forget(self, team_id: str, alert_id: str) -> None:
        self._states = {key: state for key, state in self._states.items() if key[:2] != (team_id, alert_id)}
        self._crossings = {key: each for key, each in self._crossings.items() if key[:2] != (team_id, alert_id)}

    async def get(self, team_id: str, alert_id: str) -> Alert | None:
        return self._kept.get((team_id, alert_id))

    async def of_channel(self, team_id: str, channel_id: str) -> Sequence[Alert]:
        return [alert for alert in await self.of_team(team_id) if alert.channel_id == channel_id]

    async def of_team(self, team_id: str) -> Sequence[Alert]:
        self.calls.append("of_team")
        mine = [alert for (team, _), alert in self._kept.items() if team == team_id]
        return sorted(mine, key=lambda alert: (alert.channel_id, alert.number))

    async def everywhere(self, condition: Condition) -> Sequence[Alert]:
        self.calls.append("everywhere")
        alike = [alert for alert in self._kept.values() if alert.condition == condition]
        return sorted(alike, key=lambda alert: (alert.team_id, alert.channel_id, alert.number))

    async def holding(self, team_id: str, alert_ids: Collection[str]) -> Mapping[str, Collection[str]]:
        found: dict[str, list[str]] = {}
        for (team, alert_id, appid), state in self._states.items():
            if team == team_id and alert_id in alert_ids and state.holds:
                found.setdefault(alert_id, []).append(appid)
        return found

    async def states(
        self, team_id: str, alert_ids: Collection[str], appids: Collection[str]
    ) -> Mapping[tuple[str, str], AlertState]:
        self.calls.append("states")
        return {
            (alert_id, appid): state
            for (team, alert_id, appid), state in self._states.items()
            if team == team_id and alert_id in alert_ids and appid in appids
        }

    async def keep(self, team_id: str, judged: Sequence[Judged], *, now: datetime) -> int:
        new = 0
        for each in judged:
            kept = self._kept.get((team_id, each.alert.id), each.alert)
            if kept.waits_for != each.alert.waits_for:
                continue
            known = self._states.get((team_id, each.alert.id, each.appid))
            if known and known.judged_on and each.state.judged_on and known.judged_on > each.state.judged_on:
                continue
            self._states[team_id, each.alert.id, each.appid] = each.state
            if each.crossing is None:
                continue
            key = (team_id, each.alert.id, each.appid, each.crossing.day)
            if key not in self._crossings:
                self._crossings[key] = (each.crossing, "")
                await self._promise(each.alert, each.crossing.day, now)
                new += 1
        return new

    async def _promise(self, alert: Alert, day: date, now: datetime) -> None:
        for delivery in chances(alert, day, now=now):
            await self._deliveries.record([delivery])
            rows = await self._deliveries.history(alert.team_id, alert.id, limit=1000)
            if any(row.id == delivery.id and row.state is DeliveryState.DUE for row in rows):
                return

    async def claim_crossings(self, team_id: str, alert_id: str, delivery_id: str) -> Sequence[Crossing]:
        mine = {key: reported for key, reported in self._crossings.items() if key[:2] == (team_id, alert_id)}
        for key, (crossing, told_in) in mine.items():
            self._crossings[key] = (crossing, told_in or delivery_id)
        reported = [crossing for crossing, told_in in mine.values() if told_in in ("", delivery_id)]
        return sorted(reported, key=lambda crossing: (crossing.day, crossing.appid))
