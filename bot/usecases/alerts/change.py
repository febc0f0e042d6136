"""Set an alert; change one: mute, unmute or end it, or give it another condition or program."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from bot.domain.access.roles import Viewpoint
from bot.domain.alerts.alert import MOST_ALERTS, Alert, Condition, audit_of_alert
from bot.domain.alerts.parse import AlertRequest
from bot.domain.alerts.status import AlertSet
from bot.domain.programs.program import Program
from bot.domain.report.report import Report
from bot.errors import AlertChanged, NotYourAlert, StaleControl, TooManyAlerts
from bot.ports.access import AuditLog
from bot.ports.alerts import Alerts
from bot.ports.slack import People
from bot.usecases.access.role_of import RoleOf, owner_after_change
from bot.usecases.alerts.evaluate import EvaluateAlert, check_watchable, programs_of
from bot.usecases.programs.visible import ChooseProgram, VisiblePrograms
from bot.usecases.report.kept_reports import LAST_DAY, KeptReports

MUTED_FOR: Final = timedelta(weeks=1)
"""The default."""


@dataclass(frozen=True)
class SetAlert:
    """`/baselib alert <condition> [program | fleet]`."""

    alerts: Alerts
    visible: VisiblePrograms
    choose_program: ChooseProgram
    evaluate_alert: EvaluateAlert
    audit: AuditLog

    async def __call__(
        self, seen: Viewpoint, wanted: AlertRequest, *, locale: str, owner_id: str, now: datetime
    ) -> AlertSet:
        """Keep the alert, unless the channel has the same one already.

        Args:
            wanted: as typed.
            locale: the message's language (en, zh-CN).

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: the program is unclear.
            UnknownTag: no program has the tag.
            AllOfWeChatUnset: all of WeChat has no minimum that could change.
            TooManyAlerts: the channel has no room for it.
            StorageUnavailable: nothing was kept.
        """
        program = None if wanted.fleet else await self.choose_program(seen, wanted.program)
        return await self.add(
            seen, wanted.condition, program, tag=wanted.tag, locale=locale, owner_id=owner_id, now=now
        )

    async def add(
        self,
        seen: Viewpoint,
        condition: Condition,
        program: Program | None,
        *,
        tag: str = "",
        locale: str,
        owner_id: str,
        now: datetime,
    ) -> AlertSet:
        """Keep an alert on a condition about a program, or about many if it is None, as `__call__` does.

        Raises:
            NoProgram, UnknownTag, AllOfWeChatUnset, TooManyAlerts, StorageUnavailable: as there.
        """
        if program:
            check_watchable(program, condition)
        alert = Alert(
            uuid4().hex,
            seen.team_id,
            seen.channel_id,
            0,
            program.appid if program else "",
            condition,
            locale,
            owner_id,
            created_at=now,
            tag=tag,
        )
        known = await programs_of(self.visible.programs, seen, alert, program)
        for kept in await self.alerts.of_channel(alert.team_id, alert.channel_id):
            if kept.waits_for == alert.waits_for:
                return AlertSet(kept, program, existed=True)
        first = await self.evaluate_alert(alert.team_id, alert.condition, program, known, now=now)
        async with self.audit.recording(audit_of_alert(None, alert, by=alert.owner_id, at=now)):
            added = await self.alerts.add(alert, first.states)
            if added is None:
                raise TooManyAlerts(count=MOST_ALERTS)
        already = await self.visible.among(seen, first.already)
        return AlertSet(added, program, already, first.unjudged, first.uncounted)


@dataclass(frozen=True)
class ChangeAlert:
    """`/baselib alert mute|unmute|off <number>` and the buttons that do the same."""

    alerts: Alerts
    people: People
    role_of: RoleOf
    audit: AuditLog

    async def find(self, team_id: str, channel_id: str, alert_id: str) -> Alert:
        """The alert that a button names; it must belong to the button's channel.

        Raises:
            StaleControl: it has ended, or belongs to another channel.
        """
        alert = await self.alerts.get(team_id, alert_id)
        if alert is None or alert.channel_id != channel_id:
            raise StaleControl
        return alert

    async def mute(self, alert: Alert, until: datetime, *, by: str, now: datetime) -> Alert:
        """Send nothing until then (UTC); evaluation continues.

        Raises:
            NotYourAlert: `by` is neither its owner nor an admin.
        """
        return await self._change(alert, replace(alert, muted_until=until), by=by, now=now)

    async def unmute(self, alert: Alert, *, by: str, now: datetime) -> Alert:
        """Send again, also after a pause because the channel could not be posted to.

        Raises:
            NotYourAlert: as `mute`.
        """
        return await self._change(alert, replace(alert, muted_until=None, paused_because=None), by=by, now=now)

    async def end(self, alert: Alert, *, by: str, now: datetime) -> None:
        """End the alert for good.

        Raises:
            NotYourAlert: as `mute`.
        """
        await self.owner_after(alert, by)
        async with self.audit.recording(audit_of_alert(alert, None, by=by, at=now)):
            await self.alerts.remove(alert.team_id, alert.id)

    async def owner_after(self, alert: Alert, by: str) -> str:
        """The owner after a change by `by`.

        Raises:
            NotYourAlert: as `mute`.
        """
        return await owner_after_change(
            self.people, self.role_of, alert.team_id, owner_id=alert.owner_id, by=by, refusal=NotYourAlert
        )

    async def _change(self, alert: Alert, changed: Alert, *, by: str, now: datetime) -> Alert:
        changed = replace(changed, owner_id=await self.owner_after(changed, by))
        async with self.audit.recording(audit_of_alert(alert, changed, by=by, at=now)):
            await self.alerts.change(changed)
        return changed


@dataclass(frozen=True)
class ReviseAlert:
    """The form behind "Change"."""

    alerts: Alerts
    visible: VisiblePrograms
    evaluate_alert: EvaluateAlert
    change: ChangeAlert
    audit: AuditLog
    reports: KeptReports

    async def __call__(
        self,
        seen: Viewpoint,
        alert_id: str,
        condition: Condition,
        appid: str,
        *,
        tag: str = "",
        mark: str,
        by: str,
        now: datetime,
    ) -> AlertSet:
        """Change it in place, unless the channel has the same alert already; then evaluate it like a new one.

        Args:
            appid: the new program; empty for all of them, or all with the tag.
            tag: folded; empty without one.
            mark: `Alert.mark` when the form was opened.

        Raises:
            AlertChanged: it was ended or changed meanwhile.
            NotYourAlert: `by` is neither its owner nor an admin.
            AllOfWeChatUnset: all of WeChat has no minimum that could change.
            StaleControl, ProgramRestricted: the program does not exist in the channel.
            StorageUnavailable: nothing was changed.
        """
        alert = await self.alerts.get(seen.team_id, alert_id)
        if alert is None or alert.channel_id != seen.channel_id or alert.mark != mark:
            raise AlertChanged
        owner_id = await self.change.owner_after(alert, by)
        program = await self._program(seen, appid)
        if program:
            check_watchable(program, condition)
        changed = replace(alert, appid=appid, tag=tag, condition=condition, owner_id=owner_id)
        for kept in await self.alerts.of_channel(seen.team_id, seen.channel_id):
            if kept.waits_for == changed.waits_for:
                return AlertSet(kept, program, existed=True)
        known = await programs_of(self.visible.programs, seen, changed, program)
        first = await self.evaluate_alert(seen.team_id, condition, program, known, now=now)
        async with self.audit.recording(audit_of_alert(alert, changed, by=by, at=now)):
            if not await self.alerts.revise(alert, changed, first.states):
                raise AlertChanged
        already = await self.visible.among(seen, first.already)
        return AlertSet(changed, program, already, first.unjudged, first.uncounted, changed=True)

    async def newest(self, team_id: str, program: Program | None) -> Report | None:
        """The report on the program's newest numbers, for the present values in the form."""
        found = await self.reports.newest_of(team_id, [program] if program else [], until=LAST_DAY)
        return found.get(program.appid) if program else None

    async def program_of(self, seen: Viewpoint, alert: Alert) -> Program | None:
        """The alert's program, if it has one that exists in the channel."""
        return await self.visible.find(seen, alert.appid) if alert.appid else None

    async def _program(self, seen: Viewpoint, appid: str) -> Program | None:
        if not appid:
            return None
        program = await self.visible.get(seen, appid)
        if program is None:
            raise StaleControl
        return program
