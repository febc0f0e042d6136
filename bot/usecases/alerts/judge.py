"""Evaluate a workspace's alerts on new snapshots."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.domain.alerts.alert import Alert, AlertState, Watched
from bot.domain.alerts.judging import judge
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.programs.program import ALL_OF_WECHAT
from bot.ports.alerts import AlertJudgements, Alerts, Judged
from bot.ports.numbers import Snapshots
from bot.usecases.alerts.days_before import days_before

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class JudgeAlerts:
    """Called with snapshots before they are saved.

    This order loses nothing: after a crash the snapshot is missing, so the program is read and evaluated again, and the
    crossings recorded before are found.
    """

    alerts: Alerts
    judgements: AlertJudgements
    snapshots: Snapshots

    async def __call__(self, team_id: str, taken: Sequence[Snapshot], *, now: datetime) -> None:
        """Evaluate new snapshots and record the result. Without alerts it is one small query.

        Args:
            team_id: the workspace.
            taken: snapshots of one day.
            now: UTC.

        Raises:
            StorageUnavailable: nothing was recorded.
        """
        appids = {snapshot.appid for snapshot in taken}
        every = await self.alerts.of_team(team_id)
        fleet = bool(appids - {ALL_OF_WECHAT.appid})
        alerts = [alert for alert in every if (fleet if alert.fleet else alert.appid in appids)]
        if not alerts or not taken:
            return
        states = await self.judgements.states(team_id, [alert.id for alert in alerts], _programs(alerts, taken))
        earlier = await self._earlier(team_id, alerts, taken)
        # A batch takes far longer than the event loop should wait.
        judged = await asyncio.to_thread(_judge, alerts, taken, earlier, states, now)
        crossed = await self.judgements.keep(team_id, judged, now=now)
        if crossed:
            _log.info("alerts fired", team=team_id, crossings=crossed)

    async def _earlier(
        self, team_id: str, alerts: Sequence[Alert], taken: Sequence[Snapshot]
    ) -> Mapping[Watched, Mapping[str, Sequence[Snapshot]]]:
        """By what alerts watch: the days before, for the programs that they watch."""
        known: dict[Watched, Mapping[str, Sequence[Snapshot]]] = {}
        rollback = [alert for alert in alerts if alert.condition.watched is Watched.ROLLBACK]
        others = [alert for alert in alerts if alert.condition.watched is not Watched.ROLLBACK]
        for some in filter(None, (rollback, others)):
            watched, appids = some[0].condition.watched, _programs(some, taken)
            before = await days_before(self.snapshots, watched, team_id, appids, day=taken[0].day)
            known |= dict.fromkeys((alert.condition.watched for alert in some), before)
        return known


def _programs(alerts: Sequence[Alert], taken: Sequence[Snapshot]) -> set[str]:
    """The programs among these snapshots that some of these alerts watch."""
    fleet, named = any(alert.fleet for alert in alerts), {alert.appid for alert in alerts}
    appids = {snapshot.appid for snapshot in taken}
    return appids - {ALL_OF_WECHAT.appid} | appids & named if fleet else appids & named


def _judge(
    alerts: Sequence[Alert],
    taken: Sequence[Snapshot],
    earlier: Mapping[Watched, Mapping[str, Sequence[Snapshot]]],
    states: Mapping[tuple[str, str], AlertState],
    now: datetime,
) -> list[Judged]:
    """The changed states, by alert and program.

    A muted alert's state changes, too, but without a crossing.
    """
    judged = []
    for snapshot in taken:
        for alert in alerts:
            if not alert.watches(snapshot.appid):
                continue
            known = states.get((alert.id, snapshot.appid), AlertState())
            before = earlier[alert.condition.watched].get(snapshot.appid, ())
            judgement = judge(alert.condition, snapshot, before, known)
            if judgement.state != known:
                crossing = None if alert.silent(now) else judgement.crossing
                judged.append(Judged(alert, snapshot.appid, judgement.state, crossing))
    return judged
