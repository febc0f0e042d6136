"""Evaluate a workspace's alerts about programs that need attention."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.domain.access.roles import Viewpoint
from bot.domain.alerts.alert import Alert, AlertState, Condition, Watched
from bot.domain.alerts.judging import judge_attention
from bot.domain.fleet.report import FleetReport
from bot.domain.numbers.snapshot import snapshot_day
from bot.errors import NoProgram
from bot.lib.isolation import Isolation
from bot.ports.alerts import AlertJudgements, Alerts, Judged
from bot.ports.workspaces import Workspaces
from bot.usecases.alerts.judge import changed
from bot.usecases.fleet.read import ReadFleet

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class JudgeAttention:
    """Called every few minutes: an authorisation may end, and readings may fail, without any snapshot."""

    alerts: Alerts
    judgements: AlertJudgements
    workspaces: Workspaces
    read_fleet: ReadFleet

    async def __call__(self, *, now: datetime) -> None:
        """Evaluate each workspace at `now` (UTC). Without such alerts it is one small query.

        Raises:
            Exception: the first workspace's failure, after all others were evaluated.
        """
        by_team: dict[str, list[Alert]] = {}
        for alert in await self.alerts.everywhere(Condition(Watched.ATTENTION)):
            by_team.setdefault(alert.team_id, []).append(alert)
        if not by_team:
            return
        isolation = Isolation()
        for workspace in await self.workspaces.all():
            if alerts := by_team.get(workspace.team_id):
                with isolation.item(team=workspace.team_id):
                    await self._judge(workspace.team_id, alerts, now)
        isolation.raise_first()

    async def _judge(self, team_id: str, alerts: Sequence[Alert], now: datetime) -> None:
        try:
            report = await self.read_fleet(Viewpoint.everything(team_id), now=now)
        except NoProgram:
            return
        appids = [row.program.appid for row in report.rows]
        states = await self.judgements.states(team_id, [alert.id for alert in alerts], appids)
        # Thousands of programs take longer than the event loop should wait.
        judged = await asyncio.to_thread(_judged, alerts, report, states, now)
        crossed = await self.judgements.keep(team_id, judged, now=now)
        if crossed:
            _log.info("programs need attention", team=team_id, crossings=crossed)


def _judged(
    alerts: Sequence[Alert], report: FleetReport, states: Mapping[tuple[str, str], AlertState], now: datetime
) -> list[Judged]:
    day, judged = snapshot_day(now), list[Judged]()
    for row in report.rows:
        for alert in alerts:
            if not alert.watches(row.program.appid, row.program.tags):
                continue
            known = states.get((alert.id, row.program.appid), AlertState())
            judgement = judge_attention(row, known, day=day, now=now)
            judged += changed(alert, row.program.appid, known, judgement, now=now)
    return judged
