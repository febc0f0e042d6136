"""Alerts on what programs need, evaluated every few minutes, and the delivery handler of all alerts."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.blocks.alerts import alert_message
from bot.domain.access import SYSTEM, Viewpoint
from bot.domain.alerts.alert import Alert, AlertState, Condition, Watched, audit_of_alert
from bot.domain.alerts.judging import judge_attention
from bot.domain.delivery import Delivery, DeliveryState, ReasonKey, SlackCode
from bot.domain.fleet_row import FleetRow
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs import Program
from bot.errors import NoProgram
from bot.i18n.texts import texts_for
from bot.lib.work import Isolation
from bot.ports.digest import Judged
from bot.usecases.alerts.judge import changed
from bot.usecases.app import App, ReadingApp
from bot.usecases.deliver import Composed, Post, Skip, notify_owner
from bot.usecases.fleet import fleet_parts

_States = Mapping[tuple[str, str], AlertState]
"""By alert and program."""


_log = structlog.get_logger(__name__)


async def evaluate_attention(app: ReadingApp, *, now: datetime) -> None:
    """Evaluate each workspace at `now` (UTC). Without such alerts it is one small query.

    It is called every few minutes: an authorisation may end, and readings may fail, without any snapshot.

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


@dataclass(frozen=True)
class AlertHandler:
    """Serves `DeliveryKind.ALERT`. Its numbers are those of the evaluation, whatever WeChat answers by now."""

    app: App

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """All crossings that were not sent yet, unless the alert was ended or muted meanwhile."""
        alert = await self.app.kept.alerts.get(delivery.team_id, delivery.subject_id)
        if alert is None:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        crossings = await self.app.kept.judgements.claim_crossings(delivery.team_id, alert.id, delivery.id)
        if alert.silent(now):  # crossings from before the mute are not sent later either
            return Skip(DeliveryState.SKIPPED, ReasonKey.PAUSED)
        if not crossings:
            return Skip(DeliveryState.SKIPPED, ReasonKey.RESOLVED)
        here = Viewpoint.of_channel(alert.team_id, alert.channel_id)
        programs = await self.app.visible.among(here, [crossing.appid for crossing in crossings])
        known: dict[str, Program] = {program.appid: program for program in programs}
        reported = [(known[crossing.appid], crossing) for crossing in crossings if crossing.appid in known]
        if not reported:
            return Skip(DeliveryState.SKIPPED, ReasonKey.RESTRICTED)
        return Post(alert.channel_id, alert_message(alert, reported, texts_for(alert.locale)))

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Pause the alert until it is unmuted; the channel's list of alerts says why."""
        alert = await self.app.kept.alerts.get(delivery.team_id, delivery.subject_id)
        if alert is not None:
            paused = replace(alert, paused_because=code)
            async with self.app.kept.audit.recording(audit_of_alert(alert, paused, by=SYSTEM, at=now)):
                await self.app.kept.alerts.change(paused)
            _log.warning("an alert is paused", team=alert.team_id, alert=alert.id, code=str(code))

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Notify the alert's owner that a message is missing, or may be."""
        alert = await self.app.kept.alerts.get(delivery.team_id, delivery.subject_id)
        if alert is not None:
            await notify_owner(self.app.kept.deliveries, alert, delivery, now=now)
