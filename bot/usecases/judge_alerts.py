"""Judge a workspace's alerts on new snapshots."""

import asyncio
from collections.abc import Mapping, Sequence
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
        # A batch takes far longer than the event loop should wait.
        judged = await asyncio.to_thread(_judge, alerts, taken, earlier, states, now)
        crossed = await self.judgements.keep(team_id, judged, now=now)
        if crossed:
            _log.info("alerts came true", team=team_id, crossings=crossed)


def _judge(
    alerts: Sequence[Alert],
    taken: Sequence[Snapshot],
    earlier: Mapping[str, Snapshot],
    states: Mapping[tuple[str, str], AlertState],
    now: datetime,
) -> list[Judged]:
    """What to keep of each alert and program; nothing where nothing changed.

    An alert that is muted learns of a crossing and keeps silent.
    """
    judged = []
    for snapshot in taken:
        previous = earlier.get(snapshot.appid)
        for alert in alerts:
            if not alert.fleet and alert.appid != snapshot.appid:
                continue
            known = states.get((alert.id, snapshot.appid), AlertState())
            judgement = judge(alert.condition, snapshot, previous, known)
            if judgement.state != known:
                crossing = None if alert.silent(now) else judgement.crossing
                judged.append(Judged(alert, snapshot.appid, judgement.state, crossing))
    return judged
