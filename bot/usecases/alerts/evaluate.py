"""Evaluate a condition when its alert is set or changed: does it hold already?"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.access.roles import Viewpoint
from bot.domain.alerts.alert import Alert, AlertState, Condition, Watched
from bot.domain.alerts.judging import Outcome, judge, judge_attention, sound
from bot.domain.fleet.row import FleetRow
from bot.domain.numbers.before import Day
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import Program
from bot.domain.report.report import Report
from bot.errors import AllOfWeChatUnset, ImportedUnset, OperatorError, StorageUnavailable, TemporaryError
from bot.lib.batches import batches
from bot.ports.numbers import Snapshots
from bot.ports.programs import Programs
from bot.usecases.alerts.judge import ReadDays
from bot.usecases.fleet import ReadFleet, fleet_of
from bot.usecases.report.read import ReadReport

_BATCH = 100
_DAY = timedelta(days=1)


@dataclass
class InitialState:
    """What is known when the alert begins."""

    states: dict[str, AlertState] = field(default_factory=dict)
    already: list[Visible] = field(default_factory=list)
    unjudged: int = 0
    uncounted: int = 0
    """Programs whose users a limit in users still lacks."""

    def look_at_all(
        self, condition: Condition, appids: Sequence[Visible], read: Mapping[str, tuple[Day, Sequence[Day]]]
    ) -> None:
        """Evaluate many programs, each by its newest day and those of the week that ends with it."""
        for appid in appids:
            self.look(condition, appid, *read.get(appid, (None, ())))

    def look(self, condition: Condition, appid: Visible, day: Day | None, earlier: Sequence[Day]) -> None:
        """Evaluate one program. A condition that holds is in the answer; the alert is armed when it no longer holds."""
        if condition.watched is Watched.MINIMUM:
            earlier = ()  # a change before the alert was set does not count
        if day and condition.counts_users and day.snapshot.users is None:
            self.uncounted += 1
            return
        if day is None or not sound(condition, day):
            self.unjudged += 1
            return
        verdict = judge(condition, day, earlier, AlertState())
        if verdict.outcome is Outcome.HELD_BACK:
            self.unjudged += 1
            return
        self.states[appid] = verdict.state
        if verdict.outcome is Outcome.CROSSED:
            self.already.append(appid)

    def look_at_needs(self, rows: Sequence[FleetRow], now: datetime) -> None:
        """Evaluate whether programs need attention."""
        for row in rows:
            verdict = judge_attention(row, AlertState(), day=snapshot_day(now), now=now)
            self.states[row.program.appid] = verdict.state
            if verdict.outcome is Outcome.CROSSED:
                self.already.append(row.program.appid)


@dataclass(frozen=True)
class EvaluateAlert:
    """Evaluates an alert when it is set or changed."""

    snapshots: Snapshots
    read_report: ReadReport
    read_fleet: ReadFleet
    read_days: ReadDays

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
                first.look_at_needs(rows, now)
            return first
        if program:
            report = await self._read(team_id, program, now)
            read = await self._days(team_id, condition, [report.snapshot] if report else [])
            first.look(condition, program.appid, *read.get(program.appid, (None, ())))
            return first
        for some in batches(appids, _BATCH):
            newest = await self.snapshots.newest(team_id, some, before=snapshot_day(now) + _DAY)
            read = await self._days(team_id, condition, list(newest.values()))
            # Thousands of programs take seconds: not on the event loop.
            await asyncio.to_thread(first.look_at_all, condition, some, read)
        return first

    async def _days(
        self, team_id: str, condition: Condition, newest: Sequence[Snapshot]
    ) -> Mapping[str, tuple[Day, Sequence[Day]]]:
        """Return by program its newest day, and those of the week before it."""
        asked = {each.appid: [(condition, AlertState())] for each in newest}
        read = await self.read_days(team_id, newest, asked)
        return {appid: found for (appid, _), found in read.items()}

    async def _read(self, team_id: str, program: Program, now: datetime) -> Report | None:
        """None when WeChat cannot be read and nothing is kept: the first snapshot will begin it."""
        try:
            return await self.read_report(team_id, program, now=now, as_is=True)
        except StorageUnavailable:
            raise
        except (OperatorError, TemporaryError):
            return None


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
