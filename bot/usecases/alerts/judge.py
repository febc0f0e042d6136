"""Judge alerts by a day's numbers, and deliver what they say."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import structlog

from bot.domain.access import Viewpoint
from bot.domain.alerts.alert import Alert, AlertState, Condition, Watched
from bot.domain.alerts.judging import Verdict, in_question, judge
from bot.domain.numbers.comparison import WEEK, Before, Day, before
from bot.domain.numbers.public import public_as_snapshot
from bot.domain.numbers.snapshot import OF_ALL, Snapshot, Visible, snapshot_day
from bot.lib.work import Isolation
from bot.ports.digest import AlertJudgements, Alerts, Judged
from bot.ports.numbers import PublicSnapshots, Snapshots, UnjudgedNumbers
from bot.ports.slack import Workspaces
from bot.usecases.programs.visible import VisiblePrograms

Asked = Mapping[Visible, Sequence[tuple[Condition, AlertState]]]
"""By program, the conditions that are judged, each with the state of its alert."""


@dataclass(frozen=True)
class ReadDays:
    """Reads as few days as tell: those of a week only where a day by itself may change an alert's state."""

    snapshots: Snapshots

    async def __call__(
        self, team_id: str, days: Sequence[Snapshot], asked: Asked
    ) -> Mapping[tuple[str, date], tuple[Day, Sequence[Day]]]:
        """Return each day with those of the week before it, by program and day.

        Args:
            team_id: the workspace.
            days: judged snapshots, of each program oldest first.
            asked: what is judged by them.

        Raises:
            StorageUnavailable: they cannot be read.
        """
        questioned = await asyncio.to_thread(_questioned, days, asked)
        first = {each.appid: each.day for each in reversed(days)}
        weeks: dict[str, list[Snapshot]] = {}
        for day in sorted(set(first.values())):
            appids = {appid for appid in questioned if first[appid] == day}
            found = await self.snapshots.recent(team_id, appids, since=day - WEEK, before=day) if appids else {}
            weeks |= {appid: list(listed) for appid, listed in found.items()}
        known = [*days, *(each for listed in weeks.values() for each in listed)]
        befores = await self._befores(team_id, [each for each in known if each.appid in questioned])
        of_program: dict[str, list[Day]] = {}
        for snapshot in [*(each for listed in weeks.values() for each in listed), *days]:
            count = snapshot.judgement.count
            then = befores.get((snapshot.appid, count.found.since)) if count else None
            of_program.setdefault(snapshot.appid, []).append(Day(snapshot, then))
        found_days = ((each.appid, each.day) for each in days)
        return {key: _with_week(of_program[key[0]], key[1]) for key in found_days}

    async def _befores(self, team_id: str, days: Sequence[Snapshot]) -> Mapping[tuple[str, date], Before | None]:
        """Return by program and first day of a break what was before it."""
        wanted = {
            (each.appid, count.found.since): count.before
            for each in days
            if (count := each.judgement.count) and count.open and count.before
        }
        found: dict[tuple[str, date], Before | None] = {}
        for (appid, since), week in wanted.items():
            lists = await self.snapshots.those(team_id, appid, week)
            found[appid, since] = await asyncio.to_thread(before, since, lists)
        return found


def _questioned(days: Sequence[Snapshot], asked: Asked) -> Collection[Visible]:
    return {
        each.appid
        for each in days
        if any(in_question(condition, Day(each), state) for condition, state in asked.get(each.appid, ()))
    }


def _with_week(days: Sequence[Day], day: date) -> tuple[Day, Sequence[Day]]:
    (it,) = (each for each in days if each.day == day)
    return it, [each for each in days if timedelta(0) < day - each.day <= WEEK]


_log = structlog.get_logger(__name__)

_ELSEWHERE: Final = Watched.ATTENTION
"""`evaluate_attention` judges these."""
_Watched = Mapping[Alert, Collection[Visible]]
"""By alert, the programs of the days that it watches."""
_BATCH: Final = 100
"""Programs judged at a time."""


