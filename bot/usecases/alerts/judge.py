"""Evaluate alerts: on new snapshots, on new public numbers, and those about programs that need attention."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from bot.domain.access.roles import Viewpoint
from bot.domain.alerts.alert import Alert, AlertState, Condition, Watched
from bot.domain.alerts.judging import Judgement, in_question, judge, judge_attention, loses_by_break
from bot.domain.fleet.row import FleetRow, Standing
from bot.domain.numbers.level import WEEK
from bot.domain.numbers.public import PublicSnapshot, public_as_snapshot
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.numbers.visible import OF_ALL, Visible
from bot.domain.report.broken import NO_BREAKS, Breaks
from bot.errors import NoProgram
from bot.lib.isolation import Isolation
from bot.ports.alerts import AlertJudgements, Alerts, Judged
from bot.ports.numbers import Snapshots, Watch
from bot.ports.workspaces import Workspaces
from bot.usecases.fleet import ReadFleet
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.breaks import look_for_breaks
from bot.usecases.report.judge import JudgeSnapshots

_log = structlog.get_logger(__name__)

_ELSEWHERE: Final = Watched.ATTENTION
"""`JudgeAttention` judges these."""
_States = Mapping[tuple[str, str], AlertState]
"""By alert and program."""
_Watched = Mapping[Alert, Collection[Visible]]
"""By alert, the programs among the new snapshots that it watches."""
_Earlier = tuple[Sequence[Snapshot], Breaks]
"""The snapshots before, oldest first, and the breaks known on the new one's day."""


@dataclass(frozen=True)
class JudgeAlerts:
    """Called with snapshots before they are saved.

    This order loses nothing: after a crash the snapshot is missing, so the program is read and evaluated again, and the
    crossings recorded before are found.
    """

    alerts: Alerts
    judgements: AlertJudgements
    snapshots: Snapshots
    visible_programs: VisiblePrograms
    judge: JudgeSnapshots

    async def __call__(self, team_id: str, taken: Sequence[Snapshot], *, now: datetime) -> None:
        """Evaluate new snapshots and record the result. Without alerts it is one small query.

        Args:
            taken: snapshots of one day.

        Raises:
            StorageUnavailable: nothing was recorded.
        """
        every = [alert for alert in await self.alerts.of_team(team_id) if alert.condition.watched is not _ELSEWHERE]
        if not every or not taken:
            return
        tags = await self._tags(team_id, every, taken)
        watched = {
            alert: appids
            for alert in every
            if (appids := {each.appid for each in taken if alert.watches(each.appid, tags.get(each.appid, ()))})
        }
        if not watched:
            return
        states = await self.judgements.states(team_id, [alert.id for alert in watched], _programs(watched))
        earlier = await self._earlier(team_id, watched, taken, states)
        # A batch takes far longer than the event loop should wait.
        judged = await asyncio.to_thread(_judge, watched, taken, earlier, states, now)
        crossed = await self.judgements.keep(team_id, judged, now=now)
        if crossed:
            _log.info("alerts fired", team=team_id, crossings=crossed)

    async def _tags(
        self, team_id: str, alerts: Sequence[Alert], taken: Sequence[Snapshot]
    ) -> Mapping[str, Collection[str]]:
        """By program, if an alert asks for tags."""
        if not any(alert.tag for alert in alerts):
            return {}
        appids = [each.appid for each in taken]
        programs = await self.visible_programs.among(Viewpoint.everything(team_id), appids)
        return {program.appid: program.tags for program in programs if program.tags}

    async def _earlier(
        self, team_id: str, watched: _Watched, taken: Sequence[Snapshot], states: _States
    ) -> Mapping[str, _Earlier]:
        """By program, the snapshots before: those of a week where a day by itself would change an alert's state.

        Breaks are looked for there alone. Of most programs the newest is enough, and a fleet has thousands.
        """
        day = taken[0].day
        appids = await asyncio.to_thread(_in_question, watched, taken, states)
        newest = await self.snapshots.newest(team_id, _programs(watched) - appids, before=day)
        weeks = await self.snapshots.recent(team_id, appids, since=day - WEEK, before=day)
        found: dict[str, _Earlier] = {appid: ((snapshot,), NO_BREAKS) for appid, snapshot in newest.items()}
        public = await self.judge.public_breaks(team_id, day) if appids - {OF_ALL} else ()
        for each in taken:
            if each.appid in appids:
                week = weeks.get(each.appid, ())
                breaks, _ = await look_for_breaks(self.snapshots, team_id, [*week, each], public=public)
                found[each.appid] = (week, breaks)
        return found


