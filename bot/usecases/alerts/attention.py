"""Evaluate alerts on what programs need."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from bot.domain.access import Viewpoint
from bot.domain.alerts.alert import Alert, AlertState, Condition, Watched
from bot.domain.alerts.judging import judge_attention
from bot.domain.fleet.row import FleetRow
from bot.domain.numbers.snapshot import snapshot_day
from bot.errors import NoProgram
from bot.lib.work import Isolation
from bot.ports.digest import Judged
from bot.usecases.alerts.judge import changed
from bot.usecases.app import ReadingApp
from bot.usecases.fleet import fleet_parts

_States = Mapping[tuple[str, str], AlertState]
"""By alert and program."""


_log = structlog.get_logger(__name__)


async def evaluate_attention(app: ReadingApp, *, now: datetime) -> None:
    """Evaluate each workspace at `now` (UTC). Without such alerts it is one small query.

    Raises:
        Exception: the first workspace's failure, after all others were evaluated.
    """
    by_team: dict[str, list[Alert]] = {}
    for alert in await app.kept.alerts.everywhere(Condition(Watched.ATTENTION)):
        by_team.setdefault(alert.team_id, []).append(alert)
    if not by_team:
        return
    isolation = Isolation()
    for workspace in await app.kept.workspaces.all():
        if alerts := by_team.get(workspace.team_id):
            with isolation.item(team=workspace.team_id):
                await _evaluate(app, workspace.team_id, alerts, now)
    isolation.raise_first()


async def _evaluate(app: ReadingApp, team_id: str, alerts: Sequence[Alert], now: datetime) -> None:
    judged, ids = list[Judged](), [alert.id for alert in alerts]
    try:
        async for part in fleet_parts(app, Viewpoint.everything(team_id), now=now):
            states = await app.kept.judgements.states(team_id, ids, [row.program.appid for row in part])
            # A thousand programs take longer than the event loop should wait.
            judged += await asyncio.to_thread(_judged, alerts, part, states, now)
    except NoProgram:
        return
    crossed = await app.kept.judgements.keep(team_id, judged, now=now)
    if crossed:
        _log.info("programs need attention", team=team_id, crossings=crossed)


def _known(states: _States, alert: Alert, row: FleetRow) -> AlertState:
    return states.get((alert.id, row.program.appid), AlertState())


def _judged(alerts: Sequence[Alert], rows: Sequence[FleetRow], states: _States, now: datetime) -> list[Judged]:
    day, judged = snapshot_day(now), list[Judged]()
    for row in rows:
        for alert in alerts:
            if not alert.watches(row.program.appid, row.program.tags):
                continue
            known = _known(states, alert, row)
            verdict = judge_attention(row, known, day=day, now=now)
            judged += changed(alert, row.program.appid, known, verdict, now=now)
    return judged
