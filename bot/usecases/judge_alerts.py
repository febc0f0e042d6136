"""Judge a workspace's alerts on new snapshots."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from bot.domain.alert import Alert, AlertState
from bot.domain.alert_judging import judge
from bot.domain.snapshot import Snapshot
from bot.ports import AlertJudgements, Alerts, Judged, Snapshots

_log = structlog.get_logger(__name__)


class Watch(Protocol):
    """What is done with new snapshots of one day, before they are kept."""

    async def __call__(self, team_id: str, taken: Sequence[Snapshot], *, now: datetime) -> None:
        """Look at them.

        Raises:
            StorageUnavailable: they are to be read, and looked at, again.
        """


async def unwatched(team_id: str, taken: Sequence[Snapshot], *, now: datetime) -> None:
    """Nobody looks."""
    del team_id, taken, now


@dataclass(frozen=True)
class JudgeAlerts:
    """Called with snapshots before they are kept.

    In this order nothing is lost: whoever dies in between has kept no snapshot, so the program is read and judged
    again, and what was written down already is found there.
    """

    alerts: Alerts
    judgements: AlertJudgements
    snapshots: Snapshots

    async def __call__(self, team_id: str, taken: Sequence[Snapshot], *, now: datetime) -> None:
        """Judge new snapshots and write down what came of it. Without alerts it is one small query.

        Args:
            team_id: the workspace.
            taken: snapshots of one day.
            now: UTC.

        Raises:
            StorageUnavailable: nothing was written down.
        """
        appids = {snapshot.appid for snapshot in taken}
        alerts = [alert for alert in await self.alerts.of_team(team_id) if alert.fleet or alert.appid in appids]
        if not alerts or not taken:
            return
        watched = appids if any(alert.fleet for alert in alerts) else {alert.appid for alert in alerts}
        states = await self.judgements.states(team_id, [alert.id for alert in alerts], watched)
        earlier = await self.snapshots.newest(team_id, watched, before=taken[0].day)
        judged: list[Judged] = []
        for snapshot in taken:
            for alert in alerts:
                if alert.fleet or alert.appid == snapshot.appid:
                    state = states.get((alert.id, snapshot.appid), AlertState())
                    judged += _judged(alert, snapshot, earlier.get(snapshot.appid), state, now)
            await asyncio.sleep(0)  # a whole batch takes longer than the event loop should wait
        crossed = await self.judgements.keep(team_id, judged, now=now)
        if crossed:
            _log.info("alerts came true", team=team_id, crossings=crossed)


def _judged(
    alert: Alert, snapshot: Snapshot, previous: Snapshot | None, state: AlertState, now: datetime
) -> list[Judged]:
    """What to keep; nothing when nothing changed. An alert that is muted learns of a crossing and keeps silent."""
    judgement = judge(alert.condition, snapshot, previous, state)
    if judgement.state == state:
        return []
    crossing = None if alert.silent(now) else judgement.crossing
    return [Judged(alert, snapshot.appid, judgement.state, crossing)]