def _in_question(watched: _Watched, taken: Sequence[Snapshot], states: _States) -> set[Visible]:
    return {
        snapshot.appid
        for snapshot in taken
        for alert, appids in watched.items()
        if snapshot.appid in appids
        and in_question(alert.condition, snapshot, states.get((alert.id, snapshot.appid), AlertState()))
    }


def _programs(watched: _Watched) -> set[Visible]:
    """The programs that some of these alerts watch."""
    return set[Visible]().union(*watched.values())


def _judge(
    watched: _Watched,
    taken: Sequence[Snapshot],
    earlier: Mapping[str, _Earlier],
    states: _States,
    now: datetime,
) -> list[Judged]:
    judged: list[Judged] = []
    for snapshot in taken:
        for alert, appids in watched.items():
            if snapshot.appid not in appids:
                continue
            known = states.get((alert.id, snapshot.appid), AlertState())
            before, breaks = earlier.get(snapshot.appid, ((), NO_BREAKS))
            judgement = judge(alert.condition, snapshot, before, known, breaks)
            judged += changed(alert, snapshot.appid, known, judgement, now=now)
    return judged


def changed(alert: Alert, appid: str, known: AlertState, judgement: Judgement, *, now: datetime) -> Iterator[Judged]:
    """The new state, if it is another one; a muted alert's changes, too, but without a crossing."""
    if judgement.state != known:
        yield Judged(alert, appid, judgement.state, None if alert.silent(now) else judgement.crossing)


@dataclass(frozen=True)
class JudgePublicNumbers:
    """Called with public numbers before they are saved, for the reason that `JudgeAlerts` gives."""

    watch: Watch
    workspaces: Workspaces

    async def __call__(self, public: PublicSnapshot, *, now: datetime) -> None:
        """Evaluate them in each workspace.

        Raises:
            StorageUnavailable: they must be read, and evaluated, again.
        """
        snapshot = public_as_snapshot(public)
        for workspace in await self.workspaces.all():
            await self.watch(workspace.team_id, [snapshot], now=now)


@dataclass(frozen=True)
class JudgeAttention:
    """Called every few minutes: an authorisation may end, and readings may fail, without any snapshot."""

    alerts: Alerts
    judgements: AlertJudgements
    workspaces: Workspaces
    read_fleet: ReadFleet
    judge: JudgeSnapshots

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
        judged, ids = list[Judged](), [alert.id for alert in alerts]
        try:
            async for part in self.read_fleet.parts(Viewpoint.everything(team_id), now=now):
                states = await self.judgements.states(team_id, ids, [row.program.appid for row in part])
                new = [row for row in part if any(_may_cross(states, alert, row) for alert in alerts)]
                spared = await spared_by_break(self.judge, team_id, new, now)
                rows = [row for row in part if row.program.appid not in spared]
                # A thousand programs take longer than the event loop should wait.
                judged += await asyncio.to_thread(_judged, alerts, rows, states, now)
        except NoProgram:
            return
        crossed = await self.judgements.keep(team_id, judged, now=now)
        if crossed:
            _log.info("programs need attention", team=team_id, crossings=crossed)


async def spared_by_break(
    judge: JudgeSnapshots, team_id: str, rows: Sequence[FleetRow], now: datetime
) -> Collection[str]:
    """The programs that seem to lose too many users only because of a break: rows know that of all of WeChat alone.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    losing = [row.program for row in rows if row.standing is Standing.LOSING]
    reports = await judge.newest_of(team_id, losing, until=snapshot_day(now)) if losing else {}
    return {appid for appid, report in reports.items() if loses_by_break(report)}


def _known(states: _States, alert: Alert, row: FleetRow) -> AlertState:
    return states.get((alert.id, row.program.appid), AlertState())


def _may_cross(states: _States, alert: Alert, row: FleetRow) -> bool:
    return alert.watches(row.program.appid, row.program.tags) and not _known(states, alert, row).holds


def _judged(alerts: Sequence[Alert], rows: Sequence[FleetRow], states: _States, now: datetime) -> list[Judged]:
    day, judged = snapshot_day(now), list[Judged]()
    for row in rows:
        for alert in alerts:
            if not alert.watches(row.program.appid, row.program.tags):
                continue
            known = _known(states, alert, row)
            judgement = judge_attention(row, known, day=day, now=now)
            judged += changed(alert, row.program.appid, known, judgement, now=now)
    return judged
