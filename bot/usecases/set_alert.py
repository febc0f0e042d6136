"""Ask to be told when something comes true."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from bot.batches import batches
from bot.domain.access import Viewpoint
from bot.domain.alert import MOST_ALERTS, Alert, AlertState, Condition, Watched
from bot.domain.alert_judging import Outcome, judge, sound
from bot.domain.alert_status import AlertSet
from bot.domain.alert_words import Wanted
from bot.domain.audit_orders import audit_of_alert
from bot.domain.program import Program
from bot.domain.snapshot import Snapshot, snapshot_day
from bot.errors import NoProgram, OperatorError, StorageUnavailable, TemporaryError, TooManyAlerts
from bot.ports import Alerts, Snapshots
from bot.ports.access import AuditLog
from bot.usecases.choose_program import ChooseProgram
from bot.usecases.days_before import days_before
from bot.usecases.read_report import ReadReport
from bot.usecases.visible_programs import VisiblePrograms

_BATCH = 100
_DAY = timedelta(days=1)


@dataclass
class _First:
    """What is known at the start."""

    states: dict[str, AlertState] = field(default_factory=dict)
    already: list[str] = field(default_factory=list)
    unjudged: int = 0

    def look_at_all(
        self,
        condition: Condition,
        appids: Sequence[str],
        newest: Mapping[str, Snapshot],
        earlier: Mapping[str, Sequence[Snapshot]],
    ) -> None:
        """As `look`, many programs."""
        for appid in appids:
            self.look(condition, appid, newest.get(appid), earlier.get(appid, ()))

    def look(self, condition: Condition, appid: str, snapshot: Snapshot | None, earlier: Sequence[Snapshot]) -> None:
        """Judge what is so already: it is told in the answer, and the alert is armed once it has returned."""
        if condition.watched is Watched.MINIMUM or snapshot is None:
            earlier = ()  # a change before the alert was set concerns nobody
        else:
            earlier = [kept for kept in earlier if kept.day < snapshot.day]  # the newest is not its own predecessor
        if snapshot is None or not sound(condition, snapshot, earlier):
            self.unjudged += 1
            return
        judgement = judge(condition, snapshot, earlier, AlertState())
        self.states[appid] = judgement.state
        if judgement.outcome is Outcome.CROSSED:
            self.already.append(appid)


@dataclass(frozen=True)
class SetAlert:
    """`/baselib alert <condition> [program | fleet]`."""

    alerts: Alerts
    snapshots: Snapshots
    visible: VisiblePrograms
    choose_program: ChooseProgram
    read_report: ReadReport
    audit: AuditLog

    async def __call__(self, seen: Viewpoint, wanted: Wanted, *, locale: str, owner_id: str, now: datetime) -> AlertSet:
        """Keep the alert, unless the channel has the same already.

        Args:
            seen: by the channel where it will be told.
            wanted: as typed.
            locale: the message's language (en, zh-CN).
            owner_id: who asks.
            now: UTC.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: the program is unclear.
            TooManyAlerts: the channel has no room for it.
            StorageUnavailable: nothing was kept.
        """
        team_id, channel_id = seen.team_id, seen.channel_id
        program = None if wanted.fleet else await self.choose_program(seen, wanted.program)
        known = {each.appid: each for each in await self.visible(seen)}
        if not known:
            raise NoProgram(count=0)
        appid = program.appid if program else ""
        for kept in await self.alerts.of_channel(team_id, channel_id):
            if (kept.appid, kept.condition) == (appid, wanted.condition):
                return AlertSet(kept, program, existed=True)
        first = await self._first(team_id, wanted.condition, program, list(known), now)
        alert = Alert(uuid4().hex, team_id, channel_id, 0, appid, wanted.condition, locale, owner_id, created_at=now)
        async with self.audit.noting(audit_of_alert(None, alert, by=owner_id, at=now)):
            added = await self.alerts.add(alert, first.states)
            if added is None:
                raise TooManyAlerts(count=MOST_ALERTS)
        return AlertSet(added, program, tuple(known[appid] for appid in first.already), first.unjudged)

    async def _first(
        self, team_id: str, condition: Condition, program: Program | None, appids: Sequence[str], now: datetime
    ) -> _First:
        first = _First()
        if program:
            snapshot = await self._read(team_id, program, now)
            day = snapshot.day if snapshot else snapshot_day(now)
            earlier = await days_before(self.snapshots, condition.watched, team_id, [program.appid], day=day)
            first.look(condition, program.appid, snapshot, earlier.get(program.appid, ()))
            return first
        today = snapshot_day(now)
        for some in batches(appids, _BATCH):
            newest = await self.snapshots.newest(team_id, some, before=today + _DAY)
            earlier = await days_before(self.snapshots, condition.watched, team_id, some, day=today)
            # Thousands of programs take seconds: not on the event loop.
            await asyncio.to_thread(first.look_at_all, condition, some, newest, earlier)
        return first

    async def _read(self, team_id: str, program: Program, now: datetime) -> Snapshot | None:
        """None when WeChat cannot be read and nothing is kept: the alert begins with the first numbers."""
        try:
            return (await self.read_report(team_id, program, now=now)).snapshot
        except StorageUnavailable:
            raise
        except (OperatorError, TemporaryError):
            return None
