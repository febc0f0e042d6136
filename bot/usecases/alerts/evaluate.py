"""Evaluate a condition when its alert is set or changed: does it hold already?"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.domain.access.roles import Viewpoint
from bot.domain.alerts.alert import Alert, AlertState, Condition, Watched
from bot.domain.alerts.judging import Outcome, holds_back, in_question, judge, judge_attention, sound
from bot.domain.fleet.row import FleetRow
from bot.domain.numbers.breaks import Break
from bot.domain.numbers.level import WEEK
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import Program
from bot.domain.report.broken import NO_BREAKS, Breaks
from bot.domain.report.report import Report
from bot.errors import AllOfWeChatUnset, ImportedUnset, OperatorError, StorageUnavailable, TemporaryError
from bot.lib.batches import batches
from bot.ports.numbers import Snapshots
from bot.ports.programs import Programs
from bot.usecases.alerts.judge import spared_by_break
from bot.usecases.fleet import ReadFleet, fleet_of
from bot.usecases.report.breaks import look_for_breaks
from bot.usecases.report.judge import JudgeSnapshots
from bot.usecases.report.read import ReadReport

_BATCH = 100
_DAY = timedelta(days=1)


@dataclass
class InitialState:
    """What is known when the alert begins."""

    states: dict[str, AlertState] = field(default_factory=dict)
    already: list[Visible] = field(default_factory=list)
    unjudged: int = 0

    def look_at_all(
        self,
        condition: Condition,
        appids: Sequence[Visible],
        newest: Mapping[str, Snapshot],
        earlier: Mapping[str, Sequence[Snapshot]],
        breaks: Mapping[str, Breaks],
    ) -> None:
        """Evaluate many programs."""
        for appid in appids:
            known = breaks.get(appid, NO_BREAKS)
            self.look(condition, appid, newest.get(appid), earlier.get(appid, ()), known)

    def look(
        self,
        condition: Condition,
        appid: Visible,
        snapshot: Snapshot | None,
        earlier: Sequence[Snapshot],
        breaks: Breaks,
    ) -> None:
        """Evaluate one program. A condition that holds is in the answer; the alert is armed when it no longer holds."""
        if condition.watched is Watched.MINIMUM or snapshot is None:
            earlier = ()  # a change before the alert was set does not count
        else:
            earlier = [kept for kept in earlier if kept.day < snapshot.day]  # the newest is not its own predecessor
        if (
            snapshot is None
            or not sound(condition, snapshot, earlier)
            or (_in_question(condition, snapshot) and holds_back(condition.among(snapshot.users), breaks))
        ):
            self.unjudged += 1
            return
        judgement = judge(condition, snapshot, earlier, AlertState(), breaks)
        self.states[appid] = judgement.state
        if judgement.outcome is Outcome.CROSSED:
            self.already.append(appid)

    def look_at_needs(self, rows: Sequence[FleetRow], now: datetime) -> None:
        """Evaluate whether programs need attention."""
        for row in rows:
            judgement = judge_attention(row, AlertState(), day=snapshot_day(now), now=now)
            self.states[row.program.appid] = judgement.state
            if judgement.outcome is Outcome.CROSSED:
                self.already.append(row.program.appid)


@dataclass(frozen=True)
class EvaluateAlert:
    """Evaluates an alert when it is set or changed."""

    snapshots: Snapshots
    read_report: ReadReport
    read_fleet: ReadFleet
    judge: JudgeSnapshots

    async def __call__(
        self, team_id: str, condition: Condition, program: Program | None, appids: Sequence[Visible], *, now: datetime
    ) -> InitialState:
        """Evaluate one program, or all of them.

        Args:
            program: None for all; then WeChat is not asked.
            appids: all of them; with a program, its own alone.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        first = InitialState()
        if condition.watched is Watched.ATTENTION:
            everything = Viewpoint.everything(team_id)
            async for rows in self.read_fleet.parts(everything, now=now, appids=appids):
                spared = await spared_by_break(self.judge, team_id, rows, now)
                first.look_at_needs([row for row in rows if row.program.appid not in spared], now)
                first.unjudged += len(spared)
            return first
        if program:
            report = await self._read(team_id, program, now)
            snapshot, day = (report.snapshot, report.snapshot.day) if report else (None, snapshot_day(now))
            earlier = await self._earlier(team_id, condition.watched, [program.appid], day)
            breaks = Breaks(report.breaks, report.broken) if report else NO_BREAKS
            first.look(condition, program.appid, snapshot, earlier.get(program.appid, ()), breaks)
            return first
        today = snapshot_day(now)
        for some in batches(appids, _BATCH):
            newest = await self.snapshots.newest(team_id, some, before=today + _DAY)
            earlier = await self._earlier(team_id, condition.watched, some, today)
            broken = await self._breaks(team_id, condition, newest, earlier)
            # Thousands of programs take seconds: not on the event loop.
            await asyncio.to_thread(first.look_at_all, condition, some, newest, earlier, broken)
        return first

    async def _breaks(
        self,
        team_id: str,
        condition: Condition,
        newest: Mapping[str, Snapshot],
        earlier: Mapping[str, Sequence[Snapshot]],
    ) -> Mapping[str, Breaks]:
        """By program, those known on its newest day, where they could keep the condition from being met."""
        found: dict[str, Breaks] = {}
        public: dict[date, Sequence[Break]] = {}
        for snapshot in await asyncio.to_thread(_all_in_question, condition, newest.values()):
            day = snapshot.day
            if day not in public:
                public[day] = await self.judge.public_breaks(team_id, day)
            recent = [*(kept for kept in earlier.get(snapshot.appid, ()) if kept.day < day), snapshot]
            found[snapshot.appid], _ = await look_for_breaks(self.snapshots, team_id, recent, public=public[day])
        return found

    async def _earlier(
        self, team_id: str, watched: Watched, appids: Collection[Visible], day: date
    ) -> Mapping[str, Sequence[Snapshot]]:
        """By program: those of the week before a day, oldest first; for a changed minimum the newest, however old."""
        if watched is not Watched.MINIMUM:
            return await self.snapshots.recent(team_id, appids, since=day - WEEK, before=day)
        newest = await self.snapshots.newest(team_id, appids, before=day)
        return {appid: (snapshot,) for appid, snapshot in newest.items()}

    async def _read(self, team_id: str, program: Program, now: datetime) -> Report | None:
        """None when WeChat cannot be read and nothing is kept: the first snapshot will begin it."""
        try:
            return await self.read_report(team_id, program, now=now, as_is=True)
        except StorageUnavailable:
            raise
        except (OperatorError, TemporaryError):
            return None


def _in_question(condition: Condition, snapshot: Snapshot) -> bool:
    return in_question(condition, snapshot, AlertState())


def _all_in_question(condition: Condition, newest: Iterable[Snapshot]) -> list[Snapshot]:
    return [each for each in newest if _in_question(condition, each)]


def check_watchable(program: Program, condition: Condition) -> None:
    """Refuse to watch what a program does not have.

    Raises:
        AllOfWeChatUnset: all of WeChat has no minimum, and needs no authorisation.
        ImportedUnset: the program has no minimum.
    """
    if program.is_all_of_wechat and condition.watched in (Watched.MINIMUM, Watched.ATTENTION):
        raise AllOfWeChatUnset
    if not program.has_minimum and condition.watched is Watched.MINIMUM:
        raise ImportedUnset(program=program.name)


async def programs_of(programs: Programs, seen: Viewpoint, alert: Alert, program: Program | None) -> Sequence[Visible]:
    """The AppIDs of the programs that an alert is about.

    Raises:
        NoProgram: there is none.
        UnknownTag: no program has its tag.
    """
    if program:
        return [program.appid]
    return await programs.appids(await fleet_of(programs, seen, tag=alert.tag))