@dataclass(frozen=True)
class JudgeAlerts:
    """Judges alerts by the days that were kept and say themselves that it is still to be done: none is lost by a crash.

    A day that is judged twice changes nothing more: the state of an alert says what it has seen.
    """

    alerts: Alerts
    judgements: AlertJudgements
    snapshots: Snapshots
    unjudged: UnjudgedNumbers
    visible_programs: VisiblePrograms
    read_days: ReadDays

    async def __call__(self, team_id: str, *, now: datetime) -> None:
        """Judge all that is due. Without alerts it is two small statements, and what is due of them is forgotten.

        Raises:
            StorageUnavailable: the next call goes on.
        """
        every = [alert for alert in await self.alerts.of_team(team_id) if alert.condition.watched is not _ELSEWHERE]
        every = [alert for alert in every if alert.appid != OF_ALL]
        if not every:
            await self.unjudged.alerts_judged(team_id, None)
            return
        public, seen = await self.snapshots.public(snapshot_day(now)), set[str]()
        while due := await self.unjudged.alerts_due(team_id, public.turn, limit=_BATCH):
            if seen.issuperset(due):
                return  # a newer day came meanwhile: who kept it calls
            seen.update(due)
            days = await self._due(team_id, due)
            await self.of(team_id, every, days, now=now)
            taken = {each.appid: each.taken_at for each in days}
            await self.unjudged.alerts_judged(team_id, {appid: taken.get(appid) for appid in due})

    async def of(self, team_id: str, alerts: Sequence[Alert], days: Sequence[Snapshot], *, now: datetime) -> None:
        """Judge alerts by some days, of each program oldest first, and record the result.

        Raises:
            StorageUnavailable: nothing was recorded.
        """
        tags = await self._tags(team_id, alerts, days)
        appids = {each.appid for each in days}
        watched = {
            alert: found
            for alert in alerts
            if (found := {appid for appid in appids if alert.watches(appid, tags.get(appid, ()))})
        }
        if not watched:
            return
        concerned = set[Visible]().union(*watched.values())
        states = dict(await self.judgements.states(team_id, [alert.id for alert in watched], concerned))
        asked: dict[Visible, list[tuple[Condition, AlertState]]] = {}
        for alert, found in watched.items():
            for appid in found:
                asked.setdefault(appid, []).append((alert.condition, states.get((alert.id, appid), AlertState())))
        read = await self.read_days(team_id, [each for each in days if each.appid in concerned], asked)
        # A batch takes far longer than the event loop should wait.
        judged = await asyncio.to_thread(_judge, watched, read, states, now)
        crossed = await self.judgements.keep(team_id, judged, now=now)
        if crossed:
            _log.info("alerts fired", team=team_id, crossings=crossed)

    async def _due(self, team_id: str, due: Mapping[Visible, date]) -> Sequence[Snapshot]:
        """Return the days of which alerts are due, of each program oldest first."""
        days: list[Snapshot] = []
        for first in sorted(set(due.values())):
            appids = [appid for appid, day in due.items() if day == first]
            found = await self.snapshots.recent(team_id, appids, since=first, before=date.max)
            days += [each for listed in found.values() for each in listed]
        return days

    async def _tags(
        self, team_id: str, alerts: Sequence[Alert], taken: Sequence[Snapshot]
    ) -> Mapping[str, Collection[str]]:
        if not any(alert.tag for alert in alerts):
            return {}
        appids = [each.appid for each in taken]
        programs = await self.visible_programs.among(Viewpoint.everything(team_id), appids)
        return {program.appid: program.tags for program in programs if program.tags}


def _judge(
    watched: _Watched,
    read: Mapping[tuple[str, date], tuple[Day, Sequence[Day]]],
    states: dict[tuple[str, str], AlertState],
    now: datetime,
) -> list[Judged]:
    judged: list[Judged] = []
    for (appid, _), (day, earlier) in sorted(read.items()):
        for alert, appids in watched.items():
            known = states.get((alert.id, appid), AlertState())
            if appid not in appids or (known.judged_on and known.judged_on > day.day):
                continue
            verdict = judge(alert.condition, day, earlier, known)
            states[alert.id, appid] = verdict.state
            judged += changed(alert, appid, known, verdict, now=now)
    return judged


def changed(alert: Alert, appid: str, known: AlertState, verdict: Verdict, *, now: datetime) -> Iterator[Judged]:
    """Yield the new state, if it is another one; a muted alert's changes, too, but without a crossing."""
    if verdict.state != known:
        yield Judged(alert, appid, verdict.state, None if alert.silent(now) else verdict.crossing)


@dataclass(frozen=True)
class JudgePublicNumbers:
    """Judges the alerts about all of WeChat in each workspace."""

    judge: JudgeAlerts
    public: PublicSnapshots
    workspaces: Workspaces

    async def __call__(self, *, now: datetime) -> None:
        """Judge them by the days that are due.

        Raises:
            StorageUnavailable: the next call goes on.
        """
        due = await self.public.alerts_due()
        if not due:
            return
        days, isolation = [public_as_snapshot(each) for each in due], Isolation()
        for workspace in await self.workspaces.all():
            with isolation.item(team=workspace.team_id):
                every = await self.judge.alerts.of_team(workspace.team_id)
                await self.judge.of(workspace.team_id, [each for each in every if each.appid == OF_ALL], days, now=now)
        isolation.raise_first()
        await self.public.alerts_judged(due[-1])
